"""Which files the extension's CMakeLists.txt files install, and where: read without CMake.

Only what a macro is given counts, as with CMake: a file in the tree, or even in a `set(...)` that no macro uses, is not
installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

#: The macros that install Python files, and the words that begin their arguments.
MACROS = ("slicerMacroBuildScriptedModule", "ctkMacroCompilePythonScript")
KEYWORDS = {
    *("NAME", "TARGET_NAME", "SCRIPTS", "RESOURCES", "WITH_GENERIC_TESTS"),
    *("SOURCE_DIR", "DESTINATION_DIR", "INSTALL_DIR", "NO_INSTALL_SUBDIR"),
}


def project_name(root: Path) -> str:
    """The name in `project(...)` of the top-level CMakeLists.txt; empty when there is none."""
    found = re.search(r"project\(\s*(\w+)", _without_comments(root / "CMakeLists.txt"))
    return found.group(1) if found else ""


def metadata(root: Path) -> dict[str, str]:
    """The arguments of each `set(EXTENSION_... )`, by name, as they are written."""
    text = _without_comments(root / "CMakeLists.txt")
    return dict(re.findall(r"set\((EXTENSION_\w+)\s+([^)]*?)\s*\)", text))


def installed_files(root: Path) -> dict[Path, Path]:
    """Every file that is installed: its path below Slicer's folder of scripted modules, and its path in the tree."""
    return {path: source for folder in subfolders(root) for path, source in files_of(root, folder)}


def subfolders(root: Path) -> list[str]:
    """The folders that the top-level CMakeLists.txt adds."""
    return re.findall(r"add_subdirectory\(\s*([\w./-]+)\s*\)", _without_comments(root / "CMakeLists.txt"))


def files_of(root: Path, folder: str) -> Iterator[tuple[Path, Path]]:
    """What one folder's CMakeLists.txt installs: pairs of installed path and path in the tree."""
    text = _without_comments(root / folder / "CMakeLists.txt")
    variables = {"SyntheticLungCT_SOURCE_DIR": str(root)}
    for name, value in re.findall(r"set\(\s*(\w+)\s+([^)]*)\)", text):
        variables[name] = _substituted(value, variables).strip()
    for macro, arguments in re.findall(r"(\w+)\(([^)]*)\)", text):
        if macro in MACROS:
            given = _by_keyword(_substituted(arguments, variables))
            source_folder = Path(*given["SOURCE_DIR"]) if "SOURCE_DIR" in given else root / folder
            for name in given.get("SCRIPTS", []) + given.get("RESOURCES", []):
                # A module's main script may be given without its suffix.
                name = name if "." in name else f"{name}.py"
                yield Path(name), source_folder / name


def _by_keyword(arguments: str) -> dict[str, list[str]]:
    """A macro's arguments, each list under the keyword before it."""
    given: dict[str, list[str]] = {}
    values: list[str] = []
    for word in arguments.replace('"', " ").split():
        if word in KEYWORDS:
            values = given.setdefault(word, [])
        else:
            values.append(word)
    return given


def _substituted(text: str, variables: dict[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: variables.get(found.group(1), found.group(0)), text)


def _without_comments(cmake_lists: Path) -> str:
    return re.sub(r"#.*", "", cmake_lists.read_text(encoding="utf-8"))
