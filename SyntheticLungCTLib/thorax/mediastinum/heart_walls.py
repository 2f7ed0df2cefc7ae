"""The walls of a heart's chambers as contrast agent shows them, and the fat in the grooves between them.

The left ventricle's wall is 8 to 12 mm thick (Lang et al., J Am Soc Echocardiogr 28, 2015).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .chambers import LEFT, RIGHT, Chamber, border_mm

#: Wall of the left ventricle and of the others, and half of what parts the right chambers from the left; valves are too
#: thin to be seen.
MUSCLE_MM, WALL_MM, THIN_MM, SEPTUM_MM = 11.3, 2.5, 1.2, 2.0
#: How much the left ventricle's wall is thicker where a field is higher by 1: papillary muscles and trabeculae.
UNEVEN_MM = 1.3
#: Radii of the roundest corners of what the left ventricle and the right heart hold.
CORNER_MM, RIGHT_CORNER_MM = 7.0, 3.0
#: The left ventricle's wall above and below, and how near to its openings there is none.
ROOF_MM, INLET_MM = 8.0, 4.0
#: Fat lies so far from chambers where two are about as near, in wedges that open outwards.
CREVICE_MM, BETWEEN_MM, OPENS = 1.5, 3.0, 0.5
#: What is farther than that from all chambers is fat, less far per mm above the aortic valve.
COVER_MM, COVER_LESS = 9.0, 0.8
#: Around the aortic root it is so thick, and varies; in wedges, coronary arteries run so deep.
RING_MM, RING_SPREAD_MM, RING_WALL_MM = 1.4, 1.4, 0.8
CORONARY_MM, CORONARY_WIDTH_MM = (3.0, 5.0), 1.2
OPEN = (Chamber.LEFT_ATRIUM, Chamber.AORTIC_ROOT)
THIN = (*OPEN, Chamber.RIGHT_ATRIUM)
BESIDE_ROOT = (Chamber.RIGHT_ATRIUM, Chamber.LEFT_ATRIUM, Chamber.RIGHT_VENTRICLE)


def muscle(
    heart: np.ndarray,
    chambers: np.ndarray,
    far_mm: np.ndarray,
    pixel_mm: tuple[float, float],
    uneven: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Walls (bool, y, x) that contrast agent shows in a slice of the heart (bool, y, x), the left ventricle's but
    towards its atrium and the aorta.

    Args:
        chambers: `Chamber` of each pixel.
        far_mm: how far pixels are from each chamber (chambers, y, x).
        uneven: by which the left ventricle's wall is thicker here than there.
    """
    # An atrium's far wall is not the ventricle's.
    left, atrium = heart & (chambers == Chamber.LEFT_VENTRICLE), heart & np.isin(chambers, OPEN)
    deep = ndimage.distance_transform_edt(left | atrium, pixel_mm) > MUSCLE_MM + UNEVEN_MM * uneven
    # Muscle is above and below what the ventricle holds as well, but where it opens.
    inlet_mm = far_mm[list(OPEN)].min(axis=0)
    deep &= (far_mm[Chamber.LEFT_VENTRICLE] < -ROOF_MM) | (inlet_mm < INLET_MM)
    thick = left & ~_rounded((left & deep) | atrium, CORNER_MM, pixel_mm)
    wall_mm = np.where(np.isin(chambers, THIN), THIN_MM, WALL_MM)
    septum = border_mm(np.isin(chambers, LEFT), pixel_mm) < SEPTUM_MM
    thin = heart & ((ndimage.distance_transform_edt(heart, pixel_mm) < wall_mm) | septum)
    right = heart & np.isin(chambers, RIGHT)
    return thick | thin | (right & ~_rounded(right & ~thin, RIGHT_CORNER_MM, pixel_mm))


def fat_between(
    far_mm: np.ndarray, chambers: np.ndarray, above_mm: float, uneven: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Fat of a slice of the heart between chambers, and arteries in it (bool, y, x).

    Args:
        far_mm: how far pixels are from each chamber (chambers, y, x).
        chambers: `Chamber` of each pixel.
        above_mm: how far the slice is above the aortic valve; below it, muscle is around the aortic root.
        uneven: by which fat around the aortic root is thicker here than there.
    """
    near, second = np.partition(far_mm, 1, axis=0)[:2]
    covered = near > np.clip(COVER_MM - COVER_LESS * above_mm, 0, COVER_MM)
    fat = (near > CREVICE_MM) & (second - near < BETWEEN_MM + OPENS * near) | covered
    low_mm, high_mm = CORONARY_MM
    arteries = fat & (near > low_mm) & (near < high_mm) & (second - near < CORONARY_WIDTH_MM)
    root = far_mm[Chamber.AORTIC_ROOT]
    ring = (root > RING_WALL_MM) & (root < RING_MM + RING_SPREAD_MM * uneven) & (above_mm > 0)
    return fat | (np.isin(chambers, BESIDE_ROOT) & ring), arteries


def _rounded(mask: np.ndarray, radius_mm: float, pixel_mm: tuple[float, float]) -> np.ndarray:
    """A mask (bool, y, x) without what a disc does not reach."""
    core = ndimage.distance_transform_edt(mask, pixel_mm) > radius_mm
    return ndimage.distance_transform_edt(~core, pixel_mm) < radius_mm if core.any() else core
