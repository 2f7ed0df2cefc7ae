"""What the module does, usable without its panel."""

from __future__ import annotations

import logging
import shutil
import sys
from typing import TYPE_CHECKING

import slicer
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from .Dependencies import makeLibraryImportable
from .NoduleLogic import NoduleLogic
from .OlderParameters import bringUpToDate
from .ParameterNode import SyntheticLungCTParameterNode
from .ThoraxLogic import ThoraxLogic

if TYPE_CHECKING:
    from pathlib import Path

    from SyntheticLungCTLib.jobs.job_queue import JobQueue
    from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs


class SyntheticLungCTLogic(ThoraxLogic, NoduleLogic, ScriptedLoadableModuleLogic):
    """Everything the module does, without its panel. What works on thoraxes and nodules returns when it is done.

    Attributes:
        notices: what was found in the scene's parameters that another version saved, each told once per scene.
    """

    def __init__(self):
        ScriptedLoadableModuleLogic.__init__(self)
        ThoraxLogic.__init__(self)
        self.notices: list[str] = []
        makeLibraryImportable()

    def getParameterNode(self):
        node = super().getParameterNode()
        for notice in bringUpToDate(node):
            if notice not in self.notices:
                self.notices.append(notice)
                logging.warning(notice)
        return SyntheticLungCTParameterNode(node)

    def workerPython(self) -> str:
        """The interpreter of background jobs: Slicer's launcher, which sets up the environment, where there is one."""
        return shutil.which("PythonSlicer") or sys.executable

    def sceneJobs(self, queue: JobQueue) -> SceneJobs:
        """What works in the background for the scene, while the queue is polled; see `SceneJobs`."""
        from SyntheticLungCTLib.slicer_bridge.scene_jobs import SceneJobs

        return SceneJobs(slicer.mrmlScene, queue, self.workerPython())

    def exportResult(
        self, volumeNode: slicer.vtkMRMLScalarVolumeNode, folder: str, suffix: str = ".nrrd"
    ) -> list[Path]:
        """Write a synthetic CT, its segments and its provenance into a folder; all of them or none.

        Args:
            suffix: of the CT, ".nrrd" or ".nii.gz".

        Raises:
            InputError: when a file would be overwritten or cannot be written; says what to do.
        """
        from SyntheticLungCTLib.slicer_bridge.result_export import export_result

        return export_result(volumeNode, folder, suffix)
