"""What leaves a heart's chambers and hangs on its atria, as tubes: outflow tract, aortic root and appendages."""

from __future__ import annotations

import numpy as np

from .chambers import Chamber
from .standard_chest import Blood
from .tubes import Tubes
from .vessels import Vessels

#: The right ventricle's outflow tract ends in the ventricle and the aortic root at the left one, so far (z, y, x) from
#: the heart's middle in radii, and so wide in mm.
ENDS = {
    Chamber.RIGHT_VENTRICLE: (Blood.PULMONARY, (0.1, -0.62, 0.05), 17.0),
    Chamber.AORTIC_ROOT: (Blood.SYSTEMIC, (0.12, 0.02, 0.12), 12.5),
}
#: Appendages run around the aorta's first point: (z, y, x) from it and radius, in mm.
APPENDAGES = {
    Chamber.RIGHT_ATRIUM: ((-14, 8, -30, 12), (-6, -8, -25, 10), (2, -22, -16, 7.5)),
    Chamber.LEFT_ATRIUM: ((-6, 28, 24, 10), (0, 12, 32, 9.5), (3, -2, 35, 7)),
}
STEP_MM = 2.0


def tracts(vessels: Vessels, middle_mm: np.ndarray, radius_mm: float) -> dict[Chamber, Tubes]:
    """Tubes by the chamber that they are part of, of a heart of a middle (3,) and radius below great vessels."""
    found = {}
    for chamber, (blood, end, width_mm) in ENDS.items():
        first, last = vessels.tubes[blood], middle_mm + np.array(end) * radius_mm
        found[chamber] = _tube(np.array([(*first.middles_mm[0], first.radii_mm[0]), (*last, width_mm)]))
    aorta = vessels.tubes[Blood.SYSTEMIC].middles_mm[0]
    return found | {chamber: _tube(np.add(way, (*aorta, 0))) for chamber, way in APPENDAGES.items()}


def _tube(points: np.ndarray) -> Tubes:
    """A tube along straight lines between points (n, 4) of place and radius."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1))])
    steps = np.linspace(0, along[-1], max(2, int(along[-1] / STEP_MM)))
    places = np.stack([np.interp(steps, along, column) for column in points.T], axis=1)
    return Tubes(places[:, :3], places[:, 3])
