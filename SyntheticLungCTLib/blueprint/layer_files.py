"""Layers of a segmentation as files that are written and read fast: `NAME.layers.json`, and arrays beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from ..geometry import Geometry
from ..jobs.steps import paced
from ..slabs import slabs_of
from .layers import Layer, Layers, LayerSegment
from .surface import Surface

SUFFIX = ".layers.json"
#: What of a layer is written as an array.
ARRAYS = {Layer: ("labels",), Surface: ("points", "triangles")}


def write_layers(layers: Layers, path: Path) -> Iterator[None]:
    """Write in steps, so that a window may live meanwhile.

    Raises:
        OSError: when the disk is full, for example.
    """
    told = []
    for number, layer in enumerate(layers.layers):
        matrix = layer.index_to_lps if isinstance(layer, Layer) else layer.points_to_lps
        for name in (names := ARRAYS[type(layer)]):
            yield from _write_array(getattr(layer, name), _array_file(path, number, name))
        told.append({"matrix": matrix.tolist(), "segments": [asdict(s) for s in layer.segments], "arrays": names})
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
        layers = [_layer(told, number, path) for number, told in enumerate(facts["layers"])]
        geometry = Geometry(**{name: tuple(value) for name, value in facts["geometry"].items()})
        return Layers(tuple(layers), tuple(facts["shape"]), geometry, facts["notes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} could not be read as the layers of a segmentation: {error}") from error


def _layer(told: dict[str, Any], number: int, path: Path) -> Layer | Surface:
    segments = tuple(LayerSegment(**{**segment, "color": tuple(segment["color"])}) for segment in told["segments"])
    arrays = {name: np.load(_array_file(path, number, name), allow_pickle=False) for name in told["arrays"]}
    matrix = np.array(told["matrix"])
    if "labels" in arrays:
        return Layer(**arrays, index_to_lps=matrix, segments=segments)
    return Surface(**arrays, points_to_lps=matrix, segments=segments)


def _write_array(array: np.ndarray, file: Path) -> Iterator[None]:
    """As `np.save`, in steps; rows and columns in their order."""
    header = {"descr": np.lib.format.dtype_to_descr(array.dtype), "fortran_order": False, "shape": array.shape}
    with file.open("wb") as opened:
        np.lib.format.write_array_header_1_0(opened, header)
        yield from paced(opened.write(np.ascontiguousarray(slab)) for slab in slabs_of(array))


def _array_file(path: Path, number: int, name: str) -> Path:
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.{number}.{name}.npy")
