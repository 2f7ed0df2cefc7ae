"""What the slice encoder sees in a patient that it was not trained on: printed, for its model card.

Needs the CTs: `python -m Testing.benchmarks.measure_slice_encoder --data FOLDER`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from scipy.stats import spearmanr

from SyntheticLungCTLib.networks.slice_encoder import SliceEncoder
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.training.slice_encoder import Examples
from SyntheticLungCTLib.training.slice_faults import FAULTS
from SyntheticLungCTLib.training.slices import SlicedPatient, sliced_patients
from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS

CROPS = 600


@torch.no_grad()
def measured(network: SliceEncoder, patients: list[SlicedPatient]) -> dict[str, float]:
    """Rank correlations of what is told with what is so; share of planes that are right."""
    examples = Examples.drawn(patients, CROPS, seed=12345)
    told = [network(part)[1] for part in examples.hu.split(50)]
    told = {name: torch.cat([part[name] for part in told]).numpy() for name in told[0]}
    found = {
        fault.__name__: float(spearmanr(told["faults"][:, index], examples.faults[:, index]).statistic)
        for index, fault in enumerate(FAULTS)
    }
    for index, axis in enumerate("zyx"):
        found[f"place along {axis}"] = float(
            spearmanr(told["places"][:, index], examples.middles[:, index].numpy()).statistic
        )
    found["plane, share right"] = float(np.mean(told["places"][:, 3:].argmax(axis=1) == examples.planes.numpy()))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="holds a DICOM folder for each patient")
    parser.add_argument("--weights", type=Path, default=SHIPPED_WEIGHTS / "slice_encoder")
    given, data = parser.parse_args(), load_config("cpu-small").data
    data.folder = given.data
    network = SliceEncoder.from_pretrained(given.weights, torch_dtype=torch.float32, use_safetensors=True).eval()
    for kind, names in (("validation", data.val), ("training", data.train)):
        for name, value in measured(network, sliced_patients(data, names)).items():
            print(f"{kind}  {name}: {value:.2f}")


if __name__ == "__main__":
    main()
