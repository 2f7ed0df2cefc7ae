"""What the inpainter is told of a nodule, configured as Mari Molas et al. do; writes NODULE_CONDITIONING.md.

python -m Testing.benchmarks.nodule_conditioning --config FILE [--steps 1200]

Each is trained from scratch with the same steps, seeds and examples, by the inpainter's first stage alone; a training
goes on where it was stopped. All of them get the rendering, so the density that goes with the texture asked for is
known to all.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

from SyntheticLungCTLib.networks.nodule_inpainter import FACTS, NoduleInpainter
from SyntheticLungCTLib.nodules.measuring.features import roi_features
from SyntheticLungCTLib.training import nodule_inpainter
from SyntheticLungCTLib.training.config import LoopConfig, TrainingConfig, load_config
from SyntheticLungCTLib.weights import NoduleNetworks, load_nodule_networks

from .nodule_realism import distances
from .nodule_twins import Case, cases, synthetic

HERE = Path(__file__).parent
#: What the network is made of, and how often all ratings are left open.
CONFIGURATIONS = {
    "mask": (False, 1.0),
    "mask, also in attention": (True, 1.0),
    "mask, also in attention, and ratings": (True, 0.1),
    "mask and ratings": (False, 0.1),
}
#: Of the facts, only that there is a nodule.
NODULE_ALONE = torch.tensor([0.0] * (FACTS - 1) + [1.0])
#: Global features are of all that is drawn anew, so far from the nodule, and of what is around it.
GLOBAL_MM = 4.0


def trained(config: TrainingConfig, name: str, steps: int) -> NoduleInpainter:
    """The network of a configuration, from its folder where it is already there."""
    attention, dropout = CONFIGURATIONS[name]
    torch.manual_seed(config.nodule_inpainter.seed)
    network = NoduleInpainter(mask_attention=attention)
    own: LoopConfig = config.nodule_inpainter.model_copy(
        update={
            "condition_dropout": dropout,
            "steps": steps,
            "output": config.nodule_inpainter.output.with_name("nodule_conditioning") / name.replace(" ", "_"),
        }
    )
    nodule_inpainter.train(config.model_copy(update={"nodule_inpainter": own}), resume=True, network=network)
    network = NoduleInpainter.from_pretrained(own.output / "ema", torch_dtype=torch.float32, low_cpu_mem_usage=False)
    if dropout == 1:
        network.register_forward_pre_hook(lambda module, told: (*told[:-1], told[-1] * NODULE_ALONE))
    return network.to(memory_format=torch.channels_last_3d).eval().requires_grad_(False)


def features(crops: list[np.ndarray], every: list[Case]) -> dict[str, np.ndarray]:
    """Of the nodules and their rims, and of all that is drawn and what is around it."""
    masks = {"local": [case.mask for case in every]}
    masks["global"] = [ndimage.distance_transform_edt(~mask) <= GLOBAL_MM for mask in masks["local"]]
    return {
        name: np.stack([roi_features(hu, mask) for hu, mask in zip(crops, found, strict=True)])
        for name, found in masks.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True)
    parser.add_argument("--steps", type=int, default=1200)
    options = parser.parse_args()
    config, shipped = load_config(options.config), load_nodule_networks("cpu")
    every = cases(config.data.nodules)
    real, drawn = features([case.place.hu for case in every], every), {}
    for name in CONFIGURATIONS:
        own = trained(config, name, options.steps)
        networks = NoduleNetworks(own, shipped.segmenter, shipped.discriminator)
        twins = [synthetic(networks, case, seed) for seed, case in enumerate(every)]
        drawn[name] = features(twins, every)
        print(name, flush=True)
    lines = ["# What the nodule inpainter is told", ""]
    lines += [
        f"Written by `Testing/benchmarks/nodule_conditioning.py`: {options.steps} steps from scratch each, one seed,",
        f"{config.nodule_inpainter.batch} regions a step, without an adversary; distances as in",
        "[SYNTHETIC_NODULES.md](SYNTHETIC_NODULES.md).",
        "",
    ]
    for extent in ("local", "global"):
        own = {name: found[extent] for name, found in drawn.items()}
        lines += [f"# {extent.capitalize()}", "", *distances(real[extent], own, [case.held_out for case in every])[2:]]
    (HERE / "NODULE_CONDITIONING.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
