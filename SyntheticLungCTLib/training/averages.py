"""Averages of a network's weights, in half precision: a model folder, or no more than what has learnt."""

from __future__ import annotations

import copy
from pathlib import Path

import torch
from diffusers.models.modeling_utils import ModelMixin
from diffusers.training_utils import EMAModel
from diffusers.utils import SAFETENSORS_WEIGHTS_NAME
from safetensors.torch import save_file


def learning(network: torch.nn.Module) -> list[torch.nn.Parameter]:
    """What of a network learns."""
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def save_average(network: ModelMixin, average: EMAModel, folder: Path) -> None:
    """Write the network with an average of its weights as a model folder; where it learns in part, that part alone."""
    if len(learning(network)) < len(list(network.parameters())):
        return save_learnt(network, average, folder)
    averaged = _averaged(network, average)
    # Where a network was loaded from is nobody's business who gets its folder.
    averaged.register_to_config(_name_or_path="")
    averaged.save_pretrained(folder)


def save_learnt(network: ModelMixin, average: EMAModel, folder: Path) -> None:
    """Write an average of all tensors but those that do not learn, for `generation/snapshots.py`."""
    fixed = {name for name, parameter in network.named_parameters() if not parameter.requires_grad}
    tensors = _averaged(network, average).state_dict().items()
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors if name not in fixed}, folder / SAFETENSORS_WEIGHTS_NAME
    )


def _averaged(network: ModelMixin, average: EMAModel) -> ModelMixin:
    averaged = copy.deepcopy(network)
    average.copy_to(learning(averaged))
    return averaged.half()
