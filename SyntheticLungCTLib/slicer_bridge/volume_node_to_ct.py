"""A volume in the scene, read as a CT: copied at once, or as it is shown, to be copied in steps."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import slicer

from ..errors import InputError
from ..jobs.steps import paced
from ..naming import PREFIX
from ..slabs import copy_slabs
from ..volume import CTVolume, checked_hu
from .node_geometry import geometry_of_node


class ShownCT:
    """A volume as the scene shows it at a click; the job that it is for copies it right after, while the window lives.

    Args:
        node: may be changed or removed afterwards.

    Attributes:
        ct: in world coordinates, with what the node notes of its provenance; its voxels may be the node's own.

    Raises:
        InputError: when the volume holds no CT in HU, or lies under a transform that bends or shears it.
    """

    def __init__(self, node: slicer.vtkMRMLScalarVolumeNode) -> None:
        if node.GetImageData() is None:
            raise InputError(f"The volume '{node.GetName()}' holds no image.")
        self._name, self._voxels = node.GetName(), node.GetImageData().GetPointData().GetScalars()
        self._changed_at = self._voxels.GetMTime()
        names = [name for name in node.GetAttributeNames() if name.startswith(PREFIX)]
        hu = checked_hu(slicer.util.arrayFromVolume(node), f"'{node.GetName()}'")
        self.ct = CTVolume(hu, geometry_of_node(node), {name: node.GetAttribute(name) for name in names})

    def copy_in_steps(self) -> Generator[None, None, CTVolume]:
        """A copy that no change to the scene reaches.

        Raises:
            InputError: when somebody wrote into the voxels before they were copied.
        """
        hu = np.empty_like(self.ct.hu)
        yield from paced(copy_slabs(self.ct.hu, hu))
        self.refuse_changed()
        return replace(self.ct, hu=hu)

    def refuse_changed(self) -> None:
        """Raise InputError when somebody has written into the voxels since the click."""
        if self._voxels.GetMTime() != self._changed_at:
            raise InputError(f"The voxels of '{self._name}' were changed just after the click. Try again.")


def volume_node_to_ct(node: slicer.vtkMRMLScalarVolumeNode) -> CTVolume:
    """A copy of a volume, in world coordinates, with what its node notes of its provenance.

    Raises:
        InputError: see `ShownCT`.
    """
    shown = ShownCT(node).ct
    return replace(shown, hu=shown.hu.copy())
