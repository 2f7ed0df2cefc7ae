"""From a blueprint to a CT: the main job of the project, read top to bottom."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from .. import __version__
from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import CONTRAST_BLOODS, Label
from ..errors import InputError
from ..geometry import orientation_code, reoriented
from ..progress import Progress, Reporter
from ..scanner.look import Look
from ..scanner.noise import ScannerNoise
from ..volume import AIR_HU, HIGHEST_HU, LOWEST_HU, CTVolume
from ..weights import weights_name
from .windows import WindowSize

#: Windows are whole numbers of this many voxels in plane: 4 per latent, 8 latents at the generator's lowest level.
PLANE_MULTIPLE = 32
MARGIN_VOXELS = 8


def generate_ct(
    blueprint: Blueprint,
    seed: int = 0,
    steps: int | None = None,
    device: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    window: WindowSize | None = None,
) -> CTVolume:
    """Draw a CT on the blueprint's grid.

    Args:
        blueprint: what to draw; its look defaults to a routine chest CT.
        seed: the same seed, blueprint and machine give the same voxels.
        steps: sampling steps; the default is the sampler's.
        device: torch device; a GPU where there is one.
        threads: CPU threads for torch; its own choice when None.
        progress: called with a share from 0 to 1 and the stage.
        cancelled: asked between steps.
        window: size of the sampling windows, which bounds the memory.

    Raises:
        InputError: when the blueprint shows no body.
        Cancelled: when `cancelled` said so.
    """
    import torch

    from ..weights import load_networks, usual_device
    from .sampler import DEFAULT_STEPS
    from .slabs import SlabDrawer

    if threads is not None:
        torch.set_num_threads(threads)
    report = Reporter("The drawing", progress, cancelled)
    report(0.0, "Loading networks")
    networks = load_networks(device or usual_device())
    labels, geometry = reoriented(blueprint.labels, blueprint.geometry)
    look = blueprint.look or Look(blood_hu=_usual_blood_hu(labels))
    body, padded = _body_box(labels)
    drawer = SlabDrawer(networks, padded, look, geometry.spacing_zyx_mm, seed, steps or DEFAULT_STEPS, window)
    hu = np.full(labels.shape, AIR_HU, np.int16)
    drawn = hu[body]
    steps_done, step_count = itertools.count(1), drawer.step_count

    def after_step() -> None:
        report(0.02 + 0.90 * next(steps_done) / step_count, "Drawing the anatomy")

    for place, slices in drawer.draw(after_step):
        fitting = slices[:, : drawn.shape[1], : drawn.shape[2]]
        drawn[place] = np.where(labels[body][place] != Label.OUTSIDE, np.rint(fitting), AIR_HU)
    _add_noise(drawn, labels[body], look, seed, report)
    hu, geometry = reoriented(hu, geometry, orientation_code(blueprint.geometry))
    return CTVolume(hu, blueprint.geometry, _provenance(seed, drawer.steps, look, networks))


def _usual_blood_hu(labels: np.ndarray) -> float:
    """Blood as bright as the labels say, for a blueprint without a look: enhanced where contrast blood is drawn."""
    return 220.0 if np.isin(labels, CONTRAST_BLOODS).any() else Look().blood_hu


def _body_box(labels: np.ndarray) -> tuple[tuple[slice, slice, slice], np.ndarray]:
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


def _add_noise(hu: np.ndarray, labels: np.ndarray, look: Look, seed: int, report: Reporter) -> None:
    """Inject scanner noise in place, slice by slice."""
    noise = ScannerNoise(look, seed)
    for index in range(len(hu)):
        noisy = hu[index] + noise.of_slice(labels[index], index)
        inside = labels[index] != Label.OUTSIDE
        hu[index] = np.where(inside, np.clip(np.rint(noisy), LOWEST_HU, HIGHEST_HU), hu[index])
        report(0.92 + 0.08 * (index + 1) / len(hu), "Adding scanner noise")


def _provenance(seed: int, steps: int, look: Look, networks: tuple[object, object]) -> dict[str, str]:
    parameters = sum(p.numel() for network in networks for p in network.parameters())
    return {
        "SyntheticLungCT.Synthetic": "true",
        "SyntheticLungCT.Version": __version__,
        "SyntheticLungCT.Model": f"multi-head VQ-VAE and rectified flow, {parameters} parameters",
        "SyntheticLungCT.Weights": weights_name(),
        "SyntheticLungCT.Seed": str(seed),
        "SyntheticLungCT.Steps": str(steps),
        "SyntheticLungCT.Look": look.model_dump_json(),
    }
