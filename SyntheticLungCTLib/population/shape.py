"""The shape of a nodule: a star-shaped surface whose radius is told by spherical harmonics.

The logarithm of the radius is a sum of real spherical harmonics (after Brechbuhler et al., CVIU 61, 1995). How much
energy each degree has follows the diameter and the ratings (spiculated nodules have more at high degrees), how the
coefficients go together follows the readers' contours; see `training/nodule_population.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import factorial, prod

import numpy as np
from safetensors.numpy import load

from .bumps import Bumps
from .specification import RATINGS

DEGREES = 6
#: How many times as much as in readers' contours a rating acts when it is asked for. One reader's word tells little of
#: a contour, as readers disagree, so what is learned of it is diluted. With these factors, and the bumps, the measures
#: of `nodules/measuring` follow what is asked for: see the masks as drawn in `Testing/benchmarks/SYNTHETIC_NODULES.md`.
EMPHASIS = {"sphericity": 3.0, "lobulation": 6.0, "spiculation": 4.0}
#: Directions that the volume of a shape is integrated over.
DIRECTIONS = 2000


def harmonics(directions: np.ndarray, degrees: int = DEGREES) -> np.ndarray:
    """Real spherical harmonics (n, (degrees + 1) ** 2) of unit vectors (n, 3) as x, y, z."""
    x, y, z = directions.T
    columns = np.empty(((degrees + 1) ** 2, len(directions)))
    # The sine of the polar angle to the power of m, times the sine and the cosine of m times the azimuth.
    across, along = np.zeros_like(z), np.ones_like(z)
    for m in range(degrees + 1):
        for degree, value in enumerate(_legendre(z, m, degrees), start=m):
            squared = (2 * degree + 1) / (4 * np.pi) * factorial(degree - m) / factorial(degree + m)
            value *= np.sqrt(squared * (2 if m else 1))
            middle = degree * (degree + 1)
            columns[middle - m] = value * across
            columns[middle + m] = value * along
        across, along = -(x * across + y * along), y * across - x * along
    return columns.T


def _legendre(z: np.ndarray, m: int, degrees: int) -> Iterator[np.ndarray]:
    """Associated Legendre functions (n,) of degrees m and on, without the power of the sine, by their recurrence."""
    below, value = np.zeros_like(z), np.full_like(z, float(prod(range(1, 2 * m, 2))))
    for degree in range(m, degrees + 1):
        yield value.copy()
        below, value = value, ((2 * degree + 1) * z * value - (degree + m) * below) / (degree + 1 - m)


def degree_of(degrees: int = DEGREES) -> np.ndarray:
    """The degree of each coefficient."""
    return np.repeat(np.arange(degrees + 1), 2 * np.arange(degrees + 1) + 1)


def predictors(diameter_mm: np.ndarray, ratings: np.ndarray) -> np.ndarray:
    """What a shape depends on (n, 7): one, size, ratings (n, 5) about their middle."""
    size = np.log(np.asarray(diameter_mm) / 8.0)
    return np.column_stack([np.ones_like(size), size, (np.asarray(ratings) - 3.0) / 2])


@dataclass(frozen=True)
class NoduleShape:
    """A surface about the origin.

    Attributes:
        coefficients: of the logarithm of the radius in mm.
        bumps: lobes and spicules that were asked for.
        turn: rotation about the body's axis, in radians.
    """

    coefficients: np.ndarray
    bumps: Bumps
    turn: float

    @classmethod
    def drawn(
        cls, rng: np.random.Generator, diameter_mm: float, ratings: tuple[int, ...], asked: Collection[str] = ()
    ) -> NoduleShape:
        """A shape of that diameter (sphere of equal volume) that readers would rate so; clearly so in what is asked."""
        model = _model()
        weights = np.array([EMPHASIS.get(name, 1.0) if name in asked else 1.0 for name in RATINGS])
        shown = 3 + weights * (np.array(ratings) - 3)
        energy = np.exp(predictors(np.array([diameter_mm]), shown[None]) @ model["log_energy"])[0]
        pattern = model["components"].T @ rng.standard_normal(len(model["components"]))
        coefficients = np.concatenate([[0.0], pattern * np.sqrt(energy[degree_of()[1:] - 1])])
        turn = float(rng.uniform(0, 2 * np.pi))
        bumps = Bumps.drawn(rng, diameter_mm, dict(zip(RATINGS, ratings, strict=True)), asked)
        radius_mm = cls(coefficients, bumps, turn)._even_radii_mm()
        coefficients[0] += np.log(diameter_mm / 2 / (radius_mm**3).mean() ** (1 / 3)) * np.sqrt(4 * np.pi)
        return cls(coefficients, bumps, turn)

    def reach(self, offsets_mm: np.ndarray) -> np.ndarray:
        """Distance (n,) from the middle as a share of the surface's there, for points (n, 3) as x, y, z; 1 on it."""
        distance = np.linalg.norm(offsets_mm, axis=1)
        directions = offsets_mm / np.maximum(distance, 1e-6)[:, None]
        cosine, sine = np.cos(self.turn), np.sin(self.turn)
        turned = directions @ np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
        return distance / np.exp(harmonics(turned) @ self.coefficients + self.bumps.rise(turned))

    @property
    def largest_mm(self) -> float:
        """The farthest that the surface goes from the middle."""
        return float(self._even_radii_mm().max())

    def _even_radii_mm(self) -> np.ndarray:
        return np.exp(_even_harmonics() @ self.coefficients + self.bumps.rise(even_directions()))


@cache
def _model() -> dict[str, np.ndarray]:
    """`log_energy` (7, DEGREES) by `predictors`, and `components` (k, coefficients without the first)."""
    return load((resources.files(__package__) / "lidc_shapes.safetensors").read_bytes())


@cache
def _even_harmonics() -> np.ndarray:
    return harmonics(even_directions())


@cache
def even_directions(count: int = DIRECTIONS) -> np.ndarray:
    """Directions (count, 3) spread evenly, on Fibonacci's spiral."""
    index = np.arange(count) + 0.5
    z, angle = 1 - 2 * index / count, np.pi * (1 + 5**0.5) * index
    radius = np.sqrt(1 - z**2)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle), z])
