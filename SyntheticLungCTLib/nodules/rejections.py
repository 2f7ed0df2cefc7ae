"""What the quality gate turned away, by kind and size: a gate selects, and this says what."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..blueprint.nodule import Nodule

#: Borders of the sizes that are counted, in mm; those of the Fleischner Society (MacMahon et al., Radiology 284, 2017).
SIZES_MM = (6.0, 8.0)


def rejections(done: Sequence[list[dict]]) -> dict[str, Counter]:
    """By stratum how many nodules were `wished`, `kept`, and how many draws were `rejected`, of lists of records."""
    counts: dict[str, Counter] = {}
    for record in (record for records in done for record in records):
        nodule = Nodule(**record["nodule"])
        kind = nodule.label.name.removeprefix("NODULE_").lower().replace("_", "-")
        size = sum(nodule.diameter_mm >= border for border in SIZES_MM)
        words = (
            f"below {SIZES_MM[0]:.0f} mm",
            f"{SIZES_MM[0]:.0f} to {SIZES_MM[1]:.0f} mm",
            f"{SIZES_MM[1]:.0f} mm on",
        )
        stratum = counts.setdefault(f"{kind}, {words[size]}", Counter(wished=0, kept=0, rejected=0))
        stratum.update(wished=1, kept=int(record["kept"]), rejected=record["draws"] - int(not record["failures"]))
    return counts


def write_rejections(counts: dict[str, Counter], path: Path) -> None:
    """Write the counts of `rejections` as a table."""
    names = ["stratum", "wished", "kept", "rejected"]
    rows = [{"stratum": stratum, **count} for stratum, count in sorted(counts.items())]
    temporary = path.with_name(f".{path.name}")
    with temporary.open("w", newline="") as file:
        table = csv.DictWriter(file, names)
        table.writeheader()
        table.writerows(rows)
    temporary.replace(path)
