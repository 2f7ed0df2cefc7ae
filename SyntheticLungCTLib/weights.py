"""Where the trained networks are, and how they are loaded: model folders of `config.json` and safetensors."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .errors import InputError

if TYPE_CHECKING:
    import torch
    from diffusers.models.modeling_utils import ModelMixin

    from .networks.generator import BlueprintGenerator
    from .networks.multihead_vqvae import MultiheadVQVAE
    from .networks.nodule_discriminator import NoduleDiscriminator
    from .networks.nodule_inpainter import NoduleInpainter
    from .networks.nodule_segmenter import NoduleSegmenter
    from .networks.slice_encoder import SliceEncoder
    from .networks.thorax_generator import ThoraxGenerator
    from .networks.thorax_upscaler import ThoraxUpscaler

Network = TypeVar("Network", bound="ModelMixin")
#: Set to a folder with a folder for each model, such as `generator/`, to draw with networks of your own; models that it
#: lacks are the shipped ones.
WEIGHTS_VARIABLE = "SYNTHETIC_LUNG_CT_WEIGHTS"

SHIPPED_WEIGHTS = Path(__file__).parents[1] / "Resources" / "Weights"


def weights_folder(model: str) -> Path:
    """The folder of a model: one's own where there is one, otherwise the shipped one.

    Raises:
        InputError: when it is not there.
    """
    own = os.environ.get(WEIGHTS_VARIABLE)
    folder = Path(own or SHIPPED_WEIGHTS) / model
    if own and not (folder / "config.json").is_file() and any(Path(own).glob("*/config.json")):
        folder = SHIPPED_WEIGHTS / model
    if not (folder / "config.json").is_file():
        raise InputError(
            f"{folder} holds no network; set {WEIGHTS_VARIABLE} to the folder that holds `{model}/`, or unset it."
        )
    return folder


def weights_name() -> str:
    """What the networks in use are called, for the provenance of what they draw."""
    own = os.environ.get(WEIGHTS_VARIABLE)
    return Path(own).name if own else "shipped"


def load_networks(device: str) -> tuple[MultiheadVQVAE, BlueprintGenerator]:
    """The VQ-VAE and the generator in float32 on a device, ready to draw."""
    import torch

    from .networks.generator import BlueprintGenerator
    from .networks.multihead_vqvae import MultiheadVQVAE

    return (
        _loaded(MultiheadVQVAE, "vqvae", device, torch.channels_last),
        _loaded(BlueprintGenerator, "generator", device, torch.channels_last_3d),
    )


def load_thorax_networks(device: str) -> tuple[ThoraxGenerator, ThoraxUpscaler]:
    """The thorax generator and the thorax upscaler in float32 on a device, ready to draw."""
    import torch

    from .networks.thorax_generator import ThoraxGenerator
    from .networks.thorax_upscaler import ThoraxUpscaler

    return (
        _loaded(ThoraxGenerator, "thorax", device, torch.channels_last_3d),
        _loaded(ThoraxUpscaler, "thorax_upscaler", device, torch.channels_last_3d),
    )


@dataclass(frozen=True)
class NoduleNetworks:
    """What draws a nodule, and the two that judge it."""

    inpainter: NoduleInpainter
    segmenter: NoduleSegmenter
    discriminator: NoduleDiscriminator

    @property
    def least_realism(self) -> float:
        """What the discriminator gives to all but a few real nodules."""
        return float(self.discriminator.config.least)


def load_nodule_networks(device: str) -> NoduleNetworks:
    """The networks for nodules in float32 on a device, ready to draw."""
    import torch

    from .networks.nodule_discriminator import NoduleDiscriminator
    from .networks.nodule_inpainter import NoduleInpainter
    from .networks.nodule_segmenter import NoduleSegmenter

    return NoduleNetworks(
        _loaded(NoduleInpainter, "nodule_inpainter", device, torch.channels_last_3d),
        _loaded(NoduleSegmenter, "nodule_segmenter", device, torch.channels_last_3d),
        _loaded(NoduleDiscriminator, "nodule_discriminator", device, torch.channels_last_3d),
    )


def load_slice_encoder() -> SliceEncoder:
    """The shipped slice encoder in float32 on the CPU; never one's own, so that figures can be compared.

    Raises:
        ImportError: when MONAI is not installed.
    """
    import torch

    from .networks.slice_encoder import SliceEncoder

    return _read(SliceEncoder, SHIPPED_WEIGHTS / "slice_encoder", "cpu", torch.channels_last)


def usual_device() -> str:
    """A GPU where there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _loaded(network: type[Network], model: str, device: str, layout: torch.memory_format) -> Network:
    return _read(network, weights_folder(model), device, layout)


def _read(network: type[Network], folder: Path, device: str, layout: torch.memory_format) -> Network:
    """A network from its folder; raises InputError when it is not there, or damaged."""
    import torch

    try:
        loaded = network.from_pretrained(
            folder, torch_dtype=torch.float32, use_safetensors=True, low_cpu_mem_usage=False
        )
    except (OSError, ValueError) as error:
        raise InputError(
            f"The network in {folder} is damaged and cannot be loaded ({type(error).__name__}). Run 'Check set-up', "
            "which compares checksums; then install the extension again, or import the weights again."
        ) from error
    return loaded.to(device, memory_format=layout).eval().requires_grad_(False)
