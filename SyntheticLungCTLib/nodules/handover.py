"""A part of a CT on its way to a worker that changes it, and what comes back, as files in a folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK as sitk

from ..blueprint.file import read_blueprint
from ..volume import CTVolume, read_ct, write_ct, write_image
from .block import Block
from .crop import Box
from .insertion import Insertion
from .quality import NoduleQuality
from .surroundings import last_change

GIVEN, MASK, CHANGED, SEGMENT, SERIES = "given.nrrd", "mask.nrrd", "changed.nrrd", "nodule.seg.nrrd", "series"


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


def read_change(folder: Path, block: Block, ct: CTVolume) -> CTVolume:
    """The whole CT, with the block as the worker left it in a folder."""
    return block.in_whole(read_ct(folder / CHANGED), ct)


def read_insertion(folder: Path, block: Block, ct: CTVolume) -> Insertion:
    """The insertion that a worker left in a folder, in the whole CT."""
    blueprint = read_blueprint(folder / SEGMENT)
    mask = np.zeros(ct.hu.shape, bool)
    mask[block.box] = blueprint.labels != 0
    whole = read_change(folder, block, ct)
    told = last_change(whole)
    return Insertion(whole, mask, blueprint.nodules[0], NoduleQuality(**told["Quality"]), told["Draws"])
