"""Layers are read where they lie, on whichever grid is asked for, and survive the way through files."""

from dataclasses import replace

import numpy as np
import pytest
import SimpleITK as sitk

from SyntheticLungCTLib import slabs
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.layer_files import read_layers, write_layers
from SyntheticLungCTLib.blueprint.layers import Layer, Layers, LayerSegment
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.jobs import steps

from ..test_geometry import PLACEMENTS

pytestmark = pytest.mark.filterwarnings("ignore:Left out", "ignore:The segmentation has no")
SHAPE = (9, 12, 14)
LUNG, NODULE, SKETCH = (
    LayerSegment(name, None, value) for name, value in (("left lung", 1), ("lung nodule", 7), ("Sketch", 2))
)


def a_lung() -> np.ndarray:
    labels = np.zeros(SHAPE, np.uint8)
    labels[2:8, 3:10, 1:9] = 1
    return labels


def layer(labels: np.ndarray, geometry: Geometry, *segments: LayerSegment) -> Layer:
    return Layer(labels, geometry.index_to_lps_matrix(), segments)


def test_what_overlaps_is_put_together_by_priority_from_layers_of_their_own_extents():
    geometry = PLACEMENTS["oblique"]
    box = (slice(3, 6), slice(4, 7), slice(5, 8))
    nodule = layer(np.full((3, 3, 3), 7, np.uint8), geometry.of_box(box), NODULE)
    reading = Layers((nodule, layer(a_lung(), geometry, LUNG, SKETCH)), SHAPE, geometry).reading()
    expected = a_lung() * np.uint8(Label.LUNG_LEFT)
    expected[box] = Label.NODULE_SOLID
    assert np.array_equal(reading.blueprint.labels, expected)
    assert reading.unknown == ["Sketch"] and len(reading.blueprint.nodules) == 1


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=PLACEMENTS.keys())
def test_another_grid_shows_the_nearest_voxel(placement):
    turned = Geometry((0.9, 1.3, 1.7), placement.lps_of_index((1.2, 1.7, 0.6)), placement.direction)
    shape = (7, 10, 12)
    box, found = layer(a_lung(), placement, LUNG).on_grid(shape, turned)
    whole = np.zeros(shape, np.uint8)
    whole[box] = found
    given = placement.apply_to(sitk.GetImageFromArray(a_lung()))
    target = turned.apply_to(sitk.Image(*reversed(shape), sitk.sitkUInt8))
    expected = sitk.GetArrayFromImage(sitk.Resample(given, target, sitk.Transform(), sitk.sitkNearestNeighbor))
    assert np.mean(whole != expected) < 0.005 and expected.any()


def test_a_sheared_layer_is_read_on_an_upright_grid():
    shear = np.eye(4)
    shear[0, 1] = 0.5  # each row half a voxel farther to the left
    box, found = Layer(a_lung(), shear, (LUNG,)).on_grid((9, 12, 22), Geometry())
    whole = np.zeros((9, 12, 22), np.uint8)
    whole[box] = found
    assert [int(np.flatnonzero(whole[4, y]).min()) for y in (4, 6, 8)] == [3, 4, 5]
    assert not whole[4, :3].any()


@pytest.mark.parametrize("moved_mm", [-40.0, 40.0])
def test_what_lies_outside_of_the_grid_is_left_out(moved_mm):
    away = replace(Geometry(), origin_mm=(moved_mm, 0.0, 0.0))
    reading = Layers((layer(a_lung(), Geometry(), LUNG),), SHAPE, away).reading()
    assert not reading.blueprint.labels.any() and reading.recognised == {"left lung": Label.LUNG_LEFT}


def test_part_of_a_layer_may_lie_outside():
    shifted = replace(Geometry(), origin_mm=(-3.0, 2.0, 1.0))
    reading = Layers((layer(a_lung(), Geometry(), LUNG),), SHAPE, shifted).reading()
    expected = np.zeros(SHAPE, np.uint8)
    expected[:-1, :-2, 3:] = a_lung()[1:, 2:, :-3]
    assert np.array_equal(reading.blueprint.labels, expected * np.uint8(Label.LUNG_LEFT))


def test_an_empty_layer_is_still_named():
    empty = layer(np.zeros((0, 0, 0), np.uint8), Geometry(), LUNG)
    reading = Layers((empty,), SHAPE, Geometry()).reading()
    assert reading.recognised == {"left lung": Label.LUNG_LEFT} and not reading.blueprint.labels.any()


def test_files_bring_everything_back_in_a_step_per_slab(tmp_path, monkeypatch):
    first = layer(a_lung(), PLACEMENTS["oblique"], LUNG, replace(SKETCH, terminology="Größe~1"))
    second = layer(a_lung().astype(np.int16), Geometry(), NODULE)
    given = Layers((first, second), SHAPE, PLACEMENTS["oblique"], {"SyntheticLungCT.Nodules": "[]"})
    path = tmp_path / "Lunge 1.layers.json"
    monkeypatch.setattr(steps, "STEP_S", 0)
    monkeypatch.setattr(slabs, "SLAB_VOXELS", 1)
    assert sum(1 for _ in write_layers(given, path)) == 2 * (SHAPE[0] + 1)
    read = read_layers(path)
    assert (read.shape, read.geometry, read.notes) == (given.shape, given.geometry, given.notes)
    for one, other in zip(read.layers, given.layers, strict=True):
        assert np.array_equal(one.labels, other.labels) and one.labels.dtype == other.labels.dtype
        assert np.array_equal(one.index_to_lps, other.index_to_lps) and one.segments == other.segments


def test_half_of_the_files_is_refused(tmp_path):
    path = tmp_path / "given.layers.json"
    writing = write_layers(Layers((layer(a_lung(), Geometry(), LUNG),), SHAPE, Geometry()), path)
    next(writing)
    with pytest.raises(InputError, match="could not be read as the layers"):
        read_layers(path)
