"""The form of a nodule by its mask alone: round or long, lobed, spiked."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull

from ...population.shape import degree_of, even_directions, harmonics
from .region import Region

RAYS, RAY_STEP_MM = 600, 0.25
#: Degrees of spherical harmonics that tell lobes (a few broad bulges) from spikes (many narrow ones).
LOBE_DEGREES, SPIKE_DEGREES = (3, 5), (6, 12)
#: Smooths the steps of the voxels, which readers do not see.
SURFACE_SIGMA_MM = 0.8
#: The part of the largest inscribed ball's radius that a body without its spikes is opened with.
BODY_SHARE = 0.35


def smoothed(mask: np.ndarray) -> np.ndarray:
    """A mask (z, y, x) whose surface at 0.5 has no steps; padded by 2 voxels."""
    return ndimage.gaussian_filter(np.pad(mask.astype(float), 2), SURFACE_SIGMA_MM)


def surface(mask: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Corners (n, 3), area in mm2 and volume in mm3 of a mask's surface by marching cubes.

    Lorensen and Cline, Computer Graphics 21, 1987.
    """
    from skimage.measure import marching_cubes, mesh_surface_area

    smooth = smoothed(mask)
    corners, faces, _, _ = marching_cubes(smooth, min(0.5, smooth.max() / 2))
    a, b, c = (corners[faces[:, i]] for i in range(3))
    volume_mm3 = abs(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6
    return corners, float(mesh_surface_area(corners, faces)), float(volume_mm3)


def sphericity(area_mm2: float, volume_mm3: float) -> float:
    """Surface of the sphere of equal volume as a share of the surface, 0 to 1 (Wadell, J. Geology 43, 1935)."""
    return float(np.pi ** (1 / 3) * (6 * volume_mm3) ** (2 / 3) / area_mm2)


def form_descriptors(region: Region) -> dict[str, float]:
    """Everything told of the mask's form; without unit unless named, larger is more of it.

    `hull_sphericity`, `body_hull_sphericity` (without spikes, and vessels that were found with it),
    `surface_sphericity` (Wadell), `roundness` (diameter by volume over the longest) and `axis_ratio` (shortest to
    longest axis by second moments): how round. `concavity` (share of the convex hull that is empty), `body_concavity`
    (the same without spikes) and `lobe_energy`: how lobed. `spike_energy`, `spike_volume` (share that an opening takes
    away) and `surface_excess` (surface against that of the hull): how spiculated.
    The energies are of the logarithm of the radius in spherical harmonics (Brechbuhler et al., CVIU 61, 1995), after
    the nodule's own ellipsoid has been made a ball, so that a long nodule is not a lobed one.
    """
    corners, area_mm2, volume_mm3 = surface(region.mask)
    hull = ConvexHull(corners)
    outer = corners[hull.vertices]
    longest_mm = np.linalg.norm(outer[:, None] - outer[None], axis=-1).max()
    axes = np.sqrt(np.linalg.eigvalsh(_covariance(region.mask)))
    body = opened(region.mask, BODY_SHARE * region.inside_mm.max())
    body_corners, _, body_mm3 = surface(body)
    body_hull = ConvexHull(body_corners)
    energy = radial_energy(region.mask)
    return {
        "hull_sphericity": sphericity(hull.area, hull.volume),
        "body_hull_sphericity": sphericity(body_hull.area, body_hull.volume),
        "surface_sphericity": sphericity(area_mm2, volume_mm3),
        "roundness": float((6 * volume_mm3 / np.pi) ** (1 / 3) / longest_mm),
        "axis_ratio": float(axes[0] / axes[2]),
        "concavity": 1 - volume_mm3 / hull.volume,
        "body_concavity": 1 - body_mm3 / body_hull.volume,
        "lobe_energy": band(energy, LOBE_DEGREES),
        "spike_energy": band(energy, SPIKE_DEGREES),
        "spike_volume": 1 - float((body & region.mask).sum()) / float(region.mask.sum()),
        "surface_excess": area_mm2 / hull.area - 1,
    }


def radial_energy(mask: np.ndarray) -> np.ndarray:
    """Root of the energy (degrees + 1,) of the logarithm of the radius, about the mask's middle, ellipsoid undone."""
    smooth, middle = smoothed(mask), np.argwhere(mask).mean(axis=0) + 2
    values, vectors = np.linalg.eigh(_covariance(mask))
    axes = np.sqrt(values) / np.sqrt(values).prod() ** (1 / 3)
    reach_mm = 2.0 * np.linalg.norm(np.argwhere(mask) + 2 - middle, axis=1).max() + 2
    radii = np.arange(RAY_STEP_MM, reach_mm, RAY_STEP_MM)
    rays = even_directions(RAYS) @ (vectors * axes) @ vectors.T
    points = middle + rays[:, None] * radii[None, :, None]
    inside = ndimage.map_coordinates(smooth, points.reshape(-1, 3).T, order=1).reshape(RAYS, -1) > 0.5
    last = inside.shape[1] - 1 - np.argmax(inside[:, ::-1], axis=1)
    radius = np.where(inside.any(axis=1), radii[last], RAY_STEP_MM)
    coefficients = _fit() @ np.log(radius)
    return np.sqrt(np.bincount(degree_of(SPIKE_DEGREES[1]), coefficients**2))


def band(energy: np.ndarray, degrees: tuple[int, int]) -> float:
    """Energy of some degrees together, both ends included."""
    return float(np.sqrt((energy[degrees[0] : degrees[1] + 1] ** 2).sum()))


def opened(mask: np.ndarray, radius_mm: float) -> np.ndarray:
    """Mask (z, y, x) at 1 mm opened by a ball, as it is when the ball is wider than all of it."""
    deep = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1, 1:-1] > radius_mm
    return ndimage.distance_transform_edt(~deep) <= radius_mm if deep.any() else mask


def _covariance(mask: np.ndarray) -> np.ndarray:
    """Of the voxels' places (3, 3) in mm2, with a voxel's own extent."""
    return np.cov(np.argwhere(mask).T) + np.eye(3) / 12


@cache
def _fit() -> np.ndarray:
    """Least squares: values along the rays to coefficients."""
    return np.linalg.pinv(harmonics(even_directions(RAYS), SPIKE_DEGREES[1]))
