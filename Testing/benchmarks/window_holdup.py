"""How long a click on the panel holds up Slicer's window: at the click, and at each step of the job after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .window_panel import until


@dataclass
class Holdup:
    """The best of several times: seconds that the window stood still at the click and at the longest step after it.

    Attributes:
        cpu_s: of the window's thread, click and step; wall_s: by the clock, other work on the machine included.
        total_s: from the click until all is in the scene, each time.
    """

    cpu_s: tuple[float, float]
    wall_s: tuple[float, float]
    total_s: list[float]

    @classmethod
    def of(cls, panel: Any, ask: Callable[[], None], times: int) -> Holdup:
        taken: dict[Any, list[tuple[float, float]]] = {time.thread_time: [], time.monotonic: []}
        total = []
        for clock in list(taken) * times:
            panel.monitor.clock, panel.monitor.longestTickSeconds = clock, 0.0
            began, clicked = time.monotonic(), clock()
            ask()
            click_s = clock() - clicked
            total.append(until(lambda: not panel.monitor.isWorking) - began)
            assert "failed" not in panel.ui.statusLabel.text, panel.ui.statusLabel.text
            taken[clock].append((click_s, panel.monitor.longestTickSeconds))
        best = [tuple(min(row[column] for row in rows) for column in (0, 1)) for rows in taken.values()]
        return cls(*best, total)


def holdup_table(rows: dict[str, Holdup]) -> list[str]:
    lines = ["| what | click, CPU | by the clock | longest step, CPU | by the clock |", "|---|---|---|---|---|"]
    for name, row in rows.items():
        (click_cpu, step_cpu), (click, step) = row.cpu_s, row.wall_s
        told = [f"{1000 * s:.0f} ms" if s else "none" for s in (click_cpu, click, step_cpu, step)]
        lines.append("| " + " | ".join([name, *told]) + " |")
    return lines
