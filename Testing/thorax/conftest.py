"""A phantom's thorax, for the tests of both grids."""

import pytest

from SyntheticLungCTLib.thorax.cage import Cage
from SyntheticLungCTLib.thorax.frame import Frame
from SyntheticLungCTLib.thorax.organs import Organ, organ_masks

from ..phantom import thorax_phantom
from . import drums

SHAPE, SPACING = (80, 120, 140), (4.0, 3.0, 3.0)


@pytest.fixture(scope="package")
def labels():
    return thorax_phantom(SHAPE, SPACING, seed=3).labels


@pytest.fixture(scope="package")
def masks(labels):
    return organ_masks(labels, SPACING)


@pytest.fixture(scope="package")
def frame(masks):
    return Frame.of_lungs(masks[Organ.LUNG_LEFT] | masks[Organ.LUNG_RIGHT], SPACING)


@pytest.fixture(scope="package")
def cage() -> Cage:
    """Around lungs like drums."""
    cage = Cage.around(drums.organs_of_drums(), drums.FRAME)
    assert cage is not None
    return cage
