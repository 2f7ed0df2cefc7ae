"""Go through the tutorial's steps in the real Slicer core and take its pictures: Resources/Screenshots/tutorial_*.png.

The sample lungs are loaded, completed, and a CT is drawn from them, by the module's own logic.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from Testing.demo.slicer_views import add_surfaces, make_views, outline_nodules, render, write_views  # noqa: E402
from Testing.qt_host.host import scripted_module  # noqa: E402
from Testing.slicer_core_host import slicer_app  # noqa: E402

SAMPLE = ROOT / "SyntheticLungCT" / "Resources" / "SampleData" / "SYNTHETIC_lungs.seg.nrrd"
PICTURES = ROOT / "Resources" / "Screenshots"
VIEW_PIXELS = (440, 330)
SEED = 1


def main(folder: Path = PICTURES) -> None:
    app = slicer_app()
    views = make_views(app, VIEW_PIXELS)
    logic = scripted_module().SyntheticLungCTLogic()
    lungs = app.io_manager.load_segmentation(str(SAMPLE))
    lungs.SetName("SYNTHETIC lungs")
    lungs.CreateClosedSurfaceRepresentation()
    _take(views, None, folder / "tutorial_lungs.png")
    thorax = logic.complete(lungs, seed=SEED)
    lungs.GetDisplayNode().SetVisibility(False)
    surfaces = add_surfaces(app, thorax)
    _take(views, None, folder / "tutorial_thorax.jpg")
    surfaces.GetDisplayNode().SetVisibility(False)
    thorax.GetDisplayNode().SetVisibility(False)
    volume = logic.generate(thorax, seed=SEED)
    labels = app.scene.GetNodeByID(volume.GetNodeReferenceID("SyntheticLungCT.Labels"))
    outline_nodules(app, labels)
    surfaces.GetDisplayNode().SetVisibility(True)
    _take(views, volume, folder / "tutorial_ct.jpg")


def _take(views: list[Any], volume: Any | None, path: Path) -> None:
    write_views([render(view, volume) for view in views], str(path))
    print(path)


if __name__ == "__main__":
    main()
