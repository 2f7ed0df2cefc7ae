"""Python and its packages, looked at without importing them."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib import metadata

from .finding import Finding, Level

LEAST_PYTHON = (3, 11)
NEEDED = ("numpy", "scipy", "SimpleITK", "scikit-image", "diffusers", "safetensors", "pydantic", "typer", "rich")
NVIDIA_DRIVER = "nvidia-smi"


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    found = f"{'.'.join(map(str, version))}, {platform.system()} {platform.machine()}"
    if tuple(version[:2]) < LEAST_PYTHON:
        return Finding(
            "Python", found, Level.PROBLEM, "Python 3.11 or newer is needed: update Slicer to 5.10 or newer."
        )
    return Finding("Python", found)


def check_packages() -> Finding:
    """The packages that are needed besides torch."""
    versions = {name: version_of(name) for name in NEEDED}
    missing = [name for name, version in versions.items() if version is None]
    found = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    if not missing:
        return Finding("Packages", found)
    advice = (
        "In Slicer, press 'Invent chest' or 'Generate CT' once, which installs them after asking. Behind a proxy, set "
        f"HTTPS_PROXY before Slicer starts. Elsewhere: pip install {' '.join(missing)}"
    )
    return Finding("Packages", f"missing: {', '.join(missing)}", Level.PROBLEM, advice)


def check_torch() -> Finding:
    """PyTorch's version and what it was built for."""
    version = version_of("torch")
    if version is None:
        advice = "In Slicer, install the extension 'PyTorch' and restart. Elsewhere: pip install torch"
        return Finding("PyTorch", "not installed", Level.PROBLEM, advice)
    build = "for the CPU alone" if version.endswith("+cpu") else "with GPU support"
    if version.endswith("+cpu") and shutil.which(NVIDIA_DRIVER):
        advice = (
            "This computer has an NVIDIA GPU that this build cannot use. In Slicer's module 'PyTorch', choose "
            "'Uninstall PyTorch', restart, and install it again with the backend 'automatic'."
        )
        return Finding("PyTorch", f"{version}, {build}", Level.WARNING, advice)
    return Finding("PyTorch", f"{version}, {build}")


def version_of(package: str) -> str | None:
    """The installed version; None when the package is not installed, or only half."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
