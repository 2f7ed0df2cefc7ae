"""A thorax on the fine grid, and back at the resolution of a CT."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.labels import BONES, LUNGS, Label
from SyntheticLungCTLib.thorax.distance_maps import distance_maps
from SyntheticLungCTLib.thorax.frame import AVERAGE_MM, Frame
from SyntheticLungCTLib.thorax.given import given_organs, given_tissues, kept_voxels, lung_holes
from SyntheticLungCTLib.thorax.organs import Organ, organ_masks
from SyntheticLungCTLib.thorax.refine import refined
from SyntheticLungCTLib.thorax.tissues import FINE_GRID, PARTED, Tissue, cell_share, tissue_shares, tissues_of

from .conftest import SHAPE, SPACING


@pytest.fixture(scope="module")
def shares(labels, frame):
    return tissue_shares(labels, SPACING, frame)


@pytest.fixture(scope="module")
def maps(labels, frame):
    return distance_maps(organ_masks(labels, SPACING), SPACING, frame)


def dice(a, b):
    return 2 * (a & b).sum() / (a.sum() + b.sum())


def test_every_voxel_is_one_tissue_and_every_cell_is_full(labels, shares):
    assert set(np.unique(tissues_of(labels, SPACING))) <= {int(tissue) for tissue in Tissue}
    assert shares.shape == (len(Tissue), *FINE_GRID)
    assert np.abs(shares.sum(axis=0, dtype=int) - 255).max() <= len(Tissue) / 2


def test_a_share_is_half_on_a_plane_and_keeps_the_volume():
    mask = np.zeros((60, 60, 60), bool)
    mask[20:40, 15:45, 10:50] = True
    frame = Frame((-80.0, -60.0, -100.0), tuple(AVERAGE_MM))
    share = cell_share(mask, (1.0, 1.0, 1.0), frame)
    cell_mm3 = float(np.prod(frame.cell_mm)) / 8
    assert share.sum() * cell_mm3 == pytest.approx(mask.sum(), rel=0.03)
    assert share.max() == pytest.approx(1.0, abs=1e-3)


def test_a_thorax_comes_back_from_the_fine_grid(labels, frame, shares, maps):
    back = refined(shares / np.float32(255), maps, frame, SHAPE, SPACING, seed=0)
    found, true = tissues_of(back, SPACING), tissues_of(labels, SPACING)
    # Surfaces are smoothed; heart and vessels are laid by rule, where they would be in this chest.
    least = {Tissue.OUTSIDE: 0.98, Tissue.LUNG_LEFT: 0.96, Tissue.LUNG_RIGHT: 0.96, Tissue.BLOOD: 0.7}
    for tissue, bound in least.items():
        assert dice(true == tissue, found == tissue) > bound, tissue


def test_ribs_and_vertebrae_are_laid_where_there_is_bone_at_all(frame, shares, maps):
    with_bone = refined(shares / np.float32(255), maps, frame, SHAPE, SPACING, seed=0)
    without = shares / np.float32(255)
    without[Tissue.SOFT_TISSUE] += without[Tissue.BONE]
    without[Tissue.BONE] = 0
    assert np.isin(with_bone, BONES).mean() > 0.005
    assert not np.isin(refined(without, maps, frame, SHAPE, SPACING, seed=0), BONES).any()


def test_bones_have_shells_and_airways_walls(frame, shares, maps):
    shape = (SHAPE[0], 3 * SHAPE[1], 3 * SHAPE[2])
    fine = refined(shares / np.float32(255), maps, frame, shape, (4.0, 1.0, 1.0), seed=0)
    assert {Label.CORTICAL_BONE, Label.SPONGY_BONE, Label.AIRWAY_LUMEN, Label.AIRWAY_WALL} <= set(np.unique(fine))


def test_given_organs_part_into_all_their_tissues(labels, frame):
    some = np.where(np.isin(labels, (*LUNGS, Label.BLOOD)), labels, 0).astype(np.uint8)
    masks = given_organs(some, SPACING)
    assert set(masks) == {Organ.LUNG_LEFT, Organ.LUNG_RIGHT, Organ.BLOOD}
    given = given_tissues(some, masks, SPACING, frame)
    assert set(given) == {tissue for organ in masks for tissue in PARTED[organ]}
    assert given[Tissue.BLOOD].max() > 0.9 and not given[Tissue.CONTRAST_BLOOD].any()


def test_a_given_body_says_what_is_outside(labels, frame):
    body = np.where(labels > 0, np.uint8(Label.SOFT_TISSUE), 0)
    masks = given_organs(body, SPACING)
    given = given_tissues(body, masks, SPACING, frame)
    assert set(given) == {Tissue.OUTSIDE}
    assert given[Tissue.OUTSIDE][:, 0, 0].min() > 0.99
    assert (
        not kept_voxels(body, has_body=True).any()
        and kept_voxels(body, has_body=False).sum() == body.astype(bool).sum()
    )


def test_holes_of_a_lung_are_vessels_but_a_heart_is_not():
    lung = np.zeros((3, 60, 60), np.uint8)
    lung[:, 5:55, 5:55] = Label.LUNG_LEFT
    lung[1, 10:13, 10:13] = 0
    lung[1, 25:45, 25:45] = 0
    holes = lung_holes(lung)
    assert holes[1, 11, 11] and not holes[1, 30, 30] and holes.sum() == 9
