"""A closed surface is read as the voxels inside of it, wherever it lies, and survives the way through files."""

import numpy as np
import pytest
from scipy import ndimage
from skimage.measure import marching_cubes

from SyntheticLungCTLib.blueprint import surface as surface_module
from SyntheticLungCTLib.blueprint.layer_files import read_layers, write_layers
from SyntheticLungCTLib.blueprint.layers import Layers, LayerSegment
from SyntheticLungCTLib.blueprint.surface import Surface
from SyntheticLungCTLib.jobs.steps import at_once

from ..test_geometry import PLACEMENTS

SHAPE = (20, 24, 30)
OBLIQUE = PLACEMENTS["oblique"]
LUNG = LayerSegment("left lung", None, 1)


@pytest.fixture
def blobs():
    """Several rugged bodies with holes, bool (z, y, x), none of them at the border."""
    drawn = ndimage.gaussian_filter(np.random.default_rng(3).normal(size=SHAPE), 1.2) > 0.05
    return np.pad(drawn[2:-2, 2:-2, 2:-2], 2)


def around(mask, geometry=OBLIQUE):
    """The surface half way between the voxels of a mask and those around it."""
    zyx, triangles, _, _ = marching_cubes(mask.astype(float), 0.5)
    return Surface(zyx[:, ::-1].astype(np.float32), triangles, geometry.index_to_lps_matrix(), (LUNG,))


def on_grid(surface, shape, geometry):
    box, found = surface.on_grid(shape, geometry)
    whole = np.zeros(shape, np.uint8)
    whole[box] = found
    return whole


@pytest.mark.parametrize("most_pairs", [50, 1 << 21])
def test_the_voxels_inside_are_found_to_the_last(blobs, monkeypatch, most_pairs):
    monkeypatch.setattr(surface_module, "MOST_PAIRS", most_pairs)
    assert blobs.sum() > 2000
    assert np.array_equal(on_grid(around(blobs), SHAPE, OBLIQUE), blobs)


def test_a_surface_that_reaches_out_of_the_grid_is_cut_off(blobs):
    box = (slice(5, 14), slice(6, 20), slice(9, 25))
    found = on_grid(around(blobs), (9, 14, 16), OBLIQUE.of_box(box))
    assert np.array_equal(found, blobs[box])


def test_rows_that_meet_corners_and_edges_exactly_are_counted_once():
    corners = np.array([[x, y, z] for z in (2, 7) for y in (3, 9) for x in (4, 12)], np.float32)
    quads = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    triangles = np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])
    geometry = PLACEMENTS["oblique"]
    found = on_grid(Surface(corners, triangles, geometry.index_to_lps_matrix(), (LUNG,)), SHAPE, geometry)
    assert found.sum() == 5 * 6 * 8 and found[3:7, 4:9, 5:12].all()


def test_outside_of_the_grid_and_without_triangles_there_is_nothing(blobs):
    away = OBLIQUE.of_box((slice(100, 109), slice(0, 5), slice(0, 5)))
    nothing = Surface(np.zeros((0, 3)), np.zeros((0, 3), int), np.eye(4), (LUNG,))
    assert on_grid(around(blobs), (9, 5, 5), away).sum() == on_grid(nothing, SHAPE, OBLIQUE).sum() == 0


@pytest.mark.filterwarnings("ignore:The segmentation has no")
def test_files_bring_a_surface_back(blobs, tmp_path):
    given = Layers((around(blobs),), SHAPE, OBLIQUE)
    at_once(write_layers(given, tmp_path / "given.layers.json"))
    read = read_layers(tmp_path / "given.layers.json")
    assert read.layers[0].segments == (LUNG,) and read.layers[0].points.dtype == np.float32
    assert np.array_equal(read.reading().blueprint.labels != 0, blobs)
