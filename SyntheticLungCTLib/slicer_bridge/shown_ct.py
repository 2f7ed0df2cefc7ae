"""A volume as the scene shows it at a click, to be copied in steps as a CT."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import slicer

from ..errors import InputError
from ..hounsfield_check import checked_hu_in_slabs, refuse_no_ct
from ..jobs.steps import paced
from ..naming import PREFIX
from ..slabs import slabs_of
from ..volume import CTVolume, UncheckedCT
from .ct_image import CTImage, image_for_hu
from .node_geometry import geometry_of_node
from .shown_array import ShownArray


class ShownCT:
    """A volume as the scene shows it at a click; the job that it is for copies it right after, while the window lives.

    Args:
        node: may be changed or removed afterwards.

    Attributes:
        ct: in world coordinates, with what the node notes of its provenance; its voxels are the node's own.

    Raises:
        InputError: when the volume holds no CT in HU, as far as some of its slices tell, or lies under a transform that
            bends or shears it.
    """

    def __init__(self, node: slicer.vtkMRMLScalarVolumeNode) -> None:
        image = node.GetImageData()
        if image is None:
            raise InputError(f"The volume '{node.GetName()}' holds no image.")
        voxels = slicer.util.arrayFromVolume(node)
        refuse_no_ct(voxels, f"'{node.GetName()}'")
        names = [name for name in node.GetAttributeNames() if name.startswith(PREFIX)]
        self.ct = UncheckedCT(voxels, geometry_of_node(node), {name: node.GetAttribute(name) for name in names})
        self._shown, self._name = ShownArray(voxels, image, node.GetName()), node.GetName()

    def copy_in_steps(self) -> Generator[None, None, CTVolume]:
        """A copy that no change to the scene reaches.

        Raises:
            InputError: when it is no CT, or somebody wrote into the voxels before they were copied.
        """
        hu = np.empty(self.ct.hu.shape, np.int16)
        yield from self._take(hu)
        return CTVolume.of_checked(hu, self.ct.geometry, self.ct.provenance)

    def image_in_steps(self) -> Generator[None, None, CTImage]:
        """As `copy_in_steps`, an image that can enter the scene."""
        image, hu = image_for_hu(self.ct.hu.shape)
        yield from self._take(hu)
        return CTImage(image, self.ct.geometry, self.ct.provenance)

    def _take(self, hu: np.ndarray) -> Generator[None, None, None]:
        try:
            yield from paced(checked_hu_in_slabs(slabs_of(self.ct.hu), hu, f"'{self._name}'"))
        except InputError:
            self._shown.refuse_changed()  # which tells more
            raise
        self._shown.refuse_changed()
