"""Features in units of real patients' spread, so that HU do not outweigh entropies."""

from __future__ import annotations

from dataclasses import replace

from .case import Case, Cases, samples
from .distances import standardized
from .feature_spaces import ALL_SPACES


def in_units_of(reference: Cases, cases: Cases) -> list[Case]:
    """The cases with their features less the reference's mean, over its spread.

    Taken from all real cases at once: if each half were its own unit, two halves would differ by their units as well.
    """
    names = [space.name for space in ALL_SPACES]
    known = {name: samples(reference, name)[0] for name in names if any(_has(case, name) for case in reference)}
    found = []
    for case in cases:
        own = {name: standardized(known[name], case.measures[name])[0] for name in known if _has(case, name)}
        found.append(replace(case, measures={**case.measures, **own}))
    return found


def _has(case: Case, name: str) -> bool:
    return name in case.measures and len(case.measures[name]) > 0
