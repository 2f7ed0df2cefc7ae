"""What the extension needs is listed for packaging, and small enough for the Extensions Index.

The index does not build extensions that depend on others, so nobody else would notice a file that is missing.
"""

import re
from pathlib import Path

from .cmake_lists import files_of, installed_files, subfolders

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "Resources" / "Weights"
PACKAGED = {".py", ".ui", ".png", ".csv", ".gz", ".toml", ".txt", ".json", ".nrrd", ".safetensors"}
LARGEST_MODEL_BYTES, LARGEST_IN_ALL_BYTES = 12 * 2**20, 30 * 2**20
LARGEST_SAMPLE_BYTES = 2 * 10**6


def in_tree(*folders: Path) -> set[Path]:
    """The files below some folders that have to be packaged; tests have not."""
    found = (path for folder in folders for path in folder.rglob("*"))
    hidden = {"__pycache__", ".ruff_cache", ".pytest_cache", "Testing"}
    return {
        path
        for path in found
        if path.suffix in PACKAGED and path.name != "CMakeLists.txt" and not set(path.relative_to(ROOT).parts) & hidden
    }


def test_every_file_that_is_needed_is_listed_and_every_listed_file_exists():
    expected = in_tree(WEIGHTS, *(ROOT / folder for folder in subfolders(ROOT)))
    found = set(installed_files(ROOT).values())
    missing = sorted(str(path.relative_to(ROOT)) for path in expected - found)
    gone = sorted(str(path.relative_to(ROOT)) for path in found - expected)
    assert not missing, f"add to the CMakeLists.txt of the folder: {missing}"
    assert not gone, f"remove from the CMakeLists.txt of the folder: {gone}"


def test_no_two_files_are_installed_to_one_place():
    places = [installed for folder in subfolders(ROOT) for installed, _ in files_of(ROOT, folder)]
    assert sorted(places) == sorted(set(places))


def test_the_lists_are_sorted():
    for name in subfolders(ROOT):
        text = (ROOT / name / "CMakeLists.txt").read_text()
        for block in re.findall(r"set\(\w+_(?:SCRIPTS|RESOURCES)([^)]*)\)", text):
            assert block.split() == sorted(block.split())


def test_weights_are_small_enough_for_the_extensions_index():
    sizes = {path: path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()}
    for folder in {path.parent for path in sizes}:
        assert sum(size for path, size in sizes.items() if path.parent == folder) < LARGEST_MODEL_BYTES, folder
    assert sum(sizes.values()) < LARGEST_IN_ALL_BYTES


def test_sample_data_are_small_enough_for_the_extensions_index():
    files = [path for path in (ROOT / "SyntheticLungCT/Resources/SampleData").iterdir() if path.is_file()]
    assert files and sum(path.stat().st_size for path in files) < LARGEST_SAMPLE_BYTES


def test_model_configurations_name_no_folder_of_the_machine_that_saved_them():
    for config in WEIGHTS.rglob("config.json"):
        assert "/" not in config.read_text(), config


def test_requirements_of_slicer_are_those_of_the_library():
    """Packages that Slicer brings (numpy, scipy, SimpleITK), and torch, which its extension brings, are left out."""
    import tomllib

    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    asked = (ROOT / "SyntheticLungCT/Resources/requirements.txt").read_text().split()
    not_in_slicer = [r for r in needed if not re.match(r"(numpy|scipy|SimpleITK|torch)\b", r)]
    assert sorted(asked) == sorted(not_in_slicer)
