"""The scan's look and voxel size as the numbers that condition the generator."""

from __future__ import annotations

import math

from ..scanner.look import Look


def scan_numbers(look: Look, spacing_zyx_mm: tuple[float, float, float]) -> list[float]:
    """SCAN_NUMBERS figures near [-1, 1]: slice spacing, pixel spacing, sharpness, noise, contrast, breath."""
    slice_mm, pixel_mm = spacing_zyx_mm[0], math.sqrt(spacing_zyx_mm[1] * spacing_zyx_mm[2])
    return [
        math.log(slice_mm / 2.5),
        math.log(pixel_mm / 0.7) * 2,
        look.sharpness * 4 - 1,
        math.log(look.noise_hu / 15),
        min(look.blood_hu / 150 - 1, 3),
        1.0 if look.has_contrast else -1.0,
        (look.lung_hu + 850) / 50,
    ]
