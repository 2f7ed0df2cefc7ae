"""Lines along pulmonary vessels: what labels cannot say of vessels that fill only a share of their voxels."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..geometry import Geometry

#: Coordinates and radii are noted in whole numbers of this.
STEP_MM = 0.02
COLUMNS = 5


@dataclass(frozen=True)
class VesselLines:
    """Lines through the middle of vessels.

    Attributes:
        points_lps_mm: (n, 3) of all lines, one after the other.
        radii_mm: (n,) of the vessel at each point.
        line: (n,) number of the line that each point belongs to, ascending.
    """

    points_lps_mm: np.ndarray
    radii_mm: np.ndarray
    line: np.ndarray

    @classmethod
    def of_tubes(cls, tubes: Sequence[tuple[np.ndarray, np.ndarray]], geometry: Geometry) -> VesselLines:
        """From lines (m, 3) in mm (z, y, x) from a volume's first voxel, along its axes, with radii (m,) in mm."""
        points_mm = np.concatenate([points for points, _ in tubes] or [np.zeros((0, 3))])
        line = np.repeat(np.arange(len(tubes)), [len(points) for points, _ in tubes])
        to_lps = np.reshape(geometry.direction, (3, 3))
        lps_mm = points_mm[:, ::-1] @ to_lps.T + geometry.origin_mm
        return cls(lps_mm, np.concatenate([radii for _, radii in tubes] or [np.zeros(0)]), line)

    def tubes(self, geometry: Geometry) -> list[tuple[np.ndarray, np.ndarray]]:
        """The inverse of `of_tubes`, for any volume."""
        to_lps = np.reshape(geometry.direction, (3, 3))
        points_mm = ((self.points_lps_mm - geometry.origin_mm) @ to_lps)[:, ::-1]
        ends = np.flatnonzero(np.diff(self.line)) + 1
        found = zip(np.split(points_mm, ends), np.split(self.radii_mm, ends), strict=True)
        return list(found) if len(self.line) else []

    def moved(self, lps_to_lps: np.ndarray) -> VesselLines:
        """Moved by a 4 x 4 matrix; radii stay."""
        return replace(self, points_lps_mm=self.points_lps_mm @ lps_to_lps[:3, :3].T + lps_to_lps[:3, 3])

    def to_text(self) -> str:
        """For a file's header: compressed, in letters that no header minds."""
        table = np.column_stack([self.points_lps_mm, self.radii_mm, self.line * STEP_MM])
        # Steps along a line are small numbers, which compress well.
        steps = np.diff(np.rint(table / STEP_MM).astype("<i4"), axis=0, prepend=0).astype("<i4")
        return base64.urlsafe_b64encode(zlib.compress(steps.T.tobytes(), 9)).decode()

    @classmethod
    def of_text(cls, text: str) -> VesselLines:
        """The inverse of `to_text`, to 0.01 mm; ValueError when the text is spoilt."""
        try:
            steps = np.frombuffer(zlib.decompress(base64.urlsafe_b64decode(text)), "<i4").reshape(COLUMNS, -1).T
        except zlib.error as error:
            raise ValueError(f"vessels: {error}") from error
        table = np.cumsum(steps, axis=0)
        return cls(table[:, :3] * STEP_MM, table[:, 3] * STEP_MM, table[:, 4])
