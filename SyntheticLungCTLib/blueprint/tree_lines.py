"""Lines along the trees of lungs: what labels cannot say of vessels and airways that fill only a share of a voxel."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..geometry import Geometry

#: Coordinates and radii are noted in whole numbers of this.
STEP_MM = 0.02
COLUMNS = 6
#: A line (n, 3) in mm (z, y, x) from a volume's first voxel, along its axes, and radii (n,) in mm.
Tube = tuple[np.ndarray, np.ndarray]


class Trees(NamedTuple):
    """The trees of lungs as tubes; those of airways are as wide as what is hollow."""

    vessels: list[Tube]
    airways: list[Tube]


@dataclass(frozen=True)
class TreeLines:
    """Lines through the middle of vessels and airways.

    Attributes:
        points_lps_mm: (n, 3) of all lines, one after the other.
        radii_mm: (n,) at each point, of what is hollow in an airway.
        line: (n,) number of the line that each point belongs to, ascending.
        airway: (n,) whether it is one.
    """

    points_lps_mm: np.ndarray
    radii_mm: np.ndarray
    line: np.ndarray
    airway: np.ndarray

    @classmethod
    def of_trees(cls, trees: Trees, geometry: Geometry) -> TreeLines:
        """From trees in a volume."""
        tubes = [*trees.vessels, *trees.airways]
        points_mm = np.concatenate([points for points, _ in tubes] or [np.zeros((0, 3))])
        line = np.repeat(np.arange(len(tubes)), [len(points) for points, _ in tubes])
        to_lps = np.reshape(geometry.direction, (3, 3))
        lps_mm = points_mm[:, ::-1] @ to_lps.T + geometry.origin_mm
        radii_mm = np.concatenate([radii for _, radii in tubes] or [np.zeros(0)])
        return cls(lps_mm, radii_mm, line, line >= len(trees.vessels))

    def trees(self, geometry: Geometry) -> Trees:
        """The inverse of `of_trees`, for any volume."""
        to_lps = np.reshape(geometry.direction, (3, 3))
        points_mm = ((self.points_lps_mm - geometry.origin_mm) @ to_lps)[:, ::-1]
        found = Trees([], [])
        lines = np.split(np.arange(len(self.line)), np.flatnonzero(np.diff(self.line)) + 1)
        for own in lines if len(self.line) else ():
            kind = found.airways if self.airway[own[0]] else found.vessels
            kind.append((points_mm[own], self.radii_mm[own]))
        return found

    def moved(self, lps_to_lps: np.ndarray) -> TreeLines:
        """Moved by a 4 x 4 matrix; radii stay."""
        return replace(self, points_lps_mm=self.points_lps_mm @ lps_to_lps[:3, :3].T + lps_to_lps[:3, 3])

    def to_text(self) -> str:
        """For a file's header: compressed, in letters that no header minds."""
        table = np.column_stack([self.points_lps_mm, self.radii_mm, self.line * STEP_MM, self.airway * STEP_MM])
        # Steps along a line are small numbers, which compress well.
        steps = np.diff(np.rint(table / STEP_MM).astype("<i4"), axis=0, prepend=0).astype("<i4")
        return base64.urlsafe_b64encode(zlib.compress(steps.T.tobytes(), 9)).decode()

    @classmethod
    def of_text(cls, text: str) -> TreeLines:
        """The inverse of `to_text`, to 0.01 mm; ValueError when the text is spoilt."""
        try:
            steps = np.frombuffer(zlib.decompress(base64.urlsafe_b64decode(text)), "<i4").reshape(COLUMNS, -1).T
        except zlib.error as error:
            raise ValueError(f"trees: {error}") from error
        table = np.cumsum(steps, axis=0)
        return cls(table[:, :3] * STEP_MM, table[:, 3] * STEP_MM, table[:, 4], table[:, 5] > 0)
