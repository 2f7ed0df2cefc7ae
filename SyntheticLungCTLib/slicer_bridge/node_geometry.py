"""From Slicer's RAS matrices to our LPS geometry and back."""

from __future__ import annotations

import numpy as np
import slicer
import vtk

from ..errors import InputError
from ..geometry import Geometry

#: Takes RAS (Slicer) to LPS (ITK, DICOM) millimetres, and back: it is its own inverse.
RAS_TO_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
#: How far two index axes may be from a right angle (cosine) before a geometry counts as sheared.
SHEAR_TOLERANCE = 1e-5


def ijk_to_ras_matrix(geometry: Geometry) -> vtk.vtkMatrix4x4:
    """The matrix that a volume node or an oriented image of this geometry needs."""
    matrix = vtk.vtkMatrix4x4()
    matrix.DeepCopy((RAS_TO_LPS @ geometry.index_to_lps_matrix()).ravel())
    return matrix


def array_of_matrix(matrix: vtk.vtkMatrix4x4) -> np.ndarray:
    """A VTK matrix as an array (4, 4)."""
    return np.array([[matrix.GetElement(row, column) for column in range(4)] for row in range(4)])


def geometry_of_node(node: slicer.vtkMRMLVolumeNode) -> Geometry:
    """Where a volume node lies in the world, its parent transform included.

    Raises:
        InputError: when the transform bends or shears the volume, which no voxel grid can express.
    """
    ijk_to_ras = vtk.vtkMatrix4x4()
    node.GetIJKToRASMatrix(ijk_to_ras)
    return checked_geometry(RAS_TO_LPS @ world_of_local_matrix(node) @ array_of_matrix(ijk_to_ras), node.GetName())


def checked_geometry(index_to_lps: np.ndarray, name: str) -> Geometry:
    """The geometry of a matrix (4, 4) from the voxels of the node called `name` to the world.

    Raises:
        InputError: when it shears.
    """
    axes = index_to_lps[:3, :3] / np.linalg.norm(index_to_lps[:3, :3], axis=0)
    if np.abs(axes.T @ axes - np.eye(3)).max() > SHEAR_TOLERANCE:
        raise InputError(
            f"The parent transform of '{name}' shears it, so its voxels are no longer boxes. Select a "
            "reference volume that lies under no such transform; the segmentation is resampled to it."
        )
    return Geometry.of_index_to_lps_matrix(index_to_lps)


def world_of_local_matrix(node: slicer.vtkMRMLTransformableNode) -> np.ndarray:
    """The parent transform of a node as an RAS matrix (4, 4); the identity when it has none.

    Raises:
        InputError: when the transform is not linear.
    """
    transform, matrix = node.GetParentTransformNode(), vtk.vtkMatrix4x4()
    if transform is None:
        return np.eye(4)
    if not transform.IsTransformToWorldLinear():
        raise InputError(
            f"'{node.GetName()}' is under the non-linear transform '{transform.GetName()}'. Right-click it in the "
            "Data module and choose 'Harden transform', or take it out of the transform, then try again."
        )
    transform.GetMatrixTransformToWorld(matrix)
    return array_of_matrix(matrix)
