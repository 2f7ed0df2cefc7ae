"""Further generators of an ensemble, each kept as no more than the tensors in which it differs from the generator."""

from __future__ import annotations

import copy
from pathlib import Path

from diffusers.utils import SAFETENSORS_WEIGHTS_NAME
from safetensors import SafetensorError
from safetensors.torch import load_file

from ..errors import InputError
from ..networks.generator import BlueprintGenerator

#: In a generator's folder: a folder for each further one.
SNAPSHOTS = "snapshots"


def load_snapshots(generator: BlueprintGenerator, folder: Path) -> list[BlueprintGenerator]:
    """What `snapshots/` in a generator's folder makes of it, by name; nothing where there is none.

    Args:
        generator: as loaded from the folder; stays as it is.

    Raises:
        InputError: when a file is damaged, or has a tensor that is not the generator's or of another shape.
    """
    return [_replaced(generator, file) for file in sorted((folder / SNAPSHOTS).glob(f"*/{SAFETENSORS_WEIGHTS_NAME}"))]


def _replaced(generator: BlueprintGenerator, file: Path) -> BlueprintGenerator:
    """A copy of the generator with the tensors of a file in the place of its own."""
    try:
        own = load_file(file)
    except (OSError, SafetensorError) as error:
        raise InputError(f"{file} cannot be read ({error}). Get it again, or remove its folder.") from error
    known = generator.state_dict()
    for name, tensor in own.items():
        if name not in known:
            raise InputError(f"{file} is of another generator: it has {name!r}, which the one in use has not.")
        if tensor.shape != known[name].shape:
            shapes = f"{tuple(tensor.shape)}, not {tuple(known[name].shape)}"
            raise InputError(f"{file} is of another generator: {name!r} has the shape {shapes}.")
    snapshot = copy.deepcopy(generator)
    snapshot.load_state_dict(own, strict=False)
    return snapshot
