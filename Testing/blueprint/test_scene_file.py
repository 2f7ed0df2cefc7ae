"""A segmentation is found in a saved Slicer scene."""

import zipfile

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.file import write_blueprint
from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.blueprint.nodule import Nodule
from SyntheticLungCTLib.blueprint.scene_file import read_blueprint_or_scene
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry
from SyntheticLungCTLib.scanner.look import Look


def scene_text(*names: str, file: str = "Data/Lung%20map.seg.nrrd", extra: str = "") -> str:
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
    (scene_folder / "scene.mrml").write_text(scene_text("Lungs"))
    assert (read_blueprint_or_scene(scene_folder / "scene.mrml").labels == 6).all()


def test_the_segmentation_in_a_bundle_is_read(scene_folder):
    assert (read_blueprint_or_scene(write_bundle(scene_folder, scene_text("Lungs"))).labels == 6).all()


def test_one_of_several_segmentations_is_chosen_by_name(scene_folder):
    bundle = write_bundle(scene_folder, scene_text("Lungs", "Bones"))
    assert read_blueprint_or_scene(bundle, "Bones").labels.shape == (3, 4, 5)


def test_a_blueprint_file_is_read_as_such(scene_folder):
    assert read_blueprint_or_scene(scene_folder / "Data" / "Lung map.seg.nrrd").labels.shape == (3, 4, 5)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (scene_text(), "has no segmentation"),
        (scene_text("Lungs", "Bones"), r"several segmentations \(Lungs, Bones\)"),
        (scene_text("Lungs", file="Data/Lungs.seg.vtm"), r"saved as Data/Lungs\.seg\.vtm"),
        (scene_text("Lungs", file="Data/Gone.seg.nrrd"), "does not hold it"),
        (scene_text("Lungs", extra='transformNodeRef="vtkMRMLLinearTransformNode1"'), "under a transform"),
        ("Dear colleague", "not a Slicer scene"),
    ],
)
def test_a_scene_that_cannot_be_read_is_refused_by_its_cause(scene_folder, text, cause):
    with pytest.raises(InputError, match=cause):
        read_blueprint_or_scene(write_bundle(scene_folder, text))


def test_a_segmentation_that_is_not_there_is_named(scene_folder):
    with pytest.raises(InputError, match="has no segmentation 'Heart'; it has: Lungs"):
        read_blueprint_or_scene(write_bundle(scene_folder, scene_text("Lungs")), "Heart")


def test_a_file_that_is_no_bundle_is_refused(tmp_path):
    (tmp_path / "scene.mrb").write_text("Dear colleague")
    with pytest.raises(InputError, match="not a Slicer bundle"):
        read_blueprint_or_scene(tmp_path / "scene.mrb")


@pytest.mark.filterwarnings("ignore:The segmentation has no")
def test_a_scene_that_slicer_saved_gives_labels_place_ratings_and_look_back(tmp_path, scene):
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

    labels = np.full((8, 10, 12), Label.LUNG_LEFT)
    labels[3:5, 4:6, 4:6] = Label.NODULE_PART_SOLID
    geometry = Geometry((1.0, 1.0, 2.0), (10.0, -20.0, 30.0))
    nodule = Nodule(center_lps_mm=(14.5, -15.5, 37.0), diameter_mm=3.1, texture=3, spiculation=4)
    drawn = Blueprint(labels, geometry, [nodule], Look(lung_hu=-800))
    node = blueprint_to_segmentation(drawn, scene, "Lung map #1")
    storage = scene.AddNewNodeByClass("vtkMRMLSegmentationStorageNode")
    storage.SetFileName(str(tmp_path / "Lung map #1.seg.nrrd"))
    node.SetAndObserveStorageNodeID(storage.GetID())
    assert storage.WriteData(node)
    scene.SetRootDirectory(str(tmp_path))
    scene.Commit(str(tmp_path / "scene.mrml"))
    read = read_blueprint_or_scene(tmp_path / "scene.mrml", "Lung map #1")
    np.testing.assert_array_equal(read.labels, labels)
    assert read.geometry.is_close_to(geometry)
    assert (read.nodules, read.look) == ([nodule], drawn.look)
