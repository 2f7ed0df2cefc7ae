"""How wide vessels and airways are, and how thick an airway's wall is.

Vessels obey Murray's law (PNAS 12, 1926): cubed radii add up. Lobar to segmental bronchi taper faster than that; the
exponent 2.2 gives the radii of Weibel's model (Morphometry of the Human Lung, 1963) from generation 1 (6.1 mm) to 5
(1.75 mm). Radii at the root are those of adults' hila (arteries: Huang et al., J Appl Physiol 81, 1996) for a lung of
2.5 l, and grow with the cube root of its volume.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

#: A radius in mm, or an array of them.
Radius = TypeVar("Radius", float, np.ndarray)

VESSEL_EXPONENT, AIRWAY_EXPONENT = 3.0, 2.2
ARTERY_MM, VEIN_MM, AIRWAY_MM = 6.4, 4.9, 3.9
LUNG_ML = 2500.0


def at_root_mm(adult_mm: float, lung_ml: float) -> float:
    """The radius at the hilum of a lung, from that of an adult's."""
    return adult_mm * (lung_ml / LUNG_ML) ** (1 / 3)


def with_wall_mm(lumen_mm: Radius) -> Radius:
    """The radius of an airway with its wall: an eighth of the lumen's radius and 0.7 mm thick.

    The wall's share of the width rises in small airways (Montaudon et al., J Anat 211, 2007).
    """
    return 1.12 * lumen_mm + 0.7


def airway_at_mm(vessel_mm: Radius, root_vessel_mm: float, root_airway_mm: float) -> Radius:
    """The lumen's radius of the airway that serves as much lung as an artery of the radius `vessel_mm`."""
    return root_airway_mm * (vessel_mm / root_vessel_mm) ** (VESSEL_EXPONENT / AIRWAY_EXPONENT)
