"""How a synthetic node came about, noted in its attributes."""

from __future__ import annotations

from collections.abc import Mapping

import slicer

ATTRIBUTE_PREFIX = "SyntheticLungCT."
#: What the name of a node starts with that shows nobody.
SYNTHETIC = "SYNTHETIC"


def synthetic_name(name: str) -> str:
    """The name with SYNTHETIC before it, once."""
    return name if name.startswith(SYNTHETIC) else f"{SYNTHETIC} {name}"


def write_provenance(node: slicer.vtkMRMLNode, provenance: Mapping[str, object]) -> None:
    """Note that a node is synthetic, and its provenance: version, model, seed, parameters."""
    for key, value in {f"{ATTRIBUTE_PREFIX}Synthetic": "true", **provenance}.items():
        node.SetAttribute(ATTRIBUTE_PREFIX + key.removeprefix(ATTRIBUTE_PREFIX), str(value))
