"""What the extension's code does when Slicer starts, and what it must never do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ..cmake_lists import installed_files
from .file_scope import file_scope, imported_names, start_files

REQUIREMENTS = "requirements.txt"
TORCH_FAMILY = {"torch", "torchvision", "torchaudio", "monai"}
#: Functions that install packages without Slicer's checks and questions.
INSTALLERS = {"pip_install", "pip_uninstall"}
NETWORK_MODULES = (
    *("urllib.request", "http", "socket", "ftplib", "smtplib", "xmlrpc", "ssl", "requests", "httpx", "aiohttp"),
    *("websockets", "urllib3", "huggingface_hub", "sentry_sdk"),
)
NETWORK_NAMES = {"QNetworkAccessManager", "urlretrieve", "urlopen", "downloadFile", "downloadFromURL"}


def start_imports_nothing_heavy(root: Path) -> Iterator[str]:
    for file, strangers in start_files(root).items():
        for name in sorted(strangers):
            yield f"{file} imports {name} when Slicer starts: import it inside the function that needs it."


def start_runs_nothing(root: Path) -> Iterator[str]:
    for file in start_files(root):
        for statement in file_scope(_tree(installed_files(root)[file])):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                yield f"{file}, line {statement.lineno}: runs when Slicer starts; move it into a function."


def packages_are_installed_by_slicer(root: Path) -> Iterator[str]:
    advice = "install packages with slicer.packaging.pip_ensure, and torch with the PyTorch extension."
    for file, tree in _all_code(root):
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", getattr(called, "id", None))
            if name in INSTALLERS or (isinstance(node, ast.Constant) and node.value == "pip"):
                yield f"{file}, line {node.lineno}: {advice}"


def requirements_are_lower_bounds(root: Path) -> Iterator[str]:
    for path, source in installed_files(root).items():
        if path.name != REQUIREMENTS:
            continue
        for line in source.read_text(encoding="utf-8").split("\n"):
            requirement = line.partition("#")[0].strip()
            found = re.fullmatch(r"([\w.-]+)>=[\d.]+", requirement)
            if requirement and not found:
                yield f"{path}: write '{requirement}' as a lower bound, name>=version; pins break other extensions."
            if found and found.group(1).lower() in TORCH_FAMILY:
                yield f"{path}: remove {found.group(1)}; torch comes with the PyTorch extension, in the right build."


def nothing_is_sent(root: Path) -> Iterator[str]:
    for file, tree in _all_code(root):
        for node in ast.walk(tree):
            for name in imported_names(node):
                if name.startswith(tuple(f"{module}." for module in NETWORK_MODULES)) or name in NETWORK_MODULES:
                    yield f"{file}, line {node.lineno}: remove the import of {name}; the extension works offline."
            if getattr(node, "attr", getattr(node, "id", None)) in NETWORK_NAMES:
                yield f"{file}, line {node.lineno}: nothing may be fetched or sent; bundle what is needed."
            if _loads_by_name(node):
                yield f"{file}, line {node.lineno}: from_pretrained with a name downloads; give it a folder."


def _loads_by_name(node: ast.AST) -> bool:
    """Whether a network is loaded by its name on a server."""
    if not isinstance(node, ast.Call) or getattr(node.func, "attr", None) != "from_pretrained":
        return False
    return bool(node.args) and isinstance(node.args[0], ast.Constant)


def _all_code(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file that is installed, parsed."""
    for path, source in installed_files(root).items():
        if path.suffix == ".py":
            yield path, _tree(source)


def _tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"), str(source))
