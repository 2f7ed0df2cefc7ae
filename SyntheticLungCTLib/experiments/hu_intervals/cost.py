"""What coding a slice costs: seconds and memory, measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import re
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

SIDE, REPEATS = 512, 3


def cost(folder: Path) -> dict[str, float]:
    """What encoding and decoding a slice of 512 x 512 takes with the VQ-VAE of a run's folder, on one thread.

    `seconds` is the quickest of three; `memory_mib` the peak above the loaded network, NaN where there is no Linux.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as one:
        return one.submit(_measured, folder / "vqvae" / "ema").result()


def _measured(folder: Path) -> dict[str, float]:
    import torch

    from ...networks.multihead_vqvae import MultiheadVQVAE

    torch.set_num_threads(1)
    network = MultiheadVQVAE.from_pretrained(folder, torch_dtype=torch.float32, low_cpu_mem_usage=False).eval()
    hu, seconds = torch.rand(1, 1, SIDE, SIDE) * 1500 - 1000, []
    before_mib = _peak_mib(anew=True)
    with torch.no_grad():
        for _ in range(REPEATS):
            started = time.perf_counter()
            network.decode(network.encode(hu))
            seconds.append(time.perf_counter() - started)
    return {"seconds": min(seconds), "memory_mib": _peak_mib() - before_mib}


def _peak_mib(anew: bool = False) -> float:
    """The most memory that this process held since it was asked for `anew`, as Linux counts it."""
    process = Path("/proc/self")
    if not (process / "clear_refs").is_file():
        return float("nan")
    if anew:
        (process / "clear_refs").write_text("5")
    found = re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
    return int(found.group(1)) / 1024 if found else float("nan")
