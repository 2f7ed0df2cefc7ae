"""Lines of vessels lie in the patient: they come back from a text, on any grid, and move with the patient."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import read_blueprint, write_blueprint
from SyntheticLungCTLib.blueprint.vessel_lines import STEP_MM, VesselLines
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry

from ..test_geometry import PLACEMENTS

Tubes = list[tuple[np.ndarray, np.ndarray]]


@pytest.fixture
def tubes() -> Tubes:
    rng = np.random.default_rng(0)
    return [(rng.uniform(0, 300, (n, 3)), rng.uniform(0.4, 7, n)) for n in (2, 7, 3)]


def assert_same(found: Tubes, expected: Tubes, to_mm: float) -> None:
    assert len(found) == len(expected)
    for line, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(line[0], other[0], atol=to_mm)
        np.testing.assert_allclose(line[1], other[1], atol=to_mm)


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=PLACEMENTS)
def test_they_come_back_from_a_file(placement: Geometry, tubes: Tubes, tmp_path) -> None:
    lines = VesselLines.of_tubes(tubes, placement)
    blueprint = Blueprint(np.full((3, 4, 5), 6), placement, vessels=lines)
    read = read_blueprint(write_blueprint(blueprint, tmp_path / "b.seg.nrrd"))
    assert_same(read.vessels.tubes(placement), tubes, STEP_MM)


def test_one_line_and_none_come_back(tubes: Tubes) -> None:
    for some in (tubes[:1], []):
        lines = VesselLines.of_text(VesselLines.of_tubes(some, Geometry()).to_text())
        assert_same(lines.tubes(Geometry()), some, STEP_MM)


def test_on_another_grid_they_are_where_they_were(tubes: Tubes) -> None:
    shifted = Geometry((0.7, 0.7, 3.0), (10.0, -20.0, 5.0))
    found = VesselLines.of_tubes(tubes, Geometry((1.0, 1.0, 2.0))).tubes(shifted)
    assert_same(found, [(points - (5, -20, 10), radii) for points, radii in tubes], 1e-9)


def test_they_move_with_the_patient(tubes: Tubes) -> None:
    moved = np.eye(4)
    moved[:3, 3] = (1, 2, 3)
    found = VesselLines.of_tubes(tubes, Geometry()).moved(moved).tubes(Geometry())
    assert_same(found, [(points + np.array([3, 2, 1]), radii) for points, radii in tubes], 1e-9)


@pytest.mark.parametrize("text", ["?", "c3BvaWx0", "eJxLTEoGAAJNASc="])
def test_a_spoilt_header_is_told(text: str, tmp_path, monkeypatch) -> None:
    blueprint = Blueprint(np.full((3, 4, 5), 6), Geometry(), vessels=VesselLines.of_tubes([], Geometry()))
    monkeypatch.setattr(VesselLines, "to_text", lambda self: text)
    path = write_blueprint(blueprint, tmp_path / "b.seg.nrrd")
    with pytest.raises(InputError, match="vessels"):
        read_blueprint(path)
