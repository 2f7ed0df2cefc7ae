"""A volume in the scene, read as a CT."""

from __future__ import annotations

import slicer

from ..errors import InputError
from ..naming import PREFIX
from ..volume import CTVolume, checked_hu
from .node_geometry import geometry_of_node


def volume_node_to_ct(node: slicer.vtkMRMLScalarVolumeNode) -> CTVolume:
    """A copy of a volume, in world coordinates, with what its node notes of its provenance.

    Raises:
        InputError: when it holds no CT in HU, or lies under a transform that bends or shears it.
    """
    if node.GetImageData() is None:
        raise InputError(f"The volume '{node.GetName()}' holds no image.")
    hu = checked_hu(slicer.util.arrayFromVolume(node), f"'{node.GetName()}'").copy()
    names = [name for name in node.GetAttributeNames() if name.startswith(PREFIX)]
    return CTVolume(hu, geometry_of_node(node), {name: node.GetAttribute(name) for name in names})
