"""What the extension needs is listed for packaging, and small enough for the Extensions Index.

The index does not build extensions that depend on others, so nobody else would notice a file that is missing.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "Resources" / "Weights"
PACKAGED = {".py", ".ui", ".png", ".csv", ".toml", ".txt", ".json", ".safetensors"}
LARGEST_MODEL_BYTES, LARGEST_IN_ALL_BYTES = 12 * 2**20, 30 * 2**20


def listed(cmake_lists: Path, relative_to: Path) -> set[Path]:
    """The files that a CMakeLists.txt names in its `set(...)` lists."""
    text = re.sub(r"#.*", "", cmake_lists.read_text()).replace("${MODULE_NAME}", "SyntheticLungCT")
    blocks = re.findall(r"set\(\w+_(?:SCRIPTS|RESOURCES)([^)]*)\)", text)
    return {relative_to / name for block in blocks for name in block.split()}


def in_tree(*folders: Path) -> set[Path]:
    """The files below some folders that have to be packaged."""
    found = (path for folder in folders for path in folder.rglob("*"))
    hidden = ("__pycache__", ".ruff_cache", ".pytest_cache")
    return {
        path
        for path in found
        if path.suffix in PACKAGED and path.name != "CMakeLists.txt" and not set(path.parts) & set(hidden)
    }


@pytest.mark.parametrize(
    ("cmake_lists", "base", "folders"),
    [
        ("SyntheticLungCTLib/CMakeLists.txt", "", ["SyntheticLungCTLib", "Resources/Weights"]),
        ("SyntheticLungCT/CMakeLists.txt", "SyntheticLungCT", ["SyntheticLungCT"]),
    ],
)
def test_every_file_that_is_needed_is_listed_and_every_listed_file_exists(cmake_lists, base, folders):
    expected = in_tree(*(ROOT / folder for folder in folders))
    found = listed(ROOT / cmake_lists, ROOT / base)
    missing = sorted(str(path.relative_to(ROOT / base)) for path in expected - found)
    gone = sorted(str(path.relative_to(ROOT / base)) for path in found - expected)
    assert not missing, f"add to {cmake_lists}: {missing}"
    assert not gone, f"remove from {cmake_lists}: {gone}"


def test_the_lists_are_sorted():
    for name in ("SyntheticLungCT", "SyntheticLungCTLib"):
        text = (ROOT / name / "CMakeLists.txt").read_text()
        for block in re.findall(r"set\(\w+_(?:SCRIPTS|RESOURCES)([^)]*)\)", text):
            assert block.split() == sorted(block.split())


def test_weights_are_small_enough_for_the_extensions_index():
    sizes = {path: path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()}
    for folder in {path.parent for path in sizes}:
        assert sum(size for path, size in sizes.items() if path.parent == folder) < LARGEST_MODEL_BYTES, folder
    assert sum(sizes.values()) < LARGEST_IN_ALL_BYTES


def test_model_configurations_name_no_folder_of_the_machine_that_saved_them():
    for config in WEIGHTS.rglob("config.json"):
        assert "/" not in config.read_text(), config


def test_the_extension_says_what_the_index_asks_for():
    text = (ROOT / "CMakeLists.txt").read_text()
    for field in ("HOMEPAGE", "CONTRIBUTORS", "DESCRIPTION", "ICONURL", "SCREENSHOTURLS", "DEPENDS"):
        assert re.search(rf"set\(EXTENSION_{field} .+\)", text), field
    assert re.search(r'set\(EXTENSION_SCREENSHOTURLS "[^"\n]+"\)', text)
    assert "Apache License" in (ROOT / "LICENSE.txt").read_text()


def test_the_icon_is_128_pixels_square():
    header = (ROOT / "SyntheticLungCT/Resources/Icons/SyntheticLungCT.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (128, 128)


def test_requirements_of_slicer_are_those_of_the_library():
    """Packages that Slicer brings (numpy, scipy, SimpleITK), and torch, which its extension brings, are left out."""
    import tomllib

    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    asked = (ROOT / "SyntheticLungCT/Resources/requirements.txt").read_text().split()
    not_in_slicer = [r for r in needed if not re.match(r"(numpy|scipy|SimpleITK|torch)\b", r)]
    assert sorted(asked) == sorted(not_in_slicer)
