"""What the first click will need, loaded while the user still looks at the panel: so the click is answered at once."""

from __future__ import annotations

import contextlib
import importlib
import threading

import qt

#: They take half a second of one core together, most of it before the first one that is ours.
NAMES = ("SimpleITK", "scipy.ndimage", "pydantic", "SyntheticLungCTLib.slicer_bridge.scene_jobs")
INTERVAL_MS = 30
#: For so long at each tick the window waits, as Slicer lets Python's threads run only while Python does.
TICK_S = 0.01


class Preloading:
    """Imports packages in a thread of its own, from when the panel is opened; what is missing is left out.

    In the window's thread each import would hold it up as a whole; in another one, only what of it is a library of C++
    that the system loads.
    """

    def __init__(self):
        self._left = list(NAMES)
        self._isWanted, self._thread = False, None
        self._timer = qt.QTimer()
        self._timer.setInterval(INTERVAL_MS)
        self._timer.connect("timeout()", self.onTick)

    def start(self) -> None:
        """Go on with what is left; after that, nothing."""
        self._isWanted = True
        if self._left:
            self._timer.start()

    def stop(self) -> None:
        """Begin no further import."""
        self._isWanted = False
        self._timer.stop()

    def onTick(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._load, name="preloading", daemon=True)
            self._thread.start()
        self._thread.join(TICK_S)
        if not self._thread.is_alive():
            self._thread = None
            if not self._left:
                self.stop()

    def _load(self) -> None:
        while self._left and self._isWanted:
            with contextlib.suppress(ImportError):  # it is installed when it is needed, and then asked for
                importlib.import_module(self._left.pop(0))
