"""A small extension that keeps every rule of the index, for tests that break one at a time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from .index_rules.catalogue import SCHEMA

NAME = "SyntheticLungCT"
ADDRESS = f"https://github.com/someone/Slicer{NAME}"
RAW = f"https://raw.githubusercontent.com/someone/Slicer{NAME}/main"
ICON = f"{NAME}/Resources/Icons/{NAME}.png"
ENTRY = {
    "$schema": SCHEMA,
    "build_dependencies": ["PyTorch"],
    "category": "Image Synthesis",
    "scm_revision": "main",
    "scm_url": ADDRESS,
    "tier": 1,
}
CMAKE_LISTS = f"""\
project({NAME})
set(EXTENSION_HOMEPAGE "{ADDRESS}")
set(EXTENSION_CONTRIBUTORS "Someone")
set(EXTENSION_DESCRIPTION "Draws a CT.")
set(EXTENSION_ICONURL "{RAW}/{ICON}")
set(EXTENSION_SCREENSHOTURLS "{RAW}/{ICON} {RAW}/shot.png")
set(EXTENSION_DEPENDS "PyTorch")
add_subdirectory({NAME})
add_subdirectory({NAME}Lib)
"""
MODULE_LISTS = f"""\
slicerMacroBuildScriptedModule(
  NAME {NAME}
  SCRIPTS {NAME}.py {NAME}Module/Logic.py
  RESOURCES Resources/requirements.txt
  )
"""
LIBRARY_LISTS = """\
ctkMacroCompilePythonScript(
  SCRIPTS "SyntheticLungCTLib/__init__.py SyntheticLungCTLib/weights.py"
  SOURCE_DIR "${SyntheticLungCT_SOURCE_DIR}"
  )
"""
MODULE = f"""\
import os
import numpy, slicer
from {NAME}Module.Logic import Logic
categories = ["Image Synthesis"]
"""
LOGIC = f"""\
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import torch
def draw():
    import torch
    from {NAME}Lib.weights import load
"""
README = f"""\
# {NAME}
![A CT](shot.png) For research. Licence: Apache-2.0. [Tutorial](Resources/Docs/tutorial.md)
"""
TUTORIAL = "Open the Sample Data module.\n" + "".join(f"{n}. ![Step](../../shot.png)\n" for n in range(1, 6))
PNG_OF_128 = b"\x89PNG\r\n\x1a\n" + bytes(8) + (128).to_bytes(4) * 2
FILES: dict[str, str | bytes] = {
    f"{NAME}.json": json.dumps(ENTRY),
    "CMakeLists.txt": CMAKE_LISTS,
    "LICENSE.txt": "MIT License",
    "README.md": README,
    "Resources/Docs/tutorial.md": TUTORIAL,
    "shot.png": PNG_OF_128,
    ICON: PNG_OF_128,
    f"{NAME}/CMakeLists.txt": MODULE_LISTS,
    f"{NAME}/{NAME}.py": MODULE,
    f"{NAME}/{NAME}Module/Logic.py": LOGIC,
    f"{NAME}/Resources/requirements.txt": "pydantic>=2.5\n",
    f"{NAME}Lib/CMakeLists.txt": LIBRARY_LISTS,
    f"{NAME}Lib/__init__.py": "",
    f"{NAME}Lib/weights.py": "import torch\ndef load(folder):\n    return Network.from_pretrained(folder)\n",
}


def make_small_extension(root: Path) -> Path:
    """Write the extension into a folder, a git working tree without a commit."""
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    git(root, "init", "--quiet")
    return root


def commit(root: Path) -> None:
    """Commit all that is in the folder."""
    git(root, "add", "--all")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "Change")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True)
