"""Slicer's mouse mode in which the next click in a view places a point."""

from __future__ import annotations

import slicer


def startPlacing(markupsNode: slicer.vtkMRMLMarkupsNode) -> None:
    """Let the next click place a point of a node; after it the mouse is as before."""
    selectionNode = slicer.mrmlScene.GetFirstNodeByClass("vtkMRMLSelectionNode")
    interactionNode = slicer.mrmlScene.GetFirstNodeByClass("vtkMRMLInteractionNode")
    selectionNode.SetReferenceActivePlaceNodeClassName(markupsNode.GetClassName())
    selectionNode.SetActivePlaceNodeID(markupsNode.GetID())
    interactionNode.SetPlaceModePersistence(0)
    interactionNode.SetCurrentInteractionMode(interactionNode.Place)
