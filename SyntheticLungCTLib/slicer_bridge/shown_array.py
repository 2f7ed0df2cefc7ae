"""An array as the scene shows it at a click, copied right after it, in steps between which the window lives."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import slicer  # noqa: F401, which in Slicer's Python makes vtk importable
import vtk

from ..errors import InputError
from ..jobs.steps import paced
from ..slabs import copy_slabs


class ShownArray:
    """What a node showed at a click. The node may be removed afterwards; what was shown stays for who holds this.

    Args:
        array: the owner's own memory, or a copy.
        owner: the image or surface that the array belongs to.
        name: of the node.
    """

    def __init__(self, array: np.ndarray, owner: vtk.vtkDataObject, name: str) -> None:
        self.array, self._owner, self._name = array, owner, name
        self._changed_at = owner.GetMTime()

    def copy_in_steps(self) -> Generator[None, None, np.ndarray]:
        """A copy that no change to the scene reaches.

        Raises:
            InputError: when somebody wrote into the array before it was copied.
        """
        copy = np.empty_like(self.array)
        yield from paced(copy_slabs(self.array, copy))
        self.refuse_changed()
        return copy

    def refuse_changed(self) -> None:
        """Raise InputError when somebody has written into the array since the click."""
        if self._owner.GetMTime() != self._changed_at:
            raise InputError(f"'{self._name}' was changed between the click and the work. Try again.")
