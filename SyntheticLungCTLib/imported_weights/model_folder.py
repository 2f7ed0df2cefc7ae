"""One network in a folder: which model it is, and whether its files are what they should be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from .archive import PICKLES
from .store import CONFIG

#: Of each class of networks: the folder that its weights are in, and its module in `networks`.
NETWORKS = {
    "BlueprintGenerator": ("generator", "generator"),
    "MultiheadVQVAE": ("vqvae", "multihead_vqvae"),
    "NoduleDiscriminator": ("nodule_discriminator", "nodule_discriminator"),
    "NoduleInpainter": ("nodule_inpainter", "nodule_inpainter"),
    "NoduleSegmenter": ("nodule_segmenter", "nodule_segmenter"),
    "ThoraxGenerator": ("thorax", "thorax_generator"),
    "ThoraxUpscaler": ("thorax_upscaler", "thorax_upscaler"),
}
#: Passed over: what judges CTs stays the shipped one, so that figures can be compared.
JUDGES = ("SliceEncoder",)
HEADER_BYTES, LARGEST_HEADER_BYTES = 8, 100 * 2**20


@dataclass(frozen=True)
class ModelFolder:
    """One network.

    Attributes:
        kind: its class.
        model: the name of its folder among weights.
        folder: where it is now.
        safetensors: its weights.
    """

    kind: str
    model: str
    folder: Path
    safetensors: Path


def model_folders(root: Path, pickles: list[str]) -> list[ModelFolder]:
    """The networks in a folder and the folders in it; without a generator's snapshots, which have no configuration.

    Args:
        pickles: files that were seen and left out, to be named when there is nothing else.

    Raises:
        InputError: when there is none, two are the same model, or one of them cannot be used.
    """
    configs = [config for config in sorted(root.rglob(CONFIG)) if _kind(config) not in JUDGES]
    if not configs:
        raise InputError(
            f"There is no network: a folder with {CONFIG} and a .safetensors file is needed for each, as "
            "`save_pretrained` writes them."
        )
    found = [_model_folder(config, pickles) for config in configs]
    models = [network.model for network in found]
    if twice := {model for model in models if models.count(model) > 1}:
        raise InputError(f"There are two networks for {' and '.join(sorted(twice))}; keep one of each.")
    return found


def _kind(config: Path) -> str | None:
    """The class that a configuration names, if any."""
    try:
        return str(json.loads(config.read_text(encoding="utf-8"))["_class_name"])
    except (ValueError, KeyError, TypeError):
        return None


def _model_folder(config: Path, pickles: list[str]) -> ModelFolder:
    kind = _kind(config)
    if kind not in NETWORKS:
        raise InputError(
            f"{config.parent.name}/{CONFIG} names none of our networks as '_class_name': "
            f"{', '.join(NETWORKS)}. Were these weights made for SyntheticLungCT?"
        )
    model, _ = NETWORKS[kind]
    weights = sorted(config.parent.glob("*.safetensors"))
    if len(weights) != 1:
        seen = pickles or [path.name for path in config.parent.iterdir() if path.suffix in PICKLES]
        advice = f" {seen[0]} is a pickle, which can run code when it is loaded." if seen else ""
        raise InputError(
            f"{config.parent.name} has {len(weights) or 'no'} .safetensors files, and needs one.{advice} Save the "
            "network with `save_pretrained(folder, safe_serialization=True)`."
        )
    _refuse_unless_safetensors(weights[0])
    return ModelFolder(kind, model, config.parent, weights[0])


def _refuse_unless_safetensors(file: Path) -> None:
    """Read the header, which is JSON after its length, without loading anything."""
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(HEADER_BYTES), "little")
        header = opened.read(length) if 0 < length <= min(LARGEST_HEADER_BYTES, file.stat().st_size) else b""
    try:
        tensors = {name: entry for name, entry in json.loads(header).items() if name != "__metadata__"}
        end = max(entry["data_offsets"][1] for entry in tensors.values())
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise InputError(f"{file.name} is no safetensors file, whatever its name says. Do not trust it.") from None
    if file.stat().st_size != HEADER_BYTES + length + end:
        raise InputError(f"{file.name} is cut short, or longer than it says. Get it again.")
