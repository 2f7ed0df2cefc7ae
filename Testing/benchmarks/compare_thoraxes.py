"""Are sampled thoraxes a population of their own? Writes THORAXES.md and thoraxes.png beside this file.

Samples are compared with each other and with the training patients, and these among themselves, by the Dice of their
lungs. Needs the patients: `python Testing/benchmarks/compare_thoraxes.py --data CTS --cache PREPARED [--count 50]`.
What is sampled is kept, so that it can be stopped; clear the folder of samples when the weights change.
"""

from __future__ import annotations

import argparse
import itertools
import time
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
import SimpleITK as sitk

from SyntheticLungCTLib.blueprint.labels import WITHIN_LUNGS
from SyntheticLungCTLib.checking.anatomy import check_anatomy
from SyntheticLungCTLib.thorax.request import ThoraxRequest
from SyntheticLungCTLib.thorax.sample import sample_blueprint
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.training.preparation import prepared_patients

HERE = Path(__file__).parent
GRID_MM, GRID_CELLS = 4.0, 112
#: Samples are compared at this size; the coarse thorax behind them is the same at any.
REQUEST = ThoraxRequest(pixels=192, slice_spacing_mm=5.0, field_of_view_mm=400.0)


@dataclass
class Lungs:
    """Lungs (z, y, x) on a grid of 4 mm around their own centre."""

    mask: np.ndarray
    volume_l: float


def centred(labels: np.ndarray, spacing_zyx_mm: tuple[float, float, float]) -> Lungs:
    within = sitk.GetImageFromArray(np.isin(labels, WITHIN_LUNGS).astype(np.float32))
    within.SetSpacing(spacing_zyx_mm[::-1])
    voxels = np.argwhere(sitk.GetArrayViewFromImage(within) > 0)
    middle_mm = (voxels.mean(axis=0) * spacing_zyx_mm)[::-1]
    low_mm = middle_mm - (GRID_CELLS - 1) / 2 * GRID_MM
    grid = sitk.Resample(
        within, [GRID_CELLS] * 3, sitk.Transform(), sitk.sitkLinear, low_mm.tolist(), [GRID_MM] * 3, np.eye(3).ravel()
    )
    return Lungs(sitk.GetArrayFromImage(grid) > 0.5, len(voxels) * float(np.prod(spacing_zyx_mm)) / 1e6)


def dice(a: np.ndarray, b: np.ndarray) -> float:
    return float(2 * (a & b).sum() / (a.sum() + b.sum()))


def rigid_dice(a: np.ndarray, b: np.ndarray) -> float:
    """Dice after the rigid alignment that brings the lungs closest."""
    fixed, moving = (sitk.SmoothingRecursiveGaussian(sitk.GetImageFromArray(m.astype(np.float32)), 1.0) for m in (a, b))
    method = sitk.ImageRegistrationMethod()
    method.SetMetricAsMeanSquares()
    method.SetInterpolator(sitk.sitkLinear)
    method.SetOptimizerAsRegularStepGradientDescent(2.0, 0.05, 40)
    method.SetOptimizerScalesFromPhysicalShift()
    start = sitk.Euler3DTransform()
    start.SetCenter([(GRID_CELLS - 1) / 2] * 3)
    method.SetInitialTransform(start, inPlace=True)
    method.Execute(fixed, moving)
    raw = sitk.GetImageFromArray(b.astype(np.float32))
    return dice(a, sitk.GetArrayFromImage(sitk.Resample(raw, fixed, start, sitk.sitkLinear)) > 0.5)


def nearest_dice(sample: Lungs, real: list[Lungs]) -> float:
    """The highest Dice to any patient, after rigid alignment to the three that are nearest before it."""
    ranked = sorted(real, key=lambda r: dice(r.mask, sample.mask), reverse=True)
    return max(rigid_dice(r.mask, sample.mask) for r in ranked[:3])


@dataclass
class Sample:
    """A sample's lungs, the rules of anatomy it breaks, how many were drawn for it, and the seconds that took."""

    lungs: Lungs
    broken: int
    drawn: int
    seconds: float


def sampled(seed: int, folder: Path) -> Sample:
    """A sample, drawn now unless the folder has it."""
    path = folder / f"{seed}.npz"
    if not path.is_file():
        stages, started = [], time.monotonic()
        blueprint = sample_blueprint(seed, REQUEST, progress=lambda share, stage: stages.append(stage))
        broken = sum(not found.kept for found in check_anatomy(blueprint))
        lungs = centred(blueprint.labels, blueprint.geometry.spacing_zyx_mm)
        facts = (lungs.volume_l, broken, stages.count("Checking the anatomy"), time.monotonic() - started)
        temporary = path.with_name(f".{path.name}")
        np.savez_compressed(temporary, mask=lungs.mask, facts=np.array(facts))
        temporary.replace(path)
        print(f"sample {seed}: {lungs.volume_l:.2f} l", flush=True)
    with np.load(path) as kept:
        volume_l, broken, drawn, seconds = kept["facts"].tolist()
        return Sample(Lungs(kept["mask"], volume_l), int(broken), int(drawn), seconds)


def plot(pairs: dict[str, list[float]], path: Path) -> None:
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 3), dpi=90)
    bins = np.linspace(0.5, 1.0, 51)
    for name, values in pairs.items():
        axes.hist(values, bins, density=True, histtype="step", label=name)
    axes.set(xlabel="Dice of the lungs", ylabel="density")
    axes.legend(fontsize=7, loc="upper left")
    figure.tight_layout()
    figure.savefig(path)


def _range(litres: list[float]) -> str:
    return f"{min(litres):.1f} to {max(litres):.1f} l, mean {np.mean(litres):.1f} l"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--samples", type=Path, default=Path("work/thorax_samples"), help="kept; gone on with")
    parser.add_argument("--count", type=int, default=50)
    arguments = parser.parse_args()
    data = load_config("cpu-small").data
    data.folder, data.cache = arguments.data, arguments.cache or data.cache
    real = [centred(np.asarray(p.labels), p.spacing_zyx_mm) for p in prepared_patients(data, data.train)]
    arguments.samples.mkdir(parents=True, exist_ok=True)
    drawn = [sampled(seed, arguments.samples) for seed in range(arguments.count)]
    samples, seconds = [one.lungs for one in drawn], np.median([one.seconds for one in drawn])
    pairs = {
        "real, centred": [dice(a.mask, b.mask) for a, b in itertools.combinations(real, 2)],
        "samples, centred": [dice(a.mask, b.mask) for a, b in itertools.combinations(samples, 2)],
        "real, rigid": [rigid_dice(a.mask, b.mask) for a, b in itertools.combinations(real, 2)],
        "sample to its nearest real, rigid": [nearest_dice(s, real) for s in samples],
    }
    plot(pairs, HERE / "thoraxes.png")
    rows = [f"| {name} | {np.mean(v):.3f} | {np.max(v):.3f} | {len(v)} |" for name, v in pairs.items()]
    text = [
        "# Sampled thoraxes against the training patients",
        "",
        "Written by `Testing/benchmarks/compare_thoraxes.py`. Dice of both lungs.",
        "",
        "| pairs | mean | highest | number |",
        "|---|---|---|---|",
        *rows,
        "",
        f"{len(samples)} samples break {sum(one.broken for one in drawn)} rules of anatomy; "
        f"{sum(one.drawn for one in drawn)} were drawn for them, as one that breaks a rule is drawn again. "
        f"{seconds:.0f} s each (median) at {REQUEST.pixels} pixels.",
        f"Lungs of samples: {_range([s.volume_l for s in samples])}.",
        f"Lungs of training patients: {_range([r.volume_l for r in real])}.",
        "",
        "![Dice of the lungs](thoraxes.png)",
        "",
    ]
    (HERE / "THORAXES.md").write_text("\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
