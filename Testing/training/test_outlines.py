"""Readers' outlines become nodule labels on the CT's grid."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.training.outlines import outlined_nodules
from Testing.small_chest import GEOMETRY, a_thorax_ct

NODULE = """<unblindedReadNodule><characteristics><texture>{texture}</texture></characteristics>
<roi><imageZposition>{z_mm}</imageZposition><inclusion>TRUE</inclusion>{edges}</roi></unblindedReadNodule>"""


def square(low: int, high: int) -> str:
    corners = ((low, low), (low, high), (high, high), (high, low))
    return "".join(f"<edgeMap><xCoord>{x}</xCoord><yCoord>{y}</yCoord></edgeMap>" for x, y in corners)


def lidc_xml(index: int, squares: list[tuple[int, int]], texture: int = 5) -> str:
    """One reader's outline for each square, all in one slice of the small chest."""
    z_mm = GEOMETRY.origin_mm[2] + index * GEOMETRY.spacing_mm[2]
    nodules = "".join(NODULE.format(texture=texture, z_mm=z_mm, edges=square(*sides)) for sides in squares)
    return f'<LidcReadMessage xmlns="http://www.nih.gov"><readingSession>{nodules}</readingSession></LidcReadMessage>'


@pytest.mark.parametrize(
    ("texture", "label"),
    [(1, Label.NODULE_NON_SOLID), (3, Label.NODULE_PART_SOLID), (5, Label.NODULE_SOLID)],
)
def test_what_two_readers_agree_on_is_a_nodule_of_their_texture(tmp_path, texture, label):
    (tmp_path / "P.lidc.xml").write_text(lidc_xml(7, [(20, 30), (20, 40)], texture))
    mask = outlined_nodules(tmp_path, "P", a_thorax_ct())
    assert np.unique(mask).tolist() == [0, label]
    assert np.argwhere(mask).min(axis=0).tolist() == [7, 20, 20]
    assert np.argwhere(mask).max(axis=0).tolist() == [7, 30, 30]


def test_a_patient_without_outlines_has_no_mask(tmp_path):
    assert outlined_nodules(tmp_path, "P", a_thorax_ct()) is None
