"""The brightness of tissues is told as numpy would tell it."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.checking.tissue_statistics import tissue_statistics
from SyntheticLungCTLib.geometry import Geometry


def test_every_tissue_that_occurs_has_its_statistics():
    rng = np.random.default_rng(0)
    labels = rng.choice([Label.OUTSIDE, Label.FAT, Label.LUNG_LEFT], (5, 20, 30)).astype(np.uint8)
    hu = rng.integers(-1024, 3072, labels.shape).astype(np.int16)
    fat, lung = sorted(tissue_statistics(hu, labels, Geometry((1, 2, 5))), key=lambda found: found.tissue)
    values = hu[labels == Label.FAT]
    assert (fat.tissue, lung.tissue) == ("fat", "left lung")
    assert fat.volume_ml == pytest.approx(values.size * 0.01)
    assert (fat.mean_hu, fat.spread_hu) == pytest.approx((values.mean(), values.std()))
    expected = np.percentile(values, [5, 50, 95], method="inverted_cdf")
    assert (fat.low_hu, fat.median_hu, fat.high_hu) == tuple(expected)
