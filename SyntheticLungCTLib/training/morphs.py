"""A population made of few patients: each thorax drawn part of the way towards others, bent and tilted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from ..networks.thorax_generator import SIZE_NUMBERS
from ..thorax.frame import AVERAGE_MM, GRID
from .coarse_thoraxes import CoarseThorax

#: How far a thorax goes towards the mixture of others, at most; 1 is all the way.
FURTHEST = 1.0
#: Concentration of the mixture's Dirichlet distribution: below 1, few of the others count.
CONCENTRATION = 0.4
#: Random bending: its amplitude in cells and the points along each axis that it is interpolated between.
BEND_CELLS, BEND_POINTS = 1.2, 5
TILT_DEGREES, STRETCH = 3.0, 0.04
#: Of the lungs' box, along each axis, as a logarithm.
SIZE_JITTER = 0.06


@dataclass
class Morph:
    """A new thorax: the patient it is made of, the cells (3, *GRID) where that one is read, the size numbers (3,)."""

    patient: int
    cells: torch.Tensor
    size: torch.Tensor


def drawn_morph(thoraxes: list[CoarseThorax], rng: np.random.Generator) -> Morph:
    """A new thorax from the population that the patients span."""
    number = int(rng.integers(len(thoraxes)))
    one, others = thoraxes[number], [t for index, t in enumerate(thoraxes) if index != number]
    shares = rng.uniform(0, FURTHEST) * rng.dirichlet(np.full(max(len(others), 1), CONCENTRATION))[: len(others)]
    towards = torch.from_numpy(np.tensordot(shares, one.towards.astype(np.float32), 1))
    displacement = F.interpolate(towards[None].float(), size=GRID, mode="trilinear") + _bend(rng)
    size = np.log(np.divide(one.size_mm, AVERAGE_MM))
    for share, other in zip(shares, others, strict=True):
        size = size + share * np.log(np.divide(other.size_mm, one.size_mm))
    size = size + SIZE_JITTER * rng.standard_normal(SIZE_NUMBERS)
    return Morph(number, _tilted(rng) + displacement[0], torch.from_numpy(size).float())


def morphed(thorax: CoarseThorax, cells: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Distances (organs, z, y, x) of a patient read at cells (3, z, y, x), and where they were seen (z, y, x)."""
    content = torch.from_numpy(np.concatenate([thorax.maps, thorax.seen[None]]).astype(np.float32))
    read = read_at(content, cells)
    return read[:-1], read[-1] > 0.99


def read_at(volume: torch.Tensor, cells: torch.Tensor) -> torch.Tensor:
    """A volume (c, ...) read between its cells at `cells` (3, z, y, x); beyond its ends it goes on."""
    scaled = [2 * axis / (n - 1) - 1 for axis, n in zip(cells, volume.shape[1:], strict=True)]
    place = torch.stack(scaled[::-1], dim=-1)[None]
    return F.grid_sample(volume[None], place, mode="bilinear", padding_mode="border", align_corners=True)[0]


def _bend(rng: np.random.Generator) -> torch.Tensor:
    """A smooth random displacement (1, 3, *GRID) in cells."""
    knots = torch.from_numpy(rng.standard_normal((1, 3, *[BEND_POINTS] * 3)).astype(np.float32))
    return F.interpolate(BEND_CELLS * knots, size=GRID, mode="trilinear", align_corners=True)


def _tilted(rng: np.random.Generator) -> torch.Tensor:
    """Cells (3, *GRID) turned and stretched about the grid's middle."""
    turn = np.deg2rad(rng.uniform(-TILT_DEGREES, TILT_DEGREES, 3))
    skew = np.array([[0, -turn[2], turn[1]], [turn[2], 0, -turn[0]], [-turn[1], turn[0], 0]])
    matrix = torch.from_numpy((np.eye(3) + skew) * np.exp(rng.uniform(-STRETCH, STRETCH, 3))).float()
    cells = torch.stack(torch.meshgrid(*[torch.arange(n) - (n - 1) / 2 for n in GRID], indexing="ij"))
    middle = torch.tensor([(n - 1) / 2 for n in GRID]).view(3, 1, 1, 1)
    return torch.einsum("ij,jzyx->izyx", matrix, cells) + middle
