"""What the demo leaves behind can be used: the scene opens again, and the pictures are drawn."""

import numpy as np
import pytest

from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.volume import CTVolume

from ..phantom import thorax_phantom


@pytest.fixture(scope="module")
def phantom():
    return thorax_phantom((10, 48, 56), (26.0, 6.0, 6.5))


@pytest.fixture(scope="module")
def ct(phantom) -> CTVolume:
    mean_hu = np.array([sum(info.typical_hu) // 2 for info in LABELS.values()], np.int16)
    return CTVolume(mean_hu[phantom.labels], phantom.geometry)


def test_the_demo_invents_a_thorax_and_leaves_scene_and_picture(scene, tmp_path, monkeypatch, capsys, few_steps):
    from SyntheticLungCTLib.blueprint.scene_file import read_blueprint_or_scene
    from SyntheticLungCTLib.thorax import sample

    from . import make_demo

    # The rules of anatomy are for CTs, not for pixels of 4 mm that no bronchus is seen in.
    monkeypatch.setattr(sample, "check_anatomy", lambda blueprint: [])
    small = ["--slices", "12", "--pixels", "64", "--steps", "1", "--seed", "4", "--output", str(tmp_path)]
    monkeypatch.setattr("sys.argv", ["make_demo.py", *small])
    make_demo.main()
    said = capsys.readouterr().out
    assert f"Scene:    {tmp_path / 'scene.mrb'}" in said and "Picture:" in said
    assert list(tmp_path.glob("*.png"))
    for segmentation in ("SYNTHETIC thorax, seed 4", "SYNTHETIC thorax, seed 4 CT labels"):
        blueprint = read_blueprint_or_scene(tmp_path / "scene.mrb", segmentation)
        assert blueprint.labels.shape == (12, 64, 64)
        assert blueprint.geometry.spacing_mm == pytest.approx((5.625, 5.625, 5.0))
    assert scene.GetFirstNodeByName("SYNTHETIC thorax, seed 4 CT").IsA("vtkMRMLScalarVolumeNode")


def test_a_saved_scene_holds_ct_and_blueprint(scene, phantom, ct, tmp_path):
    import slicer

    from SyntheticLungCTLib.blueprint.scene_file import read_blueprint_or_scene
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    from ..slicer_core_host import slicer_app, write_scene

    blueprint_to_segmentation(phantom, scene)
    name = ct_to_volume_node(ct, scene).GetName()
    assert write_scene(tmp_path / "scene.mrb")
    assert slicer_app().io_manager.load_scene(tmp_path / "scene.mrb")
    loaded = scene.GetNodesByName(name)
    assert loaded.GetNumberOfItems() == 2  # the one that was there, and the one that was loaded
    node = loaded.GetItemAsObject(1)
    assert np.array_equal(slicer.util.arrayFromVolume(node), ct.hu)
    assert node.GetVoxelValueUnits().GetCodeValue() == "[hnsf'U]"
    blueprint = read_blueprint_or_scene(tmp_path / "scene.mrb")
    assert np.array_equal(blueprint.labels, phantom.labels) and len(blueprint.nodules) == 1


def test_pictures_are_drawn_where_slicers_views_cannot_be(phantom, ct, tmp_path):
    pytest.importorskip("matplotlib")
    from SyntheticLungCTLib.checking.pictures import write_comparison

    from .pictures import draw_overview

    for picture in (
        draw_overview(ct, phantom, tmp_path / "overview.png"),
        write_comparison(ct, ct, tmp_path / "both.png"),
    ):
        assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_sample_data_are_written_as_the_extension_offers_them(phantom, ct, module, monkeypatch, tmp_path):
    from SyntheticLungCTModule.SampleDataSources import SAMPLES

    from SyntheticLungCTLib.blueprint.file import read_blueprint
    from SyntheticLungCTLib.volume import read_ct, read_image

    from . import make_sample_data

    monkeypatch.setattr(make_sample_data, "sample_blueprint", lambda *_given, **_hooks: phantom)
    monkeypatch.setattr(make_sample_data, "generate_ct", lambda *_given, **_hooks: ct)
    make_sample_data.main(3, tmp_path)
    offered = {name for _sample, _thumbnail, files in SAMPLES for name, _type in files}
    assert {path.name for path in (tmp_path / "SampleData").iterdir()} == offered
    assert {path.name for path in (tmp_path / "Icons").iterdir()} == {thumbnail for _sample, thumbnail, _ in SAMPLES}
    bundled = read_ct(tmp_path / "SampleData" / "SYNTHETIC_chest_CT.nrrd")
    assert bundled.geometry.spacing_mm[:2] == (make_sample_data.BUNDLED_MM,) * 2
    assert not (bundled.hu % make_sample_data.STEP_HU).any()
    assert bundled.hu.mean() == pytest.approx(ct.hu.mean(), abs=20)
    chest = tmp_path / "SampleData" / "SYNTHETIC_chest.seg.nrrd"
    assert np.array_equal(read_blueprint(chest).labels, phantom.labels)
    assert read_image(chest).GetMetaData("SyntheticLungCT.Seed") == "3"


def test_the_tutorials_picture_shows_the_sample_lungs_and_nothing_else(scene, monkeypatch, tmp_path):
    from . import make_lungs_picture

    taken = []
    monkeypatch.setattr(make_lungs_picture, "make_views", lambda *_given: ["view"])
    monkeypatch.setattr(make_lungs_picture, "render", lambda _view, volume: volume)
    monkeypatch.setattr(make_lungs_picture, "write_views", lambda shown, path: taken.append((shown, path)))
    make_lungs_picture.main(tmp_path / "lungs.png")
    assert taken == [([None], str(tmp_path / "lungs.png"))]
    (lungs,) = scene.GetNodesByClass("vtkMRMLSegmentationNode")
    assert lungs.GetSegmentation().GetNumberOfSegments() == 2
    assert make_lungs_picture.PICTURE.is_file()
