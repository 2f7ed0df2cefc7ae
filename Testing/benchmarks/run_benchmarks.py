"""Time and memory from blueprint to saved CT, written to RESULTS.md beside this file.

Each volume is drawn in a process of its own, so that its peak memory is its own. Run with `make bench`.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

SLICES = (30, 60, 120, 240)
RESULTS = Path(__file__).with_name("RESULTS.md")
OTHERS = (
    "Beside this page: [does splitting by HU interval pay](HU_INTERVALS.md), "
    "[is the uncertainty as large as the error](UNCERTAINTY.md), "
    "[how far is the generator from real CTs](EVALUATION.md), "
    "[what does evaluating cost](EVALUATION_TIME.md)."
)


def draw_once(slices: int) -> dict[str, float]:
    """Draw a phantom of 512 x 512 x `slices`; seconds by stage, peak memory and arithmetic. Runs in its own process."""
    import torch

    from SyntheticLungCTLib.generation.pipeline import generate_ct
    from SyntheticLungCTLib.volume import write_ct
    from Testing.phantom import thorax_phantom

    blueprint = thorax_phantom((slices, 512, 512), (180.0 / slices, 0.7, 0.7), seed=0)
    stages: dict[str, float] = {}
    clock = [time.perf_counter()]

    def progress(share: float, stage: str) -> None:
        now = time.perf_counter()
        stages[stage] = stages.get(stage, 0.0) + now - clock[0]
        clock[0] = now

    clock[0] = started = time.perf_counter()
    ct = generate_ct(blueprint, seed=0, progress=progress)
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        write_ct(ct, Path(folder) / "ct.nrrd")
        stages["Saving"] = time.perf_counter() - before
    total = time.perf_counter() - started
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"slices": slices, "seconds": total, "peak_gib": peak_gib, "threads": torch.get_num_threads(), **stages}


def convolution_rate_gflops() -> float:
    """The machine's rate in the convolution that the sampler runs most: 1 x 3 x 3, 96 channels."""
    import torch

    layer = torch.nn.Conv3d(96, 96, (1, 3, 3), padding=(0, 1, 1)).to(memory_format=torch.channels_last_3d)
    x = torch.randn(1, 96, 12, 64, 64).contiguous(memory_format=torch.channels_last_3d)
    with torch.no_grad():
        layer(x)
        started = time.perf_counter()
        for _ in range(20):
            layer(x)
    return 20 * 2 * 96 * 96 * 9 * x[0, 0].numel() / (time.perf_counter() - started) / 1e9


def sampler_rate_gflops() -> float:
    """The rate that one step of the sampler reaches on a window of 12 x 512 x 512 voxels."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from SyntheticLungCTLib.weights import load_networks

    network = load_networks("cpu")[1]
    x = torch.randn(1, network.config.latent_channels, 12, 96, 128).contiguous(memory_format=torch.channels_last_3d)
    with torch.no_grad():
        scan = network.embed_scan(torch.zeros(1, 7), torch.ones(1))
        labels, position = torch.ones(1, 12, 384, 512, dtype=torch.uint8), torch.zeros(1, 3, 12, 96, 128)
        features, when = network.read(labels, x, position, scan, torch.ones(1)), torch.tensor([0.5])
        with FlopCounterMode(display=False) as counter:
            network.velocity(x, when, features, scan)
        started = time.perf_counter()
        for _ in range(3):
            network.velocity(x, when, features, scan)
    return 3 * counter.get_total_flops() / (time.perf_counter() - started) / 1e9


def report(rows: list[dict[str, float]], rates: tuple[float, float]) -> str:
    stages = [key for key in rows[0] if key not in ("slices", "seconds", "peak_gib", "threads")]
    lines = [
        "# Time and memory",
        "",
        f"{platform.machine()}, {int(rows[0]['threads'])} threads, torch on the CPU. Written by `make bench`.",
        "",
        "| slices of 512 x 512 | seconds | s per slice | peak GiB | " + " | ".join(f"{s}, s" for s in stages) + " |",
        "|" + "---|" * (4 + len(stages)),
    ]
    for row in rows:
        cells = [
            f"{int(row['slices'])}",
            f"{row['seconds']:.0f}",
            f"{row['seconds'] / row['slices']:.2f}",
            f"{row['peak_gib']:.2f}",
        ]
        lines.append("| " + " | ".join(cells + [f"{row.get(s, 0):.1f}" for s in stages]) + " |")
    share = rates[1] / rates[0]
    lines += [
        "",
        f"Convolutions (1 x 3 x 3, 96 channels): {rates[0]:.0f} GFLOP/s. The sampler reaches {rates[1]:.0f} GFLOP/s, "
        f"{share:.0%} of that.",
        "",
        OTHERS,
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int, help="draw one volume and print its figures as JSON")
    parser.add_argument("--slices", type=int, nargs="*", default=SLICES)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(draw_once(arguments.one)))
        return
    rows = []
    for slices in arguments.slices:
        command = [sys.executable, __file__, "--one", str(slices)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows.append(json.loads(done.stdout.strip().splitlines()[-1]))
        print(f"{slices} slices: {rows[-1]['seconds']:.0f} s, {rows[-1]['peak_gib']:.2f} GiB", flush=True)
    RESULTS.write_text(report(rows, (convolution_rate_gflops(), sampler_rate_gflops())))
    print(f"Wrote {RESULTS}")


if __name__ == "__main__":
    main()
