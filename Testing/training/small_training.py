"""A training small enough for tests: a prepared patient, and how each network learns from it."""

import json
from pathlib import Path

import numpy as np

from SyntheticLungCTLib.blueprint.labels import Label
from SyntheticLungCTLib.generation.position import positions
from SyntheticLungCTLib.scanner.look import Look
from SyntheticLungCTLib.training.config import TrainingConfig


def a_small_training(folder: Path) -> TrainingConfig:
    """The configuration of four steps on one prepared patient of 6 x 64 x 64, who is put into the folder's cache."""
    patient = folder / "cache" / "P1"
    patient.mkdir(parents=True)
    labels = np.full((6, 64, 64), Label.SOFT_TISSUE, np.uint8)
    labels[:, 8:40, 8:56] = Label.LUNG_LEFT
    hu = np.where(labels == Label.LUNG_LEFT, -850, 50).astype(np.int16)
    for name, array in {"hu": hu, "labels": labels, "position": positions(labels)}.items():
        np.save(patient / f"{name}.npy", array)
    facts = {"look": Look().model_dump(), "spacing_zyx_mm": (3.0, 0.7, 0.7)}
    (patient / "facts.json").write_text(json.dumps(facts))
    loop = {"steps": 4, "batch": 2, "learning_rate": 1e-3}
    crops = {**loop, "augment_share": 0.5}
    small = {"head_width": 4, "backbone_width": 16, "backbone_blocks": 1, "codes": 16}
    return TrainingConfig.model_validate(
        {
            "data": {"folder": folder, "cache": folder / "cache", "train": ["P1"], "val": []},
            "vqvae": {**crops, "output": folder / "vqvae", "crop_voxels": (1, 32, 32), "network": small},
            "generator": {
                **crops, "output": folder / "generator", "crop_voxels": (3, 32, 32), "network": {"widths": (8, 16)}
            },
            "thorax": {**loop, "output": folder / "thorax"},
            "thorax_upscaler": {**loop, "output": folder / "thorax_upscaler", "window_cells": (8, 8, 8)},
        }
    )  # fmt: skip
