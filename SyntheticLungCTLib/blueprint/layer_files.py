"""Layers of a segmentation as files that are written and read fast: `NAME.layers.json`, and an array beside it each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..geometry import Geometry
from .layers import Layer, Layers, LayerSegment

SUFFIX = ".layers.json"


def write_layers(layers: Layers, path: Path) -> Iterator[None]:
    """Write layer by layer: what follows each `yield` takes as long as one, so that a window may live meanwhile.

    Raises:
        OSError: when the disk is full, for example.
    """
    told = []
    for number, layer in enumerate(layers.layers):
        np.save(_array_file(path, number), layer.labels)
        told.append({"index_to_lps": layer.index_to_lps.tolist(), "segments": [asdict(s) for s in layer.segments]})
        yield
    facts = {"shape": layers.shape, "geometry": asdict(layers.geometry), "notes": layers.notes, "layers": told}
    path.write_text(json.dumps(facts), encoding="utf-8")


def read_layers(path: Path) -> Layers:
    """Read what `write_layers` wrote.

    Raises:
        InputError: when it is not there, or not whole.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        layers = [
            Layer(
                np.load(_array_file(path, number), allow_pickle=False),
                np.array(told["index_to_lps"]),
                tuple(LayerSegment(**{**segment, "color": tuple(segment["color"])}) for segment in told["segments"]),
            )
            for number, told in enumerate(facts["layers"])
        ]
        geometry = Geometry(**{name: tuple(value) for name, value in facts["geometry"].items()})
        return Layers(tuple(layers), tuple(facts["shape"]), geometry, facts["notes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} could not be read as the layers of a segmentation: {error}") from error


def _array_file(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.{number}.npy")
