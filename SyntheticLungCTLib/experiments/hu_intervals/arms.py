"""What is compared: ways to split a CT into HU intervals and to quantise it, of one size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...hounsfield import TOUCHING_EDGES_HU, HounsfieldIntervals

#: As one interval, from the lowest edge to the highest: what the touching intervals span.
FULL_RANGE = HounsfieldIntervals.touching((TOUCHING_EDGES_HU[0], TOUCHING_EDGES_HU[-1]))


@dataclass(frozen=True)
class Arm:
    """One network of the comparison; its name is the folder's, its title the table's.

    Attributes:
        codebooks: that the latent is divided among; each adds its bits.
    """

    name: str
    title: str
    intervals: HounsfieldIntervals
    codebooks: int

    def network(self, head_channels: int, latent_channels: int, shared: dict[str, Any]) -> dict[str, Any]:
        """Arguments of `MultiheadVQVAE`: channels of heads and latent are divided among the intervals.

        So every arm has the same convolutions but for their grouping, and as many numbers in its codebooks.
        """
        heads = len(self.intervals)
        return {
            **shared,
            "bounds_hu": self.intervals.bounds_hu,
            "head_width": head_channels // heads,
            "code_dimensions": latent_channels // heads,
            "codebooks": self.codebooks,
        }


#: The first is what the others are held against. The second, which the question needs though HUydra has none like it,
#: has the last one's codebooks without its intervals.
ARMS = (
    Arm("full-range", "full range, one codebook", FULL_RANGE, 1),
    Arm("full-range-7", "full range, seven codebooks", FULL_RANGE, 7),
    Arm("huydra", "HUydra's four intervals and reconstructor, one codebook", HounsfieldIntervals.huydra(), 1),
    Arm("touching", "seven touching intervals, one codebook", HounsfieldIntervals.touching(), 1),
    Arm("touching-7", "seven touching intervals, a codebook per head", HounsfieldIntervals.touching(), 7),
)
