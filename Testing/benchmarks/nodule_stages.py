"""The nodule inpainter's second stage, and as many more steps of its first alone, from the same start.

python -m Testing.benchmarks.nodule_stages --config FILE

`[nodule_adversary]` of the configuration says what both start from, for how many steps, of how many regions and at what
rate; all else that stage adds, the segmenter and the discriminator, is what differs. Leaves the networks in folders,
for `measure_synthetic_nodules --weights`; a training goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from SyntheticLungCTLib.networks.nodule_inpainter import NoduleInpainter
from SyntheticLungCTLib.training import nodule_adversary, nodule_inpainter
from SyntheticLungCTLib.training.config import TrainingConfig, load_config


def flow_alone(config: TrainingConfig) -> Path:
    """The folder of the first stage, gone on with as the second one would be."""
    second = config.nodule_adversary
    output = second.output.with_name(f"{second.output.name}_flow_alone")
    same = {name: getattr(second, name) for name in ("steps", "batch", "learning_rate", "seed")}
    first = config.nodule_inpainter.model_copy(update={"output": output, **same})
    start = NoduleInpainter.from_pretrained(second.inpainter, torch_dtype=torch.float32, low_cpu_mem_usage=False)
    nodule_inpainter.train(config.model_copy(update={"nodule_inpainter": first}), resume=True, network=start)
    return output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True)
    config = load_config(parser.parse_args().config)
    nodule_adversary.train(config, resume=True)
    for output in (flow_alone(config), config.nodule_adversary.output):
        # What draws with networks of one's own looks for them by this name.
        weights = output / "weights" / "nodule_inpainter"
        shutil.copytree(output / "ema", weights, dirs_exist_ok=True)
        print(weights.parent)


if __name__ == "__main__":
    main()
