"""Radiomics of a nodule's region."""

import numpy as np
import pytest

from SyntheticLungCTLib.nodules.measuring.features import FEATURE_NAMES, roi_features

from .drawn_nodule import drawn_nodule

pytest.importorskip("fastrad", reason="needs fastrad: pip install 'synthetic-lung-ct[evaluation]'")


def features(hu, mask):
    return dict(zip(FEATURE_NAMES, roi_features(hu, mask), strict=True))


def test_features_tell_density_from_grain():
    solid = features(*drawn_nodule(density_hu=30))
    faint = features(*drawn_nodule(density_hu=-600))
    assert solid["nodule firstorder:median"] - faint["nodule firstorder:median"] == pytest.approx(630, abs=30)
    hu, mask = drawn_nodule(density_hu=30)
    grainy = features(hu + np.random.default_rng(1).normal(0, 60, hu.shape), mask)
    assert grainy["nodule glcm:difference_entropy"] > solid["nodule glcm:difference_entropy"] + 0.2
    assert grainy["rim glcm:idm"] < solid["rim glcm:idm"]


def test_features_do_not_depend_on_where_the_nodule_lies_in_the_crop():
    hu, mask = drawn_nodule(diameter_mm=10)
    assert np.allclose(roi_features(hu, mask), roi_features(hu[6:, 4:, 2:], mask[6:, 4:, 2:]), rtol=1e-4)
