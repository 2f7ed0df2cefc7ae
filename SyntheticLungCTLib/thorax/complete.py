"""A coarse segmentation completed: what is given stays as it is, the rest of the thorax is invented around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import ndimage

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import LUNGS, Label
from ..errors import InputError
from ..geometry import orientation_code, reoriented
from ..progress import Progress, Reporter
from ..trees.lung_trees import grow_lung_trees
from .anchors import frame_of_organs
from .distance_maps import REACH_MM, distance_maps
from .flow import STEPS, draw_maps
from .organs import Organ, organ_masks
from .refine import refined
from .ribs import with_ribs

#: Chest wall that lies over the lungs at least, should less be invented.
LEAST_WALL_MM = 8.0
#: A lung mask with more vessels than this share, as labels or as holes, needs none grown.
VESSEL_SHARE = 0.01
#: A hole in a slice of a lung, larger than this share of it, is not a vessel.
LARGEST_HOLE_SHARE = 0.05


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
    vessels and airways are grown, which belong to the lung; and soft tissue that stands for the whole body, without
    fat, is the room that organs are invented in. No lung, nor any other organ that is given, is drawn beyond it.

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

    report = Reporter("The completion of a segmentation", progress, cancelled)

    report(0.0, "Reading the segmentation")
    labels, geometry = reoriented(coarse.labels, coarse.geometry)
    spacing = geometry.spacing_zyx_mm
    masks = _given_organs(labels, spacing)
    frame = frame_of_organs(masks, spacing)
    given = {organ: maps for organ, maps in enumerate(distance_maps(masks, spacing, frame)) if organ in masks}
    network = load_thorax_generator(device or usual_device())
    maps = draw_maps(network, frame, seed, given, lambda step: report(0.15 + 0.4 * step / STEPS, "Inventing organs"))
    maps = maps if Organ.BONE in given else with_ribs(maps, seed)
    report(0.55, "Drawing organs")
    invented = refined(_made_room(maps, given), frame, labels.shape, spacing)
    kept = _kept(labels, Organ.BODY in masks)
    completed = _joined(labels, kept, invented, masks.get(Organ.BODY))
    if contrast:
        completed[(completed == Label.BLOOD) & ~kept] = Label.CONTRAST_BLOOD
    report(0.7, "Growing airways and vessels")
    completed = _with_trees(completed, spacing, seed, cancelled)
    firm = kept & ~np.isin(labels, LUNGS)
    completed[firm] = labels[firm]
    completed, _ = reoriented(completed, geometry, orientation_code(coarse.geometry))
    return replace(coarse, labels=completed)


def _given_organs(labels: np.ndarray, spacing: tuple[float, float, float]) -> dict[Organ, np.ndarray]:
    """The masks of the organs that are given; the body is when there is more soft tissue than lung."""
    masks = {organ: mask for organ, mask in organ_masks(labels, spacing).items() if mask.any()}
    if np.isin(labels, (Label.SOFT_TISSUE, Label.FAT)).sum() <= np.isin(labels, LUNGS).sum():
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


def _kept(given: np.ndarray, has_body: bool) -> np.ndarray:
    """Where given labels (z, y, x) stand for themselves: soft tissue without fat stands for the whole body."""
    kept = given != Label.OUTSIDE
    if has_body and not (given == Label.FAT).any():
        kept &= given != Label.SOFT_TISSUE
    return kept


def _joined(given: np.ndarray, kept: np.ndarray, invented: np.ndarray, body: np.ndarray | None) -> np.ndarray:
    """What is given and kept over what is invented, labels (z, y, x)."""
    labels = invented.copy()
    if body is not None:
        labels[~body] = Label.OUTSIDE
        labels[body & (labels == Label.OUTSIDE)] = Label.SOFT_TISSUE
    labels[kept] = given[kept]
    labels[_lung_holes(given) & ~kept] = Label.PULMONARY_VESSEL
    return labels


def _with_trees(
    labels: np.ndarray, spacing: tuple[float, float, float], seed: int, cancelled: Callable[[], bool] | None
) -> np.ndarray:
    """Labels with airways and vessels grown, unless the lungs show vessels already."""
    if (labels == Label.PULMONARY_VESSEL).sum() > VESSEL_SHARE * np.isin(labels, LUNGS).sum():
        return labels
    return grow_lung_trees(labels, spacing, np.random.default_rng((seed, 3)), cancelled)


def _lung_holes(labels: np.ndarray) -> np.ndarray:
    """What lung encloses in a slice, as a mask that leaves the vessels out does; nothing as large as a heart."""
    holes = np.zeros(labels.shape, bool)
    for lung in LUNGS:
        for index, mask in enumerate(labels == lung):
            if mask.any():
                enclosed, _ = ndimage.label(ndimage.binary_fill_holes(mask) & ~mask)
                sizes = np.bincount(enclosed.ravel())
                holes[index] |= (enclosed > 0) & (sizes[enclosed] < LARGEST_HOLE_SHARE * mask.sum())
    return holes
