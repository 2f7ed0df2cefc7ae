"""The extension works from what is installed, and from nothing else."""

import shutil
import subprocess
import sys

import pytest

from .cmake_lists import installed_files
from .make_package import MODULES_FOLDER, ROOT, make_package

#: Runs in a Python of its own: the test host is a copy, so that the source tree stays off the path.
IMPORT_THE_MODULE = """
import sys, urllib.request
from pathlib import Path

modules, host_folder = sys.argv[1:]
sys.path[:0] = [modules, host_folder]
from Testing.qt_host.host import scripted_module, segment_editor_effect

SyntheticLungCT = scripted_module()
segment_editor_effect()
import SegmentEditorSyntheticNodule
from SegmentEditorSyntheticNoduleLib.SegmentEditorSyntheticNoduleEffect import RESOURCES as EFFECT_RESOURCES
from SyntheticLungCTModule.SampleDataSources import RESOURCES, SAMPLES

SyntheticLungCT.SyntheticLungCTLogic()
from SyntheticLungCTLib.blueprint.file import read_blueprint
from SyntheticLungCTLib.blueprint.segment_names import segment_names
from SyntheticLungCTLib.population.lidc import annotations
from SyntheticLungCTLib.weights import weights_folder

for model in ("vqvae", "generator", "thorax", "thorax_upscaler"):
    weights = weights_folder(model) / "diffusion_pytorch_model.safetensors"
    assert weights.is_relative_to(modules) and weights.stat().st_size > 100_000, weights
for _name, thumbnail, files in SAMPLES:
    assert (RESOURCES / "Icons" / thumbnail).is_relative_to(modules)
    for file, _type in files:
        sample = RESOURCES / "SampleData" / file
        with urllib.request.urlopen(sample.as_uri()) as fetched:  # as Slicer fetches it
            assert sample.is_relative_to(modules) and fetched.read() == sample.read_bytes()
assert (Path(SegmentEditorSyntheticNodule.__file__).parent / SegmentEditorSyntheticNodule.EFFECT).is_file()
for file in ("Icons/SegmentEditorSyntheticNodule.png", "UI/SegmentEditorSyntheticNodule.ui"):
    assert (EFFECT_RESOURCES / file).is_file() and EFFECT_RESOURCES.is_relative_to(modules)
assert read_blueprint(RESOURCES / "SampleData" / "SYNTHETIC_chest.seg.nrrd").nodules
assert segment_names() and len(annotations())
ours = {name: m for name, m in sys.modules.items() if name.startswith(("SyntheticLungCT", "SegmentEditorSynthetic"))}
strangers = [name for name, m in ours.items() if not Path(m.__file__).is_relative_to(modules)]
assert not strangers, strangers
assert "torch" not in sys.modules
print(len(ours), "modules")
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    """The installed tree, in a folder whose name has a space and an umlaut, as a user's may."""
    return make_package(ROOT, tmp_path_factory.mktemp("Slicer für alle"))


def test_the_module_is_imported_from_the_installed_tree_alone(modules, tmp_path):
    pytest.importorskip("trame_slicer", reason="needs the Slicer core")
    host = tmp_path / "host" / "Testing"
    shutil.copytree(ROOT / "Testing" / "qt_host", host / "qt_host")
    for file in ("__init__.py", "slicer_core_host.py"):
        shutil.copy(ROOT / "Testing" / file, host)
    command = [sys.executable, "-c", IMPORT_THE_MODULE, str(modules), str(host.parent)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert int(outcome.stdout.split()[-2]) > 10


def test_the_tree_is_laid_out_as_slicer_does(modules):
    assert modules.as_posix().endswith(MODULES_FOLDER.as_posix())
    for name in ("SyntheticLungCT.py", "SyntheticLungCTModule/Logic.py", "SyntheticLungCTLib/weights.py"):
        assert (modules / name).is_file()
    assert not list(modules.rglob("CMakeLists.txt")) and not list(modules.rglob("test_*.py"))


def test_what_is_not_listed_is_not_there(modules):
    there = {path.relative_to(modules) for path in modules.rglob("*") if path.is_file()}
    assert there == set(installed_files(ROOT))


@pytest.fixture
def small_extension(tmp_path):
    """An extension of one module with one resource, and a list that no macro uses."""
    (tmp_path / "A").mkdir()
    (tmp_path / "CMakeLists.txt").write_text("project(A)\nadd_subdirectory(A)\n")
    (tmp_path / "A" / "A.py").touch()
    (tmp_path / "A" / "A.png").touch()
    lists = "set(MODULE_NAME A)\nset(SCRIPTS_OF_A ${MODULE_NAME}.py)\nset(FORGOTTEN A.png)\n"
    macro = "slicerMacroBuildScriptedModule(NAME ${MODULE_NAME} SCRIPTS ${SCRIPTS_OF_A} RESOURCES WITH_GENERIC_TESTS)\n"
    (tmp_path / "A" / "CMakeLists.txt").write_text(lists + macro)
    return tmp_path


def test_a_list_that_no_macro_is_given_installs_nothing(small_extension, tmp_path):
    modules = make_package(small_extension, tmp_path / "package")
    assert [path.name for path in modules.rglob("*")] == ["A.py"]


def test_a_listed_file_that_is_not_in_the_tree_is_named(small_extension, tmp_path):
    (small_extension / "A" / "A.py").unlink()
    with pytest.raises(FileNotFoundError, match=r"A\.py"):
        make_package(small_extension, tmp_path / "package")


def test_laying_out_again_leaves_nothing_of_the_last_time(small_extension, tmp_path):
    stale = tmp_path / "package" / MODULES_FOLDER / "gone.py"
    stale.parent.mkdir(parents=True)
    stale.touch()
    make_package(small_extension, tmp_path / "package")
    assert not stale.exists()
