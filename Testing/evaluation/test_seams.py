"""Seams between slices, rows and columns are seen by the physics and by the artefact finder, the more the higher."""

import numpy as np
import pytest

from SyntheticLungCTLib.artefacts.scan import Scan
from SyntheticLungCTLib.artefacts.tiling import tiling
from SyntheticLungCTLib.evaluation.measures.seam_energy import seam_energy_hu

from .drawn_chest import SPACING_MM, drawn_chest, seamed

STEPS_HU = (0, 20, 40, 80)
#: A seam between slices, rows, columns: its axis and the plane after which it lies.
SEAMS = {"slices": (0, 8), "rows": (1, 64), "columns": (2, 60)}
MEASURES = {
    "seam energy": seam_energy_hu,
    "tiling": lambda *chest: tiling(Scan(*chest)).score,
}


@pytest.mark.parametrize("between", list(SEAMS))
@pytest.mark.parametrize("measure", list(MEASURES))
def test_a_single_seam_is_seen_the_more_the_higher_its_step(between, measure):
    found = [MEASURES[measure](*seamed(step, *SEAMS[between]), SPACING_MM) for step in STEPS_HU]
    assert (np.diff(found) > 0).all(), found


@pytest.mark.parametrize("between", list(SEAMS))
def test_the_finder_tells_the_step_and_shows_its_line(between):
    axis, line = SEAMS[between]
    trace = tiling(Scan(*seamed(80, axis, line), SPACING_MM))
    assert trace.score == pytest.approx(80, abs=10)
    assert np.unravel_index(trace.heat.argmax(), trace.heat.shape)[axis] in (line - 1, line)


@pytest.mark.parametrize("measure", list(MEASURES))
def test_patients_without_a_seam_show_less_than_one_of_twenty_hu(measure):
    clean = [MEASURES[measure](*drawn_chest(seed), SPACING_MM) for seed in range(3)]
    assert max(clean) < min(MEASURES[measure](*seamed(20, *seam), SPACING_MM) for seam in SEAMS.values())
