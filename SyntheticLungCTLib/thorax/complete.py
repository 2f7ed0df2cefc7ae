"""A coarse segmentation completed: what is given stays as it is, the rest of the thorax is invented around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import LUNGS, Label
from ..blueprint.tree_lines import TreeLines
from ..checking.anatomy import check_anatomy
from ..geometry import Geometry, orientation_code, reoriented
from ..progress import Progress, Reporter
from ..trees.lung_trees import grow_lung_trees
from .anchors import frame_of_organs
from .distance_maps import distance_maps
from .flow import STEPS, draw_maps
from .given import given_organs, given_tissues, kept_voxels, lung_holes
from .organs import Organ
from .refine import refined
from .tissues import PARTED
from .upscale import STEPS as UPSCALING_STEPS
from .upscale import draw_shares

#: A lung mask with more vessels than this share, as labels or as holes, needs none grown.
VESSEL_SHARE = 0.01
#: Completions drawn for one that keeps the rules of anatomy.
TRIES = 3


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
    Where a rule of anatomy is broken, the rest is invented anew, and what breaks fewest is returned; when the same
    rules break again, what is given is taken to be the reason.

    Args:
        coarse: any subset of the taxonomy, at its own resolution; stays as it is.
        seed: gives what is invented.
        contrast: whether blood that is invented carries contrast agent.
        device, progress, cancelled: as for `sample_blueprint`.

    Raises:
        InputError: when nothing is given, or the segments cannot be a chest in millimetres.
        Cancelled: when `cancelled` said so.
    """
    report = Reporter("The completion of a segmentation", progress, cancelled)
    report(0.0, "Reading the segmentation")
    labels, geometry = reoriented(coarse.labels, coarse.geometry)
    masks = given_organs(labels, geometry.spacing_zyx_mm)
    tried: list[tuple[list[str], Blueprint]] = []
    for attempt in range(TRIES):
        stream = int(np.random.default_rng((seed, attempt)).integers(2**31)) if attempt else seed
        invented = _invented(labels, masks, geometry.spacing_zyx_mm, stream, contrast, device, report)
        report(0.7, "Growing airways and vessels")
        body = masks.get(Organ.BODY)
        completed, trees = _completed(labels, body, invented, geometry, stream, report.cancelled)
        completed, _ = reoriented(completed, geometry, orientation_code(coarse.geometry))
        blueprint = replace(coarse, labels=completed, trees=trees or coarse.trees)
        report(0.95, "Checking the anatomy")
        broken = [found.rule for found in check_anatomy(blueprint) if not found.kept]
        tried.append((broken, blueprint))
        if not broken or broken in [rules for rules, _ in tried[:-1]]:
            break
    return min(tried, key=lambda one: len(one[0]))[1]


def _completed(
    labels: np.ndarray,
    body: np.ndarray | None,
    invented: np.ndarray,
    geometry: Geometry,
    seed: int,
    cancelled: Callable[[], bool] | None,
) -> tuple[np.ndarray, TreeLines | None]:
    """Labels (z, y, x) of what is given and, around it, what is invented, with trees in the lungs; these trees."""
    kept = kept_voxels(labels, body is not None)
    completed, trees = _with_trees(_joined(labels, kept, invented, body), geometry, seed, cancelled)
    firm = kept & ~np.isin(labels, LUNGS)
    completed[firm] = labels[firm]
    return completed, trees


def _invented(
    labels: np.ndarray,
    masks: dict[Organ, np.ndarray],
    spacing: tuple[float, float, float],
    seed: int,
    contrast: bool,
    device: str | None,
    report: Reporter,
) -> np.ndarray:
    """Labels (z, y, x) of a thorax around the given organs, which are not drawn beyond their masks."""
    from ..weights import load_thorax_networks, usual_device

    generator, upscaler = load_thorax_networks(device or usual_device())
    frame = frame_of_organs(masks, spacing)
    given = {organ: maps for organ, maps in enumerate(distance_maps(masks, spacing, frame)) if organ in masks}
    maps = draw_maps(generator, frame, seed, given, lambda step: report(0.1 + 0.2 * step / STEPS, "Inventing organs"))
    shares = draw_shares(
        upscaler,
        maps,
        frame,
        labels.shape,
        spacing,
        seed,
        contrast,
        given_tissues(labels, masks, spacing, frame),
        lambda step: report(0.3 + 0.25 * step / UPSCALING_STEPS, "Inventing tissues"),
    )
    report(0.55, "Drawing tissues")
    for organ in masks.keys() - {Organ.BODY}:
        shares[list(PARTED[organ])] = 0.0
    return refined(shares, maps, frame, labels.shape, spacing, seed, Organ.BODY in masks)


def _joined(given: np.ndarray, kept: np.ndarray, invented: np.ndarray, body: np.ndarray | None) -> np.ndarray:
    """What is given and kept over what is invented, labels (z, y, x)."""
    labels = invented.copy()
    if body is not None:
        labels[~body] = Label.OUTSIDE
        labels[body & (labels == Label.OUTSIDE)] = Label.SOFT_TISSUE
    labels[kept] = given[kept]
    labels[lung_holes(given) & ~kept] = Label.PULMONARY_VESSEL
    return labels


def _with_trees(
    labels: np.ndarray, geometry: Geometry, seed: int, cancelled: Callable[[], bool] | None
) -> tuple[np.ndarray, TreeLines | None]:
    """Labels with airways and vessels grown, unless the lungs show vessels already."""
    if (labels == Label.PULMONARY_VESSEL).sum() > VESSEL_SHARE * np.isin(labels, LUNGS).sum():
        return labels, None
    grown, trees = grow_lung_trees(labels, geometry.spacing_zyx_mm, np.random.default_rng((seed, 3)), cancelled)
    return grown, TreeLines.of_trees(trees, geometry)
