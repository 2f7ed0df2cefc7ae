"""Where voxels lie in the patient survives every way in and out."""

import numpy as np
import pytest
import SimpleITK as sitk

from SyntheticLungCTLib.geometry import Geometry

OBLIQUE = tuple(float(v) for v in sitk.Euler3DTransform((0, 0, 0), 0.2, -0.35, 0.5).GetMatrix())
PLACEMENTS = {
    "plain": Geometry((0.7, 0.7, 1.25), (-180.5, -170.25, -310.0)),
    "oblique": Geometry((0.7031, 0.7031, 2.5), (-201.3717, 33.1234, 1250.4321), OBLIQUE),
    "flipped": Geometry((0.8, 0.8, 3.0), (180.0, 170.0, -40.0), (-1, 0, 0, 0, -1, 0, 0, 0, 1)),
    "mirrored": Geometry((0.8, 0.8, 3.0), (10.0, 20.0, 30.0), (1, 0, 0, 0, 1, 0, 0, 0, -1)),
    "sagittal": Geometry((0.5, 2.0, 5.0), (1.0, 2.0, 3.0), (0, 0, 1, 1, 0, 0, 0, 1, 0)),
}


@pytest.fixture(params=PLACEMENTS.values(), ids=PLACEMENTS.keys())
def placement(request) -> Geometry:
    return request.param


def test_a_geometry_put_on_an_image_is_read_back(placement):
    image = placement.apply_to(sitk.Image(4, 5, 6, sitk.sitkInt16))
    assert Geometry.of_image(image).is_close_to(placement, 1e-9)


def test_an_index_lies_where_simpleitk_says(placement):
    image = placement.apply_to(sitk.Image(4, 5, 6, sitk.sitkInt16))
    assert placement.lps_of_index((5, 4, 3)) == pytest.approx(image.TransformIndexToPhysicalPoint((3, 4, 5)), abs=1e-9)
    assert placement.lps_of_index((0, 0, 0)) == pytest.approx(placement.origin_mm)


def test_the_matrix_says_all_of_the_geometry(placement):
    assert Geometry.of_index_to_lps_matrix(placement.index_to_lps_matrix()).is_close_to(placement, 1e-9)


def test_spacing_is_given_in_array_order_and_volume_in_millilitres():
    geometry = Geometry((0.5, 1.0, 4.0))
    assert geometry.spacing_zyx_mm == (4.0, 1.0, 0.5)
    assert geometry.voxel_volume_ml == pytest.approx(0.002)


@pytest.mark.parametrize(
    "other",
    [
        Geometry((1.0, 1.0, 1.001)),
        Geometry(origin_mm=(0.0, 0.001, 0.0)),
        Geometry(direction=tuple(np.diag([1.0, -1.0, 1.0]).ravel())),
    ],
)
def test_geometries_that_differ_are_not_close(other):
    assert not Geometry().is_close_to(other)
