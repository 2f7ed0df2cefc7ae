"""Numbers taken as HU: whether they can be those of a CT, looked at all at once or slab by slab."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from .errors import InputError
from .slabs import slabs_of

LOWEST_HU, HIGHEST_HU = -1024, 3071
#: A chest CT shows air below and tissue above these HU.
MOST_AIR_HU, LEAST_TISSUE_HU = -500, -200
#: Enough slices to see both, and few enough for a click.
SAMPLE_VOXELS = 1 << 22


def checked_hu(values: np.ndarray, source: str = "the image") -> np.ndarray:
    """The values as int16 HU (z, y, x); the same array where that is what they are.

    Raises:
        InputError: when they cannot be a CT; the message names the cause.
    """
    _refuse_kind(values.shape, values.dtype, source)
    low, high = _ends(values, source)
    _refuse_range(low, high, source)
    return _as_hu(values, low, high)


def checked_hu_in_slabs(slabs: Iterable[np.ndarray], hu: np.ndarray, source: str) -> Iterator[None]:
    """As `checked_hu`, of slabs as `slabs_of` cuts them, each written into an int16 array (z, y, x) before a `yield`.

    Raises:
        InputError: as `checked_hu`; a range that no CT has is known only after the last.
    """
    low, high = math.inf, -math.inf
    for given, taken in zip(slabs, slabs_of(hu), strict=True):
        _refuse_kind(hu.shape, given.dtype, source)
        slab_low, slab_high = _ends(given, source)
        taken[...] = _as_hu(given, slab_low, slab_high)
        low, high = min(low, slab_low), max(high, slab_high)
        yield
    _refuse_range(low, high, source)


def refuse_no_ct(values: np.ndarray, source: str) -> None:
    """Raise as `checked_hu`, after a look at some slices where these show air and tissue, at all where they don't.

    What is wrong in the other slices is found when they are taken.
    """
    _refuse_kind(values.shape, values.dtype, source)
    some = values[:: values.size // SAMPLE_VOXELS + 1]
    if not (-math.inf < some.min() <= MOST_AIR_HU and LEAST_TISSUE_HU <= some.max() < math.inf):
        _refuse_range(*_ends(values, source), source)


def _refuse_kind(shape: tuple[int, ...], dtype: np.dtype, source: str) -> None:
    if len(shape) != 3 or min(shape, default=0) < 2:
        raise InputError(
            f"{source} has the shape {shape}; a CT volume needs three dimensions of at least two voxels each. "
            "Load the whole series, not one slice or a colour image."
        )
    if not np.issubdtype(dtype, np.number) or np.issubdtype(dtype, np.complexfloating):
        raise InputError(f"{source} holds {dtype} values; a CT holds numbers in Hounsfield units.")


def _ends(values: np.ndarray, source: str) -> tuple[float, float]:
    """The least and the largest of the values; NaN and infinite ones would be among them."""
    low, high = float(values.min()), float(values.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise InputError(f"{source} contains NaN or infinite values; export it again or fill them with -1000 HU (air).")
    return low, high


def _refuse_range(low: float, high: float, source: str) -> None:
    if low == high:
        raise InputError(f"{source} is empty: every voxel is {low:g}.")
    if low >= 0:
        raise InputError(
            f"{source} has no value below 0 (range {low:g} to {high:g}), so it is not in Hounsfield units. "
            "Apply the DICOM rescale slope and intercept (usually subtract 1024), or pass a CT."
        )
    if low > MOST_AIR_HU or high < LEAST_TISSUE_HU:
        raise InputError(
            f"{source} ranges from {low:g} to {high:g}; "
            "a chest CT holds both air (near -1000 HU) and tissue (near 0 HU)."
        )


def _as_hu(values: np.ndarray, low: float, high: float) -> np.ndarray:
    if values.dtype == np.int16 and low >= LOWEST_HU and high <= HIGHEST_HU:
        return values
    return np.clip(np.rint(values), LOWEST_HU, HIGHEST_HU).astype(np.int16)
