"""How long a click on the panel holds up Slicer's window: at the click, and at each step of the job after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .window_panel import until

Range = tuple[float, float]


@dataclass
class Holdup:
    """The quickest and the slowest of several times that the window stood still, in seconds.

    Attributes:
        cpu_s: of the window's thread, at the click and at the longest step after it; wall_s: by the clock, other work
            on the machine included.
        total_s: from the click until all is in the scene, each time.
    """

    cpu_s: tuple[Range, Range]
    wall_s: tuple[Range, Range]
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
        ranges = [tuple((min(column), max(column)) for column in zip(*rows, strict=True)) for rows in taken.values()]
        return cls(*ranges, total)


def holdup_table(rows: dict[str, Holdup]) -> list[str]:
    lines = ["| what | click, CPU | by the clock | longest step, CPU | by the clock |", "|---|---|---|---|---|"]
    for name, row in rows.items():
        (click_cpu, step_cpu), (click, step) = row.cpu_s, row.wall_s
        told = [_in_words(taken) for taken in (click_cpu, click, step_cpu, step)]
        lines.append("| " + " | ".join([name, *told]) + " |")
    return lines


def _in_words(taken: Range) -> str:
    low, high = (f"{1000 * seconds:.0f}" for seconds in taken)
    return "none" if not taken[1] else f"{low} ms" if low == high else f"{low} to {high} ms"
