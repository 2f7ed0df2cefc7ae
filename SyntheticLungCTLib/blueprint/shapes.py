"""What follows from the shape of a segment: a bone's shell, an airway's wall, the side of a lung, a nodule's size."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..geometry import Geometry
from .labels import NODULES, Label
from .nodule import Nodule

CORTICAL_SHELL_MM = 1.5
AIRWAY_WALL_MM = 1.2
#: The LIDC texture rating that stands for each nodule label.
TEXTURE = {Label.NODULE_NON_SOLID: 1, Label.NODULE_PART_SOLID: 3, Label.NODULE_SOLID: 5}

Box = tuple[slice, slice, slice]


def cortical_shell(
    bone: np.ndarray, box: Box, shape: tuple[int, ...], spacing_zyx_mm: tuple[float, float, float]
) -> np.ndarray:
    """The outer 1.5 mm of a bone, at least one voxel in plane; a cut at the volume's border gets no shell.

    Args:
        bone: boolean array (z, y, x) of the box's shape, which is returned for the shell, too.
        box: where it lies in the volume of `shape`.
    """
    around = [(int(s.start > 0), int(s.stop < size)) for s, size in zip(box, shape, strict=True)]
    padded = np.pad(bone, around)
    if padded.all():  # the bone fills the volume; a distance to nothing is not defined
        return np.zeros_like(bone)
    depth_mm = ndimage.distance_transform_edt(padded, sampling=spacing_zyx_mm)
    inner = tuple(slice(a, a + size) for (a, _), size in zip(around, bone.shape, strict=True))
    return bone & (depth_mm[inner] <= CORTICAL_SHELL_MM + min(spacing_zyx_mm) / 2)


def airway_wall(
    lumen: np.ndarray, box: Box, shape: tuple[int, ...], spacing_zyx_mm: tuple[float, float, float]
) -> tuple[Box, np.ndarray]:
    """The 1.2 mm around a lumen, at least one voxel in plane: its box and its mask (z, y, x) within the box."""
    reach_mm = max(AIRWAY_WALL_MM, min(spacing_zyx_mm))
    margins = [int(np.ceil(reach_mm / step)) for step in spacing_zyx_mm]
    grown = [(min(m, s.start), min(m, size - s.stop)) for m, s, size in zip(margins, box, shape, strict=True)]
    lumen = np.pad(lumen, grown)
    box = tuple(slice(s.start - g[0], s.stop + g[1]) for s, g in zip(box, grown, strict=True))
    distance_mm = ndimage.distance_transform_edt(~lumen, sampling=spacing_zyx_mm)
    return box, ~lumen & (distance_mm <= reach_mm + 1e-6)


def middle_lps_x_mm(body: np.ndarray, geometry: Geometry) -> float:
    """LPS x of the middle of a mask (z, y, x), or of the volume when the mask is empty."""
    center = ndimage.center_of_mass(body) if body.any() else (np.asarray(body.shape) - 1) / 2
    return geometry.lps_of_index(tuple(center))[0]


def is_left(lungs: np.ndarray, box: Box, geometry: Geometry, middle_mm: float) -> np.ndarray:
    """Boolean array (z, y, x) of the box: true on the patient's left.

    Lungs that don't touch are told apart whole; lungs that touch are cut in the sagittal plane at `middle_mm`.
    """
    parts, count = ndimage.label(lungs)
    volumes = np.bincount(parts.ravel(), minlength=count + 1)[1:]
    large = np.flatnonzero(volumes > 0.1 * volumes.sum()) + 1
    corner = [s.start for s in box]
    x_mm = [
        geometry.lps_of_index(tuple(np.add(c, corner)))[0]
        for c in ndimage.center_of_mass(lungs, parts, range(1, count + 1))
    ]
    if len(large) == 2:
        middle_mm = sum(x_mm[part - 1] for part in large) / 2
        return np.array([False, *(x > middle_mm for x in x_mm)])[parts]
    row = geometry.index_to_lps_matrix()[0]
    z, y, x = np.ogrid[box]
    return row[0] * x + row[1] * y + row[2] * z + row[3] > middle_mm


def nodules_of(labels: np.ndarray, geometry: Geometry) -> list[Nodule]:
    """One nodule per connected part of each nodule label: centre in LPS mm and diameter of the sphere of its volume."""
    nodules = []
    boxes = ndimage.find_objects(labels, max_label=max(NODULES))
    for label in NODULES:
        box = boxes[label - 1]
        if box is None:
            continue
        corner = [side.start for side in box]
        parts, count = ndimage.label(labels[box] == label, structure=np.ones((3, 3, 3)))
        volumes = np.bincount(parts.ravel(), minlength=count + 1)[1:] * geometry.voxel_volume_ml * 1000
        centers = ndimage.center_of_mass(parts > 0, parts, range(1, count + 1))
        nodules += [
            Nodule(
                center_lps_mm=geometry.lps_of_index(tuple(np.add(center, corner))),
                diameter_mm=float((6 * volume_mm3 / np.pi) ** (1 / 3)),
                texture=TEXTURE[label],
            )
            for center, volume_mm3 in zip(centers, volumes, strict=True)
        ]
    return nodules
