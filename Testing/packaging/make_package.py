"""Lay out the extension as Slicer installs it, in build/package, from the CMake lists: `make package`.

What is not listed for packaging is not there, so a test that imports from this tree finds out.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from Testing.packaging.cmake_lists import installed_files  # noqa: E402

SLICER_VERSION = "5.12"
#: Where Slicer installs scripted modules, within an extension.
MODULES_FOLDER = Path("lib") / f"Slicer-{SLICER_VERSION}" / "qt-scripted-modules"


def make_package(root: Path, package: Path) -> Path:
    """Copy what the CMake lists of `root` install into `package`, made anew. Returns the folder of the modules.

    Raises:
        FileNotFoundError: when a listed file is not in the tree.
    """
    files = installed_files(root)
    gone = sorted(str(source) for source in files.values() if not source.is_file())
    if gone:
        raise FileNotFoundError(f"Listed in a CMakeLists.txt, but not in the tree: {', '.join(gone)}")
    shutil.rmtree(package, ignore_errors=True)
    modules = package / MODULES_FOLDER
    for installed, source in files.items():
        target = modules / installed
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return modules


def main() -> None:
    modules = make_package(ROOT, ROOT / "build" / "package")
    sizes = [path.stat().st_size for path in modules.rglob("*") if path.is_file()]
    print(f"{len(sizes)} files, {sum(sizes) / 2**20:.1f} MiB: {modules}")


if __name__ == "__main__":
    main()
