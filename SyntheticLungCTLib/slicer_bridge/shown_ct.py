"""A volume as the scene shows it at a click, to be copied in steps as a CT."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import slicer

from ..errors import InputError
from ..naming import PREFIX
from ..volume import CTVolume, checked_hu
from .ct_image import CTImage, ct_image_in_steps
from .node_geometry import geometry_of_node
from .shown_array import ShownArray


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
        image = node.GetImageData()
        if image is None:
            raise InputError(f"The volume '{node.GetName()}' holds no image.")
        hu = checked_hu(slicer.util.arrayFromVolume(node), f"'{node.GetName()}'")
        names = [name for name in node.GetAttributeNames() if name.startswith(PREFIX)]
        self.ct = CTVolume(hu, geometry_of_node(node), {name: node.GetAttribute(name) for name in names})
        self._voxels = ShownArray(hu, image, node.GetName())

    def copy_in_steps(self) -> Generator[None, None, CTVolume]:
        """A copy that no change to the scene reaches.

        Raises:
            InputError: when somebody wrote into the voxels before they were copied.
        """
        return replace(self.ct, hu=(yield from self._voxels.copy_in_steps()))

    def image_in_steps(self) -> Generator[None, None, CTImage]:
        """As `copy_in_steps`, an image that can enter the scene."""
        image = yield from ct_image_in_steps(self.ct)
        self._voxels.refuse_changed()
        return image
