"""Random training crops of prepared patients, morphed in plane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .config import CropLoopConfig
from .preparation import PreparedPatient


@dataclass
class Crop:
    """hu (z, y, x) float32, labels (z, y, x) uint8, position (3, z, y / 4, x / 4) float32, of `patient`."""

    hu: np.ndarray
    labels: np.ndarray
    position: np.ndarray
    patient: PreparedPatient
    scale: float


def random_crops(patients: list[PreparedPatient], config: CropLoopConfig, seed: int) -> Iterator[Crop]:
    """Endless crops; patients in turn by chance, places evenly over the body's box."""
    rng = np.random.default_rng(seed)
    depth, height, width = config.crop_voxels
    while True:
        patient = patients[rng.integers(len(patients))]
        if any(have < want for have, want in zip(patient.hu.shape, (depth, height, width), strict=True)):
            continue
        z = rng.integers(patient.hu.shape[0] - depth + 1)
        y = rng.integers((patient.hu.shape[1] - height) // 4 + 1) * 4
        x = rng.integers((patient.hu.shape[2] - width) // 4 + 1) * 4
        place = (slice(z, z + depth), slice(y, y + height), slice(x, x + width))
        labels = patient.labels[place]
        if not labels.any():
            continue
        latent_place = (slice(None), place[0], slice(y // 4, (y + height) // 4), slice(x // 4, (x + width) // 4))
        hu, position, scale = patient.hu[place].astype(np.float32), patient.position[latent_place], 1.0
        if rng.random() < config.augment_share:
            hu, labels, scale = _morph(hu, labels, config, rng)
        yield Crop(hu, np.ascontiguousarray(labels), position.astype(np.float32), patient, scale)


def _morph(
    hu: np.ndarray, labels: np.ndarray, config: CropLoopConfig, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, float]:
    """In-plane zoom about the centre and a smooth elastic displacement, the same for every slice."""
    _, height, width = hu.shape
    scale = float(np.exp(rng.uniform(-1, 1) * np.log(config.stretch)))
    grid = np.stack(np.meshgrid(np.arange(height), np.arange(width), indexing="ij")).astype(np.float32)
    centre = np.array([(height - 1) / 2, (width - 1) / 2], dtype=np.float32)[:, None, None]
    coarse = rng.standard_normal((2, 4, 4)) * config.elastic_pixels
    elastic = np.stack([ndimage.zoom(c, (height / 4, width / 4), order=3) for c in coarse])
    where = (grid - centre) / scale + centre + elastic
    # Cubic: a linear morph blurs, and a generator that sees two crops in five blurred draws blurred vessels.
    hu = np.stack([ndimage.map_coordinates(s, where, order=3, mode="mirror") for s in hu]).clip(-1024, 3071)
    labels = np.stack([ndimage.map_coordinates(s, where, order=0, mode="mirror") for s in labels])
    return hu, labels, scale
