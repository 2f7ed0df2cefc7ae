"""A CT is read from every format with its geometry and values, and what is no CT is refused with the reason."""

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.volume import CTVolume, read_ct, write_ct, write_image

from .test_geometry import PLACEMENTS

SHAPE = (6, 9, 8)


def some_hu(shape=SHAPE) -> np.ndarray:
    return np.random.default_rng(0).integers(-1024, 1500, shape).astype(np.int16)


def assert_corners_agree(read: Geometry, written: Geometry, shape=SHAPE) -> None:
    for corner in np.ndindex(2, 2, 2):
        index = tuple(np.array(corner) * (np.array(shape) - 1))
        assert read.lps_of_index(index) == pytest.approx(written.lps_of_index(index), abs=1e-4)


def write_dicom(folder, hu, geometry, modality="CT", skip=(), shear_mm=0.0):
    """One DICOM file per slice, in shuffled file order, stored with the usual rescale intercept of -1024."""
    folder.mkdir(exist_ok=True)
    series_uid, study_uid, frame_uid = generate_uid(), generate_uid(), generate_uid()
    direction = np.reshape(geometry.direction, (3, 3))
    for z in (z for z in range(len(hu)) if z not in skip):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, generate_uid()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        name = folder / f"{(z * 7) % 11:02d}_{series_uid[-6:]}_{z}.dcm"
        slice_ = FileDataset(str(name), {}, file_meta=meta, preamble=b"\0" * 128)
        slice_.SOPClassUID, slice_.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        slice_.SeriesInstanceUID, slice_.StudyInstanceUID, slice_.FrameOfReferenceUID = series_uid, study_uid, frame_uid
        slice_.Modality, slice_.InstanceNumber, slice_.SeriesNumber = modality, z + 1, 1
        corner = np.add(geometry.lps_of_index((z, 0, 0)), direction[:, 1] * shear_mm * z)
        slice_.ImagePositionPatient = [f"{v:.8g}" for v in corner]
        slice_.ImageOrientationPatient = [f"{v:.13g}" for v in (*direction[:, 0], *direction[:, 1])]
        x_mm, y_mm, z_mm = geometry.spacing_mm
        slice_.PixelSpacing, slice_.SliceThickness = [y_mm, x_mm], z_mm
        slice_.Rows, slice_.Columns = hu.shape[1:]
        slice_.SamplesPerPixel, slice_.PhotometricInterpretation = 1, "MONOCHROME2"
        slice_.BitsAllocated, slice_.BitsStored, slice_.HighBit, slice_.PixelRepresentation = 16, 16, 15, 0
        slice_.RescaleSlope, slice_.RescaleIntercept = 1, -1024
        slice_.PixelData = (hu[z] + 1024).astype(np.uint16).tobytes()
        pydicom.dcmwrite(name, slice_, enforce_file_format=True)
    return folder


@pytest.mark.parametrize("suffix", [".nrrd", ".nii", ".nii.gz", ".mha"])
@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=PLACEMENTS.keys())
def test_a_ct_comes_back_from_a_file_as_it_was(tmp_path, suffix, placement):
    written = CTVolume(some_hu(), placement)
    read = read_ct(write_ct(written, tmp_path / f"a ct ü{suffix}"))
    np.testing.assert_array_equal(read.hu, written.hu)
    assert_corners_agree(read.geometry, placement)


@pytest.mark.parametrize("name", ["plain", "oblique", "flipped"])
def test_a_dicom_series_is_read_in_hu_with_its_slices_in_order(tmp_path, name):
    hu = some_hu()
    read = read_ct(write_dicom(tmp_path / "series", hu, PLACEMENTS[name]))
    np.testing.assert_array_equal(read.hu, hu)
    assert_corners_agree(read.geometry, PLACEMENTS[name])


def test_a_nifti_with_a_scale_is_read_in_hu(tmp_path):
    image = sitk.GetImageFromArray((some_hu() + 1024).astype(np.int16))
    sitk.WriteImage(image, str(tmp_path / "ct.nii"))
    raw = bytearray((tmp_path / "ct.nii").read_bytes())
    raw[112:120] = np.array([1, -1024], "<f4").tobytes()  # scl_slope, scl_inter
    (tmp_path / "ct.nii").write_bytes(raw)
    np.testing.assert_array_equal(read_ct(tmp_path / "ct.nii").hu, some_hu())


def test_provenance_stays_in_the_header(tmp_path):
    ct = CTVolume(some_hu(), Geometry(), {"SyntheticLungCT.Seed": "7"})
    assert read_ct(write_ct(ct, tmp_path / "ct.nrrd")).provenance == {"SyntheticLungCT.Seed": "7"}


def test_values_beyond_the_ct_range_are_clipped():
    hu = some_hu()
    hu[0, 0, 0], hu[0, 0, 1] = -3024, 30000
    assert (CTVolume(hu, Geometry()).hu[0, 0, :2] == (-1024, 3071)).all()


NOT_A_CT = {
    "a single slice": (some_hu((1, 9, 8)), "three dimensions"),
    "a flat picture": (some_hu((9, 8)), "three dimensions"),
    "four dimensions": (some_hu((2, 3, 4, 5)), "three dimensions"),
    "one value": (np.full(SHAPE, -1000), "empty"),
    "not a number": (np.where(some_hu() > 0, np.nan, some_hu()), "NaN"),
    "no rescale": (some_hu() + 1024, "rescale"),
    "no air": (np.clip(some_hu(), -300, 1500), "chest CT"),
    "no tissue": (np.clip(some_hu(), -1024, -500), "chest CT"),
    "complex": (some_hu().astype(complex), "complex"),
    "yes and no": (some_hu() > 0, "bool"),
}


@pytest.mark.parametrize(("values", "cause"), NOT_A_CT.values(), ids=NOT_A_CT.keys())
def test_what_is_no_ct_is_refused_by_its_cause(values, cause):
    with pytest.raises(InputError, match=cause):
        CTVolume(values, Geometry())


def test_a_colour_image_is_refused(tmp_path):
    image = sitk.GetImageFromArray(np.zeros((4, 5, 6, 3), np.uint8), isVector=True)
    sitk.WriteImage(image, str(tmp_path / "rgb.nrrd"))
    with pytest.raises(InputError, match="3 components"):
        read_ct(tmp_path / "rgb.nrrd")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.nrrd does not exist"):
        read_ct(tmp_path / "nowhere.nrrd")


def test_a_file_that_is_no_image_is_named(tmp_path):
    (tmp_path / "letter.nrrd").write_text("Dear colleague")
    with pytest.raises(InputError, match=r"letter\.nrrd could not be read"):
        read_ct(tmp_path / "letter.nrrd")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no DICOM series"):
        read_ct(tmp_path)


def test_mr_is_refused(tmp_path):
    with pytest.raises(InputError, match="modality MR"):
        read_ct(write_dicom(tmp_path / "mr", some_hu(), Geometry(), modality="MR"))


def test_a_folder_of_several_series_is_refused(tmp_path):
    write_dicom(tmp_path / "both", some_hu(), Geometry())
    write_dicom(tmp_path / "both", some_hu(), Geometry(), skip=(5,))
    with pytest.raises(InputError, match=r"2 DICOM series \((6 slices, 5 slices|5 slices, 6 slices)\)"):
        read_ct(tmp_path / "both")


def test_a_missing_slice_is_found_and_placed(tmp_path):
    series = write_dicom(tmp_path / "series", some_hu(), Geometry((1, 1, 2.5)), skip=(3,))
    with pytest.raises(InputError, match=r"5\.00 mm between the slices at LPS 0\.0 0\.0 5\.0 mm .* usually 2\.50 mm"):
        read_ct(series)


def test_a_slice_that_is_there_twice_is_found(tmp_path):
    series = write_dicom(tmp_path / "series", some_hu(), Geometry((1, 1, 2.5)))
    file = next(series.iterdir())
    again = pydicom.dcmread(file)
    again.SOPInstanceUID = again.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    again.save_as(series / "again.dcm")
    with pytest.raises(InputError, match="same position"):
        read_ct(series)


def test_a_tilted_gantry_is_refused_not_straightened_silently(tmp_path):
    series = write_dicom(tmp_path / "series", some_hu(), Geometry((1, 1, 2.5)), shear_mm=0.4)
    with pytest.raises(InputError, match=r"tilted by 9\.1 degrees"):
        read_ct(series)


def test_a_file_type_that_loses_values_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"ends in \.nrrd"):
        write_ct(CTVolume(some_hu(), Geometry()), tmp_path / "ct.png")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = write_ct(CTVolume(some_hu(), Geometry()), tmp_path / "ct.nrrd")
    before = path.read_bytes()

    def half_write(image, name, **_):
        with open(name, "wb") as file:
            file.write(b"half")
        raise RuntimeError("ITK\nNo space left on device")

    monkeypatch.setattr(sitk, "WriteImage", half_write)
    with pytest.raises(InputError, match=r"ct\.nrrd could not be written: No space left"):
        write_ct(CTVolume(some_hu(), Geometry((2, 2, 2))), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_said(tmp_path):
    (tmp_path / "ct.nrrd").mkdir()
    with pytest.raises(InputError, match="could not be written"):
        write_image(sitk.Image(3, 3, 3, sitk.sitkInt16), tmp_path / "ct.nrrd")
