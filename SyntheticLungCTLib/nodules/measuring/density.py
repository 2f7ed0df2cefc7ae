"""How dense a nodule is inside, where partial volume does not reach."""

from __future__ import annotations

import numpy as np

from .region import Region

#: Solid tissue hides the vessels in it, ground glass does not (Henschke et al., AJR 178, 2002) and ends about here.
SOLID_ABOVE_HU = -300.0


def density_descriptors(region: Region) -> dict[str, float]:
    """`core_hu`, `core_median_hu`: mean and median of the core in HU; `spread_hu`: its standard deviation;
    `solid_share`: share of the core that is solid; `densest_hu`: the 90th percentile of the whole nodule.
    """
    core = region.hu[region.core]
    return {
        "core_hu": float(core.mean()),
        "core_median_hu": float(np.median(core)),
        "spread_hu": float(core.std()),
        "solid_share": float((core > SOLID_ABOVE_HU).mean()),
        "densest_hu": float(np.percentile(region.hu[region.mask], 90)),
    }
