"""The anatomy of a blueprint drawn by networks, without scanner noise."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..blueprint.labels import Label
from ..blueprint.tree_lines import Trees
from ..errors import InputError
from ..scanner.look import Look
from ..volume import AIR_HU
from .bone_density import fit_bone
from .contrast_mixing import mix_contrast
from .even_organs import even_organs
from .fissures import draw_fissures
from .heart_motion import blur_heart
from .lung_trees import draw_lung_trees
from .skin_edge import with_skin_edge
from .slice_thickness import blur_between_slices
from .windows import WindowSize

if TYPE_CHECKING:
    from ..networks.generator import BlueprintGenerator
    from ..networks.multihead_vqvae import MultiheadVQVAE

#: Windows are whole numbers of this many voxels in plane: 4 per latent, 8 latents at the generator's lowest level.
PLANE_MULTIPLE = 32
MARGIN_VOXELS = 8
NO_TREES = Trees([], [])


def draw_anatomy(
    networks: tuple[MultiheadVQVAE, BlueprintGenerator],
    labels: np.ndarray,
    look: Look,
    spacing_zyx_mm: tuple[float, float, float],
    seed: int,
    steps: int,
    window: WindowSize | None = None,
    trees: Trees = NO_TREES,
    progress: Callable[[float], None] = lambda share: None,
) -> np.ndarray:
    """HU int16 (z, y, x) without scanner noise; outside the body the skin fades into air.

    Args:
        networks: VQ-VAE and generator, on one device.
        labels: uint8 (z, y, x) of `Label` values, in LPS order.
        trees: from the first voxel, drawn by their share of voxels.
        progress: called with a share from 0 to 1; may raise to stop.

    Raises:
        InputError: when the labels show no body.
    """
    from .slabs import SlabDrawer

    body, padded = body_box(labels)
    drawer = SlabDrawer(networks, padded, look, spacing_zyx_mm, seed, steps, window)
    hu = np.full(labels.shape, AIR_HU, np.int16)
    drawn = hu[body]
    steps_done, step_count = itertools.count(1), drawer.step_count
    for place, slices in drawer.draw(lambda: progress(next(steps_done) / step_count)):
        fitting = slices[:, : drawn.shape[1], : drawn.shape[2]]
        drawn[place] = np.rint(with_skin_edge(fitting, labels[body][place] != Label.OUTSIDE, spacing_zyx_mm[1:]))
    fit_bone(drawn, labels[body], look)
    even_organs(drawn, labels[body])
    mix_contrast(drawn, labels[body], spacing_zyx_mm, seed)
    blur_between_slices(drawn, labels[body])
    blur_heart(drawn, labels[body], spacing_zyx_mm)
    draw_lung_trees(hu, labels, trees, look, spacing_zyx_mm)
    draw_fissures(drawn, labels[body], spacing_zyx_mm)
    return hu


def body_box(labels: np.ndarray) -> tuple[tuple[slice, slice, slice], np.ndarray]:
    """The body's box in plane, with a margin, and its labels padded with air to whole windows."""
    body = labels != Label.OUTSIDE
    if not body.any():
        raise InputError("The blueprint shows no body: every voxel is outside. Draw at least the lungs and the body.")
    box = [slice(None)]
    for axes in ((0, 2), (0, 1)):
        where = np.flatnonzero(body.any(axis=axes))
        box.append(slice(max(0, int(where[0]) - MARGIN_VOXELS), int(where[-1]) + 1 + MARGIN_VOXELS))
    cropped = labels[tuple(box)]
    pad = [(0, 0)] + [(0, -side % PLANE_MULTIPLE) for side in cropped.shape[1:]]
    return tuple(box), np.pad(cropped, pad)
