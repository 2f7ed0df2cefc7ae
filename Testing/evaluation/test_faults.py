"""The suite can see: each fault of a CT moves the physics that it should, the more the stronger, and nothing else."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import WITHIN_LUNGS
from SyntheticLungCTLib.checking.tissues import TISSUES
from SyntheticLungCTLib.evaluation.case import Case
from SyntheticLungCTLib.evaluation.measure_case import measures
from SyntheticLungCTLib.evaluation.metrics.physics import physics_metrics

from .drawn_chest import SPACING_MM, drawn_chest, seamed

#: What a reader would call a difference, by the unit or the name of a metric.
CLEAR = {"seam energy": 2.0, "HU": 6.0, "dB": 1.0, "mm": 0.6, "% of lung": 1.0, "": 0.02}
PHYSICS = physics_metrics()
#: How a fault of a strength is drawn, and the metrics that it moves (by how their names begin).
FAULTS = {
    "blurred borders": (lambda k: drawn_chest(blur_mm=1.5 + 0.7 * k), ("edge spread", "HU histogram")),
    "noise": (
        lambda k: drawn_chest(noise_hu=15.0 + 20 * k),
        ("noise power spectrum", "HU histogram", "Perc15", "LAA-950"),
    ),
    "HU shifted": (lambda k: shifted(15 * k), ("HU histogram", "Perc15")),
    "slices permuted": (lambda k: permuted(6 * k), ("coherence",)),
    "one seam": (lambda k: seamed(25 * k), ("seam energy",)),
    "windows that do not meet": (
        lambda k: tiled(25 * k),
        ("seam energy", *(f"HU histogram, {tissue}" for tissue in ("fat", "soft tissue", "blood", "organ"))),
    ),
}


def shifted(hu_more, seed=0):
    hu, labels = drawn_chest(seed)
    return np.where(labels > 0, hu + hu_more, hu).astype(np.int16), labels


def permuted(count):
    hu, labels = drawn_chest()
    order = np.arange(len(hu))
    order[:count] = np.random.default_rng(0).permutation(count)
    return hu[order], labels[order]


def tiled(step_hu):
    """Windows of 64 pixels, every other one denser outside the lungs."""
    hu, labels = drawn_chest()
    y, x = np.indices(hu.shape[1:]) // 64
    solid = (labels > 0) & ~np.isin(labels, WITHIN_LUNGS)
    return np.where(solid, hu + step_hu * ((y + x) % 2), hu).astype(np.int16), labels


def clear(metric):
    return CLEAR.get(metric.name, CLEAR[metric.unit])


def a_case(chest):
    return Case("patient", "", SPACING_MM, measures(*chest, SPACING_MM, spaces=()))


@pytest.fixture(scope="module")
def clean():
    return a_case(drawn_chest())


@pytest.fixture(scope="module", params=list(FAULTS))
def fault(request, clean):
    """How far strengths 1 and 2 of a fault move every metric, and what is expected to move."""
    draw, moved = FAULTS[request.param]
    cases = [a_case(draw(strength)) for strength in (1, 2)]
    return {metric: [metric.distance([clean], [case]) for case in cases] for metric in PHYSICS}, moved


def test_identical_sets_are_not_apart(clean):
    assert all(metric.distance([clean, clean], [clean]) == pytest.approx(0, abs=1e-9) for metric in PHYSICS)


def test_a_fault_moves_its_metrics_the_more_the_stronger_it_is(fault):
    distances, moved = fault
    for name in moved:
        found = {metric: pair for metric, pair in distances.items() if metric.name.startswith(name)}
        assert found and all(0 < once < twice for once, twice in found.values()), (name, found)
        assert any(twice > clear(metric) for metric, (_, twice) in found.items()), (name, found)


def test_a_fault_moves_nothing_else(fault):
    distances, moved = fault
    for metric, pair in distances.items():
        if not metric.name.startswith(moved):
            assert max(pair) < clear(metric), (metric.name, pair)


def test_a_shift_of_the_hu_is_told_in_hu(clean):
    other = a_case(shifted(30))
    found = {metric.name: metric.distance([clean], [other]) for metric in PHYSICS}
    assert [found[f"HU histogram, {tissue}"] for tissue in TISSUES] == pytest.approx([30] * len(TISSUES))
    assert found["Perc15"] == pytest.approx(30)
