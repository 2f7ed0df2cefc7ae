"""The table of other tools' segments (`segment_names.csv`) and how a name is looked up in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .labels import BLOODS, BONES, LUNGS, NODULES, ORGANS, Label
from .terminology import parse_terminology

#: Labels among which a name may refine what a terminology tag says.
FAMILIES = (
    {*LUNGS, Label.EMPHYSEMA, Label.LUNG_OPACITY},
    set(BONES),
    set(NODULES),
    set(ORGANS),
    {*BLOODS, Label.PULMONARY_VESSEL},
    {Label.AIRWAY_LUMEN, Label.AIRWAY_WALL},
)
FILLERS = {"the", "of", "and", "with", "in", "segment", "mask"}
SPELLINGS = {
    "l": "left",
    "lt": "left",
    "r": "right",
    "rt": "right",
    "vertebrae": "vertebra",
    "oesophagus": "esophagus",
    "oesophageal": "esophageal",
    "haemorrhage": "hemorrhage",
    "tumour": "tumor",
    "pulmonary": "lung",
    "adipose": "fat",
}


@dataclass(frozen=True)
class SegmentName:
    """One row of the table.

    Attributes:
        rule: what is derived from the segment's shape: `shell` (a whole bone gets its cortical shell), `sides` (both
            lungs in one segment), `wall` (a lumen gets its wall), `body` (fills what nothing else covers), or nothing.
    """

    tool: str
    name: str
    number: int | None
    label: Label
    code: str
    rule: str
    remark: str


@cache
def segment_names() -> tuple[SegmentName, ...]:
    """All rows of the table, in its order."""
    text = resources.files(__package__).joinpath("segment_names.csv").read_text(encoding="utf-8")
    return tuple(
        SegmentName(
            row["tool"],
            row["name"],
            int(row["number"]) if row["number"] else None,
            Label[row["label"]],
            row["code"],
            row["rule"],
            row["remark"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def names_by_number(table: str) -> dict[int, SegmentName]:
    """The rows of one tool's label map by the number that stands in the voxels; empty for an unknown table."""
    return {row.number: row for row in segment_names() if row.tool == table and row.number is not None}


def words_of(name: str) -> frozenset[str]:
    """The words of a name without regard to case, order, plural, underscores and CamelCase."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z]{3})(?=\d)", " ", name)
    words = re.findall(r"[^\W_]+", spaced.lower())
    return frozenset(_singular(SPELLINGS.get(word, word)) for word in words if word not in FILLERS)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@cache
def _by_words() -> dict[frozenset[str], SegmentName]:
    table: dict[frozenset[str], SegmentName] = {}
    for row in segment_names():
        if row.tool != "keyword":
            table.setdefault(words_of(row.name), row)
    return table


@cache
def _by_code() -> dict[str, SegmentName]:
    # Our own labels share codes (spongy and cortical bone are both "bone"), so other tools' rows come first.
    rows = sorted(segment_names(), key=lambda row: row.tool == "blueprint")
    table: dict[str, SegmentName] = {}
    for row in rows:
        if row.code:
            table.setdefault(row.code, row)
    return table


def find_by_name(name: str) -> SegmentName | None:
    """The row for a name: as it is, then without its number, then without its side, then by a keyword in it."""
    for words in _shorter_and_shorter(words_of(name)):
        if words in _by_words():
            return _by_words()[words]
    keywords = [row for row in segment_names() if row.tool == "keyword" and words_of(row.name) <= words_of(name)]
    return keywords[0] if len({row.label for row in keywords}) == 1 else None


def _shorter_and_shorter(words: frozenset[str]) -> Iterator[frozenset[str]]:
    numbers = {word for word in words if re.fullmatch(r"[ctls]?\d+", word)}
    sides = words & {"left", "right"}
    yield from (words, words - numbers, words - sides, words - numbers - sides)


def find_by_terminology(terminology: str) -> SegmentName | None:
    """The row for the codes of a Slicer terminology entry; None when they say nothing of use ("Tissue")."""
    return next((_by_code()[key] for key in parse_terminology(terminology).table_keys() if key in _by_code()), None)


def find_segment(name: str, terminology: str | None = None) -> SegmentName | None:
    """The row for a segment: its terminology decides, its name refines it or stands in for it."""
    by_name = find_by_name(name)
    by_code = find_by_terminology(terminology) if terminology else None
    if by_name is None or by_code is None:
        return by_code or by_name
    if parse_terminology(terminology or "").is_unplaced_finding:
        return by_name
    if any({by_name.label, by_code.label} <= family for family in FAMILIES):
        return by_code if by_name.rule == "sides" else by_name
    return by_code
