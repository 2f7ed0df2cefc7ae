"""How large an invented thorax is: drawn from the population, or as requested."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from ..errors import InputError
from .distance_maps import REACH_MM
from .frame import CELL_MM, LUNGS_CELLS, Frame
from .organs import Organ
from .request import LENGTH_MM, RANGES, ThoraxRequest

#: Median and deviation of the logarithm of adults' lung volume, both sexes, at less than full breath.
VOLUME_L, VOLUME_SPREAD = 4.9, 0.28
#: Logarithm of depth and length of the lungs' box over its width: mean and deviation over the training patients.
DEPTH_PER_WIDTH, DEPTH_SPREAD = -0.34, 0.12
LENGTH_PER_WIDTH, LENGTH_SPREAD = -0.03, 0.12
#: Share of their box that lungs fill, until it is measured on what was drawn.
USUAL_FILLING = 0.385


def first_frame(volume_l: float, request: ThoraxRequest, rng: np.random.Generator) -> Frame:
    """A frame of about the size wished for, to draw the thorax in; it lies at the volume's corner."""
    depth = DEPTH_PER_WIDTH + DEPTH_SPREAD * rng.standard_normal()
    length = LENGTH_PER_WIDTH + LENGTH_SPREAD * rng.standard_normal()
    return _framed(np.exp([length, depth, 0.0]), volume_l, request, USUAL_FILLING)


def wished_volume_l(request: ThoraxRequest, rng: np.random.Generator) -> float:
    """Volume of both lungs: as requested, as the diameters requested suggest, or drawn."""
    low, high, _ = RANGES["lung_volume_l"]
    drawn = float(np.clip(VOLUME_L * np.exp(VOLUME_SPREAD * rng.standard_normal()), low + 0.3, high - 0.3))
    if request.lung_volume_l is not None:
        return request.lung_volume_l
    if request.width_mm is not None and request.depth_mm is not None:
        # Both diameters leave only the length free; a volume drawn without them might ask too much of it.
        usual_l = (
            USUAL_FILLING * request.width_mm * request.depth_mm * request.width_mm * np.exp(LENGTH_PER_WIDTH) / 1e6
        )
        return float(np.clip(usual_l, low, high))
    return drawn


def fitted_frame(maps: np.ndarray, drawn_in: Frame, volume_l: float, request: ThoraxRequest) -> Frame:
    """The frame that gives the drawn lungs the volume and diameters wished for.

    Raises:
        InputError: when the wishes contradict each other; tells the volumes that the diameters allow.
    """
    distance = np.minimum(maps[Organ.LUNG_LEFT], maps[Organ.LUNG_RIGHT])
    # A cell that a surface cuts is lung in part.
    filled = np.clip(0.5 - distance * REACH_MM / CELL_MM, 0, 1)
    extent = np.array(
        [np.count_nonzero((distance < 0).any(axis=tuple({0, 1, 2} - {axis}))) for axis in range(3)], float
    )
    filling = float(filled.sum() / np.prod(extent))
    size = np.asarray(drawn_in.size_mm) * extent / LUNGS_CELLS
    fitted = _framed(size, volume_l, request, filling)
    return Frame(fitted.low_mm, tuple((np.asarray(fitted.size_mm) * LUNGS_CELLS / extent).tolist()))


def _framed(shape: np.ndarray, volume_l: float, request: ThoraxRequest, filling: float) -> Frame:
    """Lungs' box (z, y, x) in the proportions of `shape`, of the volume and diameters wished for."""
    wished = np.array([np.nan, request.depth_mm or np.nan, request.width_mm or np.nan])
    low, high = np.transpose([LENGTH_MM, RANGES["depth_mm"][:2], RANGES["width_mm"][:2]])

    def size(factor: float) -> np.ndarray:
        return np.where(np.isnan(wished), np.clip(shape * factor, low, high), wished)

    def volume_at_l(factor: float) -> float:
        return filling * float(np.prod(size(factor))) / 1e6

    smallest, largest = 0.0, float((high / shape).max())
    if not volume_at_l(smallest) <= volume_l <= volume_at_l(largest):
        raise InputError(
            f"No chest has {volume_l:.1f} l of lung with the width and depth asked for; these allow "
            f"{volume_at_l(smallest):.1f} to {volume_at_l(largest):.1f} l."
        )
    return Frame((0.0, 0.0, 0.0), tuple(size(brentq(lambda f: volume_at_l(f) - volume_l, smallest, largest)).tolist()))
