"""What a segmentation has to show, for a CT drawn from it to look like one."""

from __future__ import annotations

from collections.abc import Container

from .labels import LUNGS, Label

#: What a person is told, and the labels of which one will do.
NEEDED = {"lung": LUNGS, "soft tissue (a segment 'body' will do)": (Label.SOFT_TISSUE,), "fat": (Label.FAT,)}


def missing_tissues(present: Container[int]) -> list[str]:
    """What is missing where these labels are present."""
    return [name for name, labels in NEEDED.items() if not any(label in present for label in labels)]
