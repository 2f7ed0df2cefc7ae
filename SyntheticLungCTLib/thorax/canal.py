"""The spinal canal: no tissue of its own, but the hollow by which a heap of bone is seen to be a spine.

In adults it is round, 14 to 20 mm wide (Zindrick et al., Spine 12, 1987). It is told by its course, and drawn as a tube
along it: bones leave it open between the arches, and a grid of 5 mm shows hardly more than where it runs.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.interpolate import make_smoothing_spline
from skimage.morphology import disk

from .frame import Frame

#: Half of its extent along (y, x).
HALF_MM = (8.0, 9.5)
#: Gaps of the vertebral arch that are bridged: in a slice on each side, and along the spine, where nerves leave it.
GAP_MM, LEVEL_MM = 4.0, 24.0
#: What a hollow of a slice measures at least and at most, with the fat and the roots beside the canal.
AREA_MM2 = (60.0, 700.0)
#: Bones that show no hollow as long as this have no canal.
LEAST_LENGTH_MM = 40.0
#: Hollows are looked for on pixels of about this size.
PIXEL_MM = 1.5
#: How far it goes on beyond the last slice that shows it.
BEYOND_MM = 30.0
#: How stiff its course is, as the weight of the curvature along z in mm.
STIFFNESS = 1e4


def canal_mask(bone: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> np.ndarray:
    """The spinal canal as a bool array (z, y, x) in LPS order, from a mask of the bones; empty where they show none."""
    step = max(1, round(PIXEL_MM / spacing_zyx_mm[1]))
    pixel_mm = step * spacing_zyx_mm[1]
    hollow = _longest(_hollows(bone[:, ::step, ::step], pixel_mm), spacing_zyx_mm[0])
    course_mm = _course_mm(hollow.astype(np.float32), (spacing_zyx_mm[0], pixel_mm, pixel_mm))
    return (_distances_mm(course_mm, bone.shape, spacing_zyx_mm) < 0) & ~bone


def canal_distances_mm(evidence: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> np.ndarray:
    """Signed distances to the canal, float32 (z, y, x), negative inside, from how much each cell speaks for it.

    Args:
        evidence: at least 0; infinitely far is the canal where it says nothing.
    """
    return _distances_mm(_course_mm(evidence, spacing_zyx_mm), evidence.shape, spacing_zyx_mm)


def canal_middles_mm(canal: np.ndarray, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Cells along z (n,) that show a canal given as distances (*GRID), negative inside, and its middles (n, 2), (y, x)
    in mm from the centre of the volume's first voxel."""
    cells = np.flatnonzero((canal < 0).any(axis=(1, 2)))
    middles = np.array([ndimage.center_of_mass(canal[cell] < 0) for cell in cells]).reshape(-1, 2)
    return cells, frame.origin_mm[1:] + middles * frame.cell_mm[1:]


def _course_mm(evidence: np.ndarray, spacing: tuple[float, float, float]) -> np.ndarray:
    """Where the canal's middle (y, x) is in each slice, (z, 2) in mm from the first voxel; NaN where it is not."""
    weights = evidence.sum(axis=(1, 2), dtype=float)
    course = np.full((len(evidence), 2), np.nan)
    slices = np.flatnonzero(weights)
    if len(slices) < 5 or np.ptp(slices) * spacing[0] < LEAST_LENGTH_MM:
        return course
    middles_mm = np.array([ndimage.center_of_mass(evidence[index]) for index in slices]) * spacing[1:]
    reach = int(BEYOND_MM / spacing[0])
    run = np.arange(max(0, slices[0] - reach), min(len(evidence), slices[-1] + reach + 1))
    weights = weights[slices] / weights[slices].mean()
    for axis in (0, 1):
        spline = make_smoothing_spline(slices * spacing[0], middles_mm[:, axis], weights, STIFFNESS)
        course[run, axis] = spline(run * spacing[0])
    return course


def _distances_mm(course_mm: np.ndarray, shape: tuple[int, ...], spacing: tuple[float, float, float]) -> np.ndarray:
    """Signed distances to a tube of elliptic section, nearly so beyond its surface, float32 (z, y, x)."""
    off = [
        (np.arange(length) * mm - course_mm[:, axis, None]) / HALF_MM[axis]
        for axis, (length, mm) in enumerate(zip(shape[1:], spacing[1:], strict=True))
    ]
    radius = np.hypot(off[0][:, :, None], off[1][:, None, :]).astype(np.float32)
    return np.nan_to_num((radius - 1) * np.float32(np.mean(HALF_MM)), nan=np.inf)


def _hollows(bone: np.ndarray, pixel_mm: float) -> np.ndarray:
    """What bone encloses in a slice (bool), of the size of a canal."""
    hollows = np.zeros_like(bone)
    radius = max(1, round(GAP_MM / pixel_mm))
    for index, plane in enumerate(bone):
        if plane.any():
            closed = ndimage.binary_closing(np.pad(plane, radius), disk(radius))[radius:-radius, radius:-radius]
            parts, _ = ndimage.label(ndimage.binary_fill_holes(closed) & ~plane)
            areas = np.bincount(parts.ravel()) * pixel_mm**2
            fits = (areas > AREA_MM2[0]) & (areas < AREA_MM2[1])
            fits[0] = False
            hollows[index] = fits[parts]
    return hollows


def _longest(hollows: np.ndarray, spacing_z_mm: float) -> np.ndarray:
    """The hollows (bool) that follow upon each other along most slices."""
    reach = max(1, round(LEVEL_MM / 2 / spacing_z_mm))
    bridged = ndimage.maximum_filter1d(hollows, 2 * reach + 1, axis=0)
    parts, count = ndimage.label(bridged)
    if not count:
        return hollows
    lengths = [box[0].stop - box[0].start for box in ndimage.find_objects(parts)]
    return hollows & (parts == int(np.argmax(lengths)) + 1)
