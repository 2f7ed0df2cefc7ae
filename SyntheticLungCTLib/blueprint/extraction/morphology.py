"""Binary morphology, smoothing and components in millimetres, on (z, y, x) arrays.

Balls are taken from the exact Euclidean distance (Maurer et al., IEEE PAMI 25, 2003), so anisotropic voxels need no
structuring element; a plane-only distance lets a 2-D operation run on the whole stack at once.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

Spacing = tuple[float, float, float]
_FAR_MM = 1e4


def distance_mm(mask: np.ndarray, spacing_mm: Spacing, in_plane: bool = False) -> np.ndarray:
    """Signed distance (float32, z y x) in mm to the mask's border: positive outside, negative inside."""
    if not mask.any():
        return np.full(mask.shape, _FAR_MM, np.float32)
    if mask.all():
        return np.full(mask.shape, -_FAR_MM, np.float32)
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    z_mm, y_mm, x_mm = spacing_mm
    image.SetSpacing((x_mm, y_mm, _FAR_MM if in_plane else z_mm))
    return sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(image, False, False, True))


def dilated(mask: np.ndarray, radius_mm: float, spacing_mm: Spacing, in_plane: bool = False) -> np.ndarray:
    """The mask grown by `radius_mm`."""
    return distance_mm(mask, spacing_mm, in_plane) <= radius_mm


def eroded(mask: np.ndarray, radius_mm: float, spacing_mm: Spacing, in_plane: bool = False) -> np.ndarray:
    """The mask shrunk by `radius_mm`; the array's border does not erode it."""
    return distance_mm(~mask, spacing_mm, in_plane) > radius_mm


def opened(mask: np.ndarray, radius_mm: float, spacing_mm: Spacing, in_plane: bool = False) -> np.ndarray:
    """The part of the mask that a ball of `radius_mm` reaches from inside."""
    core = eroded(mask, radius_mm, spacing_mm, in_plane)
    return mask & dilated(core, radius_mm, spacing_mm, in_plane)


def closed(mask: np.ndarray, radius_mm: float, spacing_mm: Spacing, in_plane: bool = False) -> np.ndarray:
    """The mask with all gaps filled that a ball of `radius_mm` cannot enter."""
    grown = dilated(mask, radius_mm, spacing_mm, in_plane)
    return mask | eroded(grown, radius_mm, spacing_mm, in_plane)


def smoothed(values: np.ndarray, sigma_mm: float, spacing_mm: Spacing, in_plane: bool = True) -> np.ndarray:
    """Gaussian smoothing (float32) with a standard deviation in mm, by default within slices only."""
    out = values.astype(np.float32)
    for axis in (1, 2) if in_plane else (0, 1, 2):
        sigma = sigma_mm / spacing_mm[axis]
        if sigma > 0.2:
            ndimage.gaussian_filter1d(out, sigma, axis=axis, output=out, mode="nearest", truncate=3.0)
    return out


def smoothed_within(
    values: np.ndarray, weight: np.ndarray, sigma_mm: float, spacing_mm: Spacing, in_plane: bool = True
) -> np.ndarray:
    """Normalised convolution (Knutsson and Westin, CVPR 1993): smoothing that sees only voxels of `weight`.

    Where no weighted voxel lies within three standard deviations, the result is NaN.
    """
    share = smoothed(weight, sigma_mm, spacing_mm, in_plane)
    total = smoothed(np.where(weight, values, 0), sigma_mm, spacing_mm, in_plane)
    with np.errstate(invalid="ignore", divide="ignore"):
        total /= share
    total[share < 1e-3] = np.nan
    return total


def components(mask: np.ndarray, spacing_mm: Spacing, full: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Connected components: int32 labels (z, y, x) and the volume in ml of each label (index 0 is 0)."""
    structure = np.ones((3, 3, 3), bool) if full else None
    labels, count = ndimage.label(mask, structure)
    sizes = np.bincount(labels.ravel(), minlength=count + 1).astype(np.float64) * np.prod(spacing_mm) / 1000.0
    sizes[0] = 0
    return labels, sizes


def without_small(mask: np.ndarray, least_ml: float, spacing_mm: Spacing, full: bool = True) -> np.ndarray:
    """The mask without components below `least_ml`."""
    labels, sizes = components(mask, spacing_mm, full)
    return (sizes >= least_ml)[labels] & mask


def largest(mask: np.ndarray, spacing_mm: Spacing) -> np.ndarray:
    """The largest component (6-connected)."""
    labels, sizes = components(mask, spacing_mm)
    return labels == int(sizes.argmax()) if sizes.max() > 0 else mask


def reconstructed(seed: np.ndarray, mask: np.ndarray, full: bool = True) -> np.ndarray:
    """Those components of `mask` that `seed` touches."""
    labels, count = ndimage.label(mask, np.ones((3, 3, 3), bool) if full else None)
    keep = np.zeros(count + 1, bool)
    keep[np.unique(labels[seed])] = True
    keep[0] = False
    return keep[labels]


def holes_filled(mask: np.ndarray) -> np.ndarray:
    """The mask with the holes of each axial slice filled."""
    return np.stack([ndimage.binary_fill_holes(plane) for plane in mask])


def small_holes_filled(mask: np.ndarray, most_mm2: float, spacing_mm: Spacing) -> np.ndarray:
    """The mask with what it encloses on all sides, and with each slice's holes of at most `most_mm2`."""
    out = ndimage.binary_fill_holes(mask)
    for plane in out:
        labels, count = ndimage.label(ndimage.binary_fill_holes(plane) & ~plane)
        if count:
            areas = np.bincount(labels.ravel(), minlength=count + 1) * spacing_mm[1] * spacing_mm[2]
            small = areas <= most_mm2
            small[0] = False
            plane |= small[labels]
    return out


def bounding_box(mask: np.ndarray, margin: int) -> tuple[slice, ...]:
    """Slices (z, y, x) around the mask with `margin` voxels."""
    box = []
    for axis in range(3):
        used = np.nonzero(mask.any(axis=tuple(a for a in range(3) if a != axis)))[0]
        low, high = (used[0], used[-1]) if used.size else (0, mask.shape[axis] - 1)
        box.append(slice(max(0, int(low) - margin), min(mask.shape[axis], int(high) + margin + 1)))
    return tuple(box)


def local_line(points: np.ndarray, column: int, weights: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Locally weighted line through (z, value) points, evaluated at each z: smooth, and follows a slope to the ends."""
    total = weights.sum(axis=1)
    mean_z = weights @ points[:, 0] / total
    mean = weights @ points[:, column] / total
    spread_z = points[None, :, 0] - mean_z[:, None]
    spread = points[None, :, column] - mean[:, None]
    slope = (weights * spread_z * spread).sum(axis=1) / ((weights * spread_z**2).sum(axis=1) + 30.0 * total)
    return mean + slope * (z - mean_z)
