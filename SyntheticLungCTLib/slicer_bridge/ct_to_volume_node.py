"""A synthetic CT, put into the scene as a volume that says what it is."""

from __future__ import annotations

import slicer

from ..volume import CTVolume
from .node_geometry import ijk_to_ras_matrix
from .scene_changes import undo_on_failure

#: Slicer's display preset CT_LUNG.
LUNG_WINDOW_HU, LUNG_LEVEL_HU = 1400.0, -500.0
FOLDER_NAME = "Synthetic chest CT"
ATTRIBUTE_PREFIX = "SyntheticLungCT."


def ct_to_volume_node(
    ct: CTVolume, scene: slicer.vtkMRMLScene | None = None, name: str = "chest CT"
) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a synthetic CT to the scene; its name starts with SYNTHETIC.

    The node holds int16 HU, quantity and unit, the lung window, and the CT's provenance (version, model, seed,
    parameters) as node attributes. No DICOM identifier of any source is copied. On failure the scene is as it was.
    """
    scene = scene or slicer.mrmlScene
    with undo_on_failure(scene):
        unique_name = scene.GenerateUniqueName(f"SYNTHETIC {name}")
        node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", unique_name)
        node.SetIJKToRASMatrix(ijk_to_ras_matrix(ct.geometry))
        slicer.util.updateVolumeFromArray(node, ct.hu)
        node.SetVoxelValueQuantity(_coded("112031", "DCM", "Attenuation Coefficient"))
        node.SetVoxelValueUnits(_coded("[hnsf'U]", "UCUM", "Hounsfield unit"))
        for key, value in {f"{ATTRIBUTE_PREFIX}Synthetic": "true", **ct.provenance}.items():
            node.SetAttribute(ATTRIBUTE_PREFIX + key.removeprefix(ATTRIBUTE_PREFIX), str(value))
        _show_in_lung_window(node)
    return node


def move_to_folder(nodes: list[slicer.vtkMRMLNode], name: str = FOLDER_NAME) -> int:
    """Put nodes of one scene into a new subject-hierarchy folder. Returns the folder's item."""
    scene = nodes[0].GetScene()
    hierarchy = slicer.vtkMRMLSubjectHierarchyNode.GetSubjectHierarchyNode(scene)
    with undo_on_failure(scene):
        unique_name = hierarchy.GenerateUniqueItemName(name)
        folder = hierarchy.CreateFolderItem(hierarchy.GetSceneItemID(), unique_name)
        for node in nodes:
            item = hierarchy.GetItemByDataNode(node)
            if item == hierarchy.GetInvalidItemID():  # Slicer's application files every node, its bare core does not
                hierarchy.CreateItem(folder, node)
            else:
                hierarchy.SetItemParent(item, folder)
    return folder


def _coded(value: str, scheme: str, meaning: str) -> slicer.vtkCodedEntry:
    entry = slicer.vtkCodedEntry()
    entry.SetValueSchemeMeaning(value, scheme, meaning)
    return entry


def _show_in_lung_window(node: slicer.vtkMRMLScalarVolumeNode) -> None:
    node.CreateDefaultDisplayNodes()
    display = node.GetDisplayNode()
    display.SetAndObserveColorNodeID("vtkMRMLColorTableNodeGrey")
    display.AutoWindowLevelOff()
    display.SetWindowLevel(LUNG_WINDOW_HU, LUNG_LEVEL_HU)
