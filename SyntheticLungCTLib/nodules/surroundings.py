"""What lies around a nodule's place: the crop that the network sees, and where in it the CT is drawn anew."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from .. import __version__
from ..errors import InputError
from ..hounsfield_check import HIGHEST_HU, LOWEST_HU
from ..volume import CTVolume
from .crop import Crop
from .distance import distance_mm

#: The CT is drawn anew in the nodule and so far around it; the surroundings that the network sees go farther.
MARGIN_MM, SEEN_MM = 3.0, 8.0
#: Around a small nodule more is seen: as much as of each example that the networks learned from.
LEAST_CELLS = 40
SMALLEST_MM, LARGEST_MM = 2.5, 62.0
#: Each nodule put in or taken out is a field of the file's header.
CHANGE_KEY = "SyntheticLungCT.NoduleChange"


@dataclass(frozen=True)
class Surroundings:
    """A place in a CT, on cells of 1 mm.

    Attributes:
        crop: where it lies.
        hu: the CT, float32 (z, y, x); share: how much of each cell is nodule.
        region: bool (z, y, x), where the CT is drawn anew.
    """

    crop: Crop
    hu: np.ndarray
    share: np.ndarray
    region: np.ndarray

    @classmethod
    def of(cls, ct: CTVolume, mask: np.ndarray, widest: np.ndarray) -> Surroundings:
        """Around the widest of the masks of a series, bool (z, y, x) on the CT's grid; the nodule is as `mask`."""
        crop = Crop.around(widest, ct.geometry.spacing_zyx_mm, MARGIN_MM + SEEN_MM, LEAST_CELLS)
        share = crop.share(mask)
        return cls(crop, crop.read(ct.hu), share, distance_mm(share > 0.1, MARGIN_MM) <= MARGIN_MM)

    def joined(self, drawn_hu: np.ndarray) -> np.ndarray:
        """What is drawn in the region, HU (z, y, x), and what was there around it; half of each in its outermost cells.

        So vessels go on across the border. On the training nodules the CT is then as steep there as a real one; a
        wider border would cost more of the noise.
        """
        outermost = self.region & ~ndimage.binary_erosion(self.region, ndimage.generate_binary_structure(3, 3))
        drawn = np.where(self.region, drawn_hu, self.hu)
        return np.where(outermost, (drawn + self.hu) / 2, drawn)


def changed(ct: CTVolume, crop: Crop, change_hu: np.ndarray, facts: dict[str, object]) -> CTVolume:
    """A CT with a change of a crop's cells; its provenance tells the facts, and of what was done to it before."""
    hu = ct.hu.copy()
    box, spread = crop.spread(change_hu, hu.shape)
    hu[box] = np.clip(np.rint(hu[box] + spread), LOWEST_HU, HIGHEST_HU)
    note = {f"{CHANGE_KEY}{_changes(ct)}": json.dumps({**facts, "Version": __version__})}
    return replace(ct, hu=hu, provenance={**ct.provenance, "SyntheticLungCT.Synthetic": "true", **note})


def last_change(ct: CTVolume) -> dict[str, object]:
    """The facts of the last change that a CT's provenance tells of."""
    return json.loads(ct.provenance[f"{CHANGE_KEY}{_changes(ct) - 1}"])


def _changes(ct: CTVolume) -> int:
    return sum(key.startswith(CHANGE_KEY) for key in ct.provenance)


def checked_diameter_mm(ct: CTVolume, mask: np.ndarray) -> float:
    """Diameter of the sphere with the volume of a nodule's mask, bool (z, y, x).

    Raises:
        InputError: when the mask is empty, on another grid, or no nodule by its size.
    """
    if mask.shape != ct.hu.shape:
        raise InputError(
            f"The nodule's mask has {mask.shape} voxels (z, y, x) and the CT {ct.hu.shape}; export it on the CT's grid."
        )
    diameter_mm = float((6000 * np.count_nonzero(mask) * ct.geometry.voxel_volume_ml / np.pi) ** (1 / 3))
    if not SMALLEST_MM <= diameter_mm <= LARGEST_MM:
        raise InputError(
            f"The nodule's mask has the volume of a sphere of {diameter_mm:.1f} mm; it can be 3 to 60 mm. "
            "Check that the segment is the nodule, and that the spacing is in mm."
        )
    return diameter_mm
