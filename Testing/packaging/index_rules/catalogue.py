"""The catalogue entry: `<name>.json`, which is copied into the index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..cmake_lists import metadata, project_name

SCHEMA = (
    "https://raw.githubusercontent.com/Slicer/Slicer/main/Schemas/slicer-extension-catalog-entry-schema-v1.0.2.json#"
)
REQUIRED = ("$schema", "category", "scm_url")
#: Schema 1.0.2: every field that there is, and its type.
FIELDS: dict[str, type] = {
    "$schema": str,
    "category": str,
    "scm_url": str,
    "scm_revision": str,
    "scm_type": str,
    "build_dependencies": list,
    "dicom_support_rule": str,
    "build_subdirectory": str,
    "enabled": bool,
    "tier": int,
}


def read_entry(root: Path) -> dict[str, Any]:
    """The entry; empty where there is none that can be read, which `entry_follows_the_schema` complains about."""
    try:
        entry = json.loads((root / f"{project_name(root)}.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return {}
    return entry if isinstance(entry, dict) else {}


def entry_follows_the_schema(root: Path) -> Iterator[str]:
    entry = read_entry(root)
    if not entry:
        yield f"Write the catalogue entry {project_name(root)}.json, a JSON object, at the top level."
        return
    for name in REQUIRED:
        if name not in entry:
            yield f"Add '{name}' to the catalogue entry."
    for name, value in entry.items():
        if name not in FIELDS:
            yield f"Remove '{name}' from the catalogue entry; schema 1.0.2 has no such field."
        elif type(value) is not FIELDS[name]:
            yield f"Make '{name}' of the catalogue entry a {FIELDS[name].__name__}."
    if entry.get("$schema") != SCHEMA:
        yield f"Set '$schema' of the catalogue entry to {SCHEMA}"
    if entry.get("tier") not in range(1, 6):
        yield "Set 'tier' of the catalogue entry to 1 (experimental) up to 5 (supported by Slicer's developers)."
    if re.fullmatch(r"[0-9a-f]{7,40}", entry.get("scm_revision", "main")):
        yield "Name a branch as 'scm_revision' of the catalogue entry; a commit needs a new submission per change."


def names_agree(root: Path) -> Iterator[str]:
    name, address = project_name(root), read_entry(root).get("scm_url", "")
    if not name:
        yield "Name the extension in project(...) of the top-level CMakeLists.txt."
    if not re.fullmatch(rf"https://github\.com/[\w-]+/Slicer{name}", address):
        yield f"The repository has to be called Slicer{name}: set 'scm_url' to https://github.com/<owner>/Slicer{name}."
    if not (root / name / f"{name}.py").is_file():
        yield f"The extension's main module has to be {name}/{name}.py."


def category_is_the_modules_own(root: Path) -> Iterator[str]:
    name, category = project_name(root), read_entry(root).get("category")
    module = root / name / f"{name}.py"
    if not module.is_file() or f'"{category}"' not in module.read_text(encoding="utf-8"):
        yield f"Put the module into the category '{category}' of the catalogue entry (parent.categories in {name}.py)."


def dependencies_agree(root: Path) -> Iterator[str]:
    built_with = sorted(read_entry(root).get("build_dependencies", []))
    runs_with = sorted(metadata(root).get("EXTENSION_DEPENDS", "").strip('"').split())
    if built_with != [name for name in runs_with if name != "NA"]:
        yield f"EXTENSION_DEPENDS is {runs_with}, 'build_dependencies' of the catalogue entry {built_with}: align them."
