"""What drawing a CT will take, from what it took elsewhere (Testing/benchmarks/RESULTS.md, two CPU threads)."""

from __future__ import annotations

import os
from dataclasses import dataclass

from .finding import Finding

#: Networks and libraries, before the first voxel.
START_S, START_GIB = 8.0, 1.1
S_PER_MEGAVOXEL_ON_TWO_CORES, GIB_PER_MEGAVOXEL = 4.1, 0.0093
MEASURED_STEPS = 7
#: More cores than this have not been seen to help.
MOST_CORES = 8
USUAL_SHAPE = (60, 512, 512)


@dataclass(frozen=True)
class Cost:
    """Seconds and GiB of memory on the CPU; a GPU takes less time."""

    seconds: float
    memory_gib: float

    def words(self) -> str:
        """For people, rounded as roughly as it is known."""
        if self.seconds < 50:
            time = f"{max(10, round(self.seconds, -1)):.0f} s"
        else:
            time = f"{max(1, round(self.seconds / 60)):.0f} min"
        return f"about {time} and {self.memory_gib:.1f} GiB of memory on the CPU"


def cost_of_drawing(
    shape: tuple[int, int, int], steps: int | None = None, variants: int = 1, cores: int | None = None
) -> Cost:
    """Of CTs of a shape (z, y, x).

    Args:
        steps: sampling steps; the generator's own choice when None.
        variants: how many, drawn one after the other.
        cores: the computer's own when None.
    """
    megavoxels = shape[0] * shape[1] * shape[2] / 1e6
    cores = min(cores or os.cpu_count() or 2, MOST_CORES)
    work_s = megavoxels * S_PER_MEGAVOXEL_ON_TWO_CORES * 2 / cores * (steps or MEASURED_STEPS) / MEASURED_STEPS
    return Cost(variants * (START_S + work_s), START_GIB + megavoxels * GIB_PER_MEGAVOXEL)


def check_expected_cost() -> Finding:
    """Of a usual CT on this computer."""
    slices, _, pixels = USUAL_SHAPE
    return Finding("Expected", f"{slices} slices of {pixels} x {pixels}: {cost_of_drawing(USUAL_SHAPE).words()}")
