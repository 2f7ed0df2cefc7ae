"""One codebook per head against one shared codebook, and HUydra's intervals: same data, steps and codes a codebook.

Trains each arm briefly and writes its reconstruction of the validation patient, by tissue, to CODEBOOKS.md beside
this file. Needs the CTs: `python Testing/benchmarks/compare_codebooks.py --data FOLDER`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from SyntheticLungCTLib.checking.tissues import TISSUES, interior
from SyntheticLungCTLib.hounsfield import HUYDRA_INTERVALS_HU
from SyntheticLungCTLib.networks.multihead_vqvae import MultiheadVQVAE
from SyntheticLungCTLib.scanner.noise_power import noise_power_hu2
from SyntheticLungCTLib.training import vqvae
from SyntheticLungCTLib.training.config import TrainingConfig, load_config
from SyntheticLungCTLib.training.preparation import prepared_patients

ARMS: dict[str, dict[str, Any]] = {
    "touching intervals, a codebook per head": {},
    "touching intervals, one codebook": {"shared_codebook": True},
    "HUydra's intervals and reconstructor, one codebook": {"shared_codebook": True, "bounds_hu": HUYDRA_INTERVALS_HU},
}
RESULTS = Path(__file__).with_name("CODEBOOKS.md")


def trained(config: TrainingConfig, network: dict[str, Any], folder: Path) -> MultiheadVQVAE:
    config.vqvae.network, config.vqvae.output = network, folder
    vqvae.train(config)
    return MultiheadVQVAE.from_pretrained(folder / "ema", torch_dtype=torch.float32, low_cpu_mem_usage=False).eval()


def figures(network: MultiheadVQVAE, config: TrainingConfig) -> dict[str, float]:
    """Mean absolute error (HU) by tissue, and the lung's fine power against the real one, on the validation patient."""
    (patient,) = prepared_patients(config.data, config.data.val)
    hu, labels = np.array(patient.hu[20:80:4], np.float32), np.array(patient.labels[20:80:4])
    with torch.no_grad():
        decoded = np.concatenate([network.decode(network.encode(torch.from_numpy(s)[None, None]))[0] for s in hu])
    found = {"body": float(np.abs(decoded - hu)[labels > 0].mean())}
    for tissue in TISSUES:
        where = interior(labels, tissue)
        if where is not None:
            found[tissue] = float(np.abs(decoded - hu)[where].mean())
    lung = interior(labels, "lung")
    power = [noise_power_hu2(volume, lung) for volume in (hu, decoded)]
    found["lung power kept"] = sum(power[1][4:]) / sum(power[0][4:])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds a DICOM folder for each patient")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seeds", type=int, default=1)
    arguments = parser.parse_args()
    rows: dict[str, dict[str, float]] = {}
    for name, network in ARMS.items():
        found = []
        for seed in range(arguments.seeds):
            config = load_config("cpu-small")
            config.data.folder, config.vqvae.steps, config.vqvae.seed = arguments.data, arguments.steps, seed
            with tempfile.TemporaryDirectory() as folder:
                found.append(figures(trained(config, network, Path(folder)), config))
        rows[name] = {key: float(np.mean([f[key] for f in found])) for key in found[0]}
    columns = list(next(iter(rows.values())))
    lines = [
        "# Codebooks and intervals compared",
        "",
        f"{arguments.steps} steps and {arguments.seeds} seed(s) each on the same data: an early state, not the "
        "end of a training. "
        "256 codes a codebook; seven touching intervals make 28 latent channels, HUydra's four make 16, so the last "
        "row also has a smaller latent. Mean absolute error in HU on the validation patient; last, the share of the "
        "lung's power above half "
        "of Nyquist that comes back, which counts wrong texture as well. Written by `compare_codebooks.py`.",
        "",
        "| | " + " | ".join(columns) + " |",
        "|" + "---|" * (len(columns) + 1),
        *[f"| {name} | " + " | ".join(f"{row[c]:.3g}" for c in columns) + " |" for name, row in rows.items()],
        "",
    ]
    RESULTS.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
