"""The sample data come with the extension, open in the real Slicer core, and never pass for a patient."""

import hashlib
import sys
import types
import urllib.request
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import numpy as np
import pytest
from scipy import ndimage

from SyntheticLungCTLib.blueprint.file import read_blueprint
from SyntheticLungCTLib.blueprint.labels import LUNGS, NODULES, WITHIN_LUNGS, Label
from SyntheticLungCTLib.checking.anatomy import check_anatomy
from SyntheticLungCTLib.volume import read_ct, read_image

from .qt_host.scripted_module import MODULE_FOLDER
from .slicer_core_host import slicer_app

FOLDER = MODULE_FOLDER / "Resources" / "SampleData"
CT, CHEST, LUNGS_ALONE = "SYNTHETIC_chest_CT.nrrd", "SYNTHETIC_chest.seg.nrrd", "SYNTHETIC_lungs.seg.nrrd"
MADE_FROM = ("Synthetic", "Version", "Seed", "Request")


def io():
    """The Slicer core's own reader of files."""
    return slicer_app().io_manager


class SampleDataStandIn:
    """Stands in for Slicer's module SampleData, which needs Qt: takes the same arguments, and keeps them."""

    def __init__(self):
        self.sources = []

    def registerCustomSampleDataSource(  # noqa: N802, Slicer's name
        self,
        category="Custom",
        sampleName=None,  # noqa: N803
        uris=None,
        fileNames=None,  # noqa: N803
        nodeNames=None,  # noqa: N803
        customDownloader=None,  # noqa: N803
        thumbnailFileName=None,  # noqa: N803
        loadFileType="VolumeFile",  # noqa: N803
        loadFiles=None,  # noqa: N803
        loadFileProperties=None,  # noqa: N803
        checksums=None,
    ):
        self.sources.append({name: value for name, value in locals().items() if name != "self"})

    def downloadSamples(self, sample_name):  # noqa: N802
        """Load a sample's files into the Slicer core; return the nodes, named as was asked."""
        load = {"VolumeFile": lambda path: io().load_volumes([path])[0], "SegmentationFile": io().load_segmentation}
        (source,) = (source for source in self.sources if source["sampleName"] == sample_name)
        nodes = []
        for uri, name, kind in zip(source["uris"], source["nodeNames"], source["loadFileType"], strict=True):
            nodes.append(load[kind](url2pathname(urlparse(uri).path)))
            nodes[-1].SetName(name)
        return nodes


@pytest.fixture
def sources(module, monkeypatch):
    """What is registered once Slicer has started."""
    import slicer

    started, stand_in = [], SampleDataStandIn()
    app = types.SimpleNamespace(connect=lambda signal, work: started.append((signal, work)))
    monkeypatch.setattr(slicer, "app", app, raising=False)
    stand_in_module = types.SimpleNamespace(SampleDataLogic=stand_in, downloadSamples=stand_in.downloadSamples)
    monkeypatch.setitem(sys.modules, "SampleData", stand_in_module)
    monkeypatch.setattr(module.ScriptedLoadableModule, "__init__", lambda self, parent: None)
    module.SyntheticLungCT(types.SimpleNamespace())
    assert not stand_in.sources  # the Sample Data module is not there before Slicer has started
    for signal, work in started:
        assert signal == "startupCompleted()"
        work()
    return stand_in.sources


def test_two_samples_are_offered_under_the_extensions_name(sources):
    assert [source["sampleName"] for source in sources] == ["SyntheticChest", "SyntheticLungs"]
    assert {source["category"] for source in sources} == {"Synthetic Lung CT"}
    for source in sources:
        assert Path(source["thumbnailFileName"]).read_bytes().startswith(b"\x89PNG")
        lists = [source[name] for name in ("uris", "fileNames", "nodeNames", "loadFileType", "checksums")]
        assert len({len(values) for values in lists}) == 1


def test_all_sample_data_are_files_of_the_extension_so_no_network_is_needed(sources, tmp_path):
    fetched = set()
    for source in sources:
        for uri, name, checksum in zip(source["uris"], source["fileNames"], source["checksums"], strict=True):
            assert uri.startswith("file:///")
            urllib.request.urlretrieve(uri, tmp_path / name)  # as Slicer fetches it
            assert checksum == f"SHA256:{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}"
            fetched.add(name)
    assert fetched == {path.name for path in FOLDER.iterdir()} == {CT, CHEST, LUNGS_ALONE}


def test_slicers_self_test_of_the_samples_passes(module, sources):
    module.SyntheticLungCTTest().testSampleDataOpenAsSynthetic()


def test_everything_about_them_is_called_synthetic(sources):
    for source in sources:
        assert source["sampleName"].startswith("Synthetic")
        assert all(name.startswith("SYNTHETIC ") for name in source["nodeNames"])
        assert all(name.startswith("SYNTHETIC_") for name in source["fileNames"])


@pytest.mark.parametrize("name", [CT, CHEST, LUNGS_ALONE])
def test_every_file_says_how_it_came_about(name):
    image = read_image(FOLDER / name)
    told = {key: image.GetMetaData(f"SyntheticLungCT.{key}") for key in MADE_FROM}
    assert told["Synthetic"] == "true" and told["Seed"].isdigit() and "field_of_view_mm" in told["Request"]


def test_the_ct_begins_where_its_segmentation_does_and_shows_what_that_says():
    ct, chest = read_ct(FOLDER / CT), read_blueprint(FOLDER / CHEST)
    assert ct.geometry.origin_mm == pytest.approx(chest.geometry.origin_mm, abs=1e-3)
    finer = np.array(chest.geometry.spacing_zyx_mm) / ct.geometry.spacing_zyx_mm
    hu = ndimage.affine_transform(ct.hu, finer, output_shape=chest.labels.shape, order=1, mode="nearest")
    medians = {label: np.median(hu[chest.labels == label]) for label in (*LUNGS, Label.FAT, Label.CORTICAL_BONE)}
    assert all(-930 < medians[label] < -780 for label in LUNGS)
    assert -140 < medians[Label.FAT] < -60 and medians[Label.CORTICAL_BONE] > 150
    assert (hu[chest.labels == Label.OUTSIDE] < -900).mean() > 0.97


def test_the_chest_keeps_the_rules_of_anatomy_and_has_a_nodule_to_look_at():
    chest = read_blueprint(FOLDER / CHEST)
    assert [finding.rule for finding in check_anatomy(chest) if not finding.kept] == []
    assert chest.nodules and np.isin(chest.labels, NODULES).any()


def test_the_lungs_alone_are_those_of_the_chest_with_all_that_lies_in_them():
    chest, lungs = read_blueprint(FOLDER / CHEST), read_blueprint(FOLDER / LUNGS_ALONE)
    assert np.array_equal(lungs.labels > 0, np.isin(chest.labels, WITHIN_LUNGS))
    parenchyma = np.isin(chest.labels, LUNGS)
    assert np.array_equal(lungs.labels[parenchyma], chest.labels[parenchyma])
    assert set(np.unique(lungs.labels)) == {0, *LUNGS}


@pytest.mark.filterwarnings("ignore:The segmentation has no")  # the lungs alone are there to be completed
def test_they_open_in_slicer_as_a_volume_and_segmentations_that_can_be_drawn(scene, bridge):
    import slicer

    (volume_node,) = io().load_volumes([str(FOLDER / CT)])
    assert np.array_equal(slicer.util.arrayFromVolume(volume_node), read_ct(FOLDER / CT).hu)
    for name in (CHEST, LUNGS_ALONE):
        node = io().load_segmentation(str(FOLDER / name))
        given = read_blueprint(FOLDER / name)
        reading = bridge.read(node)
        assert reading.unknown == [] and np.array_equal(reading.blueprint.labels, given.labels)
