"""A segmentation as Slicer holds it, in layers on grids of their own, and how it becomes one blueprint."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from ..geometry import Geometry
from .composition import Segment, SegmentationReading, compose
from .notes import restore_notes
from .shapes import Box
from .surface import Surface

#: How far, in voxels, two grids may be from one another to count as the same.
SAME_GRID_VOXELS = 1e-3


@dataclass(frozen=True)
class LayerSegment:
    """A segment of a layer.

    Attributes:
        terminology: its entry; None when it has none.
        value: in the layer.
        id: by which the segmentation knows it; empty where that does not matter.
        color: red, green and blue, from 0 to 1.
    """

    name: str
    terminology: str | None
    value: int
    id: str = ""
    color: tuple[float, float, float] = (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Layer:
    """Segments that do not overlap.

    Attributes:
        labels: integers (z, y, x) that hold the segments' values; without voxels where the layer is empty.
        index_to_lps: the 4 x 4 matrix that takes an (x, y, z) index to LPS mm; unlike a geometry it may shear.
    """

    labels: np.ndarray
    index_to_lps: np.ndarray
    segments: tuple[LayerSegment, ...]

    @property
    def dtype(self) -> np.dtype:
        return self.labels.dtype

    def on_grid(self, shape: tuple[int, ...], geometry: Geometry) -> tuple[Box, np.ndarray]:
        """The box of a grid that the layer may reach, slices (z, y, x), and its values there, the nearest of each."""
        to_layer = (np.linalg.inv(self.index_to_lps) @ geometry.index_to_lps_matrix())[[2, 1, 0, 3]][:, [2, 1, 0, 3]]
        box = _reached(to_layer, self.labels.shape, shape)
        corner = np.array([side.start for side in box])
        offset = to_layer[:3, :3] @ corner + to_layer[:3, 3]
        size = tuple(side.stop - side.start for side in box)
        if 0 in size:
            return box, np.zeros(size, self.labels.dtype)
        if _is_shift(to_layer[:3, :3], offset, size):
            return _cut(self.labels, np.rint(offset).astype(int), box)
        found = ndimage.affine_transform(
            self.labels, to_layer[:3, :3], offset, size, order=0, mode="grid-constant", prefilter=False
        )
        return box, found


@dataclass(frozen=True)
class Layers:
    """A segmentation, and the grid that it is to be read on.

    Attributes:
        layers: of voxels, and segments that are surfaces.
        shape: voxels (z, y, x) of that grid; geometry: where it lies.
        notes: nodules and look as JSON, see `notes.restore_notes`.
    """

    layers: tuple[Layer | Surface, ...]
    shape: tuple[int, ...]
    geometry: Geometry
    notes: dict[str, str] = field(default_factory=dict)

    def reading(self) -> SegmentationReading:
        """The blueprint, segments put together by priority, and how they were understood."""
        reading = compose(self._segments(), self.shape, self.geometry)
        restore_notes(reading.blueprint, self.notes)
        return reading

    def _segments(self) -> Iterator[Segment]:
        for layer in self.layers:
            box, labels = layer.on_grid(self.shape, self.geometry)
            largest = max((segment.value for segment in layer.segments), default=0)
            whole = labels if np.issubdtype(labels.dtype, np.integer) else labels.astype(np.int32)
            found = ndimage.find_objects(whole, max_label=largest)
            for segment in layer.segments:
                inner = found[segment.value - 1] if labels.size and segment.value > 0 else None
                inner = inner or (slice(0, 0),) * 3  # empty, or outside of the grid
                outer = tuple(slice(a.start + b.start, a.start + b.stop) for a, b in zip(box, inner, strict=True))
                yield Segment(segment.name, segment.terminology, outer, labels[inner] == segment.value)


def _reached(to_layer: np.ndarray, layer_shape: tuple[int, ...], shape: tuple[int, ...]) -> Box:
    """The box of a grid within which all voxels of a layer lie; empty where none does."""
    if 0 in layer_shape:
        return (slice(0, 0),) * 3
    ends = itertools.product(*((-0.5, size - 0.5) for size in layer_shape))
    corners = (np.linalg.inv(to_layer) @ np.array([(*end, 1.0) for end in ends]).T)[:3]
    low = np.clip(np.ceil(corners.min(axis=1) - SAME_GRID_VOXELS), 0, shape).astype(int)
    high = np.clip(np.floor(corners.max(axis=1) + SAME_GRID_VOXELS) + 1, low, shape).astype(int)
    return tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True))


def _is_shift(matrix: np.ndarray, offset: np.ndarray, size: tuple[int, ...]) -> bool:
    """Whether voxels of a box lie on voxels of the layer, so that they can be copied."""
    drift = np.abs(matrix - np.eye(3)) @ np.array(size)
    return bool((np.abs(offset - np.rint(offset)) + drift < SAME_GRID_VOXELS).all())


def _cut(labels: np.ndarray, first: np.ndarray, box: Box) -> tuple[Box, np.ndarray]:
    """What a box of the grid, whose first voxel is `first` of the layer, has in common with the layer."""
    low = np.maximum(-first, 0)
    high = np.minimum([side.stop - side.start for side in box], np.array(labels.shape) - first)
    here = tuple(slice(int(a), int(b)) for a, b in zip(first + low, first + high, strict=True))
    there = tuple(slice(int(s.start + a), int(s.start + b)) for s, a, b in zip(box, low, high, strict=True))
    return there, labels[here]
