"""A nodule and what is around it, on an even grid of 1 mm: what all measures are taken from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ...errors import InputError
from ...resampling import resampled
from ..distance import depth_mm

VOXEL_MM = 1.0
#: A nodule of fewer voxels of 1 mm (a sphere of 2.5 mm) has no form to speak of.
FEWEST_VOXELS = 8
#: Where lung is looked for around a nodule, and what is too dense to be lung.
LUNG_SHELL_MM, LUNG_BELOW_HU = (2.0, 8.0), -500.0
#: Median of lung in the corpus's nodules, for a nodule that no lung is next to.
USUAL_LUNG_HU, FEWEST_LUNG_VOXELS = -850.0, 30
#: Anything denser, as wide as this and this far from the nodule is chest wall, mediastinum or a wide vessel.
WALL_ABOVE_HU, WALL_WIDTH_MM, WALL_GAP_MM = -300.0, 4.0, 2.0


@dataclass(frozen=True)
class Region:
    """A nodule's surroundings.

    Attributes:
        hu: float (z, y, x) at 1 mm.
        mask: bool (z, y, x), the nodule.
        outside_mm, inside_mm: distance to the nodule's surface from without and within, 0 on the other side.
        lung_hu: median of the lung around it.
        wall: bool (z, y, x), dense and wide things that are not the nodule.
    """

    hu: np.ndarray
    mask: np.ndarray
    outside_mm: np.ndarray
    inside_mm: np.ndarray
    lung_hu: float
    wall: np.ndarray

    @classmethod
    def of(cls, hu: np.ndarray, mask: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> Region:
        """From HU and mask (z, y, x) of one grid.

        Raises:
            InputError: when shapes differ, HU is not finite, or the mask has too few voxels to be measured.
        """
        if hu.shape != mask.shape or hu.ndim != 3:
            raise InputError(f"A nodule's mask {mask.shape} must have the shape of its CT {hu.shape}, (z, y, x).")
        if not np.isfinite(hu).all():
            raise InputError("The CT around the nodule holds values that are no numbers; crop or repair it first.")
        hu, mask = (resampled(values, spacing_zyx_mm, VOXEL_MM) for values in (hu, mask > 0))
        mask = mask > 0.5
        if mask.sum() < FEWEST_VOXELS:
            raise InputError(
                f"A nodule of {mask.sum()} mm3 is too small to be measured: it needs at least {FEWEST_VOXELS} mm3."
            )
        outside_mm = np.maximum(ndimage.distance_transform_edt(~mask) - 0.5, 0)
        lung = hu[(outside_mm > LUNG_SHELL_MM[0]) & (outside_mm <= LUNG_SHELL_MM[1]) & (hu < LUNG_BELOW_HU)]
        lung_hu = float(np.median(lung)) if lung.size >= FEWEST_LUNG_VOXELS else USUAL_LUNG_HU
        return cls(hu, mask, outside_mm, inside_mm(mask), lung_hu, _wall(hu, outside_mm))

    @property
    def volume_mm3(self) -> float:
        return float(self.mask.sum()) * VOXEL_MM**3

    @property
    def core(self) -> np.ndarray:
        """The voxels (z, y, x) that partial volume reaches least: 1.5 mm deep, or the deeper half of a small nodule."""
        return core_of(self.inside_mm)

    @property
    def contrast_hu(self) -> float:
        """How much denser the core is than the lung; at least 50, so that dividing by it is safe."""
        return max(float(np.median(self.hu[self.core])) - self.lung_hu, 50.0)


def inside_mm(mask: np.ndarray) -> np.ndarray:
    """How deep each voxel of a mask (z, y, x) at 1 mm lies under its surface, in mm; 0 elsewhere."""
    return np.maximum(depth_mm(mask) - 0.5, 0)


def core_of(inside_mm: np.ndarray) -> np.ndarray:
    """The voxels (z, y, x) that partial volume reaches least, by their depths: see `Region.core`."""
    return inside_mm >= min(1.5, inside_mm.max() / 2)


def _wall(hu: np.ndarray, outside_mm: np.ndarray) -> np.ndarray:
    dense = (hu > WALL_ABOVE_HU) & (outside_mm > WALL_GAP_MM)
    deep = ndimage.distance_transform_edt(np.pad(dense, 1, mode="edge"))[1:-1, 1:-1, 1:-1] > WALL_WIDTH_MM / 2
    if not deep.any():
        return deep
    return dense & (ndimage.distance_transform_edt(~deep) <= WALL_WIDTH_MM / 2 + 1)
