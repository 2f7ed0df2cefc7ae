"""Synthetic chest CT from a segmentation: the module as Slicer loads it.

From a script::

    import SyntheticLungCT
    logic = SyntheticLungCT.SyntheticLungCTLogic()
    segmentationNode = logic.sample(seed=1)  # or logic.complete(slicer.util.getNode("Lungs"), seed=1), or your own
    volumeNode = logic.generate(segmentationNode, seed=1)

Panel and logic are in SyntheticLungCTModule, the work itself is in SyntheticLungCTLib; torch and the like are imported
only when something is drawn.
"""

from __future__ import annotations

import unittest

import slicer
from slicer.i18n import tr as _
from slicer.i18n import translate
from slicer.ScriptedLoadableModule import ScriptedLoadableModule, ScriptedLoadableModuleTest
from SyntheticLungCTModule.Logic import SyntheticLungCTLogic
from SyntheticLungCTModule.ParameterNode import SyntheticLungCTParameterNode
from SyntheticLungCTModule.SampleDataSources import registerSampleData
from SyntheticLungCTModule.Widget import SyntheticLungCTWidget

__all__ = [
    "SyntheticLungCT",
    "SyntheticLungCTLogic",
    "SyntheticLungCTParameterNode",
    "SyntheticLungCTTest",
    "SyntheticLungCTWidget",
]


TUTORIAL = "https://github.com/SyntheticLungCT/SlicerSyntheticLungCT/blob/main/Resources/Docs/tutorial.md"


class SyntheticLungCT(ScriptedLoadableModule):
    """What the module is called and where it is found."""

    def __init__(self, parent):
        ScriptedLoadableModule.__init__(self, parent)
        parent.title = _("Synthetic Lung CT")
        parent.categories = [translate("qSlicerAbstractCoreModule", "Image Synthesis")]
        parent.dependencies = []
        parent.contributors = ["SyntheticLungCT team"]
        parent.helpText = _(
            "Draws a chest CT from a segmentation: choose a segmentation of a chest, press Generate, and a CT that "
            "never was a patient appears in the scene, with the labels that it was drawn from. A segmentation of the "
            "lungs alone can be completed to a whole thorax first, and a thorax can be invented from nothing. "
            "Lungs to try it with are in the module Sample Data. <a href='{tutorial}'>Tutorial</a>"
        ).format(tutorial=TUTORIAL)
        parent.acknowledgementText = _("Not for diagnostic use. Everything is computed on this machine.")
        # The Sample Data module may be loaded after this one.
        slicer.app.connect("startupCompleted()", registerSampleData)


class SyntheticLungCTTest(ScriptedLoadableModuleTest):
    """Slicer's self test, from the module's panel or by ctest: from two lungs to a CT in the scene."""

    def setUp(self):
        slicer.mrmlScene.Clear()

    def runTest(self):
        for name in unittest.defaultTestLoader.getTestCaseNames(type(self)):
            self.setUp()
            getattr(self, name)()

    def testSampleDataOpenAsSynthetic(self):
        import SampleData

        for sample, nodeCount in (("SyntheticChest", 2), ("SyntheticLungs", 1)):
            nodes = SampleData.downloadSamples(sample)
            assert len(nodes) == nodeCount
            assert all(node.GetName().startswith("SYNTHETIC") for node in nodes)
        self.delayDisplay("The sample data opened.")

    def testLungsBecomeThoraxAndCT(self):
        logic = SyntheticLungCTLogic()
        lungsNode = self._roundLungs()
        thoraxNode = logic.complete(lungsNode, seed=1)
        organs = thoraxNode.GetSegmentation().GetNumberOfSegments()
        assert organs > lungsNode.GetSegmentation().GetNumberOfSegments()
        volumeNode = logic.generate(thoraxNode, seed=1, steps=2)
        hu = slicer.util.arrayFromVolume(volumeNode)
        assert hu.shape == (30, 96, 96)
        assert volumeNode.GetName().startswith("SYNTHETIC")
        self.delayDisplay("Two lungs became a thorax, and the thorax a CT.")

    def testWhatCannotBeReadIsRefused(self):
        logic = SyntheticLungCTLogic()
        from SyntheticLungCTLib.errors import InputError

        emptyNode = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Größe 1")
        count = slicer.mrmlScene.GetNumberOfNodes()
        with self.assertRaisesRegex(InputError, "'Größe 1' has no segments"):
            logic.generate(emptyNode)
        assert slicer.mrmlScene.GetNumberOfNodes() == count
        self.delayDisplay("A segmentation without segments was refused.")

    def testParametersComeBackFromTheScene(self):
        logic = SyntheticLungCTLogic()
        lungsNode = self._roundLungs()
        logic.getParameterNode().seed, logic.getParameterNode().segmentation = 7, lungsNode
        again = SyntheticLungCTLogic().getParameterNode()
        assert again.seed == 7 and again.segmentation is lungsNode
        self.delayDisplay("The parameters are the scene's.")

    def _roundLungs(self):
        """A segmentation of two ellipsoids of about the size of lungs."""
        import numpy as np

        from SyntheticLungCTLib.blueprint.blueprint import Blueprint
        from SyntheticLungCTLib.blueprint.labels import Label
        from SyntheticLungCTLib.geometry import Geometry
        from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

        labels = np.zeros((30, 96, 96), np.uint8)
        z, y, x = np.ogrid[:30, :96, :96]
        for label, middle in ((Label.LUNG_RIGHT, 30), (Label.LUNG_LEFT, 66)):
            labels[((z - 15) / 12) ** 2 + ((y - 48) / 24) ** 2 + ((x - middle) / 15) ** 2 <= 1] = label
        return blueprint_to_segmentation(Blueprint(labels, Geometry((3.75, 3.75, 10.0))), name="Lungs")
