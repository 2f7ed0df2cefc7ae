"""Fissures show as faint lines in lung, as faint as partial volume makes a sheet, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.lobes import LungBox
from SyntheticLungCTLib.generation.fissures import THICKNESS_MM, draw_fissures

LUNG_HU = -860


def chest(slice_mm: float) -> tuple[np.ndarray, np.ndarray, tuple[float, float, float]]:
    """HU, labels (z, y, x) and spacing of two even lungs of 200 mm in fat."""
    labels = np.full((round(200 / slice_mm), 110, 150), Label.FAT, np.uint8)
    labels[:, 5:105, 5:70] = Label.LUNG_RIGHT
    labels[:, 5:105, 80:145] = Label.LUNG_LEFT
    labels[:, 50:54, 30:34] = Label.PULMONARY_VESSEL
    return np.where(labels == Label.FAT, -100, LUNG_HU).astype(np.int16), labels, (slice_mm, 1.5, 1.5)


@pytest.mark.parametrize("slice_mm", [1.0, 3.0, 5.0])
def test_a_fissure_adds_what_its_thickness_adds(slice_mm: float) -> None:
    hu, labels, spacing_mm = chest(slice_mm)
    draw_fissures(hu, labels, spacing_mm)
    middle = hu[len(hu) // 4 : 3 * len(hu) // 4, 6:104, 112].astype(float) - LUNG_HU
    added = middle.sum(axis=1) * spacing_mm[1]
    across = np.hypot(0.7 * 200 / 150, 1) / (0.7 * 200 / 150)
    assert added.mean() == pytest.approx(THICKNESS_MM * 880 * across, rel=0.15)


def test_thick_slices_show_it_fainter_and_broader() -> None:
    thin, thick = (chest(slice_mm) for slice_mm in (1.0, 5.0))
    for hu, labels, spacing_mm in (thin, thick):
        draw_fissures(hu, labels, spacing_mm)
    raised = [hu[labels == Label.LUNG_LEFT] - LUNG_HU for hu, labels, _ in (thin, thick)]
    assert raised[0].max() > 1.5 * raised[1].max() > 30
    assert (raised[0] > 5).mean() < (raised[1] > 5).mean()


def test_only_lung_at_a_fissure_changes() -> None:
    hu, labels, spacing_mm = chest(2.0)
    before = hu.copy()
    draw_fissures(hu, labels, spacing_mm)
    changed = hu != before
    assert np.isin(labels[changed], (Label.LUNG_RIGHT, Label.LUNG_LEFT)).all()
    for side in (Label.LUNG_RIGHT, Label.LUNG_LEFT):
        points = np.argwhere(changed & (labels == side))
        assert LungBox.of(labels, side).fissure_mm(points, spacing_mm).max() < 2.5


def test_a_volume_without_lungs_stays() -> None:
    hu, labels = np.zeros((3, 8, 8), np.int16), np.full((3, 8, 8), Label.FAT, np.uint8)
    draw_fissures(hu, labels, (3.0, 1.0, 1.0))
    assert not hu.any()
