"""A segmentation as the scene shows it at a click, to be copied in steps as layers."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path

import slicer

from ..blueprint.layer_files import ARRAYS, write_layers
from ..blueprint.layers import Layers
from ..blueprint.segment_names import find_segment
from ..errors import InputError
from ..geometry import Geometry
from .node_geometry import checked_geometry, geometry_of_node, world_of_local_matrix
from .node_notes import notes_in_world
from .segment_terminology import terminology_of
from .segmentation_to_layers import BINARY_LABELMAP, GRID, index_to_lps, layers_of
from .shown_array import ShownArray


class ShownSegmentation:
    """A segmentation in world coordinates; the jobs that it is for copy it right after the click, the window alive.

    Nothing is resampled, surfaces are not turned into voxels, segments are not put together: `Layers.reading` does
    that, which needs no scene and takes long.

    Args:
        node: may be changed or removed afterwards.
        reference: a volume that gives the voxel grid; None takes the segmentation's own.

    Raises:
        InputError: when a transform is not linear, or there is no grid.
    """

    def __init__(
        self, node: slicer.vtkMRMLSegmentationNode, reference: slicer.vtkMRMLScalarVolumeNode | None = None
    ) -> None:
        for given in filter(None, (node, reference)):
            world_of_local_matrix(given)
        if reference is not None and reference.GetImageData() is None:
            raise InputError(f"The reference volume '{reference.GetName()}' holds no image.")
        shape, geometry = grid_of_volume(reference) if reference else _own_grid(node)
        found = list(layers_of(node))
        self._layers = Layers(tuple(layer for layer, _ in found), shape, geometry, notes_in_world(node))
        self._arrays = [
            {name: ShownArray(getattr(layer, name), owner, node.GetName()) for name in ARRAYS[type(layer)]}
            for layer, owner in found
        ]
        self._is_copied = False

    @classmethod
    def known(
        cls, node: slicer.vtkMRMLSegmentationNode, reference: slicer.vtkMRMLScalarVolumeNode | None = None
    ) -> ShownSegmentation:
        """Of a segmentation that something can be drawn from.

        Raises:
            InputError: also when it is empty or no segment of it is known.
        """
        _refuse_unknown(node)
        return cls(node, reference)

    def copy_in_steps(self) -> Generator[None, None, Layers]:
        """A copy that no change to the scene reaches; of several jobs, the first makes it.

        Raises:
            InputError: when somebody changed the segmentation before it was copied.
        """
        if not self._is_copied:
            copies = []
            for layer, arrays in zip(self._layers.layers, self._arrays, strict=True):
                copied = {}
                for name, array in arrays.items():
                    copied[name] = yield from array.copy_in_steps()
                copies.append(replace(layer, **copied))
                yield
            self._layers, self._arrays = replace(self._layers, layers=tuple(copies)), []
            self._is_copied = True
        return self._layers

    def write_in_steps(self, path: Path, notes: Mapping[str, str] | None = None) -> Generator[None, None, None]:
        """Copy and write the layers for a worker, see `write_layers`.

        Args:
            path: of the `.layers.json`.
            notes: take the place of the segmentation's own.
        """
        layers = yield from self.copy_in_steps()
        yield from write_layers(replace(layers, notes={**layers.notes, **(notes or {})}), path)


def _refuse_unknown(node: slicer.vtkMRMLSegmentationNode) -> None:
    segmentation = node.GetSegmentation()
    segments = [segmentation.GetNthSegment(number) for number in range(segmentation.GetNumberOfSegments())]
    if not segments:
        name = node.GetName()
        raise InputError(f"The segmentation '{name}' has no segments. Select one that shows lungs, heart, bones ...")
    if not any(find_segment(segment.GetName(), terminology_of(segment)) for segment in segments):
        raise InputError(
            f"No segment of '{node.GetName()}' is known; its segments are: "
            f"{', '.join(segment.GetName() for segment in segments)}. Rename them, for example 'left lung', 'heart', "
            "'fat', or set their terminology."
        )


def grid_of_volume(node: slicer.vtkMRMLScalarVolumeNode) -> tuple[tuple[int, ...], Geometry]:
    """The voxels (z, y, x) of a volume, and where they lie in the world."""
    return tuple(reversed(node.GetImageData().GetDimensions())), geometry_of_node(node)


def _own_grid(node: slicer.vtkMRMLSegmentationNode) -> tuple[tuple[int, ...], Geometry]:
    """The grid that a segmentation was made on; without one, the least that holds its voxels."""
    segmentation, image = node.GetSegmentation(), slicer.vtkOrientedImageData()
    grid = segmentation.GetConversionParameter(GRID)
    if not grid and segmentation.ContainsRepresentation(BINARY_LABELMAP):
        grid = segmentation.DetermineCommonLabelmapGeometry(slicer.vtkSegmentation.EXTENT_UNION_OF_SEGMENTS, None)
    if not grid:
        raise InputError(f"'{node.GetName()}' has surfaces and no voxels. Select a reference volume, which gives them.")
    slicer.vtkSegmentationConverter.DeserializeImageGeometry(grid, image, False)
    return tuple(reversed(image.GetDimensions())), checked_geometry(index_to_lps(image, node), node.GetName())
