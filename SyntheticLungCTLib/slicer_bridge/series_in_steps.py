"""Nodules that a worker drew into one CT, one after the other, taken in steps between which a window lives."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

from ..blueprint.file import read_blueprint
from ..nodules.block import Block
from ..nodules.handover import SERIES
from ..nodules.insertion import Insertion
from ..nodules.quality import NoduleQuality
from ..nodules.surroundings import last_change
from ..volume import CTVolume, read_ct

#: What one step copies.
STEP_BYTES = 1 << 24


def series_files(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The CT and the segment of each nodule that a worker left in a job's folder, the smallest first."""
    for segment in sorted((folder / SERIES).glob("*.seg.nrrd")):
        yield segment.with_name(segment.name.replace(".seg.", ".")), segment


def insertion_in_steps(
    changed_file: Path, segment_file: Path, block: Block, ct: CTVolume
) -> Generator[None, None, Insertion]:
    """The insertion in the whole CT, which stays as it is."""
    blueprint, changed = read_blueprint(segment_file), read_ct(changed_file)
    yield
    hu, slices = np.empty_like(ct.hu), max(STEP_BYTES // ct.hu[0].nbytes, 1)
    for first in range(0, len(hu), slices):
        hu[first : first + slices] = ct.hu[first : first + slices]
        yield
    hu[block.box] = changed.hu
    whole = CTVolume(hu, ct.geometry, changed.provenance)
    yield
    mask = np.zeros(hu.shape, bool)
    mask[block.box] = blueprint.labels != 0
    told = last_change(whole)
    return Insertion(whole, mask, blueprint.nodules[0], NoduleQuality(**told["Quality"]), told["Draws"])
