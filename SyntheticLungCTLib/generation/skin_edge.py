"""Where the body ends and air begins: what partial volume, hair and clothes leave between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from ..volume import AIR_HU

#: Blur under which the skin fades into air, and how often it is added, so that what touches the skin is at -450 HU and
#: 3 mm pass from 10 % to 90 % of the way, as in the training patients (2.0 to 5.0 mm).
SKIN_SIGMA_MM, BESIDE = 1.5, 1.65
#: Blur across the border itself, which networks draw in steps of whole pixels; with this exponent it is half as much
#: 0.8 mm away.
BORDER_SIGMA_MM, BORDER_SHARPNESS = 0.6, 4


def with_skin_edge(hu: np.ndarray, body: np.ndarray, spacing_yx_mm: Sequence[float]) -> np.ndarray:
    """HU (z, y, x) of a body, which stay as they are but for its border, and of the air around it, in which it fades.

    Right outside the skin it is half as bright, and falls off as a blurred edge does; far from it, it is air.

    Args:
        hu: (z, y, x); what lies outside the body is ignored.
        body: bool (z, y, x).
    """
    sigma = (0.0, *(SKIN_SIGMA_MM / side for side in spacing_yx_mm))
    share = ndimage.gaussian_filter(body.astype(np.float32), sigma, truncate=3)
    rise = ndimage.gaussian_filter(np.where(body, hu - AIR_HU, 0).astype(np.float32), sigma, truncate=3)
    # Of a straight edge's surroundings half is body; in a fold it is more, but never brighter than the skin.
    outside = rise * np.minimum(BESIDE, 1 / np.maximum(share, 1e-6))
    whole = np.where(body, hu, AIR_HU + outside)
    smooth = ndimage.gaussian_filter(whole, (0.0, *(BORDER_SIGMA_MM / side for side in spacing_yx_mm)), truncate=3)
    at_border = (4 * share * (1 - share)) ** BORDER_SHARPNESS
    return whole + at_border * (smooth - whole)
