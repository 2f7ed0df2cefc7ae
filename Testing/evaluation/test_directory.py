"""A directory of CTs, or the file that keeps it from being one."""

import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.evaluation.directory import blueprint_entries, check_header, ct_entries
from SyntheticLungCTLib.volume import write_ct
from Testing.small_chest import a_thorax_ct


@pytest.fixture
def folder(tmp_path):
    for name in ("b.nrrd", "a.nii.gz", ".hidden.txt"):
        (tmp_path / name).write_bytes(b"something")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "slice").write_bytes(b"something")
    return tmp_path


def test_files_and_folders_are_cts_named_without_their_suffix(folder):
    assert [entry.name for entry in ct_entries(folder)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("notes.txt", "is no CT"),
        ("slice.dcm", "is no CT"),
        ("a.seg.nrrd", "is a segmentation"),
        ("b.mha", "b.mha and .*b.nrrd have the same name"),
    ],
)
def test_what_does_not_belong_there_is_named(folder, name, reason):
    (folder / name).write_bytes(b"something")
    with pytest.raises(InputError, match=reason) as told:
        ct_entries(folder)
    assert name in str(told.value)


def test_empty_and_missing_directories_and_files_are_named(folder, tmp_path):
    (folder / "d.nrrd").touch()
    with pytest.raises(InputError, match=r"d\.nrrd is an empty file"):
        ct_entries(folder)
    (tmp_path / "none").mkdir()
    for path, reason in ((tmp_path / "none", "none is empty"), (tmp_path / "gone", "gone is no directory")):
        with pytest.raises(InputError, match=reason):
            ct_entries(path)
    (folder / "d.nrrd").unlink()
    with pytest.raises(InputError, match="none holds no files"):
        ct_entries(tmp_path)


def test_a_file_that_is_no_image_is_named_before_any_work(folder):
    a, _, c = ct_entries(folder)
    with pytest.raises(InputError, match=r"a\.nii\.gz could not be read"):
        check_header(a)
    with pytest.raises(InputError, match="c holds no DICOM series"):
        check_header(c)
    write_ct(a_thorax_ct(), folder / "a.nrrd")
    check_header(next(entry for entry in ct_entries_of(folder, "a.nrrd")))


def ct_entries_of(folder, name):
    """The entries once another CT of the same name is gone."""
    (folder / "a.nii.gz").unlink()
    return [entry for entry in ct_entries(folder) if entry.path.name == name]


def test_blueprints_are_found_by_the_names_of_their_cts(folder):
    (folder / "x.seg.nrrd").write_bytes(b"something")
    assert blueprint_entries(folder).keys() == {"a", "b", "x"}
    with pytest.raises(InputError, match="holds no blueprint"):
        blueprint_entries(folder / "c")
