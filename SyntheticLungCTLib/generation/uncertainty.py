"""How uncertain a drawn CT is, voxel by voxel: an ensemble of seeds and of all generators there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from ..blueprint.blueprint import Blueprint
from ..geometry import orientation_code, reoriented
from ..progress import Progress, Reporter
from ..volume import checked_suffix, write_image
from .anatomy import draw_anatomy
from .lung_trees import known_trees
from .usual_look import usual_look
from .variance_split import VarianceSplit


def draw_uncertainty(
    blueprint: Blueprint,
    seeds: Sequence[int],
    steps: int | None = None,
    device: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> VarianceSplit:
    """Draw the anatomy with every seed by every generator; scanner noise, which is known, is left out.

    Args:
        seeds: two or more; each is the noise of one draw of every generator.

    Returns:
        The split of the variance in HU, (z, y, x) in LPS order.

    Raises:
        InputError: when the blueprint shows no body, or a further generator cannot be used.
        Cancelled: when `cancelled` said so.
    """
    from ..weights import load_networks, usual_device, weights_folder
    from .sampler import DEFAULT_STEPS
    from .snapshots import load_snapshots

    report = Reporter("The drawing", progress, cancelled)
    report(0.0, "Loading networks")
    vqvae, generator = load_networks(device or usual_device())
    generators = [generator, *load_snapshots(generator, weights_folder("generator"))]
    labels, geometry = reoriented(blueprint.labels, blueprint.geometry)
    look, split, trees = usual_look(blueprint), VarianceSplit(), known_trees(blueprint, geometry)
    members = len(generators) * len(seeds)

    def draws(model: int) -> Iterator[np.ndarray]:
        for index, seed in enumerate(seeds):
            done = model * len(seeds) + index

            def tell(share: float, done: int = done) -> None:
                report((done + share) / members, f"Drawing {done + 1} of {members} for the uncertainty")

            networks = (vqvae, generators[model])
            spacing = geometry.spacing_zyx_mm
            count = steps or DEFAULT_STEPS
            yield draw_anatomy(networks, labels, look, spacing, seed, count, trees=trees, progress=tell)

    for model in range(len(generators)):
        split.add_model(draws(model))
    return split


def write_uncertainty(split: VarianceSplit, blueprint: Blueprint, ct: Path) -> list[Path]:
    """Standard deviations in HU beside a CT, on the blueprint's grid; returns their paths.

    `CT_aleatoric`, and where there are several generators `CT_epistemic` and, of both together, `CT_uncertainty`.
    """
    found = {"aleatoric": split.aleatoric}
    if split.epistemic is not None:
        found |= {"epistemic": split.epistemic, "uncertainty": split.total}
    _, oriented = reoriented(blueprint.labels, blueprint.geometry)
    suffix, written = checked_suffix(ct), []
    for name, deviation in found.items():
        values, geometry = reoriented(deviation, oriented, orientation_code(blueprint.geometry))
        path = ct.with_name(f"{ct.name[: -len(suffix)]}_{name}{suffix}")
        written.append(write_image(geometry.apply_to(sitk.GetImageFromArray(values)), path))
    return written
