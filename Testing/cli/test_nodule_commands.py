"""The nodule commands write what they say; a network that has learned nothing draws."""

import numpy as np
import pytest
import SimpleITK as sitk
from typer.testing import CliRunner

from SyntheticLungCTLib.blueprint.file import read_blueprint
from SyntheticLungCTLib.cli.main import app
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.nodules import judge
from SyntheticLungCTLib.volume import CTVolume, read_ct, write_ct

from ..small_chest import a_thorax_ct

pytestmark = pytest.mark.usefixtures("untrained_networks")
#: In the middle of the lung that `lung_file` holds.
IN_LUNG, OUTSIDE = ("-2", "-6", "132"), ("500", "0", "0")


def run(*arguments):
    return CliRunner().invoke(app, ["nodule", *(str(argument) for argument in arguments)])


@pytest.fixture
def lung_file(tmp_path):
    hu = np.random.default_rng(0).normal(-850, 40, (32, 70, 70))
    hu[:, :18] = 40
    return write_ct(CTVolume(hu, Geometry((0.9, 0.9, 2.0), (-30.0, -40.0, 100.0))), tmp_path / "patient.nrrd")


def test_a_nodule_at_a_point_is_written_with_its_segment(lung_file, tmp_path):
    made, segment = tmp_path / "with nodule.nrrd", tmp_path / "nodule.seg.nrrd"
    wish = ("--text", "10 mm solid nodule", "--spiculation", 4, "--mask-output", segment)
    result = run("insert", lung_file, made, "--at", *IN_LUNG, *wish)
    assert result.exit_code == 0, result.output
    assert "Understood" in result.output and "Passed: found" in result.output
    mask, nodules = read_blueprint(segment).labels > 0, read_blueprint(segment).nodules
    assert nodules[0].spiculation == 4 and nodules[0].diameter_mm == pytest.approx(10, rel=0.15)
    assert (read_ct(made).hu != read_ct(lung_file).hu)[mask].mean() > 0.9


def test_a_nodule_by_its_mask_is_put_in_and_taken_out(lung_file, tmp_path):
    made, segment, without = tmp_path / "with.nrrd", tmp_path / "n.seg.nrrd", tmp_path / "without.nrrd"
    run("insert", lung_file, made, "--at", *IN_LUNG, "--diameter-mm", 12, "--mask-output", segment)
    again = run("insert", lung_file, tmp_path / "again.nrrd", "--mask", segment, "--texture", 1)
    assert again.exit_code == 0 and "non solid" in again.output
    assert run("remove", made, without, "--mask", segment).exit_code == 0
    mask = read_blueprint(segment).labels > 0
    assert (read_ct(without).hu != read_ct(made).hu)[mask].any()


def test_places_are_said_with_what_would_lie_there(tmp_path):
    file = write_ct(a_thorax_ct(), tmp_path / "patient.nrrd")
    result = run("sites", file, "--count", 2, "--text", "25 mm solid nodule")
    assert result.exit_code == 0, result.output
    assert len([line for line in result.output.splitlines() if "25" in line and "solid" in line]) >= 2


def test_a_growing_nodule_is_written_at_each_size(lung_file, tmp_path):
    sizes = ("--diameter-mm", 6, "--diameter-mm", 12)
    assert run("grow", lung_file, tmp_path / "grown", "--at", *IN_LUNG, *sizes).exit_code == 0
    masks = [read_blueprint(file).labels > 0 for file in sorted((tmp_path / "grown").glob("*.seg.nrrd"))]
    assert len(masks) == 2 and masks[0].sum() * 4 < masks[1].sum()


def test_a_nodule_below_the_bounds_is_not_written_unless_that_is_asked_for(lung_file, tmp_path, monkeypatch):
    monkeypatch.setattr(judge, "STEEPEST_SEAM", 0.0)
    made = tmp_path / "with.nrrd"
    result = run("insert", lung_file, made, "--at", *IN_LUNG, "--diameter-mm", 10)
    assert result.exit_code == 2 and "seam" in result.output and not made.exists()
    kept = run("insert", lung_file, made, "--at", *IN_LUNG, "--diameter-mm", 10, "--keep-failed")
    assert kept.exit_code == 0 and "FAILED" in kept.output and made.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--at", *OUTSIDE), "outside of the CT"),
        (("--at", *IN_LUNG, "--mask", "x.seg.nrrd"), "not both"),
        (("--at", *IN_LUNG, "--diameter-mm", 900), "diameter_mm"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(lung_file, tmp_path, arguments, words):
    result = run("insert", lung_file, tmp_path / "with.nrrd", *arguments)
    assert result.exit_code == 2 and words in result.output and not (tmp_path / "with.nrrd").exists()


def test_a_mask_on_another_grid_is_refused(lung_file, tmp_path):
    image = sitk.GetImageFromArray(np.ones((4, 5, 6), np.uint8))
    sitk.WriteImage(image, tmp_path / "mask.nrrd")
    result = run("remove", lung_file, tmp_path / "out.nrrd", "--mask", tmp_path / "mask.nrrd")
    assert result.exit_code == 2 and "another grid" in result.output
