"""The frame of a thorax of which only some organs are known, perhaps cut by the volume's ends."""

from __future__ import annotations

import numpy as np

from ..blueprint.span import inner_span
from ..errors import InputError
from .frame import AVERAGE_MM, Frame
from .organs import Organ

#: Where in the lungs' box, 0 to 1 along (z, y, x), each organ begins and ends: mean of the training patients. The
#: surest comes first.
ORGAN_SPANS: dict[Organ, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    Organ.LUNG_LEFT: ((0.04, 1.0), (0.02, 1.0), (0.51, 1.0)),
    Organ.LUNG_RIGHT: ((0.01, 0.99), (0.0, 1.0), (0.0, 0.53)),
    Organ.BODY: ((-0.16, 1.12), (-0.28, 1.19), (-0.24, 1.24)),
    Organ.BONE: ((-0.16, 1.12), (-0.15, 1.09), (-0.10, 1.11)),
    Organ.BLOOD: ((-0.04, 1.08), (0.05, 0.78), (0.23, 0.85)),
    Organ.AIRWAY: ((0.52, 1.12), (0.32, 0.62), (0.38, 0.63)),
    Organ.ABDOMINAL: ((-0.16, 0.39), (-0.11, 0.90), (-0.03, 1.04)),
    Organ.FAT: ((-0.16, 1.12), (-0.27, 1.18), (-0.25, 1.25)),
}
#: An end of the volume that shows more than this share of an organ's largest slice cuts it.
CUT_SHARE = 0.1
#: Lungs beyond a third of the average adult's, or three times it, are in other units than mm.
PLAUSIBLE = (1 / 3, 3.0)

Span = tuple[float, float, bool, bool]


def frame_of_organs(masks: dict[Organ, np.ndarray], spacing_zyx_mm: tuple[float, float, float]) -> Frame:
    """The frame in which the given organs lie as they usually do.

    Along each axis both lungs decide, else the surest organ that shows both its ends; where none does, the other axes
    tell the size, and an end that shows, or else the volume's middle, the place.

    Args:
        masks: bool arrays (z, y, x) in LPS order of what is given, none empty.

    Raises:
        InputError: when the organs are so small or large that the unit cannot be mm.
    """
    lungs = [masks[organ] for organ in (Organ.LUNG_LEFT, Organ.LUNG_RIGHT) if organ in masks]
    known = [(masks[organ], span) for organ, span in ORGAN_SPANS.items() if organ in masks]
    if len(lungs) == 2:
        known.insert(0, (lungs[0] | lungs[1], ((0.0, 1.0),) * 3))
    spans = [
        [(_ends_mm(mask, axis, spacing), span[axis]) for mask, span in known]
        for axis, spacing in enumerate(spacing_zyx_mm)
    ]
    sizes = [_size_mm(candidates) for candidates in spans]
    ratios = [size / usual for size, usual in zip(sizes, AVERAGE_MM, strict=True) if size is not None]
    scale = float(np.mean(ratios)) if ratios else 1.0
    if not PLAUSIBLE[0] <= scale <= PLAUSIBLE[1]:
        raise InputError(
            f"By the segments given, the lungs would be {scale * AVERAGE_MM[2]:.3g} mm wide. Check that the spacing is "
            "in mm, that the field of view shows the chest, and that the segments carry the right names."
        )
    size = [own if own is not None else scale * usual for own, usual in zip(sizes, AVERAGE_MM, strict=True)]
    shape = known[0][0].shape
    low = [_low_mm(*facts) for facts in zip(spans, size, shape, spacing_zyx_mm, strict=True)]
    return Frame(tuple(low), tuple(float(side) for side in size))


def _ends_mm(mask: np.ndarray, axis: int, spacing_mm: float) -> Span:
    """Where a mask begins and ends along an axis, and whether the volume cuts it there."""
    areas = mask.sum(axis=tuple({0, 1, 2} - {axis}), dtype=np.int64)
    first, last = inner_span(mask, axis)
    cut_at = CUT_SHARE * areas.max()
    return ((first - 0.5) * spacing_mm, (last + 0.5) * spacing_mm, bool(areas[0] > cut_at), bool(areas[-1] > cut_at))


def _size_mm(candidates: list[tuple[Span, tuple[float, float]]]) -> float | None:
    for (low, high, cut_low, cut_high), (begin, end) in candidates:
        if not cut_low and not cut_high:
            return (high - low) / (end - begin)
    return None


def _low_mm(candidates: list[tuple[Span, tuple[float, float]]], size: float, length: int, spacing_mm: float) -> float:
    for (low, _, cut_low, _), (begin, _) in candidates:
        if not cut_low:
            return low - begin * size
    for (_, high, _, cut_high), (_, end) in candidates:
        if not cut_high:
            return high - end * size
    return (length - 1) / 2 * spacing_mm - size / 2
