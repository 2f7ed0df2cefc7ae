"""The body's mask: no table, no clothes, no wires."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from . import morphology as m
from .scan import block_mean, coarse_factor, upsampled

_SKIN_HU = -350.0
_CLOTH_MM = 3.5
_ARM_CM2 = 8.0


def body_mask(hu: np.ndarray, spacing_mm: m.Spacing) -> np.ndarray:
    """Bool (z, y, x): everything within the skin, lungs and gas included.

    An opening severs the table, sheets and wires from the skin; the largest part is the body, and any thick part
    of tissue beside it (an arm) belongs to it unless it is table: table tops are flat, hollow and reach the border.
    """
    factor = coarse_factor(spacing_mm)
    coarse = m.smoothed(block_mean(hu, factor), 0.8, spacing_mm)
    spacing = (spacing_mm[0], spacing_mm[1] * factor, spacing_mm[2] * factor)
    filled = m.holes_filled(coarse > _SKIN_HU)
    core = m.eroded(filled, _CLOTH_MM, spacing, in_plane=True)
    core = _main_parts(core, spacing)
    body = m.dilated(core, _CLOTH_MM + 0.5 * spacing[1], spacing, in_plane=True)
    near = upsampled(body, factor, hu.shape)
    fine = near & (m.smoothed(hu, 0.6, spacing_mm) > _SKIN_HU)
    fine |= upsampled(m.eroded(body, 3 * spacing[1], spacing, in_plane=True), factor, hu.shape) & near
    return m.holes_filled(fine)


def _main_parts(core: np.ndarray, spacing: m.Spacing) -> np.ndarray:
    """In each slice, the parts of the largest 3-D component that are thick; thin plates are table."""
    main = m.largest(core, spacing)
    pixel_cm2 = spacing[1] * spacing[2] / 100
    for plane in main:
        labels, count = ndimage.label(plane)
        if count < 2:
            continue
        areas = np.bincount(labels.ravel(), minlength=count + 1) * pixel_cm2
        areas[0] = 0
        keep = areas >= max(_ARM_CM2, 0.02 * areas.max())
        for index, box in enumerate(ndimage.find_objects(labels), start=1):
            height, width = (s.stop - s.start for s in box)
            keep[index] &= index == areas.argmax() or max(height, width) < 4 * min(height, width)
        plane &= keep[labels]
    return main
