"""What the figures say, in sentences that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...evaluation.distances import Interval
from .resampling import Drawn, interval

HUYDRAS_CLAIM_PERCENT = 6.2


@dataclass(frozen=True)
class Contrast:
    """One arm held against another, by their names, and the question that it answers."""

    arm: str
    against: str
    question: str


CONTRASTS = (
    Contrast("huydra", "full-range", "HUydra's claim: its intervals against the full range"),
    Contrast("touching", "full-range", "touching intervals alone, one codebook each"),
    Contrast("full-range-7", "full-range", "more codebooks alone, without intervals"),
    Contrast("touching-7", "full-range-7", "touching intervals alone, seven codebooks each"),
    Contrast("touching-7", "full-range", "touching intervals and codebooks together"),
    Contrast("touching-7", "huydra", "ours against HUydra's"),
)
COMPARED = ("MAE body", "NPS lung", "distance full range")


def change_percent(contrast: Contrast, arms: dict[str, Drawn], figure: str) -> Interval:
    """By how many percent the arm's figure is above the other's; below 0 is better, of every figure."""
    ours, other = arms[contrast.arm][figure], arms[contrast.against][figure]
    return interval(100 * (ours / np.where(other > 0, other, np.nan) - 1))


def word(change: Interval) -> str:
    """Better or worse only where the whole interval is."""
    if change.high < 0:
        return "better"
    return "worse" if change.low > 0 else "undecided"


def paragraph(arms: dict[str, Drawn]) -> str:
    """Does it pay, where, and at what cost: one paragraph."""
    claim, split, codebooks, ours = (CONTRASTS[k] for k in (0, 3, 2, 4))

    def told(contrast: Contrast, figure: str) -> str:
        change = change_percent(contrast, arms, figure)
        return f"{change.value:+.0f} % ({change.low:+.0f} to {change.high:+.0f}), {word(change)}"

    times = {name: arms[name]["seconds"][0] / arms["full-range"]["seconds"][0] for name in ("huydra", "touching-7")}
    return (
        f"HUydra reports a Frechet distance {HUYDRAS_CLAIM_PERCENT} % lower than that of a full-range VQ-VAE of the "
        f"same size. Here its intervals change the error of reconstruction by {told(claim, 'MAE body')}, and the "
        f"distance of drawn slices by {told(claim, 'distance full range')}. Seven codebooks instead of one, which "
        f"carry seven times the bits, change the error by {told(codebooks, 'MAE body')} without any interval; "
        f"intervals that touch, at equal codebooks, by {told(split, 'MAE body')}, and the distance of drawn slices by "
        f"{told(split, 'distance full range')}. Both together change the error by {told(ours, 'MAE body')}, and the "
        f"distance by {told(ours, 'distance full range')}. Coding a slice takes {times['huydra']:.2f} times as long as "
        f"the full range with HUydra's intervals, {times['touching-7']:.2f} times with touching ones."
    )
