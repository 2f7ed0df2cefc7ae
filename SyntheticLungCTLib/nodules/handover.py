"""A part of a CT on its way to a worker that changes it, and what comes back, as files in a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from ..blueprint.file import read_blueprint
from ..volume import read_ct, write_ct, write_image
from .block import Block
from .crop import Box
from .insertion import Insertion
from .quality import NoduleQuality
from .surroundings import last_change

GIVEN, MASK, CHANGED, INSERTED = "given.nrrd", "mask.nrrd", "changed.nrrd", "inserted"
#: How the names of an insertion's files end.
CT, SEGMENT = ".nrrd", ".seg.nrrd"


def write_block(block: Block, folder: Path) -> Path:
    """Write the block's CT to be read fast. Returns the file."""
    return write_ct(block.ct, folder / GIVEN, compress=False)


def write_mask(mask: np.ndarray, box: Box, block: Block, folder: Path) -> Path:
    """Write a mask on the block's grid. Returns the file.

    Args:
        mask: bool (z, y, x), of the voxels of the whole CT that `box` holds, which lies within the block's.
    """
    voxels = np.zeros(block.ct.hu.shape, np.uint8)
    within = tuple(slice(a.start - b.start, a.stop - b.start) for a, b in zip(box, block.box, strict=True))
    voxels[within] = mask
    return write_image(block.ct.geometry.apply_to(sitk.GetImageFromArray(voxels)), folder / MASK, compress=False)


def read_change(block: Block, folder: Path) -> Block:
    """The block as the worker left it in a folder."""
    return replace(block, ct=read_ct(folder / CHANGED))


def insertions(folder: Path) -> list[Path]:
    """The segments of the nodules that the worker left in a folder, the smallest first."""
    return sorted((folder / INSERTED).glob(f"*{SEGMENT}"))


def read_insertion(segment: Path) -> Insertion:
    """The nodule of a segment, in the block's CT."""
    changed = read_ct(segment.with_name(segment.name.removesuffix(SEGMENT) + CT))
    blueprint, told = read_blueprint(segment), last_change(changed)
    return Insertion(
        changed, blueprint.labels != 0, blueprint.nodules[0], NoduleQuality(**told["Quality"]), told["Draws"]
    )
