"""What the Segment Editor gives to an effect, as far as the effect uses it; segments and undo are Slicer's own."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from .python_qt import PythonQtObject


class ModificationModes:
    """Of `qSlicerSegmentEditorAbstractEffect`."""

    ModificationModeSet, ModificationModeAdd = range(2)


class AbstractScriptedSegmentEditorEffect:
    def __init__(self, scripted_effect: ScriptedEffect) -> None:
        self.scriptedEffect = scripted_effect

    def xyToRas(self, xy: Sequence[int], view: Any) -> list[float]:  # noqa: N802, Slicer's name
        return list(view.ras_of[tuple(xy)])


class ScriptedEffect:
    """The part of an effect that is C++ in Slicer, for one segment of one segmentation.

    Attributes:
        widgets: what was added to the options frame.
    """

    def __init__(self, segmentation_node: Any, segment_id: str, volume_node: Any) -> None:
        import slicer

        self.parameters: dict[str, Any] = {}
        self.widgets: list[PythonQtObject] = []
        self._history = slicer.vtkSegmentationHistory()
        self._history.SetSegmentation(segmentation_node.GetSegmentation())
        self._node = SimpleNamespace(
            GetSegmentationNode=lambda: segmentation_node,
            GetSelectedSegmentID=lambda: segment_id,
            GetSourceVolumeNode=lambda: volume_node,
        )

    def parameterSetNode(self) -> Any:  # noqa: N802
        return self._node

    def setParameterDefault(self, name: str, value: Any) -> None:  # noqa: N802
        self.parameters.setdefault(name, str(value))

    def setParameter(self, name: str, value: Any) -> None:  # noqa: N802
        self.parameters[name] = str(value)

    def integerParameter(self, name: str) -> int:  # noqa: N802
        return int(self.parameters[name])

    def doubleParameter(self, name: str) -> float:  # noqa: N802
        return float(self.parameters[name])

    def addOptionsWidget(self, widget: PythonQtObject) -> None:  # noqa: N802
        self.widgets.append(widget)

    def saveStateForUndo(self) -> None:  # noqa: N802
        self._history.SaveState()

    def undo(self) -> None:
        """As the editor's button."""
        self._history.RestorePreviousState()

    def defaultModifierLabelmap(self) -> Any:  # noqa: N802
        """Empty, on the grid of the source volume, in the coordinates of the segmentation under the same transform."""
        import slicer
        import vtk
        from vtk.util.numpy_support import vtk_to_numpy

        volume_node = self._node.GetSourceVolumeNode()
        matrix, image = vtk.vtkMatrix4x4(), slicer.vtkOrientedImageData()
        volume_node.GetIJKToRASMatrix(matrix)
        image.SetDimensions(volume_node.GetImageData().GetDimensions())
        image.AllocateScalars(vtk.VTK_UNSIGNED_CHAR, 1)
        vtk_to_numpy(image.GetPointData().GetScalars())[:] = 0
        image.SetImageToWorldMatrix(matrix)
        return image

    def modifySelectedSegmentByLabelmap(self, labelmap: Any, mode: int) -> None:  # noqa: N802
        import slicer

        assert mode == ModificationModes.ModificationModeAdd
        logic = slicer.vtkSlicerSegmentationsModuleLogic
        set_labelmap = logic.SetBinaryLabelmapToSegment
        node, segment_id = self._node.GetSegmentationNode(), self._node.GetSelectedSegmentID()
        set_labelmap(labelmap, node, segment_id, logic.MODE_MERGE_MAX, labelmap.GetExtent())
