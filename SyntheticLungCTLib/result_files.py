"""A synthetic CT as files for others: the CT, its segments, and how it came about; all of them, or none."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .blueprint.layers import Layers
from .blueprint.segmentation_file import write_segmentation
from .checksum import checksum_of
from .errors import InputError
from .naming import PREFIX, file_name
from .progress import Progress, Reporter
from .unfinished_folder import unfinished_folder
from .volume import CTVolume, write_ct

#: File types of the CT; NRRD keeps the provenance in its header, too.
FORMATS = (".nrrd", ".nii.gz")
SEGMENTATION, PROVENANCE = ".seg.nrrd", ".provenance.json"


@dataclass(frozen=True)
class ResultFiles:
    """Where the files of a CT go.

    Args:
        folder: made where there is none; what is in it stays.
        name: of the CT; the files are called after it.
        suffix: of the CT, one of `FORMATS`.
        has_segments: whether there is a file of segments.
    """

    folder: Path
    name: str
    suffix: str
    has_segments: bool

    @property
    def names(self) -> list[str]:
        """CT, segments where there are any, provenance."""
        ends = (self.suffix, *([SEGMENTATION] if self.has_segments else []), PROVENANCE)
        return [file_name(self.name) + end for end in ends]

    @property
    def paths(self) -> list[Path]:
        return [self.folder / name for name in self.names]

    def check(self) -> None:
        """Refuse what cannot be written, before the work; after that, the folder is there.

        Raises:
            InputError: when one of the files is there already, or the folder cannot be made.
        """
        if self.suffix not in FORMATS:
            raise InputError(f"'{self.suffix}' is no file type of an exported CT; choose {' or '.join(FORMATS)}.")
        if there := [path.name for path in self.paths if path.exists()]:
            raise InputError(
                f"{self.folder} already has {' and '.join(there)}. Choose another folder, or give the CT another name "
                "in the Data module; nothing was overwritten."
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"{self.folder} cannot be written to ({error.strerror}). Choose another folder."
            ) from error


def write_result(
    ct: CTVolume,
    segments: Layers | None,
    files: ResultFiles,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Path]:
    """Write a CT, its segments and its provenance. Returns the files.

    They are made among the system's temporary files, and have their place when all of them are whole.

    Raises:
        InputError: as `ResultFiles.check`, or when the disk is full; nothing stays behind then.
        Cancelled: when `cancelled` says so.
    """
    files.check()
    report = Reporter("The export", progress, cancelled)
    with tempfile.TemporaryDirectory() as temporary:
        made = [Path(temporary) / name for name in files.names]
        report(0.1, "Writing the CT")
        write_ct(ct, made[0])
        if segments is not None:
            report(0.6, "Writing the segments")
            write_segmentation(segments, made[1])
        report(0.9, "Writing where it came from")
        _write_provenance(ct, files.name, made)
        report(0.95, "Putting the files into place")
        return _placed(made, files)


def _write_provenance(ct: CTVolume, name: str, made: list[Path]) -> None:
    told: dict[str, object] = {"Name": name, "Remark": "Synthetic: no patient. For research only."}
    told |= {key.removeprefix(PREFIX): _decoded(value) for key, value in ct.provenance.items()}
    told["Files"] = {file.name: f"SHA256:{checksum_of(file)}" for file in made[:-1]}
    made[-1].write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _decoded(text: str) -> object:
    """What was noted as JSON as what it is; all else as it was written."""
    return json.loads(text) if text[:1] in ("{", "[") else text


def _placed(made: list[Path], files: ResultFiles) -> list[Path]:
    """Copy the files beside where they go, and rename them; those that had their place go again when one fails."""
    placed: list[Path] = []
    try:
        with unfinished_folder(files.folder) as unfinished:
            copies = [Path(shutil.copyfile(file, unfinished / file.name)) for file in made]
            files.check()  # somebody else may have written there meanwhile
            for copy, path in zip(copies, files.paths, strict=True):
                placed.append(copy.rename(path))
    except OSError as error:
        for path in placed:
            path.unlink()
        is_full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        reason = "its disk is full" if is_full else error.strerror
        raise InputError(
            f"{files.folder} could not be written to ({reason}); nothing was exported. Choose another folder."
        ) from error
    return placed
