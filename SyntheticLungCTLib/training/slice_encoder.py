"""Training of the slice encoder on real slices, without labels: what was done to a slice, where it lies, what it shows.

To name a fault that was drawn into a real slice, features must see blur, noise, HU, texture, seams and tissue out of
place; to name place and tissues, they must see anatomy. Nothing generated is seen, so no generator can have taught it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F

from ..errors import InputError
from ..hounsfield import TOUCHING_EDGES_HU
from ..networks.slice_encoder import SliceEncoder
from .config import TrainingConfig
from .loop import TrainingLoop
from .slice_faults import faulty
from .slices import SliceCrop, SlicedPatient, slice_crop, sliced_patients

PLACE_WEIGHT, PLANE_WEIGHT, TISSUE_WEIGHT = 0.5, 0.1, 0.5
#: After Bardes et al. (VICReg, ICLR 2022): no feature without spread, no two that say the same.
SPREAD_WEIGHT, REPEAT_WEIGHT = 0.05, 0.01
#: Patients' own HU of the same tissue differ by contrast agent and breath; the encoder shall not know them by it.
MOST_OWN_SHIFT_HU = 8.0


def train(config: TrainingConfig, resume: bool = False, report: Callable[[str], None] = print) -> None:
    """Train on the configuration's training patients; see `loop.TrainingLoop` for what is written.

    Raises:
        InputError: when the configuration has no section for it, or names no patients.
    """
    settings = config.slice_encoder
    if settings is None or not config.data.train:
        raise InputError("The configuration needs a section [slice_encoder], and patients under [data] train.")
    torch.manual_seed(settings.seed)
    patients = sliced_patients(config.data, config.data.train)
    network = SliceEncoder(**settings.network).to(memory_format=torch.channels_last)
    loop = TrainingLoop(network, settings, resume)

    def loss(module: torch.nn.Module, seed: int) -> tuple[torch.Tensor, dict[str, float]]:
        examples = Examples.drawn(patients, settings.batch, seed)
        features, told = module(examples.hu.to(loop.device))
        with torch.autocast(examples.hu.device.type, enabled=False):
            return encoder_loss(features.float(), {name: part.float() for name, part in told.items()}, examples)

    loop.run(loss, report)


class Examples:
    """A batch: hu (n, 1, y, x), and what is to be told of it.

    Attributes:
        faults: (n, 7), how strong each is; middles: (n, 3); planes: int64 (n,); tissues: (n, 7), share of the pixels
            in each HU interval before anything was done to them.
    """

    def __init__(self, crops: list[SliceCrop], rng: np.random.Generator) -> None:
        drawn = [faulty(_mirrored(crop, rng) + rng.uniform(-1, 1) * MOST_OWN_SHIFT_HU, rng) for crop in crops]
        self.hu, self.faults = (torch.from_numpy(np.stack(part)) for part in zip(*drawn, strict=True))
        self.hu = self.hu[:, None].contiguous(memory_format=torch.channels_last)
        self.middles = torch.from_numpy(np.stack([crop.middle for crop in crops]))
        self.middles[:, 2] = self.middles[:, 2].abs()  # mirrored slices have no left and right
        self.planes = torch.tensor([crop.plane for crop in crops])
        self.tissues = torch.from_numpy(np.stack([_shares(crop.hu) for crop in crops]))

    @classmethod
    def drawn(cls, patients: list[SlicedPatient], count: int, seed: int) -> Examples:
        rng = np.random.default_rng(seed)
        return cls([slice_crop(patients, rng) for _ in range(count)], rng)


def encoder_loss(
    features: torch.Tensor, told: dict[str, torch.Tensor], examples: Examples
) -> tuple[torch.Tensor, dict[str, float]]:
    """How wrong the heads are, and what keeps the features (n, k) from being idle or alike."""
    to = features.device
    faults = F.smooth_l1_loss(told["faults"], examples.faults.to(to))
    middle = F.smooth_l1_loss(told["places"][:, :3], examples.middles.to(to))
    plane = F.cross_entropy(told["places"][:, 3:], examples.planes.to(to))
    tissues = -(examples.tissues.to(to) * told["tissues"].log_softmax(dim=1)).sum(dim=1).mean()
    centred = features - features.mean(dim=0)
    spread = F.relu(1 - (centred.var(dim=0) + 1e-4).sqrt()).mean()
    covariance = centred.T @ centred / (len(features) - 1)
    repeated = (covariance - covariance.diag().diag()).square().sum() / features.shape[1]
    total = faults + PLACE_WEIGHT * middle + PLANE_WEIGHT * plane + TISSUE_WEIGHT * tissues
    total = total + SPREAD_WEIGHT * spread + REPEAT_WEIGHT * repeated
    parts = {"faults": faults, "middle": middle, "plane": plane, "tissues": tissues}
    return total, {name: float(part.detach()) for name, part in parts.items()}


def _mirrored(crop: SliceCrop, rng: np.random.Generator) -> np.ndarray:
    """Left and right exchanged in half of the axial and coronal crops."""
    return crop.hu[:, ::-1] if crop.plane != 2 and rng.random() < 0.5 else crop.hu


def _shares(hu: np.ndarray) -> np.ndarray:
    counts = np.histogram(np.clip(hu, TOUCHING_EDGES_HU[0], TOUCHING_EDGES_HU[-1]), TOUCHING_EDGES_HU)[0]
    return (counts / hu.size).astype(np.float32)
