"""A CT written in steps, so that a window may live meanwhile: uncompressed NRRD, which any reader of CTs reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .jobs.steps import paced
from .slabs import slabs_of
from .volume import CTVolume


def write_ct_in_steps(ct: CTVolume, path: Path) -> Iterator[None]:
    """Write in steps; the file is whole only after the last.

    Raises:
        OSError: when the disk is full, for example.
    """
    with path.open("wb") as file:
        file.write(_header(ct).encode())
        yield from paced(file.write(np.ascontiguousarray(slab)) for slab in slabs_of(ct.hu))


def _header(ct: CTVolume) -> str:
    matrix = ct.geometry.index_to_lps_matrix()
    *axes, origin = ("({},{},{})".format(*(float(mm) for mm in column)) for column in matrix[:3].T)
    lines = [
        "NRRD0004",
        "type: short",
        "dimension: 3",
        "space: left-posterior-superior",
        f"sizes: {' '.join(str(side) for side in reversed(ct.hu.shape))}",
        f"space directions: {' '.join(axes)}",
        "kinds: domain domain domain",
        f"endian: {sys.byteorder}",
        "encoding: raw",
        f"space origin: {origin}",
        *(f"{key}:={_escaped(value)}" for key, value in ct.provenance.items()),
    ]
    return "\n".join([*lines, "", ""])


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")
