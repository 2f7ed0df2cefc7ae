"""Draws a fine thorax: noise becomes tissues along the rectified flow, given the organs of a coarse thorax."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DPMSolverMultistepScheduler
from scipy import ndimage

from ..networks.thorax_upscaler import ThoraxUpscaler, shares_of
from ..rectified_flow import integrate
from .distance_maps import REACH_MM
from .frame import AVERAGE_MM, CELL_MM, GRID, Frame
from .organs import Organ
from .tissues import FINE_GRID, PARTS, SIGHT_CELLS, Tissue

STEPS = 6
FLOW_SHIFT = 3.0
#: How blurred a coarse thorax that was drawn is, in the upscaler's terms.
BLUR = 0.4
#: Coarse cells that are drawn beyond the volume, and beyond the body; windows are multiples of `MULTIPLE` cells.
MARGIN_CELLS, MULTIPLE = 4, 4
ENHANCED = [Tissue.FAINT_CONTRAST_BLOOD, Tissue.CONTRAST_BLOOD, Tissue.DENSE_CONTRAST_BLOOD]

Window = tuple[slice, slice, slice]


@torch.no_grad()
def draw_shares(
    network: ThoraxUpscaler,
    organs: np.ndarray,
    frame: Frame,
    shape_zyx: tuple[int, int, int],
    spacing_zyx_mm: tuple[float, float, float],
    seed: int,
    contrast: bool,
    given: dict[Tissue, np.ndarray] | None = None,
    after_step: Callable[[int], None] = lambda step: None,
) -> np.ndarray:
    """Shares (tissues, *FINE_GRID) of 0 to 1 as float32, drawn where a volume shows the body; elsewhere is outside.

    Args:
        organs: distances (organs, *GRID), see `distance_maps`.
        shape_zyx, spacing_zyx_mm: the volume.
        seed: the same seed and conditions give the same tissues on the same machine.
        contrast: whether the blood is enhanced.
        given: shares (*FINE_GRID) of 0 to 1 of tissues that are not to be invented. What is outside, the organs tell.
        after_step: called with the number of steps done; may raise to stop.
    """
    given = {Tissue.OUTSIDE: 1 - _share_inside(organs[Organ.BODY])} | (given or {})
    window = _window(organs, frame, shape_zyx, spacing_zyx_mm)
    fine = tuple(slice(PARTS * s.start, PARTS * s.stop) for s in window)
    shares, known = np.zeros((len(Tissue), *FINE_GRID), np.float32)[:, *fine], np.zeros((1, len(Tissue)), np.float32)
    for tissue, values in given.items():
        shares[tissue], known[0, tissue] = 2 * values[fine] - 1, 1.0
    facts = np.array([[*np.log(np.divide(frame.size_mm, AVERAGE_MM)), BLUR, contrast]], np.float32)
    noise = np.random.default_rng((seed, 5)).standard_normal((len(Tissue), *FINE_GRID), dtype=np.float32)[:, *fine]
    drawn = _flow(network, noise, organs[:, *window], shares, known, facts, window, after_step)
    _open_canal(drawn, organs[Organ.CANAL, *window])
    for tissue, values in given.items():
        drawn[tissue] = values[fine]
    if not contrast:
        drawn[Tissue.BLOOD] += drawn[ENHANCED].sum(axis=0)
        drawn[ENHANCED] = 0.0
    whole = np.zeros((len(Tissue), *FINE_GRID), np.float32)
    whole[Tissue.OUTSIDE] = 1.0
    whole[:, *fine] = drawn
    return whole


def _flow(
    network: ThoraxUpscaler,
    noise: np.ndarray,
    organs: np.ndarray,
    shares: np.ndarray,
    known: np.ndarray,
    facts: np.ndarray,
    window: Window,
    after_step: Callable[[int], None],
) -> np.ndarray:
    """Shares (tissues, ...) of 0 to 1 of a window."""

    def tensor(array: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(array, np.float32)).to(network.device)

    layout = torch.channels_last_3d
    x, coarse, maps = (tensor(a[None]).to(memory_format=layout) for a in (noise, organs, shares))
    known_tissues, numbers = tensor(known), tensor(facts)
    # DPM-Solver++ (Lu et al., 2022): of the solvers of second order the one with the fewest passes over so many cells.
    scheduler = DPMSolverMultistepScheduler(use_flow_sigmas=True, flow_shift=FLOW_SHIFT, prediction_type="sample")
    corner = tuple(s.start for s in window)

    def estimate(x: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        return _seen(shares_of(network(x, time, coarse, maps, known_tissues, numbers, corner, GRID)))

    x = integrate(scheduler, STEPS, x, estimate, after_step)
    return ((x[0].float().cpu().numpy() + 1) / 2).clip(0, 1)


def _open_canal(shares: np.ndarray, canal: np.ndarray) -> None:
    """Shares (tissues, 2 z, 2 y, 2 x) of 0 to 1, of which bone gives way to soft tissue in the spinal canal, distances
    (z, y, x); in place. The network hollows the bones of the spine, but not to the canal's full width."""
    freed = shares[Tissue.BONE] * _share_inside(canal)
    shares[Tissue.BONE] -= freed
    shares[Tissue.SOFT_TISSUE] += freed


def _share_inside(distances: np.ndarray) -> np.ndarray:
    """How much of each fine cell (2 z, 2 y, 2 x) lies inside of a surface, 0 to 1, from distances (z, y, x) to it."""
    coarse = torch.from_numpy(np.ascontiguousarray(distances, np.float32))[None, None]
    between = F.interpolate(coarse, scale_factor=PARTS, mode="trilinear")[0, 0].numpy()
    return ndimage.gaussian_filter(np.clip(0.5 - between * REACH_MM * PARTS / CELL_MM, 0, 1), SIGHT_CELLS)


def _seen(shares: torch.Tensor) -> torch.Tensor:
    """Shares (n, tissues, z, y, x) averaged over neighbours: true ones are seen through a Gaussian (`tissue_shares`) of
    about that width, so what is sharper is noise that the network took for anatomy."""
    return F.avg_pool3d(shares, 3, stride=1, padding=1, count_include_pad=False)


def _window(
    organs: np.ndarray, frame: Frame, shape_zyx: tuple[int, int, int], spacing_zyx_mm: tuple[float, float, float]
) -> Window:
    """The coarse cells that show the body in the volume, with a margin."""
    window = []
    body = organs[Organ.BODY] < 0
    for axis, (length, spacing) in enumerate(zip(shape_zyx, spacing_zyx_mm, strict=True)):
        first, last = frame.cell_of_voxel(axis, length, spacing)[[0, -1]]
        shown = np.flatnonzero(body.any(axis=tuple({0, 1, 2} - {axis})))
        low, high = max(first, shown[0]) - MARGIN_CELLS, min(last, shown[-1]) + MARGIN_CELLS
        start = int(np.clip(low, 0, GRID[axis] - 2 * MULTIPLE)) // MULTIPLE * MULTIPLE
        stop = int(np.clip(-(-np.ceil(high + 1) // MULTIPLE) * MULTIPLE, start + 2 * MULTIPLE, GRID[axis]))
        window.append(slice(start, stop))
    return tuple(window)
