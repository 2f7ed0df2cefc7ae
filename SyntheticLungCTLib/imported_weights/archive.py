"""A zip of weights, unpacked: what belongs to weights and nothing else, and nothing beside the folder."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath

from ..errors import InputError

LARGEST_GIB = 16
WANTED = ("config.json", "checksums.txt", "README.md", ".safetensors")
#: Formats of weights that can run code when they are loaded.
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")


def unpack(archive: Path, folder: Path) -> list[str]:
    """Unpack the files of weights into a folder. Returns the names of pickle files, which stay where they are.

    Raises:
        InputError: when the archive is damaged, locked, too large, or reaches out of the folder.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            wanted = [member for member in members if member.filename.endswith(WANTED)]
            _refuse_what_is_unsafe(archive, wanted)
            for member in wanted:
                place = folder.joinpath(*PurePosixPath(member.filename).parts)
                place.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as packed, place.open("wb") as file:
                    shutil.copyfileobj(packed, file)
    except zipfile.BadZipFile as error:
        raise InputError(f"{archive} is no zip, or a damaged one ({error}). Get it again.") from error
    except RuntimeError as error:  # a password, or a compression of its own (NotImplementedError is one)
        raise InputError(f"{archive} cannot be unpacked ({error}). Zip the folder anew, without a password.") from error
    return [member.filename for member in members if member.filename.endswith(PICKLES)]


def _refuse_what_is_unsafe(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise InputError(f"{archive} would write to {member.filename}, outside of its folder. Do not trust it.")
    gib = sum(member.file_size for member in members) / 2**30
    if gib > LARGEST_GIB:
        raise InputError(f"{archive} unpacks to {gib:.0f} GiB; weights have {LARGEST_GIB} GiB at most.")
