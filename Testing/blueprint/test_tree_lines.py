"""Lines of trees lie in the patient: they come back from a text, on any grid, and move with the patient."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import read_blueprint, write_blueprint
from SyntheticLungCTLib.blueprint.tree_lines import STEP_MM, TreeLines, Trees
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry

from ..test_geometry import PLACEMENTS


@pytest.fixture
def tubes() -> Trees:
    rng = np.random.default_rng(0)
    some = [(rng.uniform(0, 300, (n, 3)), rng.uniform(0.4, 7, n)) for n in (2, 7, 3)]
    return Trees(some[:2], some[2:])


def assert_same(found: Trees, expected: Trees, to_mm: float) -> None:
    for tubes, others in zip(found, expected, strict=True):
        assert len(tubes) == len(others)
        for line, other in zip(tubes, others, strict=True):
            np.testing.assert_allclose(line[0], other[0], atol=to_mm)
            np.testing.assert_allclose(line[1], other[1], atol=to_mm)


def moved(tubes: Trees, by_mm: tuple[float, float, float]) -> Trees:
    return Trees(*([(points + np.array(by_mm), radii) for points, radii in kind] for kind in tubes))


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=PLACEMENTS)
def test_they_come_back_from_a_file(placement: Geometry, tubes: Trees, tmp_path) -> None:
    lines = TreeLines.of_trees(tubes, placement)
    blueprint = Blueprint(np.full((3, 4, 5), 6), placement, trees=lines)
    read = read_blueprint(write_blueprint(blueprint, tmp_path / "b.seg.nrrd"))
    assert_same(read.trees.trees(placement), tubes, STEP_MM)


def test_one_line_and_none_come_back(tubes: Trees) -> None:
    for some in (Trees(tubes.vessels[:1], []), Trees([], tubes.airways), Trees([], [])):
        lines = TreeLines.of_text(TreeLines.of_trees(some, Geometry()).to_text())
        assert_same(lines.trees(Geometry()), some, STEP_MM)


def test_on_another_grid_they_are_where_they_were(tubes: Trees) -> None:
    shifted = Geometry((0.7, 0.7, 3.0), (10.0, -20.0, 5.0))
    found = TreeLines.of_trees(tubes, Geometry((1.0, 1.0, 2.0))).trees(shifted)
    assert_same(found, moved(tubes, (-5, 20, -10)), 1e-9)


def test_they_move_with_the_patient(tubes: Trees) -> None:
    matrix = np.eye(4)
    matrix[:3, 3] = (1, 2, 3)
    found = TreeLines.of_trees(tubes, Geometry()).moved(matrix).trees(Geometry())
    assert_same(found, moved(tubes, (3, 2, 1)), 1e-9)


@pytest.mark.parametrize("text", ["?", "c3BvaWx0", "eJxLTEoGAAJNASc="])
def test_a_spoilt_header_is_told(text: str, tmp_path, monkeypatch) -> None:
    blueprint = Blueprint(np.full((3, 4, 5), 6), Geometry(), trees=TreeLines.of_trees(Trees([], []), Geometry()))
    monkeypatch.setattr(TreeLines, "to_text", lambda self: text)
    path = write_blueprint(blueprint, tmp_path / "b.seg.nrrd")
    with pytest.raises(InputError, match="trees"):
        read_blueprint(path)
