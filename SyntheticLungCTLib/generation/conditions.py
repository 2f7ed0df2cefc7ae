"""The scan's look and voxel size as the numbers that condition the generator."""

from __future__ import annotations

import math

from ..scanner.look import Look

#: Voxel sizes met in training, crops stretched by augmentation included.
SLICE_MM, PIXEL_MM = (2.5, 5.0), (0.45, 1.05)


def scan_numbers(look: Look, spacing_zyx_mm: tuple[float, float, float]) -> list[float]:
    """SCAN_NUMBERS figures near [-1, 1]: slice spacing, pixel spacing, sharpness, noise, contrast, breath.

    Voxel sizes outside what the networks were trained on count as the nearest that they know.
    """
    slice_mm = min(max(spacing_zyx_mm[0], SLICE_MM[0]), SLICE_MM[1])
    pixel_mm = min(max(math.sqrt(spacing_zyx_mm[1] * spacing_zyx_mm[2]), PIXEL_MM[0]), PIXEL_MM[1])
    return [
        math.log(slice_mm / 2.5),
        math.log(pixel_mm / 0.7) * 2,
        look.sharpness * 4 - 2,
        math.log(look.noise_hu / 15),
        min(look.blood_hu / 150 - 1, 3),
        1.0 if look.has_contrast else -1.0,
        (look.lung_hu + 850) / 50,
    ]
