"""Show a synthetic CT, its segments and a nodule in Slicer's four views: Resources/Screenshots.

The chest is invented, drawn and given its nodule by the command line, with the shipped networks and the seeds below; a
nodule that does not pass the quality gate would end it. `--folder` keeps the files in between, and goes on from those
that are there. Without any it takes five minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from SyntheticLungCTLib.blueprint.blueprint import Blueprint  # noqa: E402
from SyntheticLungCTLib.blueprint.file import read_blueprint  # noqa: E402
from SyntheticLungCTLib.blueprint.labels import BLOODS, Label  # noqa: E402
from SyntheticLungCTLib.volume import read_ct  # noqa: E402
from Testing.demo.make_sample_data import whole_lungs  # noqa: E402
from Testing.demo.slicer_views import add_surfaces, make_views, render, write_views  # noqa: E402
from Testing.slicer_core_host import slicer_app  # noqa: E402

PICTURE = ROOT / "Resources" / "Screenshots" / "nodule_in_four_views.jpg"
CHEST = ("--seed", "5", "--pixels", "448", "--slice-spacing-mm", "2.5", "--contrast")
AT_RAS_MM, TEXT, SEED = ("-85", "-20", "-10"), "22 mm spiculated solid nodule", "1"
VIEW_PIXELS = (560, 440)
#: Of a slice view, from side to side: the whole chest.
FIELD_OF_VIEW_MM = 340.0
NODULE_COLOR = (1.0, 0.8, 0.1)
#: What the 3-D view shows, with its opacity.
SHOWN_IN_3D = {
    Label.LUNG_LEFT: 0.16,
    Label.LUNG_RIGHT: 0.16,
    Label.AIRWAY_LUMEN: 0.9,
    Label.PULMONARY_VESSEL: 0.75,
    Label.CORTICAL_BONE: 0.12,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="for the files in between")
    parser.add_argument("--picture", type=Path, default=PICTURE)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        draw_files(folder)
        take_picture(folder, arguments.picture)


def draw_files(folder: Path) -> None:
    """A blueprint, its CT, and the CT with a nodule and the nodule's segment; those that are there stay."""
    chest, ct = folder / "chest.seg.nrrd", folder / "ct.nrrd"
    nodule = folder / "nodule.seg.nrrd"
    make(chest, "blueprint", "sample", chest, *CHEST)
    make(ct, "generate", chest, ct, "--seed", "5")
    where = ("--at", *AT_RAS_MM, "--text", TEXT, "--seed", SEED)
    make(nodule, "nodule", "insert", ct, folder / "with_nodule.nrrd", *where, "--mask-output", nodule)


def make(file: Path, *arguments: object) -> None:
    if not file.exists():
        command = (sys.executable, "-m", "SyntheticLungCTLib.cli.main", *map(str, arguments))
        subprocess.run(command, check=True, cwd=ROOT)


def take_picture(folder: Path, picture: Path) -> None:
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation
    from SyntheticLungCTLib.slicer_bridge.ct_to_volume_node import ct_to_volume_node

    app = slicer_app()
    views = make_views(app, VIEW_PIXELS)
    volume = ct_to_volume_node(read_ct(folder / "with_nodule.nrrd"), app.scene)
    chest, nodule = read_blueprint(folder / "chest.seg.nrrd"), read_blueprint(folder / "nodule.seg.nrrd")
    segmentation = blueprint_to_segmentation(nodule, app.scene, "Nodule")
    show_nodule(segmentation)
    segments = blueprint_to_segmentation(outlined(chest), app.scene, "Chest")
    segments.GetDisplayNode().SetVisibility3D(False)
    segments.GetDisplayNode().SetVisibility2DFill(False)  # which would not be translucent off-screen
    add_surfaces(app, blueprint_to_segmentation(chest, app.scene, "For surfaces"), SHOWN_IN_3D)
    app.scene.GetFirstNodeByName("For surfaces").GetDisplayNode().SetVisibility(False)
    left, back, head = nodule.nodules[0].center_lps_mm
    write_views([look_at(view, volume, (-left, -back, head)) for view in views], str(picture))
    print(picture)


def show_nodule(node: Any) -> None:
    """An outline on the slices, a surface in 3-D."""
    node.GetSegmentation().GetNthSegment(0).SetColor(*NODULE_COLOR)
    node.CreateClosedSurfaceRepresentation()
    display = node.GetDisplayNode()
    display.SetVisibility2DFill(False)
    display.SetSliceIntersectionThickness(2)


def outlined(chest: Blueprint) -> Blueprint:
    """What slices show of a chest: whole lungs, bones, heart and great vessels, each as one segment."""
    labels = whole_lungs(chest.labels)
    for group in ((Label.CORTICAL_BONE, Label.SPONGY_BONE), BLOODS):
        labels[chest.mask(*group)] = group[0]
    return Blueprint(labels, chest.geometry)


def look_at(view: Any, volume: Any, at_ras_mm: tuple[float, float, float]) -> Any:
    """A view's picture with a point in the plane of each slice."""
    return render(view, volume, at_ras_mm, FIELD_OF_VIEW_MM)


if __name__ == "__main__":
    main()
