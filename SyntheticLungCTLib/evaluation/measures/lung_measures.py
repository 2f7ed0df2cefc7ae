"""What a lung function laboratory reads off a CT: how much air the lungs hold, and how much of them is vessels."""

from __future__ import annotations

import numpy as np

from ...blueprint.labels import LUNGS, WITHIN_LUNGS, Label

#: Parenchyma without vessels and nodules.
PARENCHYMA = (*LUNGS, Label.EMPHYSEMA, Label.LUNG_OPACITY)
EMPHYSEMA_HU, PERCENTILE = -950, 15


def lung_measures(hu: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """`LAA-950`: percent of the parenchyma below -950 HU (Gevenois et al., AJRCCM 152, 1995); `Perc15`: its 15th
    percentile in HU (Dirksen et al., AJRCCM 160, 1999); `vessel share`: percent of the lungs' volume that is named
    vessel (after Estepar et al., AJRCCM 188, 2013). NaN where there is no lung.

    Args:
        hu: (z, y, x).
        labels: uint8 (z, y, x) of `Label` values.
    """
    parenchyma, lungs = hu[np.isin(labels, PARENCHYMA)], np.isin(labels, WITHIN_LUNGS)
    if not parenchyma.size:
        return dict.fromkeys(("LAA-950", "Perc15", "vessel share"), float("nan"))
    return {
        "LAA-950": 100 * float((parenchyma < EMPHYSEMA_HU).mean()),
        "Perc15": float(np.percentile(parenchyma, PERCENTILE)),
        "vessel share": 100 * float((labels[lungs] == Label.PULMONARY_VESSEL).mean()),
    }
