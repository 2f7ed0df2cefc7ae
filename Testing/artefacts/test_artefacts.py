"""The artefact finder: each fault that is drawn raises its own flag, where it is, and no other; a clean chest none."""

import csv
import json

import numpy as np
import pytest
import SimpleITK as sitk
from scipy import ndimage
from typer.testing import CliRunner

from SyntheticLungCTLib.artefacts.find import find_artefacts
from SyntheticLungCTLib.artefacts.gate import drawn_without_artefacts
from SyntheticLungCTLib.artefacts.kinds import BOUNDS, KINDS, bounds
from SyntheticLungCTLib.artefacts.scan import Scan
from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.blueprint.labels import LUNGS, Label
from SyntheticLungCTLib.cli.main import app
from SyntheticLungCTLib.errors import QualityError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.volume import CTVolume, write_ct
from Testing.evaluation.drawn_chest import SHAPE, SPACING_MM, drawn_chest

GEOMETRY = Geometry(SPACING_MM[::-1], (-170.0, -110.0, -50.0))
#: Both lungs, bronchi and a piece of the trachea, for what does not depend on the rest.
FEW_SLICES = slice(7, 13)
Z, Y, X = np.indices(SHAPE)


def a_chest(seed=0):
    """HU and labels of a clean chest with a trachea and a bronchus to each lung."""
    hu, labels = drawn_chest(seed, blur_mm=1.0)
    trachea = (np.hypot(Y - 66, X - 96) < 6) & (Z >= 8)
    bronchi = (np.hypot(Y - 66, 2 * (Z - 8)) < 5) & (np.abs(X - 96) < 20)
    airway = trachea | bronchi
    labels[airway] = Label.AIRWAY_LUMEN
    hu[airway] = -990
    return hu, labels


def streaked(hu, labels):
    stripes = 90 * np.sin((Y * np.cos(0.5) + X * np.sin(0.5)) * SPACING_MM[1] / 2) * (Z < 6)
    return hu + stripes * (labels != Label.OUTSIDE), Z < 6


def tiled(hu, labels):
    return hu + 25 * (X >= 60) * (labels != Label.OUTSIDE), np.abs(X - 59.5) < 1


def blurred(hu, labels):
    return ndimage.gaussian_filter(hu.astype(float), (0, 1.8, 1.8)), np.isin(labels, LUNGS) | (labels != Label.OUTSIDE)


def wrong(hu, labels):
    return hu + 90 * (labels == Label.FAT), labels == Label.FAT


def broken(hu, labels):
    plug = (labels == Label.AIRWAY_LUMEN) & (Z == 11)
    return np.where(plug, 40, hu), labels == Label.AIRWAY_LUMEN


def leaking(hu, labels):
    hole = (labels == Label.SOFT_TISSUE) & (Z == 3) & (np.abs(Y - 108) < 7) & (np.abs(X - 70) < 18)
    return np.where(hole, -850, hu), hole


FAULTS = {
    "streaks": streaked,
    "tiling": tiled,
    "blur": blurred,
    "wrong HU": wrong,
    "broken airway": broken,
    "leaks": leaking,
}


def searched(hu, labels):
    return find_artefacts(np.rint(np.clip(hu, -1024, 3071)).astype(np.int16), labels, GEOMETRY)


def test_a_clean_chest_raises_no_flag():
    assert searched(*a_chest(seed=1)).raised == []


@pytest.mark.parametrize("kind", list(FAULTS))
def test_a_fault_raises_its_own_flag_alone_and_is_shown_where_it_is(kind):
    hu, labels = a_chest()
    faulty, where = FAULTS[kind](hu, labels)
    found = searched(faulty, labels)
    assert [flag.kind for flag in found.raised] == [kind]
    assert found.heat.max() > 1
    x, y, z = (np.array(found.raised[0].worst_lps_mm) - GEOMETRY.origin_mm) / GEOMETRY.spacing_mm
    assert where[round(z), round(y), round(x)]


@pytest.mark.parametrize("kind", ["streaks", "tiling", "wrong HU"])
def test_the_score_grows_with_the_fault(kind):
    hu, labels = a_chest()
    faulty, _ = FAULTS[kind](hu, labels)
    trace = next(k.trace for k in KINDS if k.name == kind)
    strengths = [hu + share * (faulty - hu.astype(float)) for share in (0.0, 0.5, 1.0)]
    scores = [trace(Scan(np.rint(s).astype(np.int16), labels, SPACING_MM)).score for s in strengths]
    assert scores[0] <= scores[1] < scores[2]


def test_bronchi_are_not_broken_where_the_ct_ends_below_the_trachea():
    hu, labels = (array[:9] for array in a_chest())
    found = {flag.kind: flag for flag in find_artefacts(hu, labels, GEOMETRY).flags}
    assert found["broken airway"].score == 0


def test_noise_is_no_artefact():
    hu, labels = a_chest()
    noise = np.random.default_rng(1).normal(0, 60, SHAPE)
    assert searched(hu + noise * (labels != Label.OUTSIDE), labels).raised == []


def test_a_border_is_not_blurred_for_being_seen_on_coarse_pixels():
    hu, labels = a_chest()
    seen = ndimage.gaussian_filter(hu.astype(float), (0, 0.7, 0.7))[:, ::2, ::2]
    coarse = Geometry((3.6, 3.6, SPACING_MM[0]), GEOMETRY.origin_mm)
    found = find_artefacts(np.rint(seen).astype(np.int16), labels[:, ::2, ::2], coarse)
    blur = next(flag for flag in found.flags if flag.kind == "blur")
    assert bounds()["blur"].bound < blur.score < blur.bound and not blur.raised
    assert next(kind for kind in KINDS if kind.name == "blur").bound(0.7) == bounds()["blur"].bound


def test_every_bound_lies_above_what_real_training_cts_score_and_says_whose():
    with BOUNDS.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows] == [kind.name for kind in KINDS]
    for kind in KINDS:
        bound = bounds()[kind.name]
        assert bound.bound > bound.highest_real and "10 real" in bound.source


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A clean chest and one with a plugged trachea, with their blueprint, in another order of axes than LPS."""
    folder = tmp_path_factory.mktemp("artefacts")
    hu, labels = a_chest()
    turned = Geometry(GEOMETRY.spacing_mm, GEOMETRY.origin_mm, (-1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0))
    write_blueprint(Blueprint(labels[FEW_SLICES, ::-1, ::-1].copy(), turned), folder / "chest.seg.nrrd")
    for name, values in (("clean", hu), ("broken", broken(hu, labels)[0])):
        write_ct(CTVolume(values[FEW_SLICES, ::-1, ::-1].copy(), turned), folder / f"{name}.nrrd")
    return folder


def command(files, name):
    masks = ("--masks", files / "chest.seg.nrrd")
    arguments = ("artefacts", files / f"{name}.nrrd", *masks, "--report", files / name)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_writes_a_heat_map_that_lies_on_the_ct(files):
    found = command(files, "broken")
    assert found.exit_code == 1, found.output
    flags = {flag["kind"]: flag for flag in json.loads((files / "broken" / "artefacts.json").read_text())["flags"]}
    assert flags["broken airway"]["raised"] and not flags["leaks"]["raised"]
    ct, heat = (sitk.ReadImage(str(p)) for p in (files / "broken.nrrd", files / "broken" / "artefacts.nrrd"))
    assert Geometry.of_image(heat).is_close_to(Geometry.of_image(ct))
    heat = sitk.GetArrayFromImage(heat)
    hottest = np.unravel_index(heat.argmax(), heat.shape)
    assert sitk.GetArrayFromImage(sitk.ReadImage(str(files / "chest.seg.nrrd")))[hottest] == Label.AIRWAY_LUMEN


def test_a_clean_ct_exits_with_0(files):
    assert command(files, "clean").exit_code == 0


def test_a_blueprint_of_another_grid_is_refused(files, tmp_path):
    write_blueprint(Blueprint(np.ones((4, 5, 6), np.uint8), Geometry()), tmp_path / "other.seg.nrrd")
    arguments = ("artefacts", files / "clean.nrrd", "--masks", tmp_path / "other.seg.nrrd", "--report", tmp_path)
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert found.exit_code == 2 and "other.seg.nrrd has the grid (4, 5, 6)" in found.output


def test_the_gate_draws_again_with_the_next_seed_until_there_is_no_artefact():
    hu, labels = a_chest()
    draws = {5: broken(hu, labels)[0][FEW_SLICES], 6: hu[FEW_SLICES]}
    blueprint = Blueprint(labels[FEW_SLICES], GEOMETRY)
    ct = drawn_without_artefacts(lambda seed: CTVolume(draws[seed], GEOMETRY), blueprint, 5, 2)
    assert np.array_equal(ct.hu, draws[6])
    with pytest.raises(QualityError, match="broken airway"):
        drawn_without_artefacts(lambda seed: CTVolume(draws[5], GEOMETRY), blueprint, 5, 1)
