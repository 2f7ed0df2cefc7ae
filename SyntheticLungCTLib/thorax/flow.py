"""Draws a coarse thorax: noise becomes distance maps along the rectified flow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from diffusers import UniPCMultistepScheduler
from scipy import ndimage

from ..networks.thorax_generator import ThoraxGenerator
from ..rectified_flow import integrate
from .canal import canal_distances_mm
from .distance_maps import REACH_MM
from .even_body import even_body
from .frame import AVERAGE_MM, CELL_MM, GRID, Frame
from .organs import Organ

STEPS = 12
#: More of the steps where noise still rules and the thorax's shape is settled (Esser et al., ICML 2024).
FLOW_SHIFT = 4.0
#: Skin is smoother than what a grid of 5 mm can draw: a Gaussian of this deviation, in cells, takes the dents out.
SKIN_CELLS = 1.5
#: Distances below this speak for the canal, the more the farther below.
CANAL_SEEN = 0.8


@torch.no_grad()
def draw_maps(
    network: ThoraxGenerator,
    frame: Frame,
    seed: int,
    given: dict[Organ, np.ndarray] | None = None,
    after_step: Callable[[int], None] = lambda step: None,
) -> np.ndarray:
    """Distance maps (organs, *GRID) as float32, see `distance_maps`.

    Args:
        frame: its size is told to the network.
        seed: the same seed, frame and given organs give the same maps on the same machine.
        given: maps (*GRID) of organs that are not to be invented.
        after_step: called with the number of steps done; may raise to stop.
    """
    device = network.device
    maps, known = torch.ones(1, len(Organ), *GRID), torch.zeros(1, len(Organ))
    for organ, values in (given or {}).items():
        maps[0, organ], known[0, organ] = torch.from_numpy(values), 1.0
    size = torch.from_numpy(np.log(np.divide(frame.size_mm, AVERAGE_MM))[None]).float()
    maps, known, size = maps.to(device, memory_format=torch.channels_last_3d), known.to(device), size.to(device)
    drawn = np.random.default_rng((seed, 2)).standard_normal((1, len(Organ), *GRID), dtype=np.float32)
    noise = torch.from_numpy(drawn).to(device, memory_format=torch.channels_last_3d)
    scheduler = UniPCMultistepScheduler(use_flow_sigmas=True, flow_shift=FLOW_SHIFT, prediction_type="sample")
    x = integrate(scheduler, STEPS, noise, lambda x, time: network(x, time, maps, known, size), after_step)
    drawn = x[0].float().cpu().numpy().clip(-1, 1)
    drawn[Organ.CANAL] = _whole_canal(drawn[Organ.CANAL])
    for organ, values in (given or {}).items():
        drawn[organ] = values
    invented = {Organ.BODY, Organ.BLOOD} - (given or {}).keys()
    if Organ.BODY in invented:
        drawn[Organ.BODY] = ndimage.gaussian_filter(even_body(drawn, frame), SKIN_CELLS, mode="nearest")
    for organ in invented:
        inside = drawn[organ] < 0
        drawn[organ][ndimage.binary_fill_holes(inside) & ~inside] = -1.0
    return drawn


def _whole_canal(drawn: np.ndarray) -> np.ndarray:
    """Distances (*GRID) to the canal in one piece, hardly wider than a cell, along the way that drawn ones show."""
    evidence = np.clip(CANAL_SEEN - drawn, 0, None) ** 4
    distances_mm = canal_distances_mm(evidence, (CELL_MM,) * 3)
    return np.clip(distances_mm / REACH_MM, -1, 1)
