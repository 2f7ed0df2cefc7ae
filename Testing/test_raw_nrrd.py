"""What a worker writes uncompressed is read slab by slab just as it would be read at once."""

import numpy as np
import pytest

from SyntheticLungCTLib import slabs
from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.raw_nrrd import RawNrrd
from SyntheticLungCTLib.volume import write_ct

from .test_ct_in_steps import PROVENANCE, SHAPE, ct  # noqa: F401, a fixture
from .test_geometry import PLACEMENTS


@pytest.mark.parametrize("ct", PLACEMENTS, indirect=True)
@pytest.mark.parametrize("slices_per_slab", [0.5, 3, 100])
def test_a_ct_is_read_as_it_was_written(ct, tmp_path, monkeypatch, slices_per_slab):  # noqa: F811
    monkeypatch.setattr(slabs, "SLAB_VOXELS", int(slices_per_slab * ct.hu[0].size))
    file = RawNrrd.of(write_ct(ct, tmp_path / "Größe 1.nrrd", compress=False))
    read = list(file.slabs())
    assert len(read) == {0.5: 7, 3: 3, 100: 1}[slices_per_slab]
    assert np.array_equal(np.concatenate(read), ct.hu) and file.dtype == np.int16 and file.shape == SHAPE
    assert file.geometry.is_close_to(ct.geometry, 1e-9) and PROVENANCE.items() <= file.notes.items()


def test_labels_are_read_as_they_were_written(ct, tmp_path):  # noqa: F811
    labels = np.random.default_rng(0).integers(0, 5, SHAPE).astype(np.uint8)
    file = RawNrrd.of(write_blueprint(Blueprint(labels, ct.geometry), tmp_path / "map.seg.nrrd", compress=False))
    assert np.array_equal(np.concatenate(list(file.slabs())), labels) and file.dtype == np.uint8


def test_a_file_may_be_removed_while_it_is_read(ct, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(slabs, "SLAB_VOXELS", 1)
    path = write_ct(ct, tmp_path / "ct.nrrd", compress=False)
    reading = RawNrrd.of(path).slabs()
    next(reading)
    path.rename(tmp_path / "elsewhere.nrrd")  # which Windows refuses for a file that is open
    with pytest.raises(FileNotFoundError):
        next(reading)


def test_half_of_a_file_is_refused(ct, tmp_path):  # noqa: F811
    path = write_ct(ct, tmp_path / "ct.nrrd", compress=False)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="ends too early"):
        list(RawNrrd.of(path).slabs())


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path, whole: write_ct(whole, path), "is no uncompressed NRRD"),
        (lambda path, _: path.write_bytes(b""), "could not be read as an image"),
        (lambda path, _: path.unlink(missing_ok=True), "does not exist"),
    ],
    ids=["compressed", "empty", "missing"],
)
def test_what_no_worker_wrote_is_refused(ct, tmp_path, spoil, told):  # noqa: F811
    spoil(tmp_path / "ct.nrrd", ct)
    with pytest.raises(InputError, match=told):
        RawNrrd.of(tmp_path / "ct.nrrd")
