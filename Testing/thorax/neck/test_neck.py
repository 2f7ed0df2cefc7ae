"""Above the lungs muscles, vessels and bones run through fat, and nothing leaves the body."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import CONTRAST_BLOODS, Label
from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.chest_wall import ChestWall
from SyntheticLungCTLib.thorax.lung_distances import LungDistances
from SyntheticLungCTLib.thorax.mediastinum.mediastinum import Mediastinum
from SyntheticLungCTLib.thorax.neck.neck import Neck
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, Tissue
from Testing.thorax.mediastinum.conftest import CANAL_MM, FRAME, LUNGS_MM, chest

SHAPE, SPACING = (60, 130, 190), (5.0, 2.0, 2.0)
TOP = round(LUNGS_MM[0] / SPACING[0])


def laid(tissue: Tissue = Tissue.CONTRAST_BLOOD, bones: bool = True, outside: int = 4) -> np.ndarray:
    """Labels (z, y, x) of soft tissue in air, with a neck."""
    organs, shares, rng = chest(), np.zeros((len(Tissue), *FINE_GRID), np.float32), np.random.default_rng(0)
    shares[tissue] = 0.5
    middle = Mediastinum.between(organs, shares, FRAME, SHAPE, SPACING, rng)
    cage, lungs, borders_mm = Cage.around(organs, FRAME), LungDistances.of(organs, FRAME), np.arange(-200, 400, 25.0)
    wall = ChestWall.on(cage, lungs, borders_mm, SHAPE, SPACING, rng, True, bones)
    neck = Neck.above(middle, wall, None, Label.DENSE_ORGAN, rng)
    labels = np.full(SHAPE, Label.OUTSIDE, np.uint8)
    labels[:, outside:-outside, outside:-outside] = Label.SOFT_TISSUE
    for index, plane in enumerate(labels):
        neck.clear(plane, index * SPACING[0])
        neck.lay(plane, index * SPACING[0])
    return labels


def test_above_the_lungs_parts_run_through_fat_and_below_nothing_changes() -> None:
    labels, (y, x) = laid(), (CANAL_MM / SPACING[1:]).astype(int)
    around = labels[TOP + 2, y - 40 : y - 8, x - 30 : x + 30]
    assert {Label.SOFT_TISSUE, Label.DENSE_ORGAN, Label.CONTRAST_BLOOD} <= set(np.unique(around))
    assert 0.2 < (around == Label.FAT).mean() < 0.9
    humeri = labels[TOP + 2] == Label.SPONGY_BONE
    assert min(humeri[:, :x].sum(), humeri[:, x:].sum()) * SPACING[1] * SPACING[2] > 500
    assert set(np.unique(labels[: TOP - 26])) == {Label.OUTSIDE, Label.SOFT_TISSUE}


def test_given_bones_and_the_air_around_the_body_stay_and_plain_blood_is_plain() -> None:
    labels = laid(Tissue.BLOOD, bones=False, outside=40)
    assert not np.isin(labels, (Label.SPONGY_BONE, *CONTRAST_BLOODS)).any() and Label.BLOOD in labels
    assert (labels[:, :40] == Label.OUTSIDE).all() and (labels[:, :, :40] == Label.OUTSIDE).all()
