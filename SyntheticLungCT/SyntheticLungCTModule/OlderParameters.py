"""Parameters that another version of the module saved in a scene, brought to what this version reads."""

from __future__ import annotations

import typing
from typing import Annotated, Any

import slicer
from slicer.i18n import tr as _

from .ParameterNode import SyntheticLungCTParameterNode

#: Parameters that were renamed: the old name, and what it is now. Entries stay, as scenes do.
RENAMED: dict[str, str] = {}


def bringUpToDate(node: slicer.vtkMRMLScriptedModuleNode) -> list[str]:
    """Take over what was renamed, and reset what cannot be read, before Slicer's wrapper reads it and fails.

    What is not known stays in the node, for the version that knows it.

    Returns:
        What was done, in words; nothing for a node of this version.
    """
    hints = typing.get_type_hints(SyntheticLungCTParameterNode, include_extras=True)
    told = [_takeOver(node, old, new) for old, new in RENAMED.items() if node.HasParameter(old)]
    for name in node.GetParameterNames():
        if name not in hints:
            told.append(_("The parameter '{name}' is unknown to this version and was left out.").format(name=name))
        elif not _isReadable(node.GetParameter(name), hints[name]):
            message = _("The parameter '{name}' was '{value}', which this version cannot use; it is the default now.")
            told.append(message.format(name=name, value=node.GetParameter(name)))
            node.UnsetParameter(name)
    return told


def _takeOver(node: slicer.vtkMRMLScriptedModuleNode, old: str, new: str) -> str:
    """The old value wins: it comes from the scene's file, a new one beside it is a default of Slicer's wrapper."""
    node.SetParameter(new, node.GetParameter(old))
    node.UnsetParameter(old)
    if referred := node.GetNodeReferenceID(old):
        node.SetNodeReferenceID(new, referred)
        node.RemoveNodeReferenceIDs(old)
    return _("The parameter '{old}' is called '{new}' now; its value was taken over.").format(old=old, new=new)


def _isReadable(text: str, hint: Any) -> bool:
    """Whether Slicer's wrapper can read a parameter of that type, and its widget show it."""
    isAnnotated = typing.get_origin(hint) is Annotated
    kind, *validators = typing.get_args(hint) if isAnnotated else (hint,)
    try:
        value = kind(text) if kind in (int, float) else text
        for validator in validators:
            validator.validate(value)
    except ValueError:
        return False
    return True
