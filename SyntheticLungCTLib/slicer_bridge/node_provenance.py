"""How a synthetic node came about, noted in its attributes."""

from __future__ import annotations

from collections.abc import Mapping

import slicer

from ..naming import PREFIX


def write_provenance(node: slicer.vtkMRMLNode, provenance: Mapping[str, object]) -> None:
    """Note that a node is synthetic, and its provenance: version, model, seed, parameters."""
    for key, value in {f"{PREFIX}Synthetic": "true", **provenance}.items():
        node.SetAttribute(PREFIX + key.removeprefix(PREFIX), str(value))
