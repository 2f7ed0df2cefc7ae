"""Which patients are compared with which, so that synthetic and real ones are judged alike.

A distance between two sets depends on how many patients they hold, so "real against synthetic" says nothing beside
"real against real" unless both hold as many. Again and again, some real patients are left out and compared with the
others: the floor. Then as many synthetic ones take their place. Half of the patients drawn without repeats spread as
the bootstrap's do (McCarthy, Review of the International Statistical Institute 37, 1969), and no patient is in twice,
which would pull distances up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .case import Cases, patients_of

DRAWS = 100


@dataclass(frozen=True)
class Comparison:
    """A reference of real cases, and what is compared with it."""

    reference: Cases
    other: Cases


@dataclass(frozen=True)
class HalfSamples:
    """Comparisons of real cases with real ones and with synthetic ones; of equal sizes in patients."""

    floor: list[Comparison]
    stand_in: list[Comparison]


def half_samples(real: Cases, synthetic: Cases, draws: int = DRAWS, seed: int = 0) -> HalfSamples:
    """Draw them: half of the real patients, or all synthetic ones where these are fewer, take part on one side.

    A synthetic patient is never compared with the real patient of the same name, from whose blueprint it may have been
    drawn: no real one is ever compared with itself. So a copy of the real set has exactly the floor's distances.
    """
    rng = np.random.default_rng(seed)
    names, drawn = patients_of(real), patients_of(synthetic)
    size = min(len(names) // 2, len(drawn))
    floor, stand_in = [], []
    for _ in range(draws):
        order = rng.permutation(sorted({*names, *drawn})).tolist()
        left_out = [name for name in order if name in names][:size]
        taking_part = [name for name in order if name in drawn][:size]
        others = [name for name in order if name in names and name not in taking_part]
        floor.append(Comparison(_of(real, set(names) - set(left_out)), _of(real, left_out)))
        stand_in.append(Comparison(_of(real, others[len(others) - (len(names) - size) :]), _of(synthetic, taking_part)))
    return HalfSamples(floor, stand_in)


def _of(cases: Cases, patients: list[str] | set[str]) -> list:
    return [case for case in cases if case.patient in set(patients)]
