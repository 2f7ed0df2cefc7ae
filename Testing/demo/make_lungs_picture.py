"""Load the sample lungs in the real Slicer core and take the tutorial's picture of them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from Testing.demo.slicer_views import make_views, render, write_views  # noqa: E402
from Testing.slicer_core_host import slicer_app  # noqa: E402

SAMPLE = ROOT / "SyntheticLungCT" / "Resources" / "SampleData" / "SYNTHETIC_lungs.seg.nrrd"
PICTURE = ROOT / "Resources" / "Screenshots" / "tutorial_lungs.jpg"
VIEW_PIXELS = (280, 210)


def main(picture: Path = PICTURE) -> None:
    app = slicer_app()
    views = make_views(app, VIEW_PIXELS)
    lungs = app.io_manager.load_segmentation(str(SAMPLE))
    lungs.CreateClosedSurfaceRepresentation()
    write_views([render(view, None) for view in views], str(picture))
    print(picture)


if __name__ == "__main__":
    main()
