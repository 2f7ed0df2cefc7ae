"""What slices leave of a small nodule, by physics alone: the README says so, and no drawing can do better."""

import numpy as np
import pytest
from scipy import ndimage

#: Fine cells in mm, the scanner's blur as a standard deviation in mm, and half of the side that is looked at.
FINE_MM, BLUR_MM, HALF_MM = 0.1, 0.6, 12


def as_read(diameter_mm, slice_mm, off_slices):
    """A ball's share of cells of 1 mm (z, y, x), as they are read linearly between slices that average it."""
    at_mm = (np.arange(round(2 * HALF_MM / FINE_MM)) + 0.5) * FINE_MM - HALF_MM
    z, y, x = at_mm[:, None, None] - off_slices * slice_mm, at_mm[None, :, None], at_mm[None, None, :]
    ball = (z**2 + y**2 + x**2 <= (diameter_mm / 2) ** 2).astype(np.float32)
    blurred = ndimage.gaussian_filter(ball, BLUR_MM / FINE_MM, truncate=3)
    thick, cell = round(slice_mm / FINE_MM), round(1 / FINE_MM)
    levels = np.arange(thick // 2, len(at_mm), thick)
    slices = ndimage.uniform_filter1d(blurred, thick, axis=0)[levels][:, cell // 2 :: cell, cell // 2 :: cell]
    wanted = np.arange(-HALF_MM + 2, HALF_MM - 1.0)
    hats = np.maximum(0, 1 - np.abs(wanted[:, None] - at_mm[levels]) / slice_mm)
    return np.tensordot(hats, slices, axes=1)


@pytest.mark.parametrize(
    ("slice_mm", "left", "too_wide"), [(3.0, (0.3, 0.55), (0.02, 0.16)), (5.0, (0.17, 0.4), (0.15, 0.4))]
)
def test_of_a_ball_of_3_mm_a_part_is_left_and_it_looks_too_wide(slice_mm, left, too_wide):
    for off_slices in (0, 0.25, 0.5):
        share = as_read(3.0, slice_mm, off_slices)
        off = (6 * (share > share.max() / 2).sum() / np.pi) ** (1 / 3) / 3.0 - 1
        assert left[0] < share.max() < left[1]
        assert too_wide[0] < off < too_wide[1]


def test_a_ball_of_8_mm_keeps_its_density_and_its_width_in_slices_of_3_mm():
    share = as_read(8.0, 3.0, 0.25)
    assert share.max() > 0.95
    assert (6 * (share > 0.5).sum() / np.pi) ** (1 / 3) == pytest.approx(8.0, rel=0.1)
