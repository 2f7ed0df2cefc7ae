"""A nodule's diameter and the counterpart of each rating of LIDC-IDRI, from the CT and a mask.

No generator and no training has a part in it. Which descriptor stands for which rating was chosen among those of
`descriptors` by how they follow one reader's ratings of 101 nodules of LIDC-IDRI, looking at all of them
(`Testing/benchmarks/measure_real_nodules.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .density import density_descriptors
from .diameter import axial_diameter_mm, equivalent_diameter_mm
from .edge import edge_descriptors
from .form import form_descriptors
from .lines import line_descriptors
from .region import Region


@dataclass(frozen=True)
class NoduleMeasures:
    """Six numbers; each of the last five grows as the rating of its name does.

    Attributes:
        diameter_mm: of the sphere of equal volume.
        sphericity: of the convex hull of its body, what is narrow left out, 0 to 1.
        margin: the edge's steepest fall in HU/mm.
        lobulation: energy of the radius at few bulges, without unit.
        spiculation: share of the shell around its body that holds lines running straight into it, 0 to 1.
        texture: mean of the core in HU.
    """

    diameter_mm: float
    sphericity: float
    margin: float
    lobulation: float
    spiculation: float
    texture: float


#: The descriptor that stands for each measure.
CHOSEN = {
    "diameter_mm": "equivalent_diameter_mm",
    "sphericity": "body_hull_sphericity",
    "margin": "edge_hu_per_mm",
    "lobulation": "lobe_energy",
    "spiculation": "body_line_share",
    "texture": "core_hu",
}


def measure_nodule(
    hu: np.ndarray, mask: np.ndarray, spacing_zyx_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)
) -> NoduleMeasures:
    """The six measures of a nodule.

    Args:
        hu: a crop of a CT (z, y, x) in HU, with 10 mm or more around the nodule where the scan has them.
        mask: the nodule (z, y, x), not 0 inside.
        spacing_zyx_mm: of the crop's voxels; other than 1 mm are resampled.

    Raises:
        InputError: when the mask is too small, or does not go with the crop.
    """
    found = descriptors(hu, mask, spacing_zyx_mm)
    return NoduleMeasures(**{measure: found[name] for measure, name in CHOSEN.items()})


def descriptors(
    hu: np.ndarray, mask: np.ndarray, spacing_zyx_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)
) -> dict[str, float]:
    """All that is measured, by name; arguments and errors as of `measure_nodule`."""
    region = Region.of(hu, mask, spacing_zyx_mm)
    return {
        "equivalent_diameter_mm": equivalent_diameter_mm(region),
        "axial_diameter_mm": axial_diameter_mm(region),
        **form_descriptors(region),
        **edge_descriptors(region),
        **line_descriptors(region),
        **density_descriptors(region),
    }
