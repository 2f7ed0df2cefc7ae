"""A CT that is written in steps is the same when it is read."""

import numpy as np
import pytest

from SyntheticLungCTLib import slabs
from SyntheticLungCTLib.ct_in_steps import write_ct_in_steps
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.jobs import steps as pace
from SyntheticLungCTLib.volume import CTVolume, read_ct

from .test_geometry import PLACEMENTS

SHAPE = (7, 5, 6)
PROVENANCE = {"SyntheticLungCT.Seed": "7", "SyntheticLungCT.Text": 'größer \\n "a":=b\nc\\', "SyntheticLungCT.None": ""}


@pytest.fixture
def ct(request):
    hu = np.random.default_rng(0).integers(-1000, 400, SHAPE).astype(np.int16)
    return CTVolume(hu, PLACEMENTS[getattr(request, "param", "oblique")], PROVENANCE)


@pytest.mark.parametrize("ct", PLACEMENTS, indirect=True)
@pytest.mark.parametrize("slices_per_slab", [0.5, 3, 100])
def test_what_is_read_is_what_was_written(ct, tmp_path, monkeypatch, slices_per_slab):
    monkeypatch.setattr(pace, "STEP_S", 0)
    monkeypatch.setattr(slabs, "SLAB_VOXELS", int(slices_per_slab * ct.hu[0].size))
    steps = sum(1 for _ in write_ct_in_steps(ct, tmp_path / "Größe 1.nrrd"))
    assert steps == {0.5: 7, 3: 3, 100: 1}[slices_per_slab]
    read = read_ct(tmp_path / "Größe 1.nrrd")
    assert np.array_equal(read.hu, ct.hu) and read.provenance == PROVENANCE
    assert read.geometry.is_close_to(ct.geometry, 1e-9)


def test_turned_voxels_are_written_in_their_order(ct, tmp_path):
    turned = CTVolume(ct.hu.transpose(2, 0, 1)[::-1], ct.geometry)
    list(write_ct_in_steps(turned, tmp_path / "ct.nrrd"))
    assert np.array_equal(read_ct(tmp_path / "ct.nrrd").hu, turned.hu)


def test_half_of_a_file_is_refused(ct, tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "STEP_S", 0)
    monkeypatch.setattr(slabs, "SLAB_VOXELS", 1)
    writing = write_ct_in_steps(ct, tmp_path / "ct.nrrd")
    next(writing)
    writing.close()
    with pytest.raises(InputError, match="could not be read"):
        read_ct(tmp_path / "ct.nrrd")
