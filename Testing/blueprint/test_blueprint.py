"""A blueprint is written as Slicer's segmentation and comes back whole."""

import numpy as np
import pytest
import SimpleITK as sitk

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import read_blueprint, write_blueprint
from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.mapping import label_for_segment
from SyntheticLungCTLib.blueprint.nodule import Nodule
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.scanner.look import Look

from ..test_geometry import PLACEMENTS


@pytest.fixture
def a_blueprint() -> Blueprint:
    labels = np.arange(4 * 5 * 6).reshape(4, 5, 6) % len(Label)
    nodule = Nodule(center_lps_mm=(1.25, -2.5, 3.0), diameter_mm=7.5, texture=3, margin=2)
    return Blueprint(labels, PLACEMENTS["oblique"], [nodule], Look(lung_hu=-820, blood_hu=180))


def test_it_comes_back_with_labels_geometry_nodules_and_look(tmp_path, a_blueprint):
    read = read_blueprint(write_blueprint(a_blueprint, tmp_path / "patient.seg.nrrd"))
    np.testing.assert_array_equal(read.labels, a_blueprint.labels)
    assert read.labels.dtype == np.uint8
    assert read.geometry.is_close_to(a_blueprint.geometry)
    assert read.nodules == a_blueprint.nodules
    assert read.look == a_blueprint.look


def test_without_a_look_none_comes_back(tmp_path):
    blueprint = Blueprint(np.full((2, 2, 2), 7), Geometry())
    read = read_blueprint(write_blueprint(blueprint, tmp_path / "b.seg.nrrd"))
    assert read.look is None
    assert read.nodules == []


def test_slicer_finds_a_named_coloured_coded_segment_for_every_tissue(tmp_path, a_blueprint):
    image = sitk.ReadImage(str(write_blueprint(a_blueprint, tmp_path / "patient.seg.nrrd")))
    for index, label in enumerate(Label(value) for value in range(1, len(Label))):
        field = {
            key: image.GetMetaData(f"Segment{index}_{key}")
            for key in ("Name", "LabelValue", "Layer", "Color", "Extent", "Tags")
        }
        assert field["Name"] == LABELS[label].name
        assert (field["LabelValue"], field["Layer"]) == (str(int(label)), "0")
        assert field["Extent"] == "0 5 0 4 0 3"
        assert label_for_segment(field["Name"], field["Tags"]) is label


def test_saved_again_by_slicer_without_our_fields_it_still_reads(tmp_path, a_blueprint):
    path = write_blueprint(a_blueprint, tmp_path / "patient.seg.nrrd")
    image = sitk.ReadImage(str(path))
    for key in [key for key in image.GetMetaDataKeys() if key.startswith("SyntheticLungCT")]:
        image.EraseMetaData(key)
    sitk.WriteImage(image, str(path))
    np.testing.assert_array_equal(read_blueprint(path).labels, a_blueprint.labels)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64, np.float32])
def test_a_plain_label_image_in_our_taxonomy_is_a_blueprint(tmp_path, dtype):
    labels = np.arange(27).reshape(3, 3, 3) % 20
    sitk.WriteImage(sitk.GetImageFromArray(labels.astype(dtype)), str(tmp_path / "labels.nii.gz"))
    np.testing.assert_array_equal(read_blueprint(tmp_path / "labels.nii.gz").labels, labels)


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        (np.full((3, 3, 3), 117, np.uint8), r"\[117\] are not in the blueprint's taxonomy"),
        (np.full((3, 3, 3), -1000, np.int16), "blueprint extract"),
        (np.full((3, 3, 3), 0.5, np.float32), "whole numbers"),
        (np.full((3, 3, 3), np.nan, np.float32), "whole numbers"),
        (np.zeros((3, 3), np.uint8), "3-D"),
    ],
)
def test_an_image_that_is_no_blueprint_is_refused_by_its_cause(tmp_path, values, cause):
    sitk.WriteImage(sitk.GetImageFromArray(values), str(tmp_path / "image.nrrd"))
    with pytest.raises(InputError, match=cause):
        read_blueprint(tmp_path / "image.nrrd")


def test_a_header_that_was_edited_by_hand_is_refused_with_its_fault(tmp_path, a_blueprint):
    path = write_blueprint(a_blueprint, tmp_path / "patient.seg.nrrd")
    image = sitk.ReadImage(str(path))
    image.SetMetaData("SyntheticLungCT.Nodules", '[{"diameter_mm": -3}]')
    sitk.WriteImage(image, str(path))
    with pytest.raises(InputError, match="diameter_mm"):
        read_blueprint(path)


def test_a_name_without_seg_nrrd_is_refused(tmp_path, a_blueprint):
    with pytest.raises(InputError, match=r"ends in \.seg\.nrrd"):
        write_blueprint(a_blueprint, tmp_path / "patient.nii.gz")


def test_a_mask_joins_labels(a_blueprint):
    lungs = a_blueprint.mask(Label.LUNG_LEFT, Label.LUNG_RIGHT)
    assert (lungs == np.isin(a_blueprint.labels, [1, 2])).all()
