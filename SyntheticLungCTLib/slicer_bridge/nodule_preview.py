"""A nodule shown at a point of a CT before it is drawn, and its voxels handed to whatever paints them."""

from __future__ import annotations

import slicer
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..geometry import Geometry
from ..nodules.sketch import Sketch, quick_sketch
from ..population.specification import NoduleSpecification
from .node_geometry import RAS_TO_LPS, ijk_to_ras_matrix, world_of_local_matrix
from .shown_ct import ShownCT

NAME, COLOR = "Nodule preview", (1.0, 0.85, 0.2)
SEGMENT_ID = "preview"
OPACITY = 0.35


class NodulePreview:
    """Shows one nodule at a time, in a segmentation that no list offers and no scene file keeps.

    Args:
        scene: where it is shown.

    Attributes:
        sketch: the nodule that is shown; None while there is none.
    """

    def __init__(self, scene: slicer.vtkMRMLScene) -> None:
        self.scene, self.sketch = scene, None
        self._image: slicer.vtkOrientedImageData | None = None
        self._node: slicer.vtkMRMLSegmentationNode | None = None

    def show(
        self,
        volume_node: slicer.vtkMRMLScalarVolumeNode,
        at_ras_mm: tuple[float, float, float],
        wish: NoduleSpecification,
        seed: int,
    ) -> Sketch:
        """Show the nodule that would be put in around a point of the world; the last one goes, also on failure.

        Raises:
            InputError: when the volume is no CT or the point not in lung, with the nearest place that is.
        """
        self.hide()
        ct = ShownCT(volume_node).ct
        at_lps_mm = (RAS_TO_LPS @ (*at_ras_mm, 1.0))[:3]
        self.sketch = quick_sketch(ct, tuple(float(mm) for mm in at_lps_mm), wish, seed)
        self._image = _image_of(self.sketch, ct.geometry)
        self._node = self._shown(self._image)
        return self.sketch

    def hide(self) -> None:
        """Show none."""
        if self._node is not None and self.scene.IsNodePresent(self._node):
            self.scene.RemoveNode(self._node)
        self.sketch = self._image = self._node = None

    def draw_into(
        self, labelmap: slicer.vtkOrientedImageData, segmentation_node: slicer.vtkMRMLSegmentationNode
    ) -> None:
        """Write what is shown, 1 in 0, into a labelmap of a segmentation's own coordinates; its grid stays.

        Raises:
            InputError: when the segmentation lies under a transform that is not linear.
        """
        local = slicer.vtkOrientedImageData()
        local.ShallowCopy(self._image)
        image_to_world, image_to_local = vtk.vtkMatrix4x4(), vtk.vtkMatrix4x4()
        self._image.GetImageToWorldMatrix(image_to_world)
        world_to_local = vtk.vtkMatrix4x4()
        world_to_local.DeepCopy(world_of_local_matrix(segmentation_node).ravel())
        world_to_local.Invert()
        vtk.vtkMatrix4x4.Multiply4x4(world_to_local, image_to_world, image_to_local)
        local.SetImageToWorldMatrix(image_to_local)
        resample = slicer.vtkOrientedImageDataResample.ResampleOrientedImageToReferenceOrientedImage
        resample(local, labelmap, labelmap, False)

    def _shown(self, image: slicer.vtkOrientedImageData) -> slicer.vtkMRMLSegmentationNode:
        node = slicer.vtkMRMLSegmentationNode()
        node.SetName(NAME)
        node.SetHideFromEditors(True)
        node.SetSaveWithScene(False)
        node = self.scene.AddNode(node)
        segment = slicer.vtkSegment()
        segment.SetName(NAME)
        segment.SetColor(*COLOR)
        segment.AddRepresentation("Binary labelmap", image)
        node.GetSegmentation().AddSegment(segment, SEGMENT_ID)
        node.CreateDefaultDisplayNodes()
        node.GetDisplayNode().SetOpacity2DFill(OPACITY)
        return node


def _image_of(sketch: Sketch, geometry: Geometry) -> slicer.vtkOrientedImageData:
    """The sketch as a labelmap in the world."""
    image = slicer.vtkOrientedImageData()
    depth, height, width = sketch.mask.shape
    image.SetDimensions(width, height, depth)
    image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
    vtk_to_numpy(image.GetPointData().GetScalars())[:] = sketch.mask.ravel()
    image.SetImageToWorldMatrix(ijk_to_ras_matrix(geometry.of_box(sketch.box)))
    return image
