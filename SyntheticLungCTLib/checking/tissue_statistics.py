"""How bright each tissue of a CT is, in Hounsfield units."""

from __future__ import annotations

import json

import numpy as np
from pydantic import BaseModel

from ..blueprint.blueprint import Blueprint
from ..blueprint.label_info import LABELS
from ..blueprint.labels import Label
from ..geometry import Geometry
from ..hounsfield_check import HIGHEST_HU, LOWEST_HU
from ..volume import CTVolume

HU_VALUES = HIGHEST_HU - LOWEST_HU + 1
#: Where the provenance of a drawn CT tells them: a JSON list of `TissueStatistics`.
STATISTICS_KEY = "SyntheticLungCT.Statistics"


class TissueStatistics(BaseModel):
    """Of one tissue: its volume, and of its HU the mean, standard deviation and the 5th, 50th and 95th percentile."""

    tissue: str
    volume_ml: float
    mean_hu: float
    spread_hu: float
    low_hu: float
    median_hu: float
    high_hu: float


def tissue_statistics(hu: np.ndarray, labels: np.ndarray, geometry: Geometry) -> list[TissueStatistics]:
    """Of every tissue that occurs.

    Args:
        hu: int16 (z, y, x), within LOWEST_HU and HIGHEST_HU.
        labels: uint8 of `Label` values, of the same shape.
    """
    counts = np.zeros((len(Label), HU_VALUES), np.int64)
    for hu_slice, label_slice in zip(hu, labels, strict=True):  # slice by slice, which needs little memory
        both = label_slice.astype(np.int32) * HU_VALUES + (hu_slice.astype(np.int32) - LOWEST_HU)
        counts += np.bincount(both.ravel(), minlength=counts.size).reshape(counts.shape)
    present = [label for label in Label if label != Label.OUTSIDE and counts[label].any()]
    return [_of_counts(LABELS[label].name, counts[label], geometry) for label in present]


def note_statistics(ct: CTVolume, blueprint: Blueprint) -> None:
    """Note in the provenance of a CT how bright the tissues are that it was drawn from."""
    found = tissue_statistics(ct.hu, blueprint.labels, ct.geometry)
    ct.provenance[STATISTICS_KEY] = json.dumps([tissue.model_dump() for tissue in found])


def _of_counts(tissue: str, counts: np.ndarray, geometry: Geometry) -> TissueStatistics:
    """From how often each HU value occurs."""
    values, total = np.arange(LOWEST_HU, HIGHEST_HU + 1), counts.sum()
    mean = float((counts * values).sum() / total)
    low, median, high = values[np.searchsorted(counts.cumsum(), np.array([0.05, 0.5, 0.95]) * total)]
    return TissueStatistics(
        tissue=tissue,
        volume_ml=float(total * geometry.voxel_volume_ml),
        mean_hu=mean,
        spread_hu=float(np.sqrt((counts * (values - mean) ** 2).sum() / total)),
        low_hu=float(low),
        median_hu=float(median),
        high_hu=float(high),
    )
