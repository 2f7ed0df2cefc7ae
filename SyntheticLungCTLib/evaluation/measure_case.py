"""Everything that is measured of one CT, at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..blueprint.labels import Label
from ..checking.tissues import interior
from .feature_space import FeatureSpace, Spacing
from .feature_spaces import ALL_SPACES
from .measures.coherence import coherence
from .measures.edge_spread import EDGES, edge_spread_mm
from .measures.hu_histogram import HISTOGRAMS, hu_histogram
from .measures.lung_measures import lung_measures
from .measures.noise_spectrum import TISSUES_OF_NOISE, noise_spectrum_db
from .measures.pictures import pictures
from .measures.seam_energy import seam_energy_hu

#: Raised when a measure changes, so that what was cached is measured again.
VERSION = 4


def measuring() -> str:
    """What `measures` measures here: the feature spaces depend on what is installed."""
    return " ".join([str(VERSION), *sorted({space.needs for space in ALL_SPACES if space.is_available})])


def measures(
    hu: np.ndarray,
    labels: np.ndarray,
    spacing_zyx_mm: Spacing,
    progress: Callable[[float], None] = lambda share: None,
    spaces: Sequence[FeatureSpace] | None = None,
    nodule_labels: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """The measures by name: histograms, noise spectra, numbers, pictures, and feature spaces.

    Args:
        hu: int16 (z, y, x) in LPS order.
        labels: uint8 (z, y, x) of `Label` values.
        progress: called with a share from 0 to 1.
        spaces: feature spaces; all that are available when None.
        nodule_labels: uint8 (z, y, x) with the nodules that somebody outlined; without, nodules have no features.
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
    found["seam energy"] = seam_energy_hu(hu, labels, spacing_zyx_mm)
    found |= lung_measures(hu, labels)
    found["pictures"] = pictures(hu, labels, spacing_zyx_mm)
    progress(0.5)
    spaces = [space for space in ALL_SPACES if space.is_available] if spaces is None else spaces
    for index, space in enumerate(spaces):
        if nodule_labels is not None or not space.of_nodules:
            found[space.name] = space.of(hu, nodule_labels if space.of_nodules else labels, spacing_zyx_mm)
        progress(0.5 + 0.5 * (index + 1) / len(spaces))
    return {name: np.asarray(value) for name, value in found.items()}
