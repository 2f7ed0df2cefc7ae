"""A chest of a few ellipses, just enough anatomy for a fast test."""

import numpy as np

from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.volume import CTVolume

SHAPE = (32, 80, 96)
GEOMETRY = Geometry((4.0, 4.0, 8.0), (-190.0, -158.0, -300.0))


def ellipsoid(center_zyx: tuple, radii_zyx: tuple) -> np.ndarray:
    """Boolean array of SHAPE, true within the ellipsoid; an infinite radius makes a cylinder. Units: voxels."""
    grids = np.ogrid[tuple(slice(0, size) for size in SHAPE)]
    return sum(((g - c) / r) ** 2 for g, c, r in zip(grids, center_zyx, radii_zyx, strict=True)) <= 1


def a_thorax_ct(seed: int = 0) -> CTVolume:
    """Body with fat, muscle, two lungs with vessels, trachea, heart and spine, with noise."""
    hu = np.full(SHAPE, -1000.0)
    hu[ellipsoid((16, 40, 48), (np.inf, 34, 44))] = -100
    hu[ellipsoid((16, 40, 48), (np.inf, 30, 40))] = 50
    hu[ellipsoid((15, 38, 28), (13, 22, 14))] = -850
    hu[ellipsoid((15, 38, 68), (13, 22, 14))] = -850
    for y in (28, 38, 48):
        hu[13:17, y : y + 2, 18:40] = 40
        hu[13:17, y : y + 2, 58:78] = 40
    hu[ellipsoid((8, 34, 50), (6, 9, 9))] = 45
    hu[ellipsoid((16, 62, 48), (np.inf, 5, 5))] = 250
    hu[ellipsoid((16, 62, 48), (np.inf, 5, 5)) & ~ellipsoid((16, 62, 48), (np.inf, 4, 4))] = 600
    hu[17:, 40:44, 46:50] = -990
    return CTVolume(hu + np.random.default_rng(seed).normal(0, 12, SHAPE), GEOMETRY)
