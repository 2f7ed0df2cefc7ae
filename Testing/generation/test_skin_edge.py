"""The skin fades into air as in real CTs, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.evaluation.measures.edge_spread import EDGES, edge_spread_mm
from SyntheticLungCTLib.generation.skin_edge import with_skin_edge


def disk(radius_px: float, hu: float) -> tuple[np.ndarray, np.ndarray]:
    """HU (z, y, x) of a round body, and where it is."""
    y, x = np.mgrid[:160, :160] - 79.5
    body = np.repeat((np.hypot(y, x) < radius_px)[None], 3, axis=0)
    return np.where(body, hu, 500.0), body


@pytest.mark.parametrize("pixel_mm", [0.6, 0.9])
def test_the_edge_is_as_wide_as_in_patients_at_any_pixel_size(pixel_mm):
    hu, body = disk(50, -60)
    labels = np.where(body, Label.FAT, Label.OUTSIDE).astype(np.uint8)
    spacing = (3.0, pixel_mm, pixel_mm)
    sharp_mm = edge_spread_mm(np.where(body, hu, -1000), labels, spacing, EDGES["air to skin"])
    soft_mm = edge_spread_mm(with_skin_edge(hu, body, spacing[1:]), labels, spacing, EDGES["air to skin"])
    assert sharp_mm < 1.2
    assert 2.0 < soft_mm < 5.0


def test_the_body_stays_below_its_border_and_far_from_it_is_air():
    hu, body = disk(50, -60)
    hu += np.random.default_rng(0).normal(0, 20, hu.shape)
    deep = disk(44, 0)[1]
    drawn = with_skin_edge(hu, body, (0.7, 0.7))
    assert np.abs(drawn[deep] - hu[deep]).mean() < 0.5
    assert (drawn[:, 0] == -1000).all()


def test_the_border_has_no_dots_where_networks_drew_some():
    hu, body = disk(50, -60)
    rim = body & ~disk(49, 0)[1]
    hu[rim & (np.arange(160) % 4 < 2)] = -700
    drawn = with_skin_edge(hu, body, (0.7, 0.7))
    assert drawn[rim].std() < 0.5 * hu[rim].std()


def test_nothing_outside_is_brighter_than_the_skin_even_in_a_fold():
    hu, body = disk(50, -60)
    body[:, 79:81, 60:] = False  # a cleft of two pixels
    drawn = with_skin_edge(hu, body, (0.7, 0.7))
    assert drawn[~body].max() < -59


def test_lungs_without_a_body_get_no_bright_rim():
    hu, body = disk(50, -860)
    assert with_skin_edge(hu, body, (0.7, 0.7))[~body].max() < -860
