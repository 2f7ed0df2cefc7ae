"""A nodule shown at a point of a CT before it is drawn, and its voxels handed to whatever paints them."""

from __future__ import annotations

import slicer
import vtk
from vtk.util.numpy_support import vtk_to_numpy

from ..nodules.sketch import Sketch, quick_sketch
from ..population.specification import NoduleSpecification
from ..volume import CTVolume
from .node_geometry import RAS_TO_LPS, array_of_matrix, ijk_to_ras_matrix, world_of_local_matrix
from .volume_node_to_ct import volume_node_to_ct

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
        self._read: tuple[object, CTVolume] | None = None

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
        ct = self._ct(volume_node)
        at_lps_mm = (RAS_TO_LPS @ (*at_ras_mm, 1.0))[:3]
        self.sketch = quick_sketch(ct, tuple(float(mm) for mm in at_lps_mm), wish, seed)
        self._image = _image_of(self.sketch, ct)
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

    def _ct(self, volume_node: slicer.vtkMRMLScalarVolumeNode) -> CTVolume:
        """The CT, read again only when it has changed: a preview follows the mouse wheel."""
        image = volume_node.GetImageData()
        world = array_of_matrix(_ijk_to_ras(volume_node)).tolist(), world_of_local_matrix(volume_node).tolist()
        state = (volume_node.GetID(), image.GetMTime() if image else 0, world)
        if self._read is None or self._read[0] != state:
            self._read = (state, volume_node_to_ct(volume_node))
        return self._read[1]

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


def _ijk_to_ras(volume_node: slicer.vtkMRMLScalarVolumeNode) -> vtk.vtkMatrix4x4:
    matrix = vtk.vtkMatrix4x4()
    volume_node.GetIJKToRASMatrix(matrix)
    return matrix


def _image_of(sketch: Sketch, ct: CTVolume) -> slicer.vtkOrientedImageData:
    """The sketch as a labelmap in the world."""
    image = slicer.vtkOrientedImageData()
    depth, height, width = sketch.mask.shape
    image.SetDimensions(width, height, depth)
    image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
    vtk_to_numpy(image.GetPointData().GetScalars())[:] = sketch.mask.ravel()
    image.SetImageToWorldMatrix(ijk_to_ras_matrix(ct.geometry.of_box(sketch.box)))
    return image
