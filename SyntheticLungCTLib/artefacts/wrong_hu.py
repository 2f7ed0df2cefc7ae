"""Wrong HU: a tissue whose median no patient has."""

from __future__ import annotations

import numpy as np

from ..checking.tissues import TISSUES, interior
from .scan import Scan, Trace

#: Within which HU the median of a tissue lies. Lung: the gate of MAISI (Guo et al., arXiv 2409.11169), found over
#: thousands of CTs. Others: clinical ranges, widened by what contrast agent and partial volume do.
GATES_HU = {
    "lung": (-937, -367),
    "fat": (-130, -50),
    "soft tissue": (-10, 110),
    "blood": (0, 500),
    "organ": (0, 250),
    "bone": (100, 900),
}


def wrong_hu(scan: Scan) -> Trace:
    """HU by which the median of a tissue misses its gate, of the tissue that misses most; 0 where all are within."""
    heat, score = np.zeros(scan.hu.shape, np.float32), 0.0
    for tissue, (low, high) in GATES_HU.items():
        inside = interior(scan.labels, tissue)
        if inside is None:
            continue
        median = float(np.median(scan.hu[inside]))
        missed = max(low - median, median - high, 0.0)
        heat[np.isin(scan.labels, TISSUES[tissue])] = missed
        score = max(score, missed)
    return Trace(score, heat)
