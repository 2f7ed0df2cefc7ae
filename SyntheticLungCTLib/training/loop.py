"""The training loop that both networks share: EMA, mixed precision, checkpoints by time, resume, several devices."""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from diffusers.models.modeling_utils import ModelMixin
from diffusers.training_utils import EMAModel
from safetensors.torch import load_file, save_file

from ..generation.snapshots import SNAPSHOTS
from ..precision import fast_precision
from .averages import learning, save_average, save_learnt
from .config import LoopConfig

#: A loss function: (network, seed of this step's batch) -> (loss, figures to report).
LossFunction = Callable[[torch.nn.Module, int], tuple[torch.Tensor, dict[str, float]]]


class TrainingLoop:
    """Trains one network; `config.output` then holds `checkpoint.safetensors` and, as a model folder in
    half precision that can be shipped, `ema/`, in which `snapshots/` holds further averages.

    Of a network that learns in part, `ema/` holds that part alone: one more snapshot of the network it began as.
    """

    def __init__(self, network: ModelMixin, config: LoopConfig, resume: bool) -> None:
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = _device()
        if self.world > 1 and not torch.distributed.is_initialized():
            torch.distributed.init_process_group("nccl" if self.device.type == "cuda" else "gloo")
        self.config, self.network = config, network.to(self.device).train()
        self.optimizer = torch.optim.AdamW(learning(network), config.learning_rate, (0.9, 0.98), weight_decay=0.01)
        self.ema, *others = (
            EMAModel(learning(network), decay=decay, use_ema_warmup=True, power=0.75)
            for decay in (config.ema_decay, *config.snapshot_decays)
        )
        self.snapshots = dict(zip(map(str, config.snapshot_decays), others, strict=True))
        self.step = 0
        self.checkpoint = Path(config.output) / "checkpoint.safetensors"
        if resume and self.checkpoint.is_file():
            self._load()

    def run(
        self,
        loss_function: LossFunction,
        report: Callable[[str], None] = print,
        companion: TrainingLoop | None = None,
    ) -> None:
        """Train to `config.steps`; saves on the way, at the end, and when interrupted, and a companion with it."""
        module = torch.nn.parallel.DistributedDataParallel(self.network) if self.world > 1 else self.network
        started, saved, begun_at = time.monotonic(), time.monotonic(), self.step
        averages: dict[str, float] = {}
        # Schedulers of clusters end a job with SIGTERM; leave through `finally`, as for Ctrl-C.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; go on with --resume."))
        try:
            while self.step < self.config.steps:
                figures = self.one_step(module, loss_function)
                averages |= {k: 0.98 * averages.get(k, v) + 0.02 * v for k, v in figures.items()}
                if self.step % 50 == 0 and self.rank == 0:
                    seconds = (time.monotonic() - started) / (self.step - begun_at)
                    left_min = seconds * (self.config.steps - self.step) / 60
                    line = "  ".join(f"{k} {v:.4f}" for k, v in averages.items())
                    report(
                        f"step {self.step}/{self.config.steps}  {line}  {seconds:.2f} s/step  {left_min:.0f} min left"
                    )
                if time.monotonic() - saved > 60 * self.config.checkpoint_minutes:
                    self._save_both(companion)
                    saved = time.monotonic()
        finally:
            self._save_both(companion)

    def _save_both(self, companion: TrainingLoop | None) -> None:
        for loop in filter(None, (companion, self)):
            loop.save()

    def one_step(self, module: torch.nn.Module, loss_function: LossFunction) -> dict[str, float]:
        """One step of the optimizer; what the loss function reports, and the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate * self._schedule()
        with fast_precision(self.device):
            loss, figures = loss_function(module, (self.config.seed * 1_000_003 + self.step) * self.world + self.rank)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.config.gradient_clip)
        self.optimizer.step()
        for average in (self.ema, *self.snapshots.values()):
            average.step(learning(self.network))
        self.step += 1
        return {"loss": float(loss.detach()), **figures}

    def _schedule(self) -> float:
        """Linear warm-up, then half a cosine down to 2 %."""
        warm = min(1.0, (self.step + 1) / self.config.warmup_steps)
        return warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, self.step / self.config.steps))))

    def save(self) -> None:
        """Write the checkpoint and the EMA network's folder, each under a temporary name first."""
        if self.rank != 0:
            return
        self.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        tensors = {f"network.{k}": v.contiguous() for k, v in self.network.state_dict().items()}
        for name, average in self._averages().items():
            tensors |= {f"{name}.{i}": p.contiguous() for i, p in enumerate(average.shadow_params)}
        for index, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{index}.{name}": value.contiguous() for name, value in state.items()}
        tensors["step"] = torch.tensor(self.step)
        temporary = self.checkpoint.with_suffix(".tmp")
        save_file(tensors, temporary)
        temporary.replace(self.checkpoint)
        folder = self.checkpoint.parent / "ema"
        save_average(self.network, self.ema, folder)
        for name, average in self.snapshots.items():
            save_learnt(self.network, average, folder / SNAPSHOTS / name)

    def _averages(self) -> dict[str, EMAModel]:
        """By what their tensors in a checkpoint begin with."""
        return {"ema": self.ema, **{f"{SNAPSHOTS}.{name}": average for name, average in self.snapshots.items()}}

    def _load(self) -> None:
        tensors = load_file(self.checkpoint)
        self.step = int(tensors["step"])
        self.network.load_state_dict({k[8:]: v for k, v in tensors.items() if k.startswith("network.")})
        for name, average in self._averages().items():
            # An average that was not kept yet goes on from the usual one.
            name = name if f"{name}.0" in tensors else "ema"
            kept = (tensors[f"{name}.{i}"] for i in range(len(average.shadow_params)))
            average.shadow_params = [tensor.to(self.device, copy=True) for tensor in kept]
            average.optimization_step = self.step
        state: dict[int, dict[str, torch.Tensor]] = {}
        for key, value in tensors.items():
            if key.startswith("optimizer."):
                _, index, name = key.split(".")
                state.setdefault(int(index), {})[name] = value
        self.optimizer.load_state_dict({**self.optimizer.state_dict(), "state": state})


def _device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
    return torch.device("cpu")
