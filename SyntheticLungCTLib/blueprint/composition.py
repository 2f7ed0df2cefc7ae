"""Segments of other tools, which overlap and leave things out, put together into one label volume."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ..errors import MissingTissueWarning
from ..geometry import Geometry
from .blueprint import Blueprint, values_of
from .labels import Label
from .needed_tissues import missing_tissues
from .segment_names import SegmentName, find_segment
from .shapes import Box, airway_wall, cortical_shell, is_left, middle_lps_x_mm, nodules_of

#: From what is painted over by everything to what is painted over by nothing.
PRIORITY = (
    Label.OUTSIDE,
    Label.FAT,
    Label.SOFT_TISSUE,
    Label.FAINT_ORGAN,
    Label.ORGAN,
    Label.DENSE_ORGAN,
    Label.GAS,
    Label.BLOOD,
    Label.FAINT_CONTRAST_BLOOD,
    Label.CONTRAST_BLOOD,
    Label.DENSE_CONTRAST_BLOOD,
    Label.SPONGY_BONE,
    Label.CORTICAL_BONE,
    Label.LUNG_LEFT,
    Label.LUNG_RIGHT,
    Label.EMPHYSEMA,
    Label.LUNG_OPACITY,
    Label.PULMONARY_VESSEL,
    Label.AIRWAY_WALL,
    Label.AIRWAY_LUMEN,
    Label.NODULE_NON_SOLID,
    Label.NODULE_PART_SOLID,
    Label.NODULE_SOLID,
    Label.METAL,
)
RANK = {label: rank for rank, label in enumerate(PRIORITY, start=1)}
BODY_RANK = 1


@dataclass
class Segment:
    """A segment as another tool names it.

    Attributes:
        name: its name.
        terminology: its terminology entry or tags, None when it has none.
        box: the part of the volume that holds it.
        mask: boolean array (z, y, x) of the box's shape.
    """

    name: str
    terminology: str | None
    box: Box
    mask: np.ndarray


@dataclass
class SegmentationReading:
    """A blueprint read from another tool's segmentation, and how its segments were understood.

    Attributes:
        recognised: the label that each segment was read as, by the segment's name.
        unknown: names of the segments that were left out.
    """

    blueprint: Blueprint
    recognised: dict[str, Label] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


class Canvas:
    """A label volume that segments are painted onto in any order; the one of higher priority stays."""

    def __init__(self, shape: tuple[int, ...], geometry: Geometry) -> None:
        self.geometry = geometry
        self.labels = np.zeros(shape, np.uint8)
        self._rank = np.zeros(shape, np.uint8)
        self._both_lungs: list[Segment] = []
        self._lumens: list[Segment] = []

    def paint(self, segment: Segment, row: SegmentName) -> None:
        rule, label = row.rule, row.label
        if rule == "sides":
            self._both_lungs.append(segment)
            return
        if rule == "wall":
            self._lumens.append(segment)
        self._put(segment.box, segment.mask, label, BODY_RANK if rule == "body" else RANK[label])
        if rule == "shell":
            shell = cortical_shell(segment.mask, segment.box, self.labels.shape, self.geometry.spacing_zyx_mm)
            self._put(segment.box, shell, Label.CORTICAL_BONE, RANK[Label.CORTICAL_BONE])

    def finish(self) -> np.ndarray:
        """Paint what depends on the whole (sides, walls). Returns the labels, uint8 (z, y, x)."""
        # Looked for where it matters, as it takes its time.
        middle_mm = middle_lps_x_mm(self.labels != Label.OUTSIDE, self.geometry) if self._both_lungs else 0.0
        for segment in self._both_lungs:
            left = is_left(segment.mask, segment.box, self.geometry, middle_mm)
            for label, side in ((Label.LUNG_LEFT, left), (Label.LUNG_RIGHT, ~left)):
                self._put(segment.box, segment.mask & side, label, RANK[label])
        if not (self.labels == Label.AIRWAY_WALL).any():
            for segment in self._lumens:
                box, wall = airway_wall(segment.mask, segment.box, self.labels.shape, self.geometry.spacing_zyx_mm)
                wall &= self.labels[box] != Label.OUTSIDE
                self._put(box, wall, Label.AIRWAY_WALL, RANK[Label.AIRWAY_WALL])
        return self.labels

    def _put(self, box: Box, mask: np.ndarray, label: Label, rank: int) -> None:
        here = mask & (self._rank[box] < rank)
        self.labels[box][here] = label
        self._rank[box][here] = rank


def compose(segments: Iterable[Segment], shape: tuple[int, ...], geometry: Geometry) -> SegmentationReading:
    """Put segments, overlapping or not, together into one blueprint of the shape (z, y, x), by their names."""
    return compose_rows(((s, find_segment(s.name, s.terminology)) for s in segments), shape, geometry)


def compose_rows(
    pairs: Iterable[tuple[Segment, SegmentName | None]], shape: tuple[int, ...], geometry: Geometry
) -> SegmentationReading:
    """As `compose`, for segments whose row of the table is known already; None stands for an unknown one."""
    canvas, recognised, unknown = Canvas(shape, geometry), {}, []
    for segment, row in pairs:
        if row is None:
            unknown.append(segment.name)
            continue
        recognised[segment.name] = row.label
        if segment.mask.any():
            canvas.paint(segment, row)
    labels = canvas.finish()
    _warn(unknown, labels)
    return SegmentationReading(Blueprint(labels, geometry, nodules_of(labels, geometry)), recognised, unknown)


def _warn(unknown: list[str], labels: np.ndarray) -> None:
    if unknown:
        warnings.warn(
            f"Left out, because neither name nor terminology is known: {', '.join(unknown)}. Rename them (for example "
            "'left lung', 'fat', 'lung nodule') or set their terminology in Slicer.",
            stacklevel=4,
        )
    if missing := missing_tissues(values_of(labels)):
        warnings.warn(
            f"The segmentation has no {', no '.join(missing)}; the CT will have none, unless you complete it first "
            "(`synthetic-lung-ct blueprint complete`).",
            MissingTissueWarning,
            stacklevel=4,
        )
