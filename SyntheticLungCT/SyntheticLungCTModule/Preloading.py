"""What the first click will need, loaded while the user still looks at the panel: so the click is answered at once."""

from __future__ import annotations

import contextlib
import importlib

import qt

#: One per step. They take over half a second together, most of it before the first one that is ours.
NAMES = ("SimpleITK", "scipy.ndimage", "pydantic", "SyntheticLungCTLib.slicer_bridge.scene_jobs")
INTERVAL_MS = 200


class Preloading:
    """Imports one package after the other, in between of which the window lives; what is missing is left out."""

    def __init__(self):
        self._left = list(NAMES)
        self._timer = qt.QTimer()
        self._timer.setInterval(INTERVAL_MS)
        self._timer.connect("timeout()", self.onTick)

    def start(self) -> None:
        """Go on with what is left; after that, nothing."""
        if self._left:
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def onTick(self) -> None:
        with contextlib.suppress(ImportError):  # it is installed when it is needed, and then asked for
            importlib.import_module(self._left.pop(0))
        if not self._left:
            self.stop()
