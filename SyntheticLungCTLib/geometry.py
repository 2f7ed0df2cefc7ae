"""Where a voxel array lies in the patient: spacing, origin and direction."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import SimpleITK as sitk


@dataclass(frozen=True)
class Geometry:
    """Placement of a (z, y, x) array in LPS patient coordinates, as ITK and DICOM define it.

    Attributes:
        spacing_mm: distance between voxel centres along the array's x, y, z index (ITK order).
        origin_mm: LPS position of the centre of voxel (0, 0, 0).
        direction: 3 x 3 direction cosines, row-major as ITK stores them; columns are the index axes.
    """

    spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)
    origin_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    direction: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

    @classmethod
    def of_image(cls, image: sitk.Image) -> Geometry:
        return cls(image.GetSpacing(), image.GetOrigin(), image.GetDirection())

    def apply_to(self, image: sitk.Image) -> sitk.Image:
        image.SetSpacing(self.spacing_mm)
        image.SetOrigin(self.origin_mm)
        image.SetDirection(self.direction)
        return image

    @property
    def voxel_volume_ml(self) -> float:
        return float(np.prod(self.spacing_mm)) / 1000.0

    @property
    def spacing_zyx_mm(self) -> tuple[float, float, float]:
        x_mm, y_mm, z_mm = self.spacing_mm
        return (z_mm, y_mm, x_mm)

    def index_to_lps_matrix(self) -> np.ndarray:
        """The 4 x 4 matrix that takes an (i, j, k) = (x, y, z) index to LPS millimetres."""
        matrix = np.eye(4)
        matrix[:3, :3] = np.reshape(self.direction, (3, 3)) * np.asarray(self.spacing_mm)
        matrix[:3, 3] = self.origin_mm
        return matrix

    @classmethod
    def of_index_to_lps_matrix(cls, matrix: np.ndarray) -> Geometry:
        """The inverse of `index_to_lps_matrix`."""
        spacing_mm = np.linalg.norm(matrix[:3, :3], axis=0)
        direction = matrix[:3, :3] / spacing_mm
        return cls(
            tuple(float(v) for v in spacing_mm),
            tuple(float(v) for v in matrix[:3, 3]),
            tuple(float(v) for v in direction.ravel()),
        )

    def lps_of_index(self, zyx: tuple[float, float, float]) -> tuple[float, float, float]:
        """LPS millimetres of a (z, y, x) voxel index, which may be fractional."""
        z, y, x = zyx
        point = self.index_to_lps_matrix() @ np.array([x, y, z, 1.0])
        return (float(point[0]), float(point[1]), float(point[2]))

    def of_box(self, box: tuple[slice, slice, slice]) -> Geometry:
        """Of the voxels in a box of slices (z, y, x) alone."""
        return replace(self, origin_mm=self.lps_of_index(tuple(side.start for side in box)))

    def is_close_to(self, other: Geometry, tolerance_mm: float = 1e-4) -> bool:
        """Whether two geometries agree to `tolerance_mm` (spacing, origin) and 1e-6 (direction)."""
        return (
            np.allclose(self.spacing_mm, other.spacing_mm, rtol=0, atol=tolerance_mm)
            and np.allclose(self.origin_mm, other.origin_mm, rtol=0, atol=tolerance_mm)
            and np.allclose(self.direction, other.direction, rtol=0, atol=1e-6)
        )


def reoriented(array: np.ndarray, geometry: Geometry, code: str = "LPS") -> tuple[np.ndarray, Geometry]:
    """The (z, y, x) array with its axes permuted and flipped to the nearest anatomical order, and its geometry.

    "LPS": x rises to the patient's left, y to the back, z to the head. No voxel is resampled.
    """
    image = sitk.DICOMOrient(geometry.apply_to(sitk.GetImageFromArray(array)), code)
    return sitk.GetArrayFromImage(image), Geometry.of_image(image)


def orientation_code(geometry: Geometry) -> str:
    """The anatomical order of a geometry's axes, such as "LPS"."""
    return sitk.DICOMOrientImageFilter.GetOrientationFromDirectionCosines(geometry.direction)
