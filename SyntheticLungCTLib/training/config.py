"""A training's configuration: a TOML file, checked when it is read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import InputError

CONFIG_FOLDER = Path(__file__).parent / "configs"
Config = TypeVar("Config", bound=BaseModel)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DataConfig(_Section):
    """Where the CTs are, which patients are trained on, where the prepared copies go.

    Attributes:
        folder: holds a DICOM folder for each patient.
        outlines: holds readers' nodule outlines, see `outlines.py`; optional.
        nodules: a file of rated nodules at 1 mm, see `nodule_corpus.py`; the nodule networks need it.
    """

    folder: Path
    outlines: Path | None = None
    nodules: Path | None = None
    cache: Path
    train: list[str]
    val: list[str]


class LoopConfig(_Section):
    """One network's training.

    Attributes:
        network: arguments of the network's constructor.
        condition_dropout: share of examples whose conditions are left open.
        snapshot_decays: of further averages of the weights, kept beside the one of `ema_decay`; what networks that
            differ in nothing else disagree on is uncertain, see `generation/uncertainty.py`.
    """

    network: dict[str, Any] = {}
    output: Path
    steps: int
    batch: int
    learning_rate: float = 1e-3
    warmup_steps: int = 100
    ema_decay: float = 0.998
    snapshot_decays: tuple[float, ...] = ()
    gradient_clip: float = 1.0
    checkpoint_minutes: float = 5.0
    condition_dropout: float = 0.1
    seed: int = 0


class CropLoopConfig(LoopConfig):
    """The training of a network that sees crops of CTs.

    Attributes:
        crop_voxels: (slices, rows, columns) of a training crop, in CT voxels; rows and columns are multiples of 32.
        stretch: largest in-plane scale change of a crop; elastic_pixels: amplitude of the elastic morph.
    """

    crop_voxels: tuple[int, int, int]
    stretch: float = 1.2
    elastic_pixels: float = 3.0
    augment_share: float = 0.4


class GeneratorConfig(CropLoopConfig):
    """The training of the generator, or of one more member of its ensemble.

    Attributes:
        member_of: a generator's folder; then its norms and biases alone are trained further, on patients that `seed`
            draws with replacement, see `ensemble_member.py`.
    """

    member_of: Path | None = None


class WindowLoopConfig(LoopConfig):
    """The training of a network that sees windows of thoraxes.

    Attributes:
        window_cells: (z, y, x) of a window, in cells of the coarse grid, multiples of 4.
    """

    window_cells: tuple[int, int, int]


class AdversaryConfig(LoopConfig):
    """The second stage of the nodule inpainter, against a segmenter and a discriminator.

    Attributes:
        inpainter, segmenter: model folders of the first stage and of the segmenter.
        discriminator: of the discriminator; its steps beyond the inpainter's are learned against the finished one.
    """

    inpainter: Path
    segmenter: Path
    discriminator: LoopConfig


class CTTrainingConfig(_Section):
    """The training of the two networks that draw a CT from a blueprint."""

    data: DataConfig
    vqvae: CropLoopConfig
    generator: GeneratorConfig


class TrainingConfig(CTTrainingConfig):
    """The training of every network that is shipped."""

    thorax: LoopConfig
    thorax_upscaler: WindowLoopConfig
    nodule_inpainter: LoopConfig | None = None
    nodule_segmenter: LoopConfig | None = None
    nodule_adversary: AdversaryConfig | None = None
    slice_encoder: LoopConfig | None = None


def load_config(name_or_path: str | Path) -> TrainingConfig:
    """Read a configuration by file or by the name of one that is shipped (`cpu-small`, `gpu-base`).

    Raises:
        InputError: when there is none, or a field is missing, unknown or of the wrong type.
    """
    path = Path(name_or_path)
    if not path.is_file():
        path = CONFIG_FOLDER / f"{name_or_path}.toml"
    if not path.is_file():
        shipped = ", ".join(sorted(p.stem for p in CONFIG_FOLDER.glob("*.toml")))
        raise InputError(f"No training configuration {name_or_path!r}: give a .toml file or one of {shipped}.")
    return read_config(path, TrainingConfig)


def read_config(path: Path, kind: type[Config]) -> Config:
    """A configuration from a TOML file; raises InputError when a field is missing, unknown or of the wrong type."""
    try:
        return kind.model_validate(tomllib.loads(path.read_text()))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
