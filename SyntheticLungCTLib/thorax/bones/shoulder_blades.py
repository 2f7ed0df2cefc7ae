"""Two shoulder blades laid over the cage: thin triangles with a thick outer border and a spine, between muscles.

Like ribs they are finer than what the thorax is drawn on. Where they lie was measured in six
training patients, whose arms are raised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...blueprint.labels import Label
from ..cage import Cage

#: Corners as (angle in degrees from the back, height in the lungs from bottom to top, depth in mm beyond the cage): the
#: lower tip, the upper one near the spine, and the joint; and how far each is off from person to person.
CORNERS = np.array([[79.0, 0.52, 19.0], [45.0, 0.91, 20.0], [89.0, 1.02, 40.0]])
SPREADS = np.array([[3.0, 0.04, 1.5], [3.0, 0.02, 1.5], [3.0, 0.02, 3.0]])
#: How far the two sides of one person differ, in those.
UNLIKE = 0.3
#: Half of the thickness of the plate, of what its outer and inner borders have more, and over what width.
PLATE_MM, OUTER_MM, INNER_MM, BORDER_MM = 1.5, 3.2, 0.8, 6.0
#: The spine: where it leaves the inner border and reaches the outer one, as shares from the upper corner and from the
#: joint to the lower tip; half of its width; how high it stands at its beginning and end.
SPINE_FROM, SPINE_TO, SPINE_MM, SPINE_HIGH_MM = 0.22, 0.06, 2.6, (4.0, 22.0)
#: Lumps that give way: between which angles, beyond which depth.
CLEARED_FROM, CLEARED_TO, CLEARED_MM = 25.0, 105.0, 13.0
#: A degree around the cage and the height of the lungs, in mm of the average adult.
DEGREE_MM, LUNGS_MM = 2.3, 268.0
DEGREES = np.arange(0, 180.5, 0.5)


@dataclass(frozen=True)
class ShoulderBlades:
    """Where blades lie on a cage; `corners` are of the right and the left one, (2, 3, 3) as in `CORNERS`."""

    cage: Cage
    corners: np.ndarray

    @classmethod
    def on(cls, cage: Cage, rng: np.random.Generator) -> ShoulderBlades:
        """Blades of one person."""
        own, sides = rng.standard_normal((3, 3)), rng.standard_normal((2, 3, 3))
        return cls(cage, CORNERS + SPREADS * (own + UNLIKE * sides))

    def joints_mm(self) -> np.ndarray:
        """Where (2, 3) the right and the left joint are, (z, y, x) from the centre of the volume's first voxel."""
        low_mm, high_mm = self.cage.lungs_mm
        angles, shares, depths_mm = self.corners[:, 2].T
        heights_mm = low_mm + shares * (high_mm - low_mm)
        places = zip(heights_mm, (-1, 1) * angles, depths_mm, strict=True)
        return np.array([(place[0], *self.cage.place_mm(*place)) for place in places])

    def lay(self, labels: np.ndarray, height_mm: float, angles: np.ndarray, depth_mm: np.ndarray) -> None:
        """Blades in place of lumps of bone in a slice of labels (y, x), in place.

        Args:
            angles, depth_mm: of the pixels (y, x), see `Cage`.
        """
        low_mm, high_mm = self.cage.lungs_mm
        height = (height_mm - low_mm) / (high_mm - low_mm)
        if height < self.corners[..., 1].min() - 0.1:
            return
        off = np.abs(angles)
        near = (depth_mm > 0) & (off > CLEARED_FROM) & (off < CLEARED_TO)
        near &= np.isin(labels, (Label.SOFT_TISSUE, Label.FAT, Label.SPONGY_BONE))
        found, left = labels[near], angles[near] > 0
        depth_mm, off = depth_mm[near], off[near]
        found[(found == Label.SPONGY_BONE) & (depth_mm > CLEARED_MM)] = Label.SOFT_TISSUE
        for corners, side in zip(self.corners, (~left, left), strict=True):
            inner, outer = (np.interp(off, DEGREES, table) for table in _plate(corners, height))
            found[side & (depth_mm > inner) & (depth_mm < outer)] = Label.SPONGY_BONE
        labels[near] = found


def _plate(corners: np.ndarray, height: float) -> tuple[np.ndarray, np.ndarray]:
    """The depths between which bone is along `DEGREES`, at a height in the lungs."""
    flat = corners[:, :2] * (DEGREE_MM, LUNGS_MM)
    places = np.stack([DEGREES * DEGREE_MM, np.full(len(DEGREES), height * LUNGS_MM)], axis=1)
    tip, upper, joint = flat
    inner_mm, top_mm, outer_mm = (_beside(places, *line) for line in ((upper, tip), (joint, upper), (tip, joint)))
    inside = np.minimum(np.minimum(inner_mm, top_mm), outer_mm)
    depth_mm = places @ (plane := np.linalg.solve(np.c_[flat, np.ones(3)], corners[:, 2]))[:2] + plane[2]
    outer, inner = (np.exp(-((border_mm / BORDER_MM) ** 2)) for border_mm in (outer_mm, inner_mm))
    thick = PLATE_MM + OUTER_MM * outer + INNER_MM * inner
    thick = thick * np.sqrt(np.clip(inside / thick, 0, 1))
    start, end = upper + SPINE_FROM * (tip - upper), joint + SPINE_TO * (tip - joint)
    along = np.clip(((places - start) @ (end - start)) / ((end - start) @ (end - start)), 0, 1)
    off_mm = np.linalg.norm(places - (start + along[:, None] * (end - start)), axis=1)
    spine = np.where(off_mm < SPINE_MM, np.interp(along, (0, 1), SPINE_HIGH_MM), 0.0)
    return depth_mm - thick, depth_mm + np.maximum(thick, spine)


def _beside(places: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """How far places (n, 2) lie to the side of a line where a triangle's inside is, in mm."""
    ahead = (end - start) / np.linalg.norm(end - start)
    off = places - start
    return ahead[0] * off[:, 1] - ahead[1] * off[:, 0]
