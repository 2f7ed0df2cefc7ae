"""A chest of ellipses whose labels are known, drawn in a moment; a seed makes another patient of it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from SyntheticLungCTLib.blueprint.labels import Label

SHAPE, SPACING_MM = (16, 128, 192), (6.0, 1.8, 1.8)
HU = {
    Label.OUTSIDE: -1000,
    Label.FAT: -100,
    Label.SOFT_TISSUE: 50,
    Label.BLOOD: 40,
    Label.ORGAN: 90,
    Label.SPONGY_BONE: 250,
    Label.LUNG_LEFT: -850,
    Label.LUNG_RIGHT: -850,
    Label.PULMONARY_VESSEL: 20,
}


def drawn_chest(seed: int = 0, blur_mm: float = 1.5, noise_hu: float = 15.0) -> tuple[np.ndarray, np.ndarray]:
    """HU int16 and labels uint8, both SHAPE (z, y, x) at SPACING_MM.

    Args:
        seed: gives the patient's size, density and vessels, and the noise.
        blur_mm: standard deviation of the blur of the borders, in plane.
    """
    rng = np.random.default_rng(seed)
    size, thin_hu = rng.uniform(0.9, 1.05), rng.uniform(-25, 25)
    labels = np.full(SHAPE, Label.OUTSIDE, np.uint8)
    for radius_mm, label in (((100, 150), Label.FAT), ((88, 138), Label.SOFT_TISSUE)):
        labels[_ellipse((0, 0), np.array(radius_mm) * size)] = label
    labels[_ellipse((60 * size, 0), (20, 20))] = Label.SPONGY_BONE
    for side, label in ((-1, Label.LUNG_RIGHT), (1, Label.LUNG_LEFT)):
        labels[_ellipse((-10, side * 70 * size), np.array((65, 48)) * size, taper=0.3)] = label
    labels[_ellipse((-20, 10), (32, 36))] = Label.BLOOD
    labels[:6][_ellipse((30, -60), (40, 50))[:6]] = Label.ORGAN
    lung = np.isin(labels, (Label.LUNG_LEFT, Label.LUNG_RIGHT))
    for _ in range(16):
        at = np.array([rng.uniform(-50, 35), rng.choice((-1, 1)) * rng.uniform(50, 95)])
        labels[_ellipse(at, (4, 4), rng.uniform(-3, 3, 2)) & lung] = Label.PULMONARY_VESSEL
    hu = np.array([HU.get(Label(value), 0) for value in range(len(Label))], float)[labels]
    hu += thin_hu * lung
    hu = ndimage.gaussian_filter(hu, (0, blur_mm / SPACING_MM[1], blur_mm / SPACING_MM[2]))
    hu += rng.normal(0, noise_hu, SHAPE) * (labels != Label.OUTSIDE)
    return np.rint(np.clip(hu, -1024, 3071)).astype(np.int16), labels


def seamed(step_hu: float, axis: int = 1, line: int = 64, fade: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """The chest with a step between two planes of an axis, which fades into both sides, so that medians stay."""
    hu, labels = drawn_chest()
    away = np.indices(SHAPE)[axis] - line + 0.5
    step = step_hu / 2 * np.sign(away) * np.exp(-(np.abs(away) - 0.5) / fade)
    return np.where(labels > 0, np.rint(hu + step), hu).astype(np.int16), labels


def _ellipse(center_yx_mm, radii_yx_mm, tilt_yx_mm=(0.0, 0.0), taper=0.0) -> np.ndarray:
    """Bool SHAPE: an ellipse in every slice, moved on and smaller from slice to slice; millimetres from the middle."""
    z, y, x = (g.astype(float) for g in np.ogrid[tuple(slice(0, size) for size in SHAPE)])
    y = (y - SHAPE[1] / 2) * SPACING_MM[1] - center_yx_mm[0] - tilt_yx_mm[0] * (z - SHAPE[0] / 2)
    x = (x - SHAPE[2] / 2) * SPACING_MM[2] - center_yx_mm[1] - tilt_yx_mm[1] * (z - SHAPE[0] / 2)
    return (y / radii_yx_mm[0]) ** 2 + (x / radii_yx_mm[1]) ** 2 <= (1 - taper * z / SHAPE[0]) ** 2
