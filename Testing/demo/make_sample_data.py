"""Draw the extension's sample data anew with the bundled weights: `make sample-data`.

A thorax that nobody has as a segmentation without the lines of its vessels, a CT drawn from it, and its lungs alone,
coarse enough to be bundled. Seeds and wishes are noted in the files.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import ndimage

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from SyntheticLungCTLib import __version__  # noqa: E402
from SyntheticLungCTLib.blueprint.blueprint import Blueprint  # noqa: E402
from SyntheticLungCTLib.blueprint.file import write_blueprint  # noqa: E402
from SyntheticLungCTLib.blueprint.label_info import LABELS  # noqa: E402
from SyntheticLungCTLib.blueprint.labels import LUNGS, WITHIN_LUNGS, Label  # noqa: E402
from SyntheticLungCTLib.generation.pipeline import generate_ct  # noqa: E402
from SyntheticLungCTLib.resampling import resampled  # noqa: E402
from SyntheticLungCTLib.thorax.request import ThoraxRequest  # noqa: E402
from SyntheticLungCTLib.thorax.sample import sample_blueprint  # noqa: E402
from SyntheticLungCTLib.volume import CTVolume, read_image, write_ct, write_image  # noqa: E402

RESOURCES = ROOT / "SyntheticLungCT" / "Resources"
SEED = 5
REQUEST = ThoraxRequest(contrast=True, field_of_view_mm=384.0, slice_spacing_mm=5.0, pixels=160)
#: Pixels and steps of the HU that are bundled: below its noise, a CT is not small.
BUNDLED_MM, STEP_HU = 3.0, 16
THUMBNAIL_WIDTH = 256
LUNG_WINDOW_HU = (-1200.0, 250.0)


def main(seed: int = SEED, resources: Path = RESOURCES) -> None:
    print(f"Inventing a thorax, seed {seed}")
    chest = sample_blueprint(seed, REQUEST, progress=_print_progress)
    print("\nDrawing its CT")
    ct = generate_ct(chest, seed, progress=_print_progress)
    request = REQUEST.model_dump_json(exclude_none=True)
    ct.provenance["SyntheticLungCT.Request"] = request
    lungs = Blueprint(whole_lungs(chest.labels), chest.geometry)
    made_from = {"Synthetic": "true", "Version": __version__, "Seed": str(seed), "Request": request}
    folder = resources / "SampleData"
    written = [
        write_ct(_bundled(ct), folder / "SYNTHETIC_chest_CT.nrrd"),
        _write_segmentation(replace(chest, trees=None), folder / "SYNTHETIC_chest.seg.nrrd", made_from),
        _write_segmentation(lungs, folder / "SYNTHETIC_lungs.seg.nrrd", made_from),
        _write_thumbnail(chest, ct, resources / "Icons" / "SYNTHETIC_chest.png"),
        _write_thumbnail(lungs, None, resources / "Icons" / "SYNTHETIC_lungs.png"),
    ]
    print()
    for path in written:
        print(f"{path.stat().st_size / 1000:7.0f} kB  {path}")


def _bundled(ct: CTVolume) -> CTVolume:
    """A CT on larger pixels, with rounded HU."""
    z_mm, y_mm, x_mm = ct.geometry.spacing_zyx_mm
    hu = resampled(ct.hu, (z_mm, y_mm, x_mm), (z_mm, BUNDLED_MM, BUNDLED_MM))
    geometry = replace(ct.geometry, spacing_mm=(BUNDLED_MM, BUNDLED_MM, z_mm))
    noted = {"SyntheticLungCT.PixelMm": f"{BUNDLED_MM:g}", "SyntheticLungCT.RoundedToHU": str(STEP_HU)}
    return CTVolume((np.rint(hu / STEP_HU) * STEP_HU).astype(np.int16), geometry, ct.provenance | noted)


def _write_segmentation(blueprint: Blueprint, path: Path, made_from: Mapping[str, str]) -> Path:
    """Write a blueprint that says in its header how it came about."""
    image = read_image(write_blueprint(blueprint, path))
    for key, value in made_from.items():
        image.SetMetaData(f"SyntheticLungCT.{key}", value)
    return write_image(image, path)


def whole_lungs(labels: np.ndarray) -> np.ndarray:
    """Two lungs with all that lies in them, as people segment them: what is not lung goes to the nearer one."""
    nearest = ndimage.distance_transform_edt(~np.isin(labels, LUNGS), return_distances=False, return_indices=True)
    return np.where(np.isin(labels, WITHIN_LUNGS), labels[tuple(nearest)], np.uint8(Label.OUTSIDE))


def _write_thumbnail(blueprint: Blueprint, ct: CTVolume | None, path: Path) -> Path:
    """A coronal slice through the middle; where there is a CT, one half shows it and the other its segments."""
    from PIL import Image

    colors = np.array([info.color for info in LABELS.values()])
    middle = blueprint.labels.shape[1] // 2
    picture = colors[blueprint.labels[::-1, middle]]
    if ct is not None:
        low, high = LUNG_WINDOW_HU
        gray = np.clip((ct.hu[::-1, middle] - low) / (high - low), 0, 1)
        half = gray.shape[1] // 2
        picture[:, half:] = gray[:, half:, None]
    z_mm, _, x_mm = blueprint.geometry.spacing_zyx_mm
    height = round(THUMBNAIL_WIDTH * len(picture) * z_mm / (picture.shape[1] * x_mm))
    image = Image.fromarray(np.uint8(np.rint(255 * picture)))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.resize((THUMBNAIL_WIDTH, height), Image.Resampling.BICUBIC).save(path, optimize=True)
    return path


def _print_progress(fraction: float, stage: str) -> None:
    print(f"\r{fraction:4.0%}  {stage:<40}", end="", flush=True)


if __name__ == "__main__":
    main()
