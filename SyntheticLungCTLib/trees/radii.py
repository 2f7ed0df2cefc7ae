"""How wide vessels and airways are, and how thick an airway's wall is.

Where a tube forks, radii to the power of an exponent add up. For airways 2 stays within 15 % of Weibel's model
(Morphometry of the Human Lung, 1963) from generation 1 (6.1 mm) to 3 (2.8 mm) and 5 (1.75 mm). Vessels taper as fast
from the hilum on, and more slowly the thinner they are, to those that a lobule has one of: Murray's law (PNAS 12, 1926)
has the exponent 3. Exponent and radii are set so that vessels of each width take as much of the lung at each depth
below the pleura as in eight training patients. At the root they are those of adults' hila (arteries: Huang et al., J
Appl Physiol 81, 1996) for a lung of 2.5 l, and grow with the cube root of its volume.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

#: A radius in mm, or an array of them.
Radius = TypeVar("Radius", float, np.ndarray)

VESSEL_EXPONENT, AIRWAY_EXPONENT = 2.4, 2.0
ARTERY_MM, VEIN_MM, AIRWAY_MM = 7.0, 5.4, 4.5
#: Of the last vessels; of others it is added as the other leg of a right angle.
LAST_MM = 0.43
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
