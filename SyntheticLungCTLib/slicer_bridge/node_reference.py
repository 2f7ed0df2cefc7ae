"""The node that another one refers to, asked for without a trace."""

from __future__ import annotations

import slicer


def referred_node(node: slicer.vtkMRMLNode, role: str) -> slicer.vtkMRMLNode | None:
    """The node that a role refers to; asking the node itself where there is none would write into it."""
    roles: list[str] = []
    node.GetNodeReferenceRoles(roles)
    return node.GetNodeReference(role) if role in roles else None
