"""The module's logic does the whole job in a real Slicer scene, and leaves nothing behind when it does not finish."""

import unittest
from pathlib import Path

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.errors import Cancelled, InputError
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.volume import CTVolume

from .phantom import thorax_phantom
from .slicer_core_host import contents, folder_of
from .test_sample_data import sources  # noqa: F401, a fixture

MEAN_HU = np.array([sum(LABELS[label].typical_hu) // 2 for label in LABELS], np.int16)


@pytest.fixture
def phantom_node(scene):
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

    return blueprint_to_segmentation(thorax_phantom((12, 48, 56), (22.0, 6.0, 6.5)), scene, "Phantom")


@pytest.fixture
def drawn(monkeypatch):
    """What the fast stand-in for the generator was asked for; it paints every label in its typical HU."""
    from SyntheticLungCTLib.generation import pipeline

    asked = {}

    def generate_ct(blueprint, seed=0, steps=None, device=None, threads=None, progress=None, cancelled=None):
        asked.update(blueprint=blueprint, seed=seed, steps=steps)
        for step in range(3):
            if cancelled and cancelled():
                raise Cancelled("Cancelled.")
            if progress:
                progress((step + 1) / 3, "Drawing")
        return CTVolume(MEAN_HU[blueprint.labels], blueprint.geometry, {"SyntheticLungCT.Seed": str(seed)})

    monkeypatch.setattr(pipeline, "generate_ct", generate_ct)
    return asked


def test_a_segmentation_becomes_a_ct_with_its_labels_in_one_folder(module, scene, phantom_node, drawn):
    import slicer

    shares = []
    node = module.SyntheticLungCTLogic().generate(
        phantom_node, seed=5, steps=4, look=Look(lung_hu=-800), progress=lambda share, stage: shares.append(share)
    )
    assert (drawn["seed"], drawn["steps"], drawn["blueprint"].look.lung_hu) == (5, 4, -800)
    assert shares[-1] == 1
    assert np.array_equal(slicer.util.arrayFromVolume(node), MEAN_HU[drawn["blueprint"].labels])
    assert node.GetName() == "SYNTHETIC Phantom CT"
    assert node.GetAttribute("SyntheticLungCT.Seed") == "5"
    labels = scene.GetNodeByID(node.GetNodeReferenceID("SyntheticLungCT.Labels"))
    assert labels.GetName() == "SYNTHETIC Phantom CT labels"
    assert folder_of(node) == folder_of(labels) and folder_of(node).startswith("Synthetic chest CT")


def test_the_labels_beside_the_ct_are_those_it_was_drawn_from(module, scene, phantom_node, drawn):
    from SyntheticLungCTLib.slicer_bridge.segmentation_to_blueprint import segmentation_to_blueprint

    node = module.SyntheticLungCTLogic().generate(phantom_node)
    labels = scene.GetNodeByID(node.GetNodeReferenceID("SyntheticLungCT.Labels"))
    read = segmentation_to_blueprint(labels, node).blueprint
    assert np.array_equal(read.labels, drawn["blueprint"].labels)
    assert read.nodules == drawn["blueprint"].nodules


def test_segments_that_are_not_known_are_named(module, phantom_node, drawn):
    segment = phantom_node.GetSegmentation().GetSegment("Segment_17")
    segment.SetName("Sketch")
    segment.RemoveTag("TerminologyEntry")
    logic = module.SyntheticLungCTLogic()
    with pytest.warns(UserWarning, match="Sketch"):
        node = logic.generate(phantom_node)
    assert logic.unknownSegments == ["Sketch"]
    assert node.GetAttribute("SyntheticLungCT.UnknownSegments") == "Sketch"


def test_cancelling_leaves_the_scene_as_it_was(module, scene, phantom_node, drawn):
    before, asked = contents(scene), iter([False, True])
    with pytest.raises(Cancelled):
        module.SyntheticLungCTLogic().generate(phantom_node, cancelled=lambda: next(asked))
    assert contents(scene) == before


@pytest.mark.parametrize("step", ["generate_ct", "move_to_folder"])
def test_a_failure_leaves_the_scene_as_it_was(module, scene, phantom_node, drawn, monkeypatch, step):
    from SyntheticLungCTLib.generation import pipeline
    from SyntheticLungCTLib.slicer_bridge import drawing

    def fail(*_args, **_kwargs):
        raise MemoryError("too large")

    monkeypatch.setattr(pipeline if step == "generate_ct" else drawing, step, fail)
    before = contents(scene)
    with pytest.raises(MemoryError):
        module.SyntheticLungCTLogic().generate(phantom_node)
    assert contents(scene) == before


def test_an_empty_segmentation_is_refused_with_advice(module, scene, drawn):
    with pytest.raises(InputError, match="has no segments"):
        module.SyntheticLungCTLogic().generate(scene.AddNewNodeByClass("vtkMRMLSegmentationNode", "Empty"))


@pytest.mark.usefixtures("scene", "drawn", "few_steps", "sources")
def test_every_self_test_passes_alone_as_ctest_runs_them(module):
    tests = unittest.TestLoader().loadTestsFromTestCase(module.SyntheticLungCTTest)
    result = unittest.TestResult()
    tests.run(result)
    assert result.wasSuccessful(), (result.errors, result.failures)
    assert result.testsRun == len([name for name in vars(module.SyntheticLungCTTest) if name.startswith("test")]) == 4


def test_ctest_is_told_of_the_self_tests():
    text = (Path(__file__).parents[1] / "SyntheticLungCT" / "CMakeLists.txt").read_text()
    assert "slicer_add_python_unittest(SCRIPT ${MODULE_NAME}.py)" in text
