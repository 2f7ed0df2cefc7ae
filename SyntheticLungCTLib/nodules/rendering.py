"""A nodule as physics draws it: its density, mixed with the lung where its edge is blurred; the network starts there.

All arrays are (z, y, x) of cells of 1 mm.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from ..population.specification import RATINGS
from .mask_box import Box, box_of

#: Standard deviation of the edge's blur in mm, by the margin's rating, 1 (poorly defined) to 5 (sharp).
EDGE_BLUR_MM = (2.0, 1.6, 1.2, 0.9, 0.6)
#: No edge is blurred more than so much of the diameter, or a small nodule would be none; nor less than by the scanner.
MOST_BLUR = 0.25
#: From this rating on a nodule has spicules: what is narrower than this, five cells across.
SPICULATED, WIDER = 3, ndimage.iterate_structure(ndimage.generate_binary_structure(3, 1), 2)
#: The smallest nodules that the network learned from, and below which size it has no say in how dense one is.
LEARNED_MM, SMALL_MM = 6.0, 4.5
#: What lies around is averaged by Gaussians of these deviations; the finest that sees enough counts.
FILL_MM, ENOUGH = (2.0, 4.0, 8.0, 16.0), 0.25


def filled(hu: np.ndarray, region: np.ndarray) -> np.ndarray:
    """HU, float32, in which a region (bool) is filled with averages of what lies around it.

    By normalised convolution (Knutsson and Westin, CVPR 1993).
    """
    known = (~region).astype(np.float32)
    around = np.where(region, np.float32(0), hu).astype(np.float32)
    background, missing = around.copy(), region.copy()
    for deviation in FILL_MM:
        if not missing.any():
            break
        box = box_of(missing)
        seen, average = (_averaged(values, deviation, box) for values in (known, around))
        enough = missing[box] & (seen >= (ENOUGH if deviation < FILL_MM[-1] else 1e-6))
        background[box][enough] = average[enough] / seen[enough]
        missing[box] &= ~enough
    background[missing] = hu[~region].mean()
    return background


def _averaged(values: np.ndarray, deviation: float, box: Box) -> np.ndarray:
    """Averages by a Gaussian of values (z, y, x), those in a box."""
    for axis, side in enumerate(box):
        values = ndimage.gaussian_filter1d(values, deviation, axis, truncate=2.5)
        values = values[(*[slice(None)] * axis, side)]
    return values


def blurred_edge(share: np.ndarray, ratings: Sequence[int]) -> np.ndarray:
    """A nodule's share of each cell, blurred as its margin's rating asks for.

    Args:
        ratings: the five, 1 to 5 in the order of `RATINGS`. The spicules of a spiculated nodule stay sharp, whatever
            its margin: it is for them that readers call the margin poorly defined.
    """
    rated = dict(zip(RATINGS, ratings, strict=True))
    thin = np.zeros_like(share, np.float32)
    if rated["spiculation"] >= SPICULATED:
        thin = share - ndimage.grey_opening(share, footprint=WIDER).astype(np.float32)
    blur_mm = edge_blur_mm(share, rated["margin"])
    edge = ndimage.gaussian_filter((share - thin).astype(np.float32), blur_mm)
    return np.minimum(edge + ndimage.gaussian_filter(thin, EDGE_BLUR_MM[-1]), 1.0)


def with_its_mass(drawn_hu: np.ndarray, rendered_hu: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """What a network drew of a small nodule, as dense on average as physics renders it.

    The network has learned from nodules of `LEARNED_MM` and more and swallows half of one of 3 mm; of a larger one it
    is left as it is.

    Args:
        edge: the nodule's share of each cell, see `blurred_edge`.
    """
    diameter_mm = (6 * float(edge.sum()) / np.pi) ** (1 / 3)
    weight = float(np.interp(diameter_mm, (SMALL_MM, LEARNED_MM), (1.0, 0.0)))
    missing_hu = float((edge * (rendered_hu - drawn_hu)).sum()) / max(float((edge**2).sum()), 1e-6)
    return drawn_hu + weight * max(missing_hu, 0.0) * edge


def edge_blur_mm(share: np.ndarray, margin: float) -> float:
    """The deviation of the edge's blur for a margin's rating, 1 to 5, of a nodule that fills so much of each cell."""
    diameter_mm = (6 * float(share.sum()) / np.pi) ** (1 / 3)
    rated_mm = float(np.interp(margin, range(1, 6), EDGE_BLUR_MM))
    return max(min(rated_mm, MOST_BLUR * diameter_mm), EDGE_BLUR_MM[-1])


def rendered(background: np.ndarray, edge: np.ndarray, density_hu: np.ndarray | float) -> np.ndarray:
    """HU of a nodule with a blurred edge in a background."""
    return background + edge * (density_hu - background)
