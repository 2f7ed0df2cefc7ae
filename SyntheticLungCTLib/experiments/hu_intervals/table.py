"""The experiment's report: tables in Markdown."""

from __future__ import annotations

import math

from ...evaluation.distances import Interval
from ...evaluation.notes import counted
from .arms import ARMS
from .config import HUIntervalsConfig
from .reconstruction import ERRORS, SPECTRA
from .resampling import DISTANCES, Drawn, interval
from .verdict import COMPARED, CONTRASTS, change_percent, paragraph, word


def report(arms: dict[str, Drawn], reconstructors: dict[str, tuple[int, float]], config: HUIntervalsConfig) -> str:
    """The whole page."""
    sections = (
        "# Does splitting by HU interval pay?",
        _how(config),
        paragraph(arms),
        "## Reconstruction",
        "Mean absolute error in HU by tissue; last, how far the power spectrum of the texture is from the real one's, "
        "in dB. All: less is better. In brackets 95 % of the draws of patients and seeds.",
        _of_figures(arms, (*ERRORS, *SPECTRA)),
        "## Drawing from blueprints",
        "Kernel distance of radiomics of drawn slices from those of the real ones, in each HU interval. It may be a "
        "little below 0; - where drawn slices show nothing in the interval.",
        _of_figures(arms, DISTANCES),
        "## What the differences are worth",
        "Change in percent, less is better; better or worse only where the whole interval is.",
        _contrasts(arms),
        "## Cost",
        _cost(arms, config),
        "## HUydra's reconstructors alone",
        "Root mean square error on real views, HU (the paper tells about 32); views of touching intervals are joined "
        "exactly.",
        _reconstructors(reconstructors),
    )
    return "\n\n".join(sections) + "\n"


def _how(config: HUIntervalsConfig) -> str:
    return (
        f"{len(ARMS)} VQ-VAEs of one size, {counted(config.seeds, 'seed')} each, {config.vqvae.steps} steps of "
        f"{config.vqvae.batch} crops of {config.vqvae.crop_voxels[1]} x {config.vqvae.crop_voxels[2]}; then in each "
        f"one's latent a generator, {config.generator.steps} steps of {config.generator.batch} crops. The same seed "
        f"sees the same crops in the same order. Trained on {len(config.data.train)} patients, measured on "
        f"{len(config.data.val)} others ({', '.join(config.data.val)}), on slices without scanner noise. Few steps are "
        "an early state, not the end of a training. Written by `synthetic-lung-ct experiment hu-intervals`."
    )


def _of_figures(arms: dict[str, Drawn], names: tuple[str, ...]) -> str:
    rows = [(arm.title, *(_told(interval(arms[arm.name][name])) for name in names)) for arm in ARMS]
    return _table(("", *(name.removeprefix("distance ") for name in names)), rows)


def _contrasts(arms: dict[str, Drawn]) -> str:
    rows = []
    for contrast in CONTRASTS:
        changes = [change_percent(contrast, arms, figure) for figure in COMPARED]
        rows.append((contrast.question, *(f"{_told(change)} {word(change)}" for change in changes)))
    return _table(("", *COMPARED), rows)


def _cost(arms: dict[str, Drawn], config: HUIntervalsConfig) -> str:
    codes = config.vqvae.network.get("codes", 256)
    rows = [
        (
            arm.title,
            f"{arms[arm.name]['parameters'][0]:.0f}",
            f"{codes * config.latent_channels}",
            f"{arm.codebooks * math.log2(codes):g}",
            _told(interval(arms[arm.name]["seconds"])),
            f"{arms[arm.name]['memory_mib'][0]:.0f}",
        )
        for arm in ARMS
    ]
    head = ("", "parameters", "numbers in codebooks", "bits per position", "s per slice of 512 x 512", "MiB")
    return _table(head, rows)


def _reconstructors(found: dict[str, tuple[int, float]]) -> str:
    rows = [(name, str(parameters), f"{error_hu:.1f}") for name, (parameters, error_hu) in found.items()]
    return _table(("reconstructor", "parameters", "RMSE, HU"), rows)


def _told(value: Interval) -> str:
    if not math.isfinite(value.value):
        return "-"
    return f"{value.value:.3g} ({value.low:.3g} to {value.high:.3g})"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
