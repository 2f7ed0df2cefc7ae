"""Slicer's terminology tags: what a segment is, in SNOMED CT codes, beside whatever it is called."""

from __future__ import annotations

from dataclasses import dataclass

from .label_info import LABELS
from .labels import LUNGS, NODULES, Label

CONTEXT = "Segmentation category and type - DICOM master list"
REGION_CONTEXT = "Anatomic codes - DICOM master list"
ANATOMY = ("123037004", "Anatomical Structure")
FINDING = ("49755003", "Morphologically Altered Structure")
LUNG = ("39607008", "Lung")
SIDES = {Label.LUNG_LEFT: ("7771000", "Left"), Label.LUNG_RIGHT: ("24028007", "Right")}


@dataclass(frozen=True)
class Terminology:
    """The SNOMED CT codes of a segment; an empty string where the tag says nothing."""

    category: str = ""
    type: str = ""
    modifier: str = ""
    region: str = ""

    @property
    def is_unplaced_finding(self) -> bool:
        """A nodule or mass that does not say in which organ it lies, so that the name says more."""
        return self.category == FINDING[0] and not self.region

    def table_keys(self) -> list[str]:
        """The keys of the mapping table's code column, most telling first: `type+modifier`, `type@region`, `type`."""
        keys = []
        if self.modifier:
            keys.append(f"{self.type}+{self.modifier}")
        if self.region:
            keys.append(f"{self.type}@{self.region}")
        # A finding in an organ that the table does not know is not a finding in the lung.
        if not (self.region and self.category == FINDING[0]):
            keys.append(self.type)
        return [key for key in keys if key[:1].isdigit()]


def parse_terminology(text: str) -> Terminology:
    """Read a terminology entry, with or without the tag's name and the other tags around it."""
    entry = next((part for part in text.split("|") if part.startswith("TerminologyEntry:")), text.split("|")[0])
    fields = entry.removeprefix("TerminologyEntry:").split("~")
    codes = [(*field.split("^"), "", "")[1] for field in (*fields, *[""] * 7)]
    return Terminology(category=codes[1], type=codes[2], modifier=codes[3], region=codes[5])


def terminology_of_label(label: Label) -> str:
    """The terminology entry of one of our labels, as Slicer serialises it (without the tag's name)."""
    kind, modifier, region = LABELS[label].snomed, ("", ""), ("", "")
    category = FINDING if label in (*NODULES, Label.EMPHYSEMA, Label.LUNG_OPACITY) else ANATOMY
    if label in LUNGS:
        kind, modifier = LUNG, SIDES[label]
    elif label in NODULES or label in (Label.PULMONARY_VESSEL, Label.LUNG_OPACITY):
        region = LUNG
    parts = [CONTEXT, _code(category), _code(kind), _code(modifier), REGION_CONTEXT, _code(region), _code(("", ""))]
    return "~".join(parts)


def _code(code: tuple[str, str]) -> str:
    return f"SCT^{code[0]}^{code[1]}" if code[0] else "^^"
