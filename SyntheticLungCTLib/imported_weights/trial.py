"""Whether a network's weights fit our code, found out without loading them."""

from __future__ import annotations

import importlib
import json

from ..errors import InputError
from .model_folder import NETWORKS, ModelFolder
from .store import CONFIG


def refuse_unless_it_fits(network: ModelFolder) -> None:
    """Compare the tensors that the configuration asks for with those that the file has.

    Raises:
        InputError: when configuration and weights do not make one of our networks.
    """
    module = importlib.import_module(f"..networks.{NETWORKS[network.kind][1]}", __package__)
    try:
        made = getattr(module, network.kind).from_config(json.loads((network.folder / CONFIG).read_text("utf-8")))
        expected = {key: tuple(value.shape) for key, value in made.state_dict().items()}
    except Exception as error:  # whatever a configuration of another version makes of the constructor
        raise InputError(f"{network.folder.name}/{CONFIG} makes no {network.kind} of this version: {error}") from error
    found = _shapes(network)
    if wrong := sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)):
        raise InputError(
            f"The weights of {network.folder.name} do not fit its {CONFIG} ({len(wrong)} tensors, {wrong[0]} for "
            "example). They are of another version of the network."
        )


def _shapes(network: ModelFolder) -> dict[str, tuple[int, ...]]:
    from safetensors import safe_open

    with safe_open(network.safetensors, "pt") as opened:
        return {key: tuple(opened.get_slice(key).get_shape()) for key in opened.keys()}  # noqa: SIM118, no mapping
