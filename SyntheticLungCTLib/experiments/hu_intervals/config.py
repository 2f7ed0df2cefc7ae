"""The experiment's configuration: a TOML file, checked when it is read."""

from __future__ import annotations

from pathlib import Path

from ...errors import InputError
from ...training.config import CTTrainingConfig, read_config

SHIPPED = Path(__file__).with_name("cpu-small.toml")


class HUIntervalsConfig(CTTrainingConfig):
    """Both trainings of every arm and seed; `[vqvae] network` holds what the arms have in common.

    Attributes:
        output: a folder for each arm and seed, and the report.
        seeds: how often each arm is trained.
        head_channels, latent_channels: of all intervals' heads together; multiples of 4 and of 7.
        reconstructor_steps: of HUydra's reconstructors, trained alone.
    """

    output: Path
    seeds: int = 3
    head_channels: int = 224
    latent_channels: int = 28
    reconstructor_steps: int = 400


def load_config(name_or_path: str) -> HUIntervalsConfig:
    """Read a configuration by file, or the shipped one, `cpu-small`.

    Raises:
        InputError: when there is none, a field is wrong, or channels cannot be divided among the arms' intervals.
    """
    path = SHIPPED if name_or_path == SHIPPED.stem else Path(name_or_path)
    if not path.is_file():
        raise InputError(f"No configuration {name_or_path!r}: give a .toml file or {SHIPPED.stem}.")
    config = read_config(path, HUIntervalsConfig)
    if config.head_channels % 28 or config.latent_channels % 28:
        raise InputError(f"{path}: head_channels and latent_channels have to be multiples of 28, of 4 and of 7 heads.")
    return config
