"""Show a saved scene in Slicer's own views, without a screen: `slicer_views.py SCENE.mrb PICTURE.png`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from SyntheticLungCTLib.blueprint.blueprint import Blueprint
from SyntheticLungCTLib.blueprint.labels import BLOODS, NODULES, Label
from SyntheticLungCTLib.checking.pictures import JPEG
from Testing.slicer_core_host import slicer_app

VIEW_PIXELS = (720, 560)
#: What the 3-D view shows, with its opacity; skin and fat would hide the rest.
SHOWN_IN_3D = {
    Label.AIRWAY_LUMEN: 1.0,
    Label.PULMONARY_VESSEL: 1.0,
    Label.CORTICAL_BONE: 0.3,
    **dict.fromkeys(BLOODS, 0.9),
    **dict.fromkeys(NODULES, 1.0),
}
#: Surfaces are made from voxels of about this size, which takes seconds instead of minutes.
SURFACE_VOXEL_MM = 2.0


def main(scene_file: str, picture: str) -> None:
    app = slicer_app()
    views = make_views(app)  # before there is anything to draw, as each one draws many times while it is made
    if not app.io_manager.load_scene(scene_file):
        sys.exit(f"{scene_file} could not be loaded.")
    volume = next(node for node in _nodes(app, "vtkMRMLScalarVolumeNode") if node.GetName().startswith("SYNTHETIC"))
    labels = app.scene.GetNodeByID(volume.GetNodeReferenceID("SyntheticLungCT.Labels"))
    outline_nodules(app, labels)
    add_surfaces(app, labels)
    write_views([render(view, volume) for view in views], picture)


def _nodes(app: Any, class_name: str) -> list[Any]:
    found = app.scene.GetNodesByClass(class_name)
    return [found.GetItemAsObject(index) for index in range(found.GetNumberOfItems())]


def outline_nodules(app: Any, labels: Any) -> None:
    """On the slices, show the nodules' outlines and nothing else."""
    for node in _nodes(app, "vtkMRMLSegmentationNode"):
        node.GetDisplayNode().SetVisibility(node is labels)
    display = labels.GetDisplayNode()
    display.SetVisibility2DFill(False)
    display.SetVisibility3D(False)
    nodules = {f"Segment_{int(label)}" for label in NODULES}
    for segment_id in labels.GetSegmentation().GetSegmentIDs():
        display.SetSegmentVisibility(segment_id, segment_id in nodules)


def add_surfaces(app: Any, labels: Any) -> Any:
    """Add surfaces of some tissues, each with its opacity, as a segmentation of coarser voxels that 3-D alone shows."""
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
    from SyntheticLungCTLib.slicer_bridge.segmentation_to_blueprint import segmentation_to_blueprint

    fine = segmentation_to_blueprint(labels).blueprint
    step = [max(1, round(SURFACE_VOXEL_MM / spacing_mm)) for spacing_mm in fine.geometry.spacing_zyx_mm]
    coarse = fine.labels[tuple(slice(None, None, s) for s in step)].copy()
    coarse[coarse == Label.SPONGY_BONE] = Label.CORTICAL_BONE
    coarse[~np.isin(coarse, [int(label) for label in SHOWN_IN_3D])] = Label.OUTSIDE
    spacing_mm = tuple(s * f for s, f in zip(fine.geometry.spacing_mm, step[::-1], strict=True))
    geometry = replace(fine.geometry, spacing_mm=spacing_mm)
    node = blueprint_to_segmentation(Blueprint(coarse, geometry), app.scene, "Surfaces")
    node.CreateClosedSurfaceRepresentation()
    display = node.GetDisplayNode()
    display.SetVisibility2D(False)
    for label, opacity in SHOWN_IN_3D.items():
        display.SetSegmentOpacity3D(f"Segment_{int(label)}", opacity)
    return node


def make_views(app: Any, pixels: tuple[int, int] = VIEW_PIXELS) -> list[Any]:
    """Axial, 3-D, coronal and sagittal view, which render when they are told to."""
    from trame_slicer.views import DirectViewFactory, ViewLayoutDefinition
    from trame_slicer.views.render_scheduler import NoScheduleRendering

    app.view_manager.register_factory(DirectViewFactory(do_render_offscreen=True))
    kinds = ("axial_view", "threed_view", "coronal_view", "sagittal_view")
    views = [app.view_manager.create_view(getattr(ViewLayoutDefinition, kind)()) for kind in kinds]
    for view in views:
        view.set_scheduled_render(NoScheduleRendering())
        view.render_window().SetSize(*pixels)
    # Off-screen, translucent surfaces show only without multisampling.
    views[1].render_window().SetMultiSamples(0)
    views[1].render_window().SetAlphaBitPlanes(1)
    return views


def render(view: Any, volume: Any | None) -> Any:
    """A view's picture, as the VTK filter that holds it; without a volume, of the segmentations alone."""
    import vtk

    is_3d = not hasattr(view, "set_background_volume_id")
    if not is_3d and volume is not None:
        view.set_background_volume_id(volume.GetID())
    view.fit_view_to_content()
    if is_3d:
        view.zoom(1.3)
    view.render()
    picture = vtk.vtkWindowToImageFilter()
    picture.SetInput(view.render_window())
    picture.ReadFrontBufferOff()
    picture.Update()
    return picture


def write_views(pictures: list[Any], path: str) -> None:
    """Two rows: axial and 3-D above, coronal and sagittal below."""
    import vtk

    rows = vtk.vtkImageAppend()
    rows.SetAppendAxis(1)
    for left, right in ((2, 3), (0, 1)):  # VTK counts rows from below
        row = vtk.vtkImageAppend()
        row.AddInputConnection(pictures[left].GetOutputPort())
        row.AddInputConnection(pictures[right].GetOutputPort())
        rows.AddInputConnection(row.GetOutputPort())
    writer = vtk.vtkPNGWriter()
    if path.endswith(".jpg"):
        writer = vtk.vtkJPEGWriter()
        writer.SetQuality(JPEG["quality"])
    writer.SetFileName(path)
    writer.SetInputConnection(rows.GetOutputPort())
    writer.Write()


if __name__ == "__main__":
    main(*sys.argv[1:])
