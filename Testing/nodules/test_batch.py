"""Nodules put into every CT of a folder: resumable, and what was turned away is counted."""

import csv
import json

import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.nodules import batch as batches
from SyntheticLungCTLib.nodules import judge
from SyntheticLungCTLib.nodules.batch import Batch, cts_in, insert_into_all
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import read_ct, write_ct

from ..small_chest import a_thorax_ct

BATCH = Batch(1, NoduleSpecification(diameter_mm=25.0, texture=5), 0, False)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "in"
    for name in ("one", "two"):
        write_ct(a_thorax_ct(), path / f"{name}.nrrd")
    return path


def quiet(share, stage):
    assert 0 <= share <= 1 and stage


def test_each_ct_gets_its_nodules_once(folder, tmp_path, untrained_networks, monkeypatch):
    output = tmp_path / "out"
    counts = insert_into_all(cts_in(folder), output, BATCH, quiet)
    assert counts == {"solid, 8 mm on": {"wished": 2, "kept": 2, "rejected": 0}}
    changed = read_ct(output / "one" / "ct.nrrd")
    assert (changed.hu != read_ct(folder / "one.nrrd").hu).any()
    drawn = []
    monkeypatch.setattr(batches, "insert_nodule", lambda *_, **__: drawn.append(1))
    assert insert_into_all(cts_in(folder), output, BATCH, quiet) == counts and not drawn


def test_what_is_turned_away_is_left_out_and_counted(folder, tmp_path, untrained_networks, monkeypatch):
    monkeypatch.setattr(judge, "STEEPEST_SEAM", 0.0)
    output = tmp_path / "out"
    insert_into_all(cts_in(folder)[:1], output, BATCH, quiet)
    record = json.loads((output / "one" / "nodules.json").read_text())[0]
    assert not record["kept"] and "seam" in record["failures"][0]
    with (output / "rejections.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["wished"], row["kept"], row["rejected"]) for row in rows] == [("1", "0", "4")]
    assert (read_ct(output / "one" / "ct.nrrd").hu == read_ct(folder / "one.nrrd").hu).all()


def test_a_folder_without_cts_or_with_two_of_a_name_is_told(tmp_path):
    with pytest.raises(InputError, match="no CT"):
        cts_in(tmp_path)
    for name in ("one.nrrd", "one.mha"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="more than one CT called one"):
        cts_in(tmp_path)
