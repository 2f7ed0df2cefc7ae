"""What is slow once, done before it is waited for: imports, network, tables, and the network's first run."""

from __future__ import annotations

import numpy as np

from ..geometry import Geometry
from ..population.specification import NoduleSpecification
from ..volume import CTVolume
from .insert import insert_nodule_at

#: A block of lung of 60 mm with a wall, and a point in the lung of it.
SIDE, WALL, POINT_MM = 60, 12, (30.0, 34.0, 30.0)


def warm_up() -> None:
    """Draw a nodule that nobody sees.

    Raises:
        InputError: when the network is not there.
    """
    hu = np.random.default_rng(0).normal(-850, 30, (SIDE, SIDE, SIDE))
    hu[:, :WALL] = 40
    insert_nodule_at(CTVolume(hu, Geometry()), POINT_MM, NoduleSpecification(diameter_mm=8.0), keep_failed=True)
