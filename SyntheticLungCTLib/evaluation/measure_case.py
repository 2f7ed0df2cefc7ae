"""Everything that is measured of one CT, at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np

from ..blueprint.labels import Label
from ..checking.tissues import interior
from .feature_spaces import FEATURE_SPACES, FeatureSpace, Spacing
from .hu_interval_spaces import INTERVAL_SPACES
from .measures.coherence import coherence
from .measures.edge_spread import EDGES, edge_spread_mm
from .measures.hu_histogram import HISTOGRAMS, hu_histogram
from .measures.lung_measures import lung_measures
from .measures.noise_spectrum import TISSUES_OF_NOISE, noise_spectrum_db
from .measures.pictures import pictures

#: Raised when a measure changes, so that what was cached is measured again.
VERSION = 2


def measuring() -> str:
    """What `measures` measures here; without fastrad there are no feature spaces."""
    return f"{VERSION}{' radiomics' if find_spec('fastrad') else ''}"


def measures(
    hu: np.ndarray,
    labels: np.ndarray,
    spacing_zyx_mm: Spacing,
    progress: Callable[[float], None] = lambda share: None,
    spaces: Sequence[FeatureSpace] | None = None,
) -> dict[str, np.ndarray]:
    """The measures by name: histograms, noise spectra, numbers, pictures, and feature spaces where fastrad is.

    Args:
        hu: int16 (z, y, x) in LPS order.
        labels: uint8 (z, y, x) of `Label` values.
        progress: called with a share from 0 to 1.
        spaces: feature spaces; all of them, where fastrad is, when None.
    """
    body = labels != Label.OUTSIDE
    found: dict[str, np.ndarray | float] = {}
    for tissue, name in HISTOGRAMS.items():
        mask = interior(labels, tissue)
        found[name] = hu_histogram(hu, mask)
        if tissue in TISSUES_OF_NOISE:
            found[f"noise {tissue}"] = noise_spectrum_db(hu, mask, spacing_zyx_mm[2])
    progress(0.3)
    for name, edge in EDGES.items():
        found[f"edge {name}"] = edge_spread_mm(hu, labels, spacing_zyx_mm, edge)
    found["coherence"] = coherence(hu, body, spacing_zyx_mm[0])
    found |= lung_measures(hu, labels)
    found["pictures"] = pictures(hu, labels, spacing_zyx_mm)
    progress(0.5)
    if spaces is None:
        spaces = (*FEATURE_SPACES, *INTERVAL_SPACES) if find_spec("fastrad") else ()
    for index, space in enumerate(spaces):
        found[space.name] = space.of(hu, labels, spacing_zyx_mm)
        progress(0.5 + 0.5 * (index + 1) / len(spaces))
    return {name: np.asarray(value) for name, value in found.items()}
