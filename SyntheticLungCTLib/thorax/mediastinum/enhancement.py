"""How blood is enhanced: one label for all that is filled alike, as drawn along its vessels."""

from __future__ import annotations

import numpy as np

from ...blueprint.labels import BLOODS, CONTRAST_BLOODS, Label
from ..frame import Frame
from ..tissues import FINE_GRID, PARTS, Tissue
from .standard_chest import Blood
from .tubes import Tubes

#: From less enhanced to more.
LEVELS = (Label.FAINT_CONTRAST_BLOOD, Label.CONTRAST_BLOOD, Label.DENSE_CONTRAST_BLOOD)
KINDS = {Tissue[label.name]: label for label in BLOODS}
#: How often, where the arteries of body and lungs were drawn alike, contrast agent is leaving those of the lungs. In
#: the eight training patients who have it, these have 0.65 to 1.07 of the aorta's HU, at most 0.8 of it in three.
LEAVES_LUNGS = 0.35


def enhancement(
    shares: np.ndarray, frame: Frame, tubes: dict[Blood, Tubes], rng: np.random.Generator
) -> dict[Blood, Label]:
    """The label of what fills each kind of vessel, from shares (tissues, *FINE_GRID).

    What prevails along the vessels does; where blood is enhanced at all, theirs is. Azygos vein and oesophagus are not.
    """
    totals = {tissue: float(shares[tissue].sum()) for tissue in KINDS}
    enhanced = {t: total for t, total in totals.items() if KINDS[t] in CONTRAST_BLOODS and total > 0}
    known = enhanced or totals
    filled = {}
    for blood, own in tubes.items():
        along = {tissue: float(_at(shares[tissue], frame, own.middles_mm).sum()) for tissue in known}
        prevailing = along if any(along.values()) else known
        filled[blood] = KINDS[max(prevailing, key=prevailing.__getitem__)]
    filled = _usual_where_most_is(filled)
    alike = filled[Blood.SYSTEMIC] == filled[Blood.PULMONARY] == Label.CONTRAST_BLOOD
    if alike and rng.uniform() < LEAVES_LUNGS:
        filled[Blood.PULMONARY] = Label.FAINT_CONTRAST_BLOOD
    return filled | {
        Blood.RETURNING: filled[Blood.SYSTEMIC],
        Blood.PLAIN: Label.BLOOD,
        Blood.NONE: Label.SOFT_TISSUE,
    }


def _usual_where_most_is(filled: dict[Blood, Label]) -> dict[Blood, Label]:
    """The same differences, with neither faint nor dense blood in the arteries of the body.

    Faint and dense are told from what most blood is, and that is in the left heart, these arteries and the veins of the
    lungs.
    """
    if filled[Blood.SYSTEMIC] not in LEVELS:
        return filled
    off = LEVELS.index(filled[Blood.SYSTEMIC]) - LEVELS.index(Label.CONTRAST_BLOOD)
    return {
        blood: LEVELS[int(np.clip(LEVELS.index(label) - off, 0, len(LEVELS) - 1))] if label in LEVELS else label
        for blood, label in filled.items()
    }


def _at(share: np.ndarray, frame: Frame, places_mm: np.ndarray) -> np.ndarray:
    """A share (*FINE_GRID) at places (n, 3)."""
    cells = np.rint(((places_mm - frame.origin_mm) / frame.cell_mm + 0.5) * PARTS - 0.5).astype(int)
    return share[tuple(np.clip(cells, 0, np.array(FINE_GRID) - 1).T)]
