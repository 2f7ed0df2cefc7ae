"""The terminology entry of a segment in the scene."""

from __future__ import annotations

import slicer
import vtk

TERMINOLOGY_TAG = "TerminologyEntry"


def terminology_of(segment: slicer.vtkSegment) -> str | None:
    """The entry as Slicer writes it; None when the segment has none."""
    value = vtk.reference("")
    return str(value) if segment.GetTag(TERMINOLOGY_TAG, value) else None
