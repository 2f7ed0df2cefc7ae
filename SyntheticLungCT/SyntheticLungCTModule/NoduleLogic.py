"""Nodules put into a CT of the scene, and taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import slicer

if TYPE_CHECKING:
    from SyntheticLungCTLib.population.specification import NoduleSpecification


class NoduleLogic:
    """The part of the module's logic that works on nodules; after any error the scene is as it was."""

    def insertNodule(
        self,
        volumeNode: slicer.vtkMRMLScalarVolumeNode,
        segmentationNode: slicer.vtkMRMLSegmentationNode,
        segmentId: str,
        wish: NoduleSpecification | None = None,
        seed: int = 0,
    ) -> slicer.vtkMRMLScalarVolumeNode:
        """Add a copy of a CT to the scene with a nodule in the shape of a segment, its segment and a table.

        Args:
            volumeNode: a real or a synthetic CT; stays as it is.
            wish: the nodule's ratings (`SyntheticLungCTLib.population.specification`); what is open is drawn.
            seed: the same seed gives the same nodule.

        Raises:
            InputError: when the volume is no CT, or the segment no nodule by its size.
        """
        from SyntheticLungCTLib.nodules.insert import insert_nodule
        from SyntheticLungCTLib.slicer_bridge.ct_image import ct_image
        from SyntheticLungCTLib.slicer_bridge.nodule_in_scene import add_insertion
        from SyntheticLungCTLib.slicer_bridge.segment_on_volume import segment_mask
        from SyntheticLungCTLib.slicer_bridge.volume_node_to_ct import volume_node_to_ct

        mask = segment_mask(segmentationNode, segmentId, volumeNode)
        inserted = insert_nodule(volume_node_to_ct(volumeNode), mask, wish, seed)
        return add_insertion(inserted, ct_image(inserted.ct), volumeNode.GetScene(), volumeNode, seed)

    def insertNoduleAt(
        self,
        volumeNode: slicer.vtkMRMLScalarVolumeNode,
        markupsNode: slicer.vtkMRMLMarkupsNode,
        wish: NoduleSpecification | None = None,
        seed: int = 0,
    ) -> slicer.vtkMRMLScalarVolumeNode:
        """As `insertNodule`, around the last point of a markups node, in a shape that goes with size and ratings.

        Raises:
            InputError: when the point is not in lung; says where the nearest place is.
        """
        from SyntheticLungCTLib.nodules.insert import insert_nodule_at
        from SyntheticLungCTLib.slicer_bridge.ct_image import ct_image
        from SyntheticLungCTLib.slicer_bridge.nodule_in_scene import add_insertion, point_lps_mm
        from SyntheticLungCTLib.slicer_bridge.volume_node_to_ct import volume_node_to_ct

        inserted = insert_nodule_at(volume_node_to_ct(volumeNode), point_lps_mm(markupsNode), wish, seed)
        return add_insertion(inserted, ct_image(inserted.ct), volumeNode.GetScene(), volumeNode, seed)

    def removeNodule(
        self,
        volumeNode: slicer.vtkMRMLScalarVolumeNode,
        segmentationNode: slicer.vtkMRMLSegmentationNode,
        segmentId: str,
        seed: int = 0,
    ) -> slicer.vtkMRMLScalarVolumeNode:
        """Add a copy of a CT to the scene in which lung is drawn where a segment is; see `insertNodule`."""
        from SyntheticLungCTLib.nodules.remove import remove_nodule
        from SyntheticLungCTLib.slicer_bridge.ct_image import ct_image
        from SyntheticLungCTLib.slicer_bridge.nodule_in_scene import add_removal
        from SyntheticLungCTLib.slicer_bridge.segment_on_volume import segment_mask
        from SyntheticLungCTLib.slicer_bridge.volume_node_to_ct import volume_node_to_ct

        mask = segment_mask(segmentationNode, segmentId, volumeNode)
        removed = remove_nodule(volume_node_to_ct(volumeNode), mask, seed)
        return add_removal(ct_image(removed), volumeNode.GetScene(), volumeNode)
