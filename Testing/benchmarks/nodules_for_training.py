"""Whether synthetic nodules help to train a segmenter: none, gated, ungated; writes NODULES_FOR_TRAINING.md.

python -m Testing.benchmarks.nodules_for_training --config FILE [--count 160] [--steps 300]

The configuration is that of the training; the budget is the same for all, only what half of the examples are differs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from monai.losses import DiceCELoss
from scipy import ndimage

from SyntheticLungCTLib.checking.measures import dice
from SyntheticLungCTLib.networks.nodule_segmenter import NoduleSegmenter
from SyntheticLungCTLib.nodules.insert import drawn_in
from SyntheticLungCTLib.nodules.judge import judged
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.training.nodule_corpus import Host, RealNodule, hosts, real_nodules
from SyntheticLungCTLib.training.nodule_regions import batched, drawn_region
from SyntheticLungCTLib.weights import NoduleNetworks, load_nodule_networks

from .nodule_twins import SIDE, Case, cases, nodule_of, place_of

HERE = Path(__file__).parent
SEEDS, BATCH, LEARNING_RATE = 3, 2, 2e-3
SYNTHETIC_SHARE, HEALTHY_SHARE = 0.5, 0.2
RESAMPLINGS = 1000


def put_into_hosts(
    networks: NoduleNetworks, real: list[RealNodule], lungs: list[Host], count: int
) -> list[tuple[RealNodule, bool]]:
    """Nodules of real shapes and any texture in healthy lung, and whether each passes the gate."""
    made = []
    for seed in range(count):
        rng = np.random.default_rng((7, seed))
        shape, host = real[rng.integers(len(real))], lungs[rng.integers(len(lungs))]
        low = host.places[rng.integers(len(host.places))] - SIDE // 2
        low = np.clip(low, 0, np.array(host.hu.shape) - SIDE)
        hu = host.hu[tuple(slice(a, a + SIDE) for a in low)]
        ratings = shape.ratings.copy()
        ratings[4] = rng.integers(1, 6)
        case = Case(RealNodule(hu, shape.mask, ratings), place_of(hu, shape.mask), False)
        drawn = drawn_in(networks, case.place, [int(rating) for rating in ratings], (seed, 0))
        good = not judged(networks, drawn, case.place, nodule_of(case)).failures
        made.append((RealNodule(np.rint(drawn).astype(np.int16), case.mask, ratings), good))
    return made


def trained(
    real: list[RealNodule], synthetic: list[RealNodule], lungs: list[Host], steps: int, seed: int
) -> NoduleSegmenter:
    torch.manual_seed(seed)
    network = NoduleSegmenter().to(memory_format=torch.channels_last_3d)
    optimizer = torch.optim.AdamW(network.parameters(), LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, steps)
    overlap, rng = DiceCELoss(sigmoid=True, batch=True), np.random.default_rng(seed)
    for _ in range(steps):
        sources = [synthetic if synthetic and rng.random() < SYNTHETIC_SHARE else real for _ in range(BATCH)]
        regions = [drawn_region(source, lungs, bool(rng.random() < HEALTHY_SHARE), rng) for source in sources]
        hu, share = (batched(regions, name, torch.device("cpu")) for name in ("hu", "share"))
        loss = overlap(network(hu), (share > 0.5).float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network.eval()


@torch.no_grad()
def overlaps(network: NoduleSegmenter, tests: list[Case]) -> np.ndarray:
    """Dice of each real nodule with what is found in the middle of its crop."""
    found = []
    for case in tests:
        pieces, _ = ndimage.label(network(torch.from_numpy(case.place.hu)[None, None])[0, 0].numpy() > 0)
        near = np.setdiff1d(pieces[tuple(slice(SIDE // 2 - 3, SIDE // 2 + 3) for _ in range(3))], [0])
        found.append(dice(np.isin(pieces, near), case.mask))
    return np.array(found)


def interval(scores: np.ndarray) -> str:
    """Mean of scores (seeds, nodules), and 95 % over nodules."""
    by_nodule, rng = scores.mean(axis=0), np.random.default_rng(0)
    means = by_nodule[rng.integers(len(by_nodule), size=(RESAMPLINGS, len(by_nodule)))].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return (
        f"{by_nodule.mean():.3f} ({low:.3f} to {high:.3f}); seeds {', '.join(f'{m:.3f}' for m in scores.mean(axis=1))}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True)
    parser.add_argument("--count", type=int, default=160)
    parser.add_argument("--steps", type=int, default=300)
    options = parser.parse_args()
    data = load_config(options.config).data
    real, lungs = real_nodules(data.nodules), hosts(data)
    tests = [case for case in cases(data.nodules) if case.held_out]
    made = put_into_hosts(load_nodule_networks("cpu"), real, lungs, options.count)
    gated = [nodule for nodule, good in made if good]
    lines = ["# Synthetic nodules for training a segmenter", ""]
    lines += [
        f"Written by `Testing/benchmarks/nodules_for_training.py`: {len(real)} real nodules, {len(made)} synthetic"
    ]
    lines += [f"ones of which {len(gated)} pass the gate, {options.steps} steps of {BATCH}, {SEEDS} seeds; Dice on"]
    lines += [f"{len(tests)} held-out real nodules with 95 % intervals over nodules.", ""]
    lines += ["| trained on | Dice |", "|---|---|"]
    variants = {"real": [], "real and gated": gated, "real and ungated": [nodule for nodule, _ in made]}
    for name, synthetic in variants.items():
        scores = [overlaps(trained(real, synthetic, lungs, options.steps, seed), tests) for seed in range(SEEDS)]
        lines.append(f"| {name} | {interval(np.stack(scores))} |")
        print(lines[-1], flush=True)
    (HERE / "NODULES_FOR_TRAINING.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
