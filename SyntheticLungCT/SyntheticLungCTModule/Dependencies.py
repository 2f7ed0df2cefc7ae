"""What the module needs besides Slicer: the library beside it, and Python packages, installed at the point of use."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from slicer.i18n import tr as _


def ensureDependencies(requirementsPath: str) -> None:
    """Install what is missing, after asking; torch only through the PyTorch extension."""
    if importlib.util.find_spec("torch") is None:  # not imported: only the workers need it in memory
        try:
            import PyTorchUtils
        except ImportError as error:
            message = _("Install the extension 'PyTorch' in the Extensions Manager, restart Slicer and try again.")
            raise RuntimeError(message) from error
        if PyTorchUtils.PyTorchUtilsLogic().installTorch(askConfirmation=True) is None:
            raise RuntimeError(_("PyTorch is needed to draw and was not installed."))
    import slicer.packaging

    requirements = slicer.packaging.load_requirements(requirementsPath)
    slicer.packaging.pip_ensure(requirements, requester="SyntheticLungCT")


def makeLibraryImportable() -> None:
    """In a source tree the library lies beside the module's folder, when installed beside the module itself."""
    root = str(Path(__file__).resolve().parents[2])
    if (Path(root) / "SyntheticLungCTLib").is_dir() and root not in sys.path:
        sys.path.append(root)
