"""Cases whose measures are made up, for what is said about sets of them."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.evaluation.case import Case
from SyntheticLungCTLib.evaluation.feature_spaces import ALL_SPACES
from SyntheticLungCTLib.evaluation.measures.hu_histogram import HISTOGRAMS, HU_VALUES, hu_histogram
from SyntheticLungCTLib.evaluation.measures.noise_spectrum import FREQUENCIES_PER_MM, TISSUES_OF_NOISE
from SyntheticLungCTLib.evaluation.metrics.physics import NUMBERS

SLICES, FEATURES = 4, 3


def a_patient(seed: int, name: str | None = None, shift: float = 0.0) -> Case:
    """One whose features lie about a place of its own; `shift` moves them, in units of the spread between patients."""
    rng = np.random.default_rng(seed)
    place = rng.normal(shift, 1, FEATURES)
    measures = {space.name: place + rng.normal(0, 0.3, (SLICES, FEATURES)) for space in ALL_SPACES}
    hu = np.rint(rng.normal(-800 + 20 * place[0], 30, (2, 20, 20))).clip(HU_VALUES[0], HU_VALUES[-1]).astype(np.int16)
    measures |= {name: hu_histogram(hu, hu < 0) for name in HISTOGRAMS.values()}
    measures |= {f"noise {tissue}": place[1] + np.zeros(len(FREQUENCIES_PER_MM)) for tissue in TISSUES_OF_NOISE}
    measures |= {measure: np.asarray(place[2]) for measure in NUMBERS}
    y, x = np.mgrid[:192, :192]
    waves = [np.sin(x / (6 + k + place[k]) + place[k]) * np.cos(y / (9 + place[-k])) for k in range(2)]
    measures["pictures"] = np.stack([np.rint(127 + 100 * wave) for wave in waves]).astype(np.uint8)
    return Case(name or f"patient {seed}", f"content {seed} {shift}", (3.0, 0.7, 0.7), measures)


def renamed(case: Case, name: str) -> Case:
    """The same CT under another name."""
    return Case(name, case.content, case.spacing_zyx_mm, case.measures)
