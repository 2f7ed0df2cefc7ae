"""`synthetic-lung-ct evaluate` on files: a report that stands alone, work that is not done twice, plain errors."""

import json
import re
from html import unescape
from shutil import copy2

import numpy as np
import pytest
import SimpleITK as sitk
from scipy import ndimage
from typer.testing import CliRunner

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.extract import extract_labels
from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.blueprint.labels import LUNGS, Label
from SyntheticLungCTLib.cli.main import app
from SyntheticLungCTLib.evaluation import measure_case, measure_file, planes, radiomics_spaces
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.volume import CTVolume, read_ct, write_ct
from Testing.small_chest import a_thorax_ct

pytest.importorskip("matplotlib", reason="needs matplotlib: pip install 'synthetic-lung-ct[evaluation]'")


MEASURED = ("radiomics of axial slices", "radiomics of lungs", "encoder of axial slices", "-20 to 120 HU")


def run(*arguments):
    return CliRunner().invoke(app, ["evaluate", *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module", autouse=True)
def few_features():
    """Of one slice a plane, coarse lungs and one HU interval: that takes less time, and more is measured elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planes, "SLICES", 1)
        patch.setattr(radiomics_spaces, "LUNG_VOXEL_MM", 6.0)
        some = [space for space in measure_case.ALL_SPACES if space.name in MEASURED]
        patch.setattr(measure_case, "ALL_SPACES", some)
        yield


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Three real CTs, one of another spacing, and a synthetic one with its blueprint."""
    root = tmp_path_factory.mktemp("sets")
    for seed in range(3):
        ct = a_thorax_ct(seed)
        spacing = Geometry((3.6, 3.6, 8.0), ct.geometry.origin_mm) if seed == 2 else ct.geometry
        write_ct(CTVolume(ct.hu, spacing), root / "real" / f"patient{seed}.nrrd")
    ct = a_thorax_ct(7)
    ct.provenance["SyntheticLungCT.Seed"] = "7"
    write_ct(ct, root / "synthetic" / "chest7.nrrd")
    write_blueprint(Blueprint(extract_labels(ct), ct.geometry), root / "masks" / "chest7.seg.nrrd")
    return root


@pytest.fixture(scope="module")
def result(folders):
    arguments = (folders / "real", folders / "synthetic", "--masks", folders / "masks", "--draws", 4)
    return run(*arguments, "--report", folders / "out")


@pytest.fixture(scope="module")
def report(folders, result):
    assert result.exit_code == 0, result.output
    return json.loads((folders / "out" / "report.json").read_text())


def test_the_report_has_every_group_with_figures_floors_and_sources(report):
    figures = {figure["name"]: figure for figure in report["figures"]}
    assert {figure["group"] for figure in figures.values()} == {"physics", "distribution", "diversity", "obedience"}
    lung = figures["HU histogram, lung"]
    assert lung["floor"]["low"] <= lung["floor"]["mean"] <= lung["floor"]["high"] and lung["unit"] == "HU"
    assert "3 real patients span no band" in lung["remark"]
    assert figures["Dice of the blueprint extracted again, lung"]["synthetic"]["mean"] == 1
    assert figures["Dice of the blueprint extracted again, lung"]["verdict"] == "inside"
    assert "needs" in figures["Frechet distance, radiomics of axial slices"]["remark"]


def test_another_spacing_is_told(report, result):
    told = next(note for note in report["notes"] if "resampled" in note)
    assert "3.6 to 4 mm in plane" in told
    assert "3.6 to 4 mm in plane" in result.output


def test_the_page_stands_alone_and_says_what_the_data_say(folders, report):
    page = unescape((folders / "out" / "report.html").read_text())
    assert not re.search(r"(?:src|href)\s*=\s*['\"](?!data:)", page)
    assert page.count("data:image/png;base64,") >= 4
    for figure in report["figures"]:
        assert figure["name"] in page and figure["meaning"] in page
    assert not list((folders / "out").glob(".*"))


def test_what_was_measured_is_not_measured_again(folders, result, monkeypatch):
    def refuse(*_):
        raise AssertionError("measured again")

    monkeypatch.setattr(measure_file, "_measured", refuse)
    again = folders / "again"
    arguments = (folders / "real", folders / "synthetic", "--masks", folders / "masks", "--draws", 4)
    found = run(*arguments, "--report", again, "--cache", folders / "out" / "measured")
    assert found.exit_code == 0, found.output
    assert (again / "report.json").read_text() == (folders / "out" / "report.json").read_text()


def test_a_synthetic_ct_among_the_real_ones_is_named(folders, tmp_path):
    (tmp_path / "mixed").mkdir()
    for name in ("a", "b"):
        copy2(folders / "synthetic" / "chest7.nrrd", tmp_path / "mixed" / f"{name}.nrrd")
    found = run(tmp_path / "mixed", folders / "synthetic", "--report", tmp_path)
    assert found.exit_code == 2 and "a.nrrd was drawn by this program" in found.output


def test_one_real_patient_is_refused_before_any_work(folders, tmp_path):
    found = run(folders / "synthetic", folders / "synthetic", "--report", tmp_path)
    assert found.exit_code == 2 and "two patients or more" in found.output


def test_a_blueprint_that_is_missing_or_of_another_grid_is_named(folders, result, tmp_path):
    masks = tmp_path / "masks"
    labels = np.ones((4, 5, 6), np.uint8)
    write_blueprint(Blueprint(labels, Geometry()), masks / "chest8.seg.nrrd")
    command = (folders / "real", folders / "synthetic", "--report", tmp_path / "out", "--masks", masks)
    assert "no blueprint chest7.seg.nrrd" in run(*command).output
    write_blueprint(Blueprint(labels, Geometry()), masks / "chest7.seg.nrrd")
    found = run(*command, "--cache", folders / "out" / "measured")
    assert found.exit_code == 2 and "chest7.seg.nrrd has the grid (4, 5, 6)" in found.output


def test_a_file_that_turns_out_to_be_no_chest_is_named(folders, result, tmp_path):
    (tmp_path / "in").mkdir()
    sitk.WriteImage(
        sitk.GetImageFromArray(np.random.default_rng(0).normal(0, 400, (9, 9, 9))), tmp_path / "in" / "noise.nrrd"
    )
    found = run(
        folders / "real", tmp_path / "in", "--report", tmp_path / "out", "--cache", folders / "out" / "measured"
    )
    assert found.exit_code == 2 and "noise.nrrd" in found.output


def test_cancelling_stops_and_keeps_what_was_measured(folders, result, tmp_path):
    stop = tmp_path / "stop"
    stop.touch()
    command = ["--cancel-file", str(stop), "evaluate", folders / "real", folders / "synthetic", "--report", tmp_path]
    found = CliRunner().invoke(app, [str(part) for part in command])
    assert found.exit_code == 130
    assert not (tmp_path / "report.html").exists()


def test_a_file_that_is_cut_off_is_named(folders, result, tmp_path):
    whole = (folders / "synthetic" / "chest7.nrrd").read_bytes()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "half.nrrd").write_bytes(whole[: len(whole) // 2])
    found = run(
        folders / "real", tmp_path / "in", "--report", tmp_path / "out", "--cache", folders / "out" / "measured"
    )
    assert found.exit_code == 2 and "half.nrrd" in found.output


def test_real_nodules_that_are_outlined_are_the_floor_of_those_that_were_drawn(folders, result, tmp_path):
    for name, folder in (("patient0", "real"), ("chest7", "synthetic")):
        ct = read_ct(folders / folder / f"{name}.nrrd")
        labels = extract_labels(ct)
        lung = ndimage.distance_transform_edt(np.isin(labels, LUNGS), ct.geometry.spacing_zyx_mm)
        at = np.unravel_index(lung.argmax(), lung.shape)
        labels[tuple(slice(max(place - 1, 0), place + 2) for place in at)] = Label.NODULE_SOLID
        write_blueprint(Blueprint(labels, ct.geometry), tmp_path / folder / f"{name}.seg.nrrd")
    masks = "--masks", tmp_path / "synthetic", "--real-masks", tmp_path / "real"
    found = run(folders / "real", folders / "synthetic", *masks, "--report", tmp_path / "out", "--draws", 2)
    assert found.exit_code == 0, found.output
    figures = {
        figure["name"]: figure for figure in json.loads((tmp_path / "out" / "report.json").read_text())["figures"]
    }
    assert figures["nodules found"]["floor"] and figures["nodules found"]["synthetic"]


def test_outlines_that_are_of_no_real_ct_are_refused(folders, tmp_path):
    found = run(folders / "real", folders / "synthetic", "--real-masks", folders / "masks", "--report", tmp_path)
    assert found.exit_code == 2 and "no segmentation of the name of a CT" in found.output


def test_of_an_empty_directory_it_is_said(folders, tmp_path):
    (tmp_path / "none").mkdir()
    found = run(folders / "real", tmp_path / "none", "--report", tmp_path / "out")
    assert found.exit_code == 2 and "none is empty" in found.output
