"""The box around a label is that of its mask, however the labels are cut into slabs."""

import numpy as np
import pytest

from SyntheticLungCTLib import slabs
from SyntheticLungCTLib.nodules.mask_box import box_of, box_of_label


@pytest.mark.parametrize("slices_per_slab", [1, 4, 100])
def test_the_box_of_a_label_is_that_of_its_mask(monkeypatch, slices_per_slab):
    monkeypatch.setattr(slabs, "SLAB_VOXELS", slices_per_slab * 12 * 14)
    labels = np.zeros((11, 12, 14), np.uint8)
    labels[2, 5, 3] = labels[9, 1, 6] = labels[6, 7, 2] = 4
    labels[3:5] = 1
    assert box_of_label(labels, 4) == box_of(labels == 4) == (slice(2, 10), slice(1, 8), slice(2, 7))
    assert box_of_label(labels, 1) == (slice(3, 5), slice(0, 12), slice(0, 14))


@pytest.mark.parametrize("shape", [(3, 4, 5), (0, 0, 0)])
def test_a_label_that_is_not_there_has_no_box(shape):
    assert box_of_label(np.zeros(shape, np.uint8), 4) is None
