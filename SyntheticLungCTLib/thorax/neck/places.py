"""Where the parts of a neck and of shoulders run in a chest."""

from __future__ import annotations

import numpy as np

from ...blueprint.labels import CONTRAST_BLOODS, Label
from ..bones.sternum import Sternum
from ..chest_wall import ChestWall
from ..mediastinum.mediastinum import Mediastinum
from ..mediastinum.standard_chest import Blood
from ..mediastinum.tubes import Tubes
from .standard_neck import PARTS, USUAL_WIDTH_MM, Origin, Part

#: How far from the usual place parts are, and from ball to ball; so far up and down is looked for what they begin in.
PLACES_MM, STEP_MM, NEAR_MM = 2.0, 1.5, 8.0


def placed_parts(
    middle: Mediastinum, wall: ChestWall, sternum: Sternum | None, dense: Label, rng: np.random.Generator
) -> list[tuple[Label | Blood, Label, Tubes]]:
    """What runs through one person's neck and shoulders: its kind, label and place.

    Contrast agent comes from one arm; in the veins of the other side it comes back faint.
    """
    top_mm, vessels = wall.cage.lungs_mm[1], middle.vessels
    heights_mm = top_mm + np.arange(-80.0, 120.0, 4.0)
    canal = np.column_stack([heights_mm, middle.room.at_mm(heights_mm)])
    trachea = canal + np.pad(middle.room.trachea_mm(heights_mm), ((0, 0), (1, 0)))
    lines = {Origin.CANAL: [canal] * 2, Origin.TRACHEA: [trachea] * 2}
    if sternum is not None:
        lines[Origin.STERNUM] = [np.r_[sternum.heights_mm[-1], sternum.middles_mm[-1]][None]] * 2
    if wall.bones:
        lines[Origin.JOINT] = list(wall.bones[1].joints_mm()[:, None])
    plain = Label.FAINT_CONTRAST_BLOOD if vessels.painted[Blood.VENOUS] in CONTRAST_BLOODS else Label.BLOOD
    scale, injected, found = middle.room.frame.size_mm[2] / USUAL_WIDTH_MM, int(rng.integers(2)), []
    for part in PARTS:
        off_mm = rng.normal(0, PLACES_MM, 3) + rng.normal(0, PLACES_MM / 2, (2, 3))
        if part.origin not in lines or (part.kind is Label.SPONGY_BONE and not wall.bones):
            continue
        for side in (0, 1):
            course = _course(part, lines[part.origin][side], top_mm, scale, off_mm[side], side)
            if isinstance(part.kind, Blood):
                course[0, :3] = _nearest(vessels.tubes[part.kind].middles_mm, course[0, :3])
            course = _dense(course)
            label = (vessels.painted | {Label.DENSE_ORGAN: dense}).get(part.kind, part.kind)
            label = plain if part.kind is Blood.VENOUS and side != injected else label
            found.append((part.kind, label, Tubes(course[:, :3], course[:, 3], part.flat)))
    return found


def _course(part: Part, line: np.ndarray, top_mm: float, scale: float, off_mm: np.ndarray, side: int) -> np.ndarray:
    """Places and radii (n, 4) of a part that is told from a line (m, 3), at its height, or from one place (1, 3)."""
    points = np.array(part.points, float) * (1, scale, scale, np.sqrt(scale))
    points[:, :3] += off_mm
    points[:, 2] *= (-1, 1)[side]
    points[:, 0] += top_mm if len(line) > 1 else line[0, 0]
    points[:, 1:3] += np.stack([np.interp(points[:, 0], line[:, 0], column) for column in line.T[1:]], axis=1)
    return points


def _nearest(middles_mm: np.ndarray, place_mm: np.ndarray) -> np.ndarray:
    """The nearest of a vessel's middles (n, 3) to a place (3,), or this where none is at its height."""
    near = middles_mm[np.abs(middles_mm[:, 0] - place_mm[0]) < NEAR_MM]
    return near[np.linalg.norm(near - place_mm, axis=1).argmin()] if len(near) else place_mm


def _dense(points: np.ndarray) -> np.ndarray:
    """Points (n, 4) along those of a line (m, 4), so near to each other that balls on them are a tube."""
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1))])
    along = np.linspace(0, length[-1], 2 + int(length[-1] / STEP_MM))
    return np.stack([np.interp(along, length, column) for column in points.T], axis=1)
