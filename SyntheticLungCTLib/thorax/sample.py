"""A whole blueprint from nothing but a seed and wishes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..blueprint.blueprint import Blueprint
from ..blueprint.tree_lines import TreeLines
from ..checking.anatomy import check_anatomy
from ..errors import InputError
from ..geometry import Geometry
from ..networks.thorax_generator import ThoraxGenerator
from ..networks.thorax_upscaler import ThoraxUpscaler
from ..population.add_nodules import add_nodules
from ..progress import Progress, Reporter
from ..scanner.sampled_look import sampled_look
from ..trees.lung_trees import grow_lung_trees
from .flow import STEPS, draw_maps
from .frame import BEFORE, GRID, LUNGS_CELLS, Frame
from .organs import Organ
from .refine import refined
from .request import ThoraxRequest
from .size import first_frame, fitted_frame, wished_volume_l
from .upscale import STEPS as UPSCALING_STEPS
from .upscale import draw_shares

#: Slices beyond the lungs, above and below, where their number is free.
MARGIN_MM = 8.0
#: Thoraxes drawn for one that keeps the rules of anatomy.
TRIES = 6


def sample_blueprint(
    seed: int = 0,
    request: ThoraxRequest | None = None,
    device: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Blueprint:
    """The blueprint of a thorax that nobody has, with vessels, airways and nodules as patients have them, and a look.

    A thorax that breaks a rule of anatomy is drawn again.

    Args:
        seed: the same seed and request give the same blueprint on the same machine.
        request: wishes; everything is drawn from the population when None.
        device: torch device; a GPU where there is one.
        progress: called with a share from 0 to 1 and the stage.
        cancelled: asked between steps.

    Raises:
        InputError: when the wishes contradict each other.
        Cancelled: when `cancelled` said so.
    """
    from ..weights import load_thorax_networks, usual_device

    request = request or ThoraxRequest()
    networks = load_thorax_networks(device or usual_device())

    report = Reporter("The sampling of a blueprint", progress, cancelled)

    broken = ""
    for attempt in range(TRIES):
        blueprint = _drawn(networks, (seed, attempt), request, report, cancelled)
        report(0.95, "Checking the anatomy")
        findings = [found for found in check_anatomy(blueprint) if not found.kept]
        if not findings:
            return blueprint
        broken = ", ".join(f"{found.rule} {found.value:.3g}" for found in findings)
    raise InputError(
        f"Of {TRIES} thoraxes drawn with this seed, none keeps the rules of anatomy ({broken}). Try another."
    )


def _drawn(
    networks: tuple[ThoraxGenerator, ThoraxUpscaler],
    seed: tuple[int, int],
    request: ThoraxRequest,
    report: Reporter,
    cancelled: Callable[[], bool] | None,
) -> Blueprint:
    rng = np.random.default_rng(seed)
    volume_l = wished_volume_l(request, rng)
    rough = first_frame(volume_l, request, rng)
    stream = int(rng.integers(2**31))
    report(0.0, "Inventing organs")
    generator, upscaler = networks
    maps = draw_maps(generator, rough, stream, after_step=lambda step: report(0.25 * step / STEPS, "Inventing organs"))
    frame, shape, spacing = _placed(maps, fitted_frame(maps, rough, volume_l, request), request)
    shares = draw_shares(
        upscaler,
        maps,
        frame,
        shape,
        spacing,
        stream,
        request.contrast,
        after_step=lambda step: report(0.25 + 0.3 * step / UPSCALING_STEPS, "Inventing tissues"),
    )
    report(0.55, "Drawing tissues")
    labels = refined(shares, maps, frame, shape, spacing, stream)
    report(0.6, "Growing airways and vessels")
    labels, trees = grow_lung_trees(labels, spacing, rng, cancelled)
    report(0.85, "Adding nodules")
    middle_mm = [-(n - 1) / 2 * mm for n, mm in zip(shape, spacing, strict=True)]
    look = sampled_look(request.contrast, np.random.default_rng((stream, 7)))
    geometry = Geometry(spacing[::-1], tuple(middle_mm[::-1]))
    return add_nodules(Blueprint(labels, geometry, look=look, trees=TreeLines.of_trees(trees, geometry)), stream)


def _placed(
    maps: np.ndarray, frame: Frame, request: ThoraxRequest
) -> tuple[Frame, tuple[int, int, int], tuple[float, float, float]]:
    """The frame laid into the field of view, body and lungs in its middle; shape and spacing (z, y, x)."""
    pixel_mm = request.field_of_view_mm / request.pixels
    spacing = (request.slice_spacing_mm, pixel_mm, pixel_mm)
    usual = round((frame.size_mm[0] + 2 * MARGIN_MM) / request.slice_spacing_mm)
    shape = (request.slices or usual, request.pixels, request.pixels)
    most = int(GRID[0] * frame.cell_mm[0] / request.slice_spacing_mm)
    if shape[0] > most:
        raise InputError(
            f"{shape[0]} slices at {request.slice_spacing_mm:g} mm reach beyond the thorax; at most {most} show it."
        )
    body = (maps[Organ.BODY] < 0).any(axis=0)
    middle = [BEFORE[0] + LUNGS_CELLS[0] / 2] + [
        float(np.mean(np.flatnonzero(body.any(axis=axis))[[0, -1]])) + 0.5 for axis in (1, 0)
    ]
    low_mm = [
        (n - 1) / 2 * mm - (cell - before) * cell_mm
        for n, mm, cell, before, cell_mm in zip(shape, spacing, middle, BEFORE, frame.cell_mm, strict=True)
    ]
    return Frame(tuple(low_mm), frame.size_mm), shape, spacing
