"""What was measured is found again by what is in the files, and only then."""

import numpy as np

from SyntheticLungCTLib.evaluation.case_cache import CaseCache, content_of

ARRAYS = {"HU lung": np.arange(9, dtype=np.uint32), "edge air to skin": np.asarray(float("nan"))}


def test_arrays_are_kept_as_they_were(tmp_path):
    cache = CaseCache(tmp_path / "made")
    assert cache.load("key") is None
    cache.keep("key", ARRAYS)
    found = cache.load("key")
    assert found.keys() == ARRAYS.keys()
    assert all(np.array_equal(found[name], ARRAYS[name], equal_nan=name.startswith("edge")) for name in ARRAYS)
    assert [path.name for path in cache.folder.iterdir()] == ["key.npz"]


def test_half_a_file_counts_as_none(tmp_path):
    cache = CaseCache(tmp_path)
    cache.keep("key", ARRAYS)
    whole = (tmp_path / "key.npz").read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "key.npz").write_bytes(whole[:length])
        assert cache.load("key") is None


def test_content_is_known_whatever_the_name_and_any_change_is_seen(tmp_path):
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    for path, text in ((one, "a"), (same, "a"), (other, "b")):
        path.write_text(text)
    assert content_of(one) == content_of(same) != content_of(other)


def test_a_dicom_folder_is_all_of_its_files(tmp_path):
    folder = tmp_path / "series"
    folder.mkdir()
    (folder / "1").write_text("a")
    before = content_of(folder)
    (folder / "2").write_text("b")
    assert content_of(folder) != before
