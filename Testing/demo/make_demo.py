"""The whole way in one command, without a patient: `make demo`, or with one: `make demo CT=<DICOM folder or file>`.

A thorax phantom (or a real CT's blueprint) becomes a segmentation node in a Slicer scene; the module's own logic draws
a CT into that scene; the scene is saved, loaded again, and shown in Slicer's own views. Everything lands in `demo/`.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from SyntheticLungCTLib.blueprint.blueprint import Blueprint  # noqa: E402
from SyntheticLungCTLib.checking.pictures import write_comparison  # noqa: E402
from SyntheticLungCTLib.errors import InputError  # noqa: E402
from SyntheticLungCTLib.volume import CTVolume, read_ct  # noqa: E402
from Testing.demo.pictures import draw_overview  # noqa: E402
from Testing.slicer_core_host import WHAT_TO_INSTALL, add_qt_stand_ins, slicer_app, write_scene  # noqa: E402

WHAT_RENDERING_NEEDS = "apt-get install libegl1 libgl1 libgl1-mesa-dri"


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
    parser.add_argument("--steps", type=int, help="sampling steps")
    parser.add_argument(
        "--shape", type=int, nargs=3, default=(60, 512, 512), help="of the phantom: slices rows columns"
    )
    return parser.parse_args()


def _make_demo(arguments: argparse.Namespace) -> None:
    try:
        add_qt_stand_ins()
    except ImportError as error:
        sys.exit(f"demo: the Slicer core is missing ({error}); run `make setup` or {WHAT_TO_INSTALL}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    real = read_ct(arguments.ct) if arguments.ct else None
    blueprint = _blueprint(real, arguments)
    segmentation_node = _show(blueprint, "Blueprint of a CT" if real else "Thorax phantom")
    volume_node = _generate(segmentation_node, arguments)
    scene_file = arguments.output / "scene.mrb"
    if not write_scene(scene_file):
        sys.exit(f"demo: {scene_file} could not be written.")
    print(f"Scene:    {scene_file}  (open it in 3D Slicer)")
    _draw_pictures(blueprint, volume_node, real, scene_file, arguments.output)


def _blueprint(real: CTVolume | None, arguments: argparse.Namespace) -> Blueprint:
    if real is None:
        from SyntheticLungCTLib.blueprint.phantom import thorax_phantom

        print("Drawing a thorax phantom")
        shape = tuple(arguments.shape)
        return thorax_phantom(shape, (180 / shape[0], 358.4 / shape[1], 358.4 / shape[2]), arguments.seed)
    from SyntheticLungCTLib.blueprint.extract import extract_blueprint

    print(f"Extracting the blueprint of {arguments.ct}")
    return extract_blueprint(real)


def _show(blueprint: Blueprint, name: str) -> Any:
    from SyntheticLungCTLib.slicer_bridge.blueprint_to_segmentation import blueprint_to_segmentation

    return blueprint_to_segmentation(blueprint, slicer_app().scene, name)


def _generate(segmentation_node: Any, arguments: argparse.Namespace) -> Any:
    """What a user's Generate button does."""
    spec = importlib.util.spec_from_file_location("SyntheticLungCT", ROOT / "SyntheticLungCT" / "SyntheticLungCT.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["SyntheticLungCT"] = module
    spec.loader.exec_module(module)
    logic = module.SyntheticLungCTLogic()
    node = logic.generate(segmentation_node, seed=arguments.seed, steps=arguments.steps, progress=_print_progress)
    print()
    return node


def _print_progress(fraction: float, stage: str) -> None:
    print(f"\r{fraction:4.0%}  {stage:<40}", end="", flush=True)


def _draw_pictures(
    blueprint: Blueprint, volume_node: Any, real: CTVolume | None, scene_file: Path, folder: Path
) -> None:
    import slicer

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
