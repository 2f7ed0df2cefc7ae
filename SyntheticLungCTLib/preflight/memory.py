"""The computer's memory, in GiB, by what each system tells without further packages."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from .finding import Finding, Level

GIB = 2**30
#: A CT of 240 slices takes 1.7 GiB, see Testing/benchmarks/RESULTS.md, and torch and Slicer want some air.
LEAST_GIB, COMFORTABLE_GIB = 1.5, 3.0
ADVICE = "Close other programs, or ask for a smaller chest: fewer slices, fewer pixels."


def check_memory() -> Finding:
    return finding_of(*memory_gib())


def finding_of(total_gib: float | None, available_gib: float | None) -> Finding:
    """What to say about memory; None where the system does not tell."""
    if total_gib is None:
        return Finding("Memory", "unknown on this system")
    if available_gib is None:
        return Finding("Memory", f"{total_gib:.1f} GiB")
    found = f"{available_gib:.1f} of {total_gib:.1f} GiB are free"
    if available_gib < LEAST_GIB:
        return Finding("Memory", found, Level.PROBLEM, ADVICE)
    if available_gib < COMFORTABLE_GIB:
        return Finding("Memory", found, Level.WARNING, ADVICE)
    return Finding("Memory", found)


def memory_gib() -> tuple[float | None, float | None]:
    """Memory in all and what of it is free; None where the system does not tell."""
    if os.name == "nt":
        return _windows_gib()
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        kib = dict(line.split(":") for line in meminfo.read_text().splitlines())
        total, available = (float(kib[key].split()[0]) / 2**20 for key in ("MemTotal", "MemAvailable"))
        return total, available
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, None
    except (ValueError, OSError):
        return None, None


def _windows_gib() -> tuple[float | None, float | None]:
    names = ("total", "free", "page_total", "page_free", "virtual_total", "virtual_free", "extended")
    fields = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong), *((name, ctypes.c_ulonglong) for name in names)]
    status = type("MEMORYSTATUSEX", (ctypes.Structure,), {"_fields_": fields})()
    status.length = ctypes.sizeof(status)
    if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None, None
    return status.total / GIB, status.free / GIB
