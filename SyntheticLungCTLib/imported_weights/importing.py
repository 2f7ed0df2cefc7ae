"""Weights of others taken in: unpacked, checked, tried, and only then given their place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..checksum import CHECKSUMS, checksum_of, read_checksums, write_checksums
from ..errors import InputError
from .archive import unpack
from .model_folder import ModelFolder, model_folders
from .store import CONFIG, ImportedWeights, models_in, name_for, store_folder
from .trial import refuse_unless_it_fits
from .vouching import compare, refuse_unless_vouched

SAFETENSORS = "diffusion_pytorch_model.safetensors"


def import_weights(
    source: str | Path,
    sha256: str | None = None,
    name: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> ImportedWeights:
    """Take in networks from a zip or a folder; the shipped ones stay as they are.

    Each network is a folder of `config.json` and one safetensors file; pickles are never read.

    Args:
        sha256: of the zip, or of the only safetensors file of a folder; None looks for a list beside it:
            `<zip>.sha256`, or `checksums.txt` as `sha256sum` writes it.
        name: what they are called from then on; the source's own when None.
        progress: called with the share done (0 to 1) and the stage.

    Raises:
        InputError: when a checksum is missing or wrong, or anything is no network of ours; says what to do.
    """
    source, report = Path(source), progress or (lambda share, stage: None)
    name = name or name_for(source)
    _refuse_name(name)
    if not source.exists():
        raise InputError(f"{source} does not exist.")
    with tempfile.TemporaryDirectory() as temporary:
        report(0.0, "Checking the checksums")
        networks = _checked_networks(source, sha256, Path(temporary))
        for number, network in enumerate(networks):
            report(0.3 + 0.6 * number / len(networks), f"Trying {network.model}")
            refuse_unless_it_fits(network)
        report(0.9, "Copying")
        return _placed(networks, name)


def _checked_networks(source: Path, sha256: str | None, temporary: Path) -> list[ModelFolder]:
    """The networks of a source, each with the checksum that somebody vouches for."""
    if source.is_dir():
        networks = model_folders(source, [])
        if sha256 and len(networks) > 1:
            raise InputError(f"{source} has {len(networks)} networks; one SHA-256 is not enough. Use {CHECKSUMS}.")
        for network in networks:
            refuse_unless_vouched(network.safetensors, source, sha256)
        return networks
    expected = sha256 or _beside(source)
    if expected:
        compare(source.name, checksum_of(source), expected)
    pickles = unpack(source, temporary)
    networks = model_folders(temporary, pickles)
    for network in networks if not expected else ():
        refuse_unless_vouched(network.safetensors, temporary, None)
    return networks


def _beside(archive: Path) -> str | None:
    """The checksum of an archive in a file beside it."""
    own = archive.with_name(f"{archive.name}.sha256")
    if own.is_file() and (words := own.read_text(encoding="utf-8", errors="replace").split()):
        return words[0]
    return read_checksums(archive.with_name(CHECKSUMS)).get(archive.name)


def _refuse_name(name: str) -> None:
    if name != name_for(Path(name)):
        raise InputError(f"'{name}' cannot be the name of a folder everywhere; use letters, digits, - and _ alone.")
    if (store_folder() / name).exists():
        raise InputError(f"Weights called '{name}' are there already. Remove them first, or import under another name.")


def _placed(networks: list[ModelFolder], name: str) -> ImportedWeights:
    """Copy into the store under a name that nobody looks at, then rename."""
    unfinished, place = store_folder() / f".{name}", store_folder() / name
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        for network in networks:
            (unfinished / network.model).mkdir(parents=True)
            shutil.copyfile(network.folder / CONFIG, unfinished / network.model / CONFIG)
            shutil.copyfile(network.safetensors, unfinished / network.model / SAFETENSORS)
        write_checksums(unfinished, [f"{network.model}/{SAFETENSORS}" for network in networks])
        unfinished.rename(place)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise InputError(f"{place} could not be written ({error.strerror}); nothing was imported.") from error
    return ImportedWeights(name, place, models_in(place))
