"""A coarse segmentation completed: what is given stays as it is, the rest of the thorax is invented around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import ndimage

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import LUNGS, WITHIN_LUNGS, Label
from ..errors import Cancelled, InputError
from ..geometry import orientation_code, reoriented
from ..trees.lung_trees import grow_lung_trees
from .anchors import frame_of_organs
from .distance_maps import REACH_MM, distance_maps
from .flow import STEPS, draw_maps
from .organs import Organ, organ_masks
from .refine import refined

#: Chest wall that lies over the lungs at least, should less be invented.
LEAST_WALL_MM = 8.0
#: Holes of a lung mask that make up more than this share of it are its vessels, which need not be grown.
VESSEL_SHARE = 0.01

Progress = Callable[[float, str], None]


def complete_blueprint(
    coarse: Blueprint,
    seed: int = 0,
    contrast: bool = False,
    device: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Blueprint:
    """A blueprint with all organs from one that has some.

    Every labelled voxel keeps its label, with two exceptions that the anatomy asks for: in lungs without vessels,
    vessels and airways are grown (which are part of the lung's region), and soft tissue that stands for the whole body,
    without fat, is the room that organs are invented in.

    Args:
        coarse: any subset of the taxonomy, at its own resolution; stays as it is.
        seed: gives what is invented.
        contrast: whether blood that is invented carries contrast agent.
        device, progress, cancelled: as for `sample_blueprint`.

    Raises:
        InputError: when nothing is given, or the segments cannot be a chest in millimetres.
        Cancelled: when `cancelled` said so.
    """
    from ..weights import load_thorax_generator, usual_device

    def report(share: float, stage: str) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled("The completion of a segmentation was cancelled.")
        if progress is not None:
            progress(share, stage)

    report(0.0, "Reading the segmentation")
    labels, geometry = reoriented(coarse.labels, coarse.geometry)
    spacing = geometry.spacing_zyx_mm
    masks = _given_organs(labels, spacing)
    frame = frame_of_organs(masks, spacing)
    given = {organ: maps for organ, maps in enumerate(distance_maps(masks, spacing, frame)) if organ in masks}
    network = load_thorax_generator(device or usual_device())
    maps = draw_maps(network, frame, seed, given, lambda step: report(0.15 + 0.4 * step / STEPS, "Inventing organs"))
    report(0.55, "Drawing organs")
    invented = refined(_made_room(maps, given), frame, labels.shape, spacing)
    labels = _joined(labels, invented, masks.get(Organ.BODY))
    report(0.7, "Growing airways and vessels")
    if not (labels == Label.PULMONARY_VESSEL).any():
        labels = grow_lung_trees(labels, spacing, np.random.default_rng((seed, 3)), cancelled)
    if contrast:
        labels[(labels == Label.BLOOD) & ~masks.get(Organ.BLOOD, np.zeros(1, bool))] = Label.CONTRAST_BLOOD
    labels, _ = reoriented(labels, geometry, orientation_code(coarse.geometry))
    return replace(coarse, labels=labels)


def _given_organs(labels: np.ndarray, spacing: tuple[float, float, float]) -> dict[Organ, np.ndarray]:
    """The masks of the organs that are given; the body is when soft tissue encloses what else there is."""
    masks = {organ: mask for organ, mask in organ_masks(labels, spacing).items() if mask.any()}
    if not (labels == Label.SOFT_TISSUE).any():
        masks.pop(Organ.BODY, None)
    if not masks:
        raise InputError(
            "No segment is given that a thorax could be completed from. Paint at least the lungs, and name the "
            "segments 'left lung', 'right lung', 'heart' ..."
        )
    return masks


def _made_room(maps: np.ndarray, given: dict[Organ, np.ndarray]) -> np.ndarray:
    """Maps in which given organs are not painted again, and lungs have a chest wall."""
    room = maps.copy()
    lungs = np.minimum(maps[Organ.LUNG_LEFT], maps[Organ.LUNG_RIGHT])
    room[Organ.BODY] = np.minimum(maps[Organ.BODY], lungs - LEAST_WALL_MM / REACH_MM)
    for organ in given.keys() - {Organ.BODY}:
        room[organ] = 1.0
    return room


def _joined(given: np.ndarray, invented: np.ndarray, body: np.ndarray | None) -> np.ndarray:
    """What is given over what is invented, labels (z, y, x)."""
    labels = invented.copy()
    if body is not None:
        labels[~body] = Label.OUTSIDE
        labels[body & (labels == Label.OUTSIDE)] = Label.SOFT_TISSUE
    whole_body = body is not None and not (given == Label.FAT).any()
    kept = (given != Label.OUTSIDE) & ~((given == Label.SOFT_TISSUE) & whole_body)
    labels[kept] = given[kept]
    lungs = np.isin(given, WITHIN_LUNGS)
    holes = np.stack([ndimage.binary_fill_holes(s) for s in lungs]) & ~lungs & ~kept if lungs.any() else lungs
    if holes.sum() > VESSEL_SHARE * lungs.sum():
        labels[holes] = Label.PULMONARY_VESSEL
    elif holes.any():
        nearest = ndimage.distance_transform_edt(~np.isin(given, LUNGS), return_distances=False, return_indices=True)
        labels[holes] = given[tuple(axis[holes] for axis in nearest)]
    return labels
