"""From a blueprint to a CT: the main job of the project, read top to bottom."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .. import __version__
from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import Label
from ..geometry import orientation_code, reoriented
from ..hounsfield_check import HIGHEST_HU, LOWEST_HU
from ..progress import Progress, Reporter
from ..scanner.look import Look
from ..scanner.noise import ScannerNoise
from ..volume import CTVolume
from ..weights import weights_name
from .anatomy import body_box, draw_anatomy
from .lung_trees import known_trees
from .usual_look import usual_look
from .windows import WindowSize


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

    if threads is not None:
        torch.set_num_threads(threads)
    report = Reporter("The drawing", progress, cancelled)
    report(0.0, "Loading networks")
    networks = load_networks(device or usual_device())
    labels, geometry = reoriented(blueprint.labels, blueprint.geometry)
    look, steps = usual_look(blueprint), steps or DEFAULT_STEPS
    hu = draw_anatomy(
        networks, labels, look, geometry.spacing_zyx_mm, seed, steps, window, known_trees(blueprint, geometry),
        lambda share: report(0.02 + 0.90 * share, "Drawing the anatomy"),
    )  # fmt: skip
    body, _ = body_box(labels)
    _add_noise(hu[body], labels[body], look, geometry.spacing_zyx_mm[1:], seed, report)
    hu, geometry = reoriented(hu, geometry, orientation_code(blueprint.geometry))
    return CTVolume(hu, blueprint.geometry, _provenance(seed, steps, look, networks))


def _add_noise(
    hu: np.ndarray, labels: np.ndarray, look: Look, pixel_yx_mm: tuple[float, float], seed: int, report: Reporter
) -> None:
    """Inject scanner noise in place, slice by slice."""
    noise = ScannerNoise(look, pixel_yx_mm, seed)
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
