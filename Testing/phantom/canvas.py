"""The label volume that the phantom is drawn on, with round and tubular brushes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.trees.tube import Box, box_around, grid_mm, tube_voxels

from .person import BOTTOM_MM, TOP_MM

#: A field of view that shows the whole thorax at life size, (z, y, x).
WHOLE_MM = np.array([TOP_MM - BOTTOM_MM, 262.0, 350.0])
MIDDLE_MM = np.array([(TOP_MM + BOTTOM_MM) / 2, 4.0, 0.0])


class Canvas:
    """A label volume and its anatomical coordinates.

    Points and radii are given in anatomical millimetres; a field of view that is too small shrinks them. Brushes
    stay round in the patient even where height and width shrink differently.

    Attributes:
        labels: uint8 array (z, y, x).
        scale: patient millimetres per anatomical millimetre, (z, y, x).
    """

    def __init__(self, shape_zyx: Sequence[int], spacing_zyx_mm: Sequence[float]) -> None:
        self.labels = np.zeros(tuple(shape_zyx), np.uint8)
        self.spacing_mm = np.asarray(spacing_zyx_mm, float)
        extent_mm = np.asarray(shape_zyx) * self.spacing_mm
        plane = min(1.0, *(extent_mm[1:] / WHOLE_MM[1:]))
        self.scale = np.array([min(1.0, extent_mm[0] / WHOLE_MM[0]), plane, plane])
        self.origin_mm = MIDDLE_MM * self.scale - (np.asarray(shape_zyx) - 1) / 2 * self.spacing_mm

    @property
    def geometry(self) -> Geometry:
        return Geometry(tuple(self.spacing_mm[::-1].tolist()), tuple(self.origin_mm[::-1].tolist()))

    @property
    def size_scale(self) -> float:
        """What radii are multiplied with."""
        return float(self.scale[1])

    def slices(self) -> Iterator[tuple[np.ndarray, float, np.ndarray, np.ndarray]]:
        """Each slice: its labels to draw on (y, x), its height z, and y (column) and x (row) of its voxels."""
        z, y, x = (
            (self.origin_mm[axis] + np.arange(size) * self.spacing_mm[axis]) / self.scale[axis]
            for axis, size in enumerate(self.labels.shape)
        )
        for index, height in enumerate(z):
            yield self.labels[index], float(height), y[:, None].astype(np.float32), x[None, :].astype(np.float32)

    def label_at(self, points: np.ndarray) -> np.ndarray:
        """The labels at anatomical points (n, 3) as x, y, z; outside of the volume OUTSIDE."""
        index = np.rint((points[:, ::-1] * self.scale - self.origin_mm) / self.spacing_mm).astype(int)
        inside = ((index >= 0) & (index < self.labels.shape)).all(axis=1)
        found = np.zeros(len(points), np.uint8)
        found[inside] = self.labels[tuple(index[inside].T)]
        return found

    def tube(
        self,
        points: Sequence[Sequence[float]],
        radii_mm: Sequence[float],
        label: Label,
        over: Sequence[Label] | None = None,
        flatten: Sequence[float] = (1, 1, 1),
    ) -> None:
        """Draw a tube through anatomical points (x, y, z).

        Args:
            radii_mm: its radius at each point.
            over: the labels that it may cover; None covers all.
            flatten: (z, y, x) factors of the radius, for bands.
        """
        line = np.asarray(points, float)[:, ::-1] * self.scale - self.origin_mm
        radii = np.asarray(radii_mm, float) * self.size_scale
        widths = np.stack([radii[:-1], radii[1:]], 1)
        for box, mask in tube_voxels(self.labels.shape, self.spacing_mm, line[:-1], line[1:], widths, flatten):
            self._put(box, mask, label, over)

    def ellipsoid(
        self,
        center: Sequence[float],
        radii_mm: Sequence[float],
        label: Label,
        over: Sequence[Label] | None = None,
        axes: np.ndarray | None = None,
        bumps: float = 0.0,
    ) -> None:
        """Draw an ellipsoid around an anatomical point; `radii_mm` as (x, y, z), `axes` rows its directions.

        `bumps` makes its radius vary by that share.
        """
        middle = np.asarray(center, float)[::-1] * self.scale - self.origin_mm
        radii = np.asarray(radii_mm, float) * self.scale[::-1]
        reach = radii.max() * (1 + bumps)
        box = box_around(self.labels.shape, self.spacing_mm, middle - reach, middle + reach)
        if box is None:
            return
        z, y, x = (g - m for g, m in zip(grid_mm(box, self.spacing_mm), middle, strict=True))
        rows = np.eye(3) if axes is None else axes
        u, v, w = ((row[0] * x + row[1] * y + row[2] * z) / r for row, r in zip(rows, radii, strict=True))
        wave = np.sin(3.1 * u + 1) * np.sin(2.7 * v + 2) * np.sin(3.3 * w + 0.5) if bumps else 0.0
        self._put(box, u**2 + v**2 + w**2 <= (1 + bumps * wave) ** 2, label, over)

    def _put(self, box: Box, mask: np.ndarray, label: Label, over: Sequence[Label] | None) -> None:
        part = self.labels[box]
        if over is not None:
            allowed = np.zeros(len(Label), bool)
            allowed[[int(value) for value in over]] = True
            mask = mask & allowed[part]
        part[mask] = int(label)
