"""What a reader has to know of the two sets before believing a figure."""

from __future__ import annotations

import numpy as np

from .case import Cases, patients_of
from .extractor import VOXEL_MM
from .feature_space import WHAT_TO_INSTALL
from .feature_spaces import ALL_SPACES
from .planes import PIXEL_MM, SLICE_MM
from .radiomics_spaces import LUNG_VOXEL_MM

#: With fewer patients than this, what differs from patient to patient hides what differs from real to synthetic.
MANY_PATIENTS = 20


def notes_on(real: Cases, synthetic: Cases) -> list[str]:
    """Sentences on sizes, spacing, copies, and what was left out."""
    notes = [_size("real", real), _size("synthetic", synthetic), *_spacing(real, synthetic)]
    if min(len(patients_of(real)), len(patients_of(synthetic))) < MANY_PATIENTS:
        notes.append(
            f"With fewer than {MANY_PATIENTS} patients on a side the bands are wide: inside means that no difference "
            "could be seen, not that there is none."
        )
    copies = [case.name for case in synthetic if case.content in {other.content for other in real}]
    if copies:
        notes.append(f"{len(copies)} synthetic CTs are the same files as real ones: {', '.join(copies[:5])}.")
    if twins := set(patients_of(real)) & set(patients_of(synthetic)):
        notes.append(
            f"{counted(len(twins), 'patient')} in both sets, by the names; no CT is compared with its own patient."
        )
    lacking = {space.needs: None for space in ALL_SPACES if not space.is_available}
    return notes + [f"Left out: {WHAT_TO_INSTALL[module]}" for module in lacking]


def _size(kind: str, cases: Cases) -> str:
    return f"{counted(len(cases), f'{kind} CT')} of {counted(len(patients_of(cases)), 'patient')}."


def counted(count: int, noun: str) -> str:
    """Such as "1 patient" and "2 patients"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _spacing(real: Cases, synthetic: Cases) -> list[str]:
    spacings = np.array([case.spacing_zyx_mm for case in (*real, *synthetic)])
    low, high = spacings.min(axis=0), spacings.max(axis=0)
    if np.allclose(low, high, atol=0.01):
        return []
    return [
        f"The CTs differ in spacing ({_range(low[2], high[2])} mm in plane, {_range(low[0], high[0])} mm from slice to "
        f"slice). For features they were resampled: axial slices to {PIXEL_MM:g} mm, coronal and sagittal ones to "
        f"{PIXEL_MM:g} x {SLICE_MM:g} mm, lungs to {LUNG_VOXEL_MM:g} mm, nodules to 1 mm, what the pretrained "
        f"extractor sees to {' x '.join(f'{side:g}' for side in VOXEL_MM)} mm; pictures to 2 mm. "
        "Histograms, noise, edges, seams and coherence are measured on the CTs' own grids and told in millimetres."
    ]


def _range(low: float, high: float) -> str:
    return f"{low:.3g}" if np.isclose(low, high, atol=0.01) else f"{low:.3g} to {high:.3g}"
