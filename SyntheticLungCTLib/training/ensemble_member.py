"""One more member of a generator's ensemble, of a few kilobytes.

Members differ by the patients that each has seen, drawn with replacement (bagging: Breiman, Machine Learning 24, 1996),
and by the order of the examples; where they disagree, the patients do not tell (Lakshminarayanan et al., "Simple and
scalable predictive uncertainty estimation using deep ensembles", NeurIPS 2017, who vary the start and the order).
As whole networks would be large, a member begins as the generator and only its biases and the scales of its norms learn
(after Ben Zaken et al., "BitFit", ACL 2022).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from ..errors import InputError
from ..networks.generator import BlueprintGenerator


def begun_member(folder: Path) -> BlueprintGenerator:
    """A generator from its folder, in float32, of which nothing learns but norms and biases: the tensors of one axis.

    Raises:
        InputError: when there is none.
    """
    if not (folder / "config.json").is_file():
        raise InputError(f"{folder} holds no generator; [generator] member_of is the folder of a trained one.")
    network = BlueprintGenerator.from_pretrained(folder, torch_dtype=torch.float32, low_cpu_mem_usage=False)
    for parameter in network.parameters():
        parameter.requires_grad_(parameter.ndim == 1)
    return network


def drawn_patients(names: list[str], seed: int) -> list[str]:
    """As many patients as there are, drawn with replacement."""
    return [names[index] for index in np.random.default_rng(seed).integers(len(names), size=len(names))]
