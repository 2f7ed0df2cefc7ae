"""A segmentation is found in a saved Slicer scene."""

import zipfile

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.blueprint import Blueprint, write_blueprint
from SyntheticLungCTLib.blueprint.scene_file import read_blueprint_or_scene
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry


def scene(*names: str, file: str = "Data/Lung%20map.seg.nrrd", extra: str = "") -> str:
    nodes = "".join(
        f'<Segmentation id="vtkMRMLSegmentationNode{i}" name="{name}" {extra} '
        f'references="display:vtkMRMLSegmentationDisplayNode{i};storage:vtkMRMLSegmentationStorageNode{i};" />'
        f'<SegmentationStorage id="vtkMRMLSegmentationStorageNode{i}" fileName="{file}" />'
        for i, name in enumerate(names, start=1)
    )
    return f'<MRML version="Slicer 5.12"><Crosshair id="vtkMRMLCrosshairNodedefault" />{nodes}</MRML>'


@pytest.fixture
def scene_folder(tmp_path):
    (tmp_path / "Data").mkdir()
    write_blueprint(Blueprint(np.full((3, 4, 5), 6), Geometry()), tmp_path / "Data" / "Lung map.seg.nrrd")
    return tmp_path


def write_bundle(folder, text: str):
    path = folder / "scene.mrb"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("My scene/My scene.mrml", text)
        bundle.write(folder / "Data" / "Lung map.seg.nrrd", "My scene/Data/Lung map.seg.nrrd")
    return path


def test_the_segmentation_beside_a_scene_is_read(scene_folder):
    (scene_folder / "scene.mrml").write_text(scene("Lungs"))
    assert (read_blueprint_or_scene(scene_folder / "scene.mrml").labels == 6).all()


def test_the_segmentation_in_a_bundle_is_read(scene_folder):
    assert (read_blueprint_or_scene(write_bundle(scene_folder, scene("Lungs"))).labels == 6).all()


def test_one_of_several_segmentations_is_chosen_by_name(scene_folder):
    bundle = write_bundle(scene_folder, scene("Lungs", "Bones"))
    assert read_blueprint_or_scene(bundle, "Bones").labels.shape == (3, 4, 5)


def test_a_blueprint_file_is_read_as_such(scene_folder):
    assert read_blueprint_or_scene(scene_folder / "Data" / "Lung map.seg.nrrd").labels.shape == (3, 4, 5)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (scene(), "has no segmentation"),
        (scene("Lungs", "Bones"), r"several segmentations \(Lungs, Bones\)"),
        (scene("Lungs", file="Data/Lungs.seg.vtm"), r"saved as Data/Lungs\.seg\.vtm"),
        (scene("Lungs", file="Data/Gone.seg.nrrd"), "does not hold it"),
        (scene("Lungs", extra='transformNodeRef="vtkMRMLLinearTransformNode1"'), "under a transform"),
        ("Dear colleague", "not a Slicer scene"),
    ],
)
def test_a_scene_that_cannot_be_read_is_refused_by_its_cause(scene_folder, text, cause):
    with pytest.raises(InputError, match=cause):
        read_blueprint_or_scene(write_bundle(scene_folder, text))


def test_a_segmentation_that_is_not_there_is_named(scene_folder):
    with pytest.raises(InputError, match="has no segmentation 'Heart'; it has: Lungs"):
        read_blueprint_or_scene(write_bundle(scene_folder, scene("Lungs")), "Heart")


def test_a_file_that_is_no_bundle_is_refused(tmp_path):
    (tmp_path / "scene.mrb").write_text("Dear colleague")
    with pytest.raises(InputError, match="not a Slicer bundle"):
        read_blueprint_or_scene(tmp_path / "scene.mrb")
