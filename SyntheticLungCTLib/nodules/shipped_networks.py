"""The networks for nodules that are shipped, loaded once for all nodules of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..weights import NoduleNetworks, load_nodule_networks, usual_device, weights_folder

KINDS = ("inpainter", "segmenter", "discriminator")


def shipped_networks() -> NoduleNetworks:
    """The networks, on a GPU where there is one.

    Raises:
        InputError: when one is not there.
    """
    return _kept(tuple(weights_folder(f"nodule_{kind}") for kind in KINDS), usual_device())


@cache
def _kept(_folders: tuple[Path, ...], device: str) -> NoduleNetworks:
    return load_nodule_networks(device)
