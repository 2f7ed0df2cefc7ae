"""Where imported weights are kept: a folder of the user's, outside of the extension, that survives its updates."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

CONFIG = "config.json"


@dataclass(frozen=True)
class ImportedWeights:
    """One set of networks.

    Attributes:
        name: what it is called by.
        folder: holds a folder for each model; what `SYNTHETIC_LUNG_CT_WEIGHTS` is set to, to draw with it.
        models: those that it has; the others are the shipped ones.
    """

    name: str
    folder: Path
    models: tuple[str, ...]


def store_folder() -> Path:
    """The folder of all imported weights, where the system keeps a program's data; made by the first import."""
    if os.name == "nt":
        data = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "SyntheticLungCT" / "weights"


def imported_weights() -> list[ImportedWeights]:
    """All sets that were imported, by name; what an import that was stopped left is none."""
    folders = sorted(store_folder().glob("[!.]*"))
    found = [ImportedWeights(folder.name, folder, models_in(folder)) for folder in folders]
    return [weights for weights in found if weights.models]


def models_in(folder: Path) -> tuple[str, ...]:
    """The models that a folder has a folder of."""
    return tuple(sorted(config.parent.name for config in folder.glob(f"*/{CONFIG}")))


def remove_weights(name: str) -> Path:
    """Remove an imported set for good. Returns the folder that it was in.

    Raises:
        InputError: when there is no such set, or it cannot be removed.
    """
    found = {weights.name: weights.folder for weights in imported_weights()}
    if name not in found:
        known = ", ".join(found) or "there are none"
        raise InputError(f"No imported weights are called '{name}' (imported: {known}); shipped ones stay.")
    try:
        shutil.rmtree(found[name])
    except OSError as error:
        raise InputError(f"{found[name]} could not be removed ({error.strerror}). Close what uses it.") from error
    return found[name]


def name_for(source: Path) -> str:
    """What weights from a file or folder are called, unless they are given another name."""
    name = source.name.removesuffix(".zip") if source.suffix == ".zip" else source.name
    return re.sub(r"[^\w.-]+", "_", name).strip("._-") or "weights"
