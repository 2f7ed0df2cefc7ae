"""How well a VQ-VAE gives back the slices of a patient it never saw."""

from __future__ import annotations

import numpy as np
import torch

from ...blueprint.labels import Label
from ...checking.tissues import TISSUES, interior
from ...evaluation.measures.noise_spectrum import noise_spectrum_db
from ...networks.multihead_vqvae import MultiheadVQVAE
from ...training.preparation import PreparedPatient

#: Whose fine texture is compared.
TEXTURES = ("lung", "soft tissue")
#: Names of the figures, in the order of the table: mean absolute error in HU, difference of spectra in dB.
ERRORS = ("MAE body", *(f"MAE {tissue}" for tissue in TISSUES))
SPECTRA = tuple(f"NPS {tissue}" for tissue in TEXTURES)


def reconstruction(network: MultiheadVQVAE, patient: PreparedPatient, picks: np.ndarray) -> dict[str, float]:
    """`ERRORS` and `SPECTRA` over some slices; NaN where there is too little of a tissue.

    The noise power spectrum is of what denoising left, so of texture, and its difference the mean over frequencies.
    """
    hu, labels = patient.hu[picks].astype(np.float32), np.asarray(patient.labels[picks])
    decoded = decoded_slices(network, hu)
    error = np.abs(decoded - hu)
    found = {"MAE body": float(error[labels != Label.OUTSIDE].mean())}
    for tissue in TISSUES:
        where = interior(labels, tissue)
        found[f"MAE {tissue}"] = float("nan") if where is None else float(error[where].mean())
    for tissue in TEXTURES:
        where = interior(labels, tissue)
        real, ours = (noise_spectrum_db(volume, where, patient.spacing_zyx_mm[2]) for volume in (hu, decoded))
        apart = np.abs(real - ours)
        found[f"NPS {tissue}"] = float(np.nanmean(apart)) if np.isfinite(apart).any() else float("nan")
    return found


@torch.no_grad()
def decoded_slices(network: MultiheadVQVAE, hu: np.ndarray) -> np.ndarray:
    """HU (n, y, x) encoded, quantised and decoded, one slice at a time."""
    slices = (torch.from_numpy(slice_hu)[None, None] for slice_hu in hu)
    return np.stack([network.decode(network.encode(s))[0, 0].numpy() for s in slices])
