"""What will be computed on. Imports torch, which takes seconds."""

from __future__ import annotations

import os

from .finding import Finding, Level


def check_device() -> Finding:
    """The GPU that will be used, or the CPU; a problem when torch is installed and does not work."""
    cores = f"CPU, {os.cpu_count()} cores"
    try:
        import torch

        torch.ones(2, 2) @ torch.ones(2, 2)
    except (ImportError, OSError, RuntimeError) as error:
        advice = "In Slicer's module 'PyTorch', choose 'Uninstall PyTorch', restart Slicer, and install it again."
        return Finding("Device", f"torch does not work: {' '.join(str(error).split())}", Level.PROBLEM, advice)
    if not torch.cuda.is_available():
        return Finding("Device", cores)
    gpu = torch.cuda.get_device_properties(0)
    try:
        torch.ones(2, 2, device="cuda") @ torch.ones(2, 2, device="cuda")
    except RuntimeError as error:
        advice = (
            "Update the graphics driver, or install the PyTorch build for its CUDA version, or the one for the CPU."
        )
        return Finding("Device", f"{gpu.name} does not work: {str(error).splitlines()[0]}", Level.PROBLEM, advice)
    return Finding("Device", f"{gpu.name}, {gpu.total_memory / 2**30:.1f} GiB; {cores}")
