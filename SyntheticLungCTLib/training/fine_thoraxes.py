"""Windows of the training patients' fine thoraxes, morphed as the coarse ones are; the shares kept in the cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from filelock import FileLock

from ..thorax.frame import GRID, Frame
from ..thorax.organs import Organ, organ_masks
from ..thorax.tissues import PARTS, Tissue, tissue_shares
from .coarse_thoraxes import CoarseThorax
from .config import DataConfig
from .morphs import drawn_morph, morphed, read_at
from .preparation import PreparedPatient, prepared_patients

#: A scan with more than this share of the fine cells in contrast blood has contrast agent.
LEAST_CONTRAST_SHARE = 2e-3


@dataclass
class FineWindow:
    """One training example of a window of w coarse cells along each axis.

    Attributes:
        shares: (tissues, 2 w), -1 to 1; seen: (2 w), false where the scan did not reach.
        coarse: distances (organs, w).
        size: (3,); contrast: whether the blood is enhanced; corner: the window's first cell.
    """

    shares: torch.Tensor
    seen: torch.Tensor
    coarse: torch.Tensor
    size: torch.Tensor
    contrast: bool
    corner: tuple[int, int, int]


def fine_thoraxes(data: DataConfig) -> list[np.ndarray]:
    """The training patients' `tissue_shares`, memory-mapped, made now where the cache lacks them."""
    folder = data.cache / "thoraxes"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        return [_fine(folder / f"{patient.name}-fine.npy", patient) for patient in prepared_patients(data, data.train)]


def _fine(path: Path, patient: PreparedPatient) -> np.ndarray:
    if not path.is_file():
        labels = np.asarray(patient.labels)
        organs = organ_masks(labels, patient.spacing_zyx_mm)
        frame = Frame.of_lungs(organs[Organ.LUNG_LEFT] | organs[Organ.LUNG_RIGHT], patient.spacing_zyx_mm)
        temporary = path.with_name(f".{path.name}")
        np.save(temporary, tissue_shares(labels, patient.spacing_zyx_mm, frame))
        temporary.replace(path)
    return np.load(path, mmap_mode="r")


def has_contrast(shares: np.ndarray) -> bool:
    """Whether blood is enhanced, by the shares (tissues, ...) of 0 to 255."""
    return bool(shares[Tissue.CONTRAST_BLOOD].mean() > 255 * LEAST_CONTRAST_SHARE)


def drawn_window(
    coarse: list[CoarseThorax], fine: list[np.ndarray], window: tuple[int, int, int], rng: np.random.Generator
) -> FineWindow:
    """A window of `window` coarse cells (z, y, x) of a new thorax."""
    morph = drawn_morph(coarse, rng)
    corner = tuple(int(rng.integers(whole - side + 1)) for whole, side in zip(GRID, window, strict=True))
    cells = morph.cells[:, *(slice(low, low + side) for low, side in zip(corner, window, strict=True))]
    organs, seen = morphed(coarse[morph.patient], cells)
    between = F.interpolate(cells[None], scale_factor=PARTS, mode="trilinear")[0]
    shares = _read_window(fine[morph.patient], (between + 0.5) * PARTS - 0.5)
    seen = seen.repeat_interleave(PARTS, 0).repeat_interleave(PARTS, 1).repeat_interleave(PARTS, 2)
    return FineWindow(shares * 2 - 1, seen, organs, morph.size, has_contrast(fine[morph.patient]), corner)


def _read_window(shares: np.ndarray, cells: torch.Tensor) -> torch.Tensor:
    """Shares (tissues, ...) of 0 to 255 read at fine cells (3, z, y, x), as 0 to 1; reads only what is needed."""
    low = cells.amin(dim=(1, 2, 3)).floor().int().numpy()
    high = cells.amax(dim=(1, 2, 3)).ceil().int().numpy()
    low = np.clip(low, 0, np.array(shares.shape[1:]) - 2)
    high = np.clip(high, low + 1, np.array(shares.shape[1:]) - 1)
    block = shares[:, *(slice(a, b + 1) for a, b in zip(low, high, strict=True))]
    volume = torch.from_numpy(np.ascontiguousarray(block)).float().div_(255)
    return read_at(volume, cells - torch.from_numpy(low).view(3, 1, 1, 1))
