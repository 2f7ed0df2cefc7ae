"""Healthy lung for the nodule networks is lung in which no reader outlined anything."""

import numpy as np
import pytest

pytest.importorskip("filelock", reason="training needs the packages of the extra 'training'")

from SyntheticLungCTLib.training import nodule_corpus
from SyntheticLungCTLib.training.config import DataConfig
from SyntheticLungCTLib.training.nodule_corpus import CLEAR_CELLS, hosts
from SyntheticLungCTLib.volume import write_ct
from Testing.small_chest import GEOMETRY, a_thorax_ct
from Testing.training.test_outlines import lidc_xml

LOW, HIGH, SLICE = 24, 32, 15
GRID = (400, 400, 400)


def places(folder, outlines):
    data = DataConfig(folder=folder, outlines=outlines, cache=folder / str(outlines), train=["P.nrrd"], val=[])
    shown = np.zeros(GRID, bool)
    shown[tuple(hosts(data)[0].places.T)] = True
    return shown


def test_places_keep_clear_of_an_outlined_nodule_and_only_of_that(tmp_path, monkeypatch):
    monkeypatch.setattr(nodule_corpus, "PLACES", 10**8)
    write_ct(a_thorax_ct(), tmp_path / "P.nrrd")
    (tmp_path / "readers").mkdir()
    (tmp_path / "readers" / "P.nrrd.lidc.xml").write_text(lidc_xml(SLICE, [(LOW, HIGH), (LOW, HIGH)]))
    all_places, kept = places(tmp_path, None), places(tmp_path, tmp_path / "readers")
    assert kept.any() and not (kept & ~all_places).any()
    left_out = np.argwhere(all_places & ~kept)
    side_mm = (HIGH - LOW + 1) * GEOMETRY.spacing_mm[0] + 2 * CLEAR_CELLS
    assert np.ptp(left_out, axis=0)[1:] == pytest.approx([side_mm, side_mm], abs=4)
