"""Whether a drawn nodule is good: it can be found, looks real, is as dense and as large as asked, and shows no seam.

The bounds were set on the training nodules; how many others pass is in `Testing/benchmarks/SYNTHETIC_NODULES.md`.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage

from ..blueprint.labels import Label
from ..blueprint.nodule import Nodule
from ..precision import fast_precision
from ..weights import NoduleNetworks
from .distance import distance_mm
from .measuring.found_again import to_half_level
from .measuring.region import FEWEST_VOXELS, core_of, inside_mm
from .quality import NoduleQuality
from .rendering import EDGE_BLUR_MM, edge_blur_mm
from .segmenting import segmented
from .surroundings import Surroundings

#: Share of the nodule that the segmenter finds, after FreeTumor (Wu et al., 2024).
LEAST_FOUND = 0.7
#: Share of a nodule's cells that the segmenter may find where it was taken out; it finds at most .46 in healthy lung of
#: the training patients.
MOST_LEFT = 0.5
#: How far the diameter found, where density is half, may be from the one asked for: as a share of it, and in mm what
#: tells nothing, as two readers of one small nodule differ by up to 1.7 mm (Revel et al., Radiology 231, 2004).
MOST_AMISS, LEAST_AMISS_MM = 0.35, 1.5
#: Mean HU of the core, from the least to the most of the 85 nodules that the networks were trained on.
CORE_HU = {
    Label.NODULE_SOLID: (-560.0, 105.0),
    Label.NODULE_PART_SOLID: (-545.0, -10.0),
    Label.NODULE_NON_SOLID: (-735.0, -270.0),
}
#: How much steeper the CT may be at the region's border than just beyond it; of these nodules the most is 1.28.
STEEPEST_SEAM = 1.3
#: Cells that are compared with the border.
BEYOND_CELLS = 3.0


def judged(networks: NoduleNetworks, drawn_hu: np.ndarray, place: Surroundings, nodule: Nodule) -> NoduleQuality:
    """The scores of a nodule as drawn, float32 HU (z, y, x) on the place's cells."""
    inside = _inside(place)
    found = segmented(networks.segmenter, drawn_hu, inside, nodule.diameter_mm)
    found_share = float(found[inside].mean())
    ended = to_half_level(drawn_hu, found, inside) & place.region
    diameter_mm = float((6 * ended.sum() / np.pi) ** (1 / 3))
    realism = _realism(networks, drawn_hu, place)
    core, seam = _core(drawn_hu, inside), seam_steepness(drawn_hu, place.region)
    core_hu = float(drawn_hu[core].mean())
    low, high = _bounds_hu(nodule, place, core)
    amiss_mm = abs(diameter_mm - nodule.diameter_mm)
    failures = {
        f"the segmenter finds {found_share:.0%} of it, not {LEAST_FOUND:.0%}": found_share < LEAST_FOUND,
        f"it looks {diameter_mm:.1f} mm wide": amiss_mm > max(MOST_AMISS * nodule.diameter_mm, LEAST_AMISS_MM),
        f"its realism is {realism:.2f}, below {networks.least_realism:.2f}": realism < networks.least_realism,
        f"its core has {core_hu:.0f} HU, not {low:.0f} to {high:.0f}": not low <= core_hu <= high,
        _seam_words(seam): seam > STEEPEST_SEAM,
    }
    reasons = tuple(words for words, failed in failures.items() if failed)
    return NoduleQuality(found_share, diameter_mm, realism, core_hu, seam, reasons)


def failures_of_removal(networks: NoduleNetworks, drawn_hu: np.ndarray, place: Surroundings) -> tuple[str, ...]:
    """What is wrong with lung, float32 HU (z, y, x), drawn where a place's nodule was."""
    inside = _inside(place)
    left = float(segmented(networks.segmenter, drawn_hu, inside)[inside].mean())
    seam = seam_steepness(drawn_hu, place.region)
    failures = {
        f"the segmenter still finds {left:.0%} of a nodule, not at most {MOST_LEFT:.0%}": left > MOST_LEFT,
        _seam_words(seam): seam > STEEPEST_SEAM,
    }
    return tuple(words for words, failed in failures.items() if failed)


def seam_steepness(hu: np.ndarray, region: np.ndarray) -> float:
    """Mean difference of neighbouring cells across a region's border, by that of the cells just beyond it."""
    beyond = ~region & (distance_mm(region, BEYOND_CELLS) <= BEYOND_CELLS)
    across, outside = [], []
    for axis in range(3):
        steps = np.abs(np.diff(hu, axis=axis))
        first, second = (np.take(part, range(hu.shape[axis] - 1), axis) for part in (region, beyond))
        after, beyond_after = (np.take(part, range(1, hu.shape[axis]), axis) for part in (region, beyond))
        across.append(steps[first != after])
        outside.append(steps[second & beyond_after])
    return float(np.concatenate(across).mean() / max(np.concatenate(outside).mean(), 1e-6))


def _seam_words(seam: float) -> str:
    return f"its surroundings show a seam ({seam:.1f} times as steep)"


@torch.no_grad()
def _realism(networks: NoduleNetworks, hu: np.ndarray, place: Surroundings) -> float:
    seen = (_tensor(networks, part) for part in (hu, place.region, place.share))
    with fast_precision(networks.segmenter.device):
        return float(networks.discriminator(*seen))


def _inside(place: Surroundings) -> np.ndarray:
    """The nodule's cells, bool (z, y, x); the smallest fill none by half, in thick slices."""
    return place.share > 0.5 * place.share.max()


def _core(hu: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """What partial volume reaches least, bool (z, y, x)."""
    if inside.sum() < FEWEST_VOXELS:
        # Too few cells for a core: the densest is what partial volume leaves of it.
        return inside & (hu == hu[inside].max())
    return core_of(inside_mm(inside))


def _bounds_hu(nodule: Nodule, place: Surroundings, core: np.ndarray) -> tuple[float, float]:
    """What the core may have: of a nodule so small or so blurred that lung shines through it, so much less."""
    low_hu, high_hu = CORE_HU[nodule.label]
    blur_mm = edge_blur_mm(place.share, nodule.margin or len(EDGE_BLUR_MM))
    filled = float(ndimage.gaussian_filter(place.share, blur_mm)[core].mean())
    around_hu = float(np.median(place.hu[~place.region]))
    return min(low_hu, around_hu + filled * (low_hu - around_hu)), high_hu


def _tensor(networks: NoduleNetworks, array: np.ndarray) -> torch.Tensor:
    whole = torch.from_numpy(np.ascontiguousarray(array, np.float32))[None, None].to(networks.segmenter.device)
    return whole.contiguous(memory_format=torch.channels_last_3d)
