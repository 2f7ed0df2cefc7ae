"""The weights in the repository draw a chest."""

import numpy as np
import pytest

pytest.importorskip("torch")

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import LUNGS, Label
from SyntheticLungCTLib.generation.pipeline import generate_ct

from ..phantom import thorax_phantom


def test_every_large_tissue_gets_its_usual_hu():
    whole = thorax_phantom((60, 320, 384), (3.0, 1.0, 1.0))
    phantom = Blueprint(whole.labels[30:36], whole.geometry)
    hu = generate_ct(phantom, seed=0, steps=4).hu

    def median(*labels: Label) -> float:
        return float(np.median(hu[phantom.mask(*labels)]))

    assert -950 < median(*LUNGS) < -750
    assert -140 < median(Label.FAT) < -50
    assert 0 < median(Label.SOFT_TISSUE) < 90
    assert median(Label.SPONGY_BONE) > 90
    assert median(Label.AIRWAY_LUMEN) < -850
