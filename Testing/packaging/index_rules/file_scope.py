"""Which code runs when Slicer imports a module, found without running it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..cmake_lists import installed_files, subfolders

#: What Slicer brings, and is loaded by the time that it imports modules.
BROUGHT_BY_SLICER = {"slicer", "vtk", "qt", "ctk", "SimpleITK", "numpy", "scipy"}


def start_files(root: Path) -> dict[Path, set[str]]:
    """The files that Slicer imports at start, by installed path, each with what it imports from elsewhere.

    These are the modules' main scripts and whatever of the extension they import at file scope, and so on. What
    belongs neither to the standard library nor to Slicer nor to the extension is from elsewhere.
    """
    installed = installed_files(root)
    found: dict[Path, set[str]] = {}
    waiting = [path for folder in subfolders(root) if (path := Path(f"{folder}.py")) in installed]
    while waiting:
        path = waiting.pop()
        if path in found or path not in installed:
            continue
        tree = ast.parse(installed[path].read_text(encoding="utf-8"), str(path))
        found[path] = set()
        for name in (name for node in file_scope(tree) for name in imported_names(node, path)):
            own = list(_own_files(name, installed))
            waiting += own
            top = name.partition(".")[0]
            if not own and top not in BROUGHT_BY_SLICER and top not in sys.stdlib_module_names:
                found[path].add(name)
    return found


def file_scope(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run on import: those outside functions, and outside `if TYPE_CHECKING` and `__main__`."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        statement = waiting.pop(0)
        yield statement
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(statement, ast.If) and ast.unparse(statement.test) in (
            "TYPE_CHECKING",
            "typing.TYPE_CHECKING",
            "__name__ == '__main__'",
        ):
            waiting += statement.orelse
            continue
        for field in ("body", "orelse", "finalbody"):
            waiting += getattr(statement, field, [])
        for handler in getattr(statement, "handlers", []):
            waiting += handler.body


def imported_names(node: ast.AST, importer: Path | None = None) -> Iterator[str]:
    """The dotted names that an import statement imports; of `from a import b`, a and a.b, as b may be a module.

    Args:
        importer: the file that imports, to which relative imports are relative; without it they are left out.
    """
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and (node.level == 0 or importer is not None):
        parts = list(importer.parent.parts[: len(importer.parent.parts) - node.level + 1]) if node.level else []
        module = ".".join([*parts, *([node.module] if node.module else [])])
        yield module
        yield from (f"{module}.{alias.name}" for alias in node.names)


def _own_files(name: str, installed: Iterable[Path]) -> Iterator[Path]:
    """The extension's files that importing a dotted name runs: its packages and itself."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        path = Path(*parts[:count])
        for candidate in (path / "__init__.py", path.with_name(f"{path.name}.py")):
            if candidate in installed:
                yield candidate
