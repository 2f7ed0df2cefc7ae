"""Each CT beside the patient's own that its blueprint is from: sees what differences between patients hide."""

from __future__ import annotations

import numpy as np
from scipy.stats import bootstrap

from SyntheticLungCTLib.evaluation.case import Cases
from SyntheticLungCTLib.evaluation.measures.noise_spectrum import TISSUES_OF_NOISE
from SyntheticLungCTLib.evaluation.metrics.physics import NUMBERS
from SyntheticLungCTLib.evaluation.report.report import told


def paired_table(real: Cases, drawn: Cases) -> list[str]:
    """Rows of a table: mean of the real CTs, and by how much drawn ones differ from their own, 95 % by patient."""
    own = {case.name: case for case in real}
    pairs = [(own[case.name], case) for case in drawn if case.name in own]
    lines = ["| measure | real | drawn less its own real one | 95 % |", "|---|---|---|---|"]
    for measure, (name, unit, *_) in NUMBERS.items():
        values = np.array([[float(case.measures[measure]) for case in pair] for pair in pairs])
        lines.append(_row(f"{name}{unit and f', {unit}'}", values))
    for tissue in TISSUES_OF_NOISE:
        values = np.array([[np.nanmean(case.measures[f"noise {tissue}"]) for case in pair] for pair in pairs])
        lines.append(_row(f"noise power, {tissue}, dB", values))
    return lines


def _row(name: str, values: np.ndarray) -> str:
    values = values[np.isfinite(values).all(axis=1)]
    differences = values[:, 1] - values[:, 0]
    found = bootstrap((differences,), np.mean, method="percentile", n_resamples=2000, rng=np.random.default_rng(0))
    low, high = found.confidence_interval
    return f"| {name} | {told(values[:, 0].mean())} | {told(differences.mean())} | {told(low)} to {told(high)} |"
