"""How long the panel holds up Slicer's window, button by button, and how soon a warm nodule is there; writes WINDOW.md.

Run with `python -m Testing.benchmarks.measure_window`, in a Python with the Slicer core and PySide6; `--slices` takes
another CT than the one of 100 slices.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from .window_buttons import DIAMETER_MM, measure_answers, measure_chest, measure_nodules
from .window_holdup import Holdup, holdup_table
from .window_panel import PIXELS, a_ct

RESULTS = Path(__file__).with_name("WINDOW.md")
BOUND_MS, BOUND_S = 100, 2.0

BUSY = """
**The cores were busy with other work, which these seconds tell more of than of ours.** Measure again on idle ones."""
REMAINS = """## What stands still for longer, or might

- **Opening the panel** loads SimpleITK, scipy and pydantic where Slicer has not loaded them yet; otherwise the first
  click would. In the window's thread three of the imports took 0.11 to 0.44 s each; a thread beside it holds up the
  window for 66 to 84 ms at most (three runs, load 2.6, a heartbeat of 5 ms; at a load of four 0.23 to 0.31 s, once).
- **A click on *Insert segment* or *Remove* looks for the segment in its whole labelmap**, once; of a CT
  of 1000 slices that takes three times as long as of 300. All else goes slab by slab, whatever the size.
- **Growing a nodule in a CT of 300 slices**: its slowest step took 189, 161 and 70 ms by the clock in three whole runs
  (`--slices 300`, cores idle), 64 and 66 ms in two runs of the nodules alone. The cause of the first two was not found;
  no full collection of garbage fell into a step of the third. All else of 300 slices stayed below 90 ms, and a warm
  nodule took 0.44 to 0.57 s.
- **A volume that is no CT** is refused at the click after a look at all of its voxels, not at some slices.
- Slicer's own drawing of a new volume in its views comes on top; the test window has no views.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slices", type=int, default=100)
    slices = parser.parse_args().slices
    chest, ct = a_ct(slices)
    chest_rows: dict[str, Holdup] = {}
    nodule_rows: dict[str, Holdup] = {}
    measure_chest(chest_rows, chest, ct)
    measure_nodules(nodule_rows, chest, ct)
    answers = measure_answers(chest, ct)
    total = nodule_rows["Insert painted segment"].total_s
    lines = [
        "# The window and a warm nodule",
        "",
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} with other work. Written by "
        "`python -m Testing.benchmarks.measure_window`, which presses the panel's buttons in the test window. The "
        f"window is not to stand still for over {BOUND_MS} ms: at the click, and at each step of the job after it. "
        "Quickest and slowest of several times, CPU of the window's thread and by the clock, which other work on the "
        "machine is part of.",
        "",
        f"A painted nodule of {DIAMETER_MM:.0f} mm in a CT of {PIXELS} x {PIXELS} x {slices}, from the click "
        f"to the nodule in the scene, worker warm (bound {BOUND_S:.0f} s): best {min(total):.2f} s, slowest of "
        f"{len(total)} {max(total):.2f} s.",
        *([BUSY] if os.getloadavg()[0] > 1.5 * os.cpu_count() else []),
        "",
        f"## {PIXELS} x {PIXELS} x {slices}, workers that hand out finished files",
        "",
        *holdup_table(chest_rows),
        "",
        f"## {PIXELS} x {PIXELS} x {slices}, the real worker",
        "",
        *holdup_table(nodule_rows),
        "",
        "## Answers",
        "",
        *answers,
        "",
        REMAINS.rstrip(),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
