"""A synthetic CT, put into the scene as a volume that says what it is."""

from __future__ import annotations

import slicer

from ..naming import synthetic_name
from ..volume import CTVolume
from .ct_image import CTImage, ct_image
from .node_geometry import ijk_to_ras_matrix
from .node_provenance import write_provenance
from .scene_changes import undo_on_failure

#: Slicer's display preset CT_LUNG.
LUNG_WINDOW_HU, LUNG_LEVEL_HU = 1400.0, -500.0


def ct_to_volume_node(
    ct: CTVolume, scene: slicer.vtkMRMLScene | None = None, name: str = "chest CT"
) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a synthetic CT to the scene, at once; see `image_to_volume_node`."""
    return image_to_volume_node(ct_image(ct), scene or slicer.mrmlScene, name)


def image_to_volume_node(ct: CTImage, scene: slicer.vtkMRMLScene, name: str) -> slicer.vtkMRMLScalarVolumeNode:
    """Add a synthetic CT to the scene, without copying it; its name starts with SYNTHETIC.

    The node holds int16 HU, quantity and unit, the lung window, and the CT's provenance (version, model, seed,
    parameters) as node attributes. No DICOM identifier of any source is copied. On failure the scene is as it was.
    """
    with undo_on_failure(scene):
        unique_name = scene.GenerateUniqueName(synthetic_name(name))
        node = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", unique_name)
        node.SetIJKToRASMatrix(ijk_to_ras_matrix(ct.geometry))
        _show_in_lung_window(node)  # before there are voxels, of which Slicer would make histograms for a window
        node.SetAndObserveImageData(ct.image)
        node.SetVoxelValueQuantity(_coded("112031", "DCM", "Attenuation Coefficient"))
        node.SetVoxelValueUnits(_coded("[hnsf'U]", "UCUM", "Hounsfield unit"))
        write_provenance(node, ct.provenance)
    return node


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
