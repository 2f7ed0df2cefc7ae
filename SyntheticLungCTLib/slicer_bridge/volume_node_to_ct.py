"""A volume in the scene, read as a CT."""

from __future__ import annotations

import slicer

from ..jobs.steps import at_once
from ..volume import CTVolume
from .shown_ct import ShownCT


def volume_node_to_ct(node: slicer.vtkMRMLScalarVolumeNode) -> CTVolume:
    """A copy of a volume, in world coordinates, with what its node notes of its provenance.

    Raises:
        InputError: see `ShownCT`.
    """
    return at_once(ShownCT(node).copy_in_steps())
