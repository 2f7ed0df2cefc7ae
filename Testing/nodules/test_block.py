"""A nodule that is drawn in a part of a CT is the nodule that is drawn in the whole of it."""

import numpy as np
import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.nodules.block import Block
from SyntheticLungCTLib.nodules.handover import write_block, write_mask
from SyntheticLungCTLib.nodules.insert import insert_nodule, insert_nodule_at
from SyntheticLungCTLib.nodules.mask_box import box_of
from SyntheticLungCTLib.population.specification import NoduleSpecification
from SyntheticLungCTLib.volume import CTVolume, read_ct, read_image

SPACING_MM = (0.9, 0.8, 2.5)
SHAPE = (90, 260, 240)
MIDDLE = (45, 120, 130)
WISH = NoduleSpecification(diameter_mm=9.0, texture=4)


@pytest.fixture(scope="module")
def ct():
    """Lung, 208 mm wide and deep and turned in the patient, with a wall at the back and a vessel in it."""
    hu = np.random.default_rng(0).normal(-860, 25, SHAPE).astype(np.float32)
    hu[:, 240:] = 40
    hu[:, 100:106, 60:66] = 30
    turned = (0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    return CTVolume(hu, Geometry(SPACING_MM, (10.0, -20.0, 30.0), turned), {"SyntheticLungCT.NoduleChange0": "{}"})


def are_alike(part, whole, ct, block):
    """Whether a nodule in a block is the one in the whole, which changes nothing outside of the block."""
    outside = np.ones(SHAPE, bool)
    outside[block.box] = False
    return np.abs(part.hu - whole.hu[block.box]).max() <= 1 and np.array_equal(whole.hu[outside], ct.hu[outside])


@pytest.mark.usefixtures("untrained_networks")
@pytest.mark.parametrize("voxel", [MIDDLE, (1, 120, 130), (88, 230, 235)])
def test_at_a_point(ct, voxel):
    at_lps_mm = ct.geometry.lps_of_index(voxel)
    block = Block.at_point(ct, at_lps_mm, WISH.diameter_mm)
    part, whole = (insert_nodule_at(given, at_lps_mm, WISH, 2) for given in (block.ct, ct))
    assert are_alike(part.ct, whole.ct, ct, block) and part.ct.provenance.keys() == whole.ct.provenance.keys()
    assert np.array_equal(part.mask, whole.mask[block.box]) and part.mask.sum() == whole.mask.sum()
    assert part.nodule.center_lps_mm == pytest.approx(whole.nodule.center_lps_mm, abs=1e-6)
    assert block.ct.hu.size < 0.5 * ct.hu.size


@pytest.mark.usefixtures("untrained_networks")
def test_in_the_shape_of_a_mask_that_travelled_as_files(ct, tmp_path):
    mask = np.zeros(SHAPE, bool)
    mask[43:48, 112:125, 123:140] = True
    box = box_of(mask)
    block = Block.around(ct, box)
    given = read_ct(write_block(block, tmp_path))
    import SimpleITK as sitk

    shape = sitk.GetArrayFromImage(read_image(write_mask(mask[box], box, block, tmp_path))) != 0
    assert np.array_equal(shape, mask[block.box]) and given.geometry.is_close_to(block.ct.geometry)
    part, whole = insert_nodule(given, shape, WISH, 2), insert_nodule(ct, mask, WISH, 2)
    assert are_alike(part.ct, whole.ct, ct, block)


def test_a_block_where_there_is_only_lung_goes_on_until_it_is_a_ct(ct):
    block = Block.around(ct, tuple(slice(i, i + 2) for i in (45, 60, 200)))
    assert block.ct.hu.max() > 0 and block.ct.hu.size < ct.hu.size


def test_a_point_outside_is_told_with_where_the_whole_ct_is(ct):
    with pytest.raises(InputError, match="reaches from"):
        Block.at_point(ct, (900.0, 0.0, 0.0), 5.0)


def test_the_box_of_a_mask_holds_it_and_no_more():
    mask = np.zeros((5, 6, 7), bool)
    mask[1, 2, 3] = mask[3, 2, 6] = True
    assert box_of(mask) == (slice(1, 4), slice(2, 3), slice(3, 7))
