"""The whole way in one command, without a patient: `make demo`, or with one: `make demo CT=<DICOM folder or file>`.

The module's own logic invents a thorax as a segmentation in a Slicer scene (or a real CT's blueprint becomes one), and
draws a CT into that scene; the scene is saved, loaded again, and shown in Slicer's own views. Everything lands in
`demo/`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from SyntheticLungCTLib.checking.pictures import write_comparison  # noqa: E402
from SyntheticLungCTLib.errors import InputError  # noqa: E402
from SyntheticLungCTLib.volume import CTVolume, read_ct  # noqa: E402
from Testing.demo.pictures import draw_overview  # noqa: E402
from Testing.qt_host.host import scripted_module  # noqa: E402
from Testing.slicer_core_host import WHAT_TO_INSTALL, slicer_app, write_scene  # noqa: E402

WHAT_RENDERING_NEEDS = "apt-get install libegl1 libgl1 libgl1-mesa-dri"
FIELD_OF_VIEW_MM, SLICE_SPACING_MM = 360.0, 5.0


def main() -> None:
    arguments = _arguments()
    started = time.monotonic()
    try:
        _make_demo(arguments)
    except InputError as error:
        sys.exit(f"demo: {error}")
    print(f"Done in {time.monotonic() - started:.0f} s.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ct", type=Path, help="a real chest CT to redraw: DICOM folder or image file")
    parser.add_argument("--output", type=Path, default=ROOT / "demo", help="folder for the results")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, help="sampling steps of the CT")
    parser.add_argument("--slices", type=int, default=60, help=f"of {SLICE_SPACING_MM:g} mm, of the invented thorax")
    parser.add_argument("--pixels", type=int, default=512, help=f"along its slices' side of {FIELD_OF_VIEW_MM:g} mm")
    return parser.parse_args()


def _make_demo(arguments: argparse.Namespace) -> None:
    try:
        logic = scripted_module().SyntheticLungCTLogic()
    except ImportError as error:
        sys.exit(f"demo: the Slicer core is missing ({error}); run `make setup` or {WHAT_TO_INSTALL}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    real = read_ct(arguments.ct) if arguments.ct else None
    segmentation_node = _extract(real, arguments.ct) if real else _invent(logic, arguments)
    print("Drawing a CT")
    volume_node = logic.generate(
        segmentation_node, seed=arguments.seed, steps=arguments.steps, progress=_print_progress
    )
    print()
    scene_file = arguments.output / "scene.mrb"
    if not write_scene(scene_file):
        sys.exit(f"demo: {scene_file} could not be written.")
    print(f"Scene:    {scene_file}  (open it in 3D Slicer)")
    _draw_pictures(segmentation_node, volume_node, real, scene_file, arguments.output)


def _extract(real: CTVolume, path: Path) -> Any:
    """The real CT's blueprint as a segmentation node."""
    from SyntheticLungCTLib.blueprint.extract import extract_blueprint
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

    print(f"Extracting the blueprint of {path}")
    return blueprint_to_segmentation(extract_blueprint(real), slicer_app().scene, "Blueprint of a CT")


def _invent(logic: Any, arguments: argparse.Namespace) -> Any:
    """What a user's Invent button does."""
    from SyntheticLungCTLib.thorax.request import ThoraxRequest

    print("Inventing a thorax")
    request = ThoraxRequest.checked(
        field_of_view_mm=FIELD_OF_VIEW_MM,
        slice_spacing_mm=SLICE_SPACING_MM,
        slices=arguments.slices,
        pixels=arguments.pixels,
    )
    node = logic.sample(request, arguments.seed, progress=_print_progress)
    print()
    return node


def _print_progress(fraction: float, stage: str) -> None:
    print(f"\r{fraction:4.0%}  {stage:<40}", end="", flush=True)


def _draw_pictures(
    segmentation_node: Any, volume_node: Any, real: CTVolume | None, scene_file: Path, folder: Path
) -> None:
    import slicer

    from SyntheticLungCTLib.slicer_bridge.segmentation_to_blueprint import segmentation_to_blueprint

    blueprint = segmentation_to_blueprint(segmentation_node).blueprint
    synthetic = CTVolume(slicer.util.arrayFromVolume(volume_node), blueprint.geometry)
    views = folder / "slicer_views.png"
    command = [sys.executable, str(Path(__file__).with_name("slicer_views.py")), str(scene_file), str(views)]
    # In a process of its own: where no graphics library can be started, VTK ends the process.
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode == 0 and views.is_file():
        print(f"Picture:  {views}  (Slicer's own views)")
    else:
        reason = (outcome.stderr.strip().splitlines() or [f"exit status {outcome.returncode}"])[-1]
        print(f"Slicer's views could not be rendered here ({reason}). They need {WHAT_RENDERING_NEEDS}.")
        views.unlink(missing_ok=True)
        print(f"Picture:  {draw_overview(synthetic, blueprint, folder / 'overview.png')}  (matplotlib)")
    if real is not None:
        print(f"Compared: {write_comparison(real, synthetic, folder / 'side_by_side.png')}")


if __name__ == "__main__":
    main()
