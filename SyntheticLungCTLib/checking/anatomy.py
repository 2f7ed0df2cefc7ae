"""Rules of anatomy: is this a thorax that somebody could have?

A rule is a measure with the range that adults' chest CTs keep to. Sources: trachea, Breatnach et al., AJR 142 (1984);
lung volumes, Quanjer et al., Eur Respir J 6 Suppl 16 (1993), widened downwards for incomplete breath; the shares of
fat, muscle and bone are wide enough for cachexia and for obesity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ..blueprint.blueprint import Blueprint
from ..blueprint.labels import BLOODS, BONES, LUNGS, NODULES, WITHIN_LUNGS, Label
from .thorax import Thorax

_AIRWAY = (Label.AIRWAY_LUMEN, Label.AIRWAY_WALL)
_FULL = np.ones((3, 3, 3), bool)
_IN_PLANE = np.ones((1, 3, 3), bool)


@dataclass(frozen=True)
class Finding:
    """One rule on one blueprint: the measure, the range it should lie in, and what breaking it usually means."""

    rule: str
    value: float
    low: float
    high: float
    meaning: str

    @property
    def kept(self) -> bool:
        return self.low <= self.value <= self.high


def check_anatomy(blueprint: Blueprint, one_lung: str | None = None) -> list[Finding]:
    """All rules that apply to a blueprint.

    Args:
        blueprint: any; rules on whole lungs are left out where the volume's ends cut them.
        one_lung: why there is only one lung (a pneumonectomy), when there is only one.
    """
    thorax = Thorax(blueprint)
    rules: list[Callable[[Thorax], list[Finding]]] = [_body, _airways, _shares, _bones, _vessels, _nodules]
    rules.insert(1, (lambda t: _lungs(t, 1)) if one_lung else (lambda t: _lungs(t, 2)))
    return [finding for rule in rules for finding in rule(thorax)]


def _body(t: Thorax) -> list[Finding]:
    open_share = float((ndimage.binary_dilation(~t.body, _IN_PLANE) & t.mask(*WITHIN_LUNGS)).sum())
    open_share /= max(float(t.mask(*WITHIN_LUNGS).sum()), 1.0)
    return [
        Finding("body in one piece, share", _largest_share(t.body), 0.9, 1.0, "table, clothes or a detached arm"),
        Finding("lung open to the outside, share", open_share, 0.0, 1e-3, "a hole in the chest wall"),
    ]


def _lungs(t: Thorax, expected: int) -> list[Finding]:
    volumes_l = [t.ml(label) / 1000 for label in LUNGS]
    present = sum(volume > 0.05 for volume in volumes_l)
    found = [Finding("lungs present", present, expected, 2, "a lung is not labelled; say why if it was removed")]
    if expected == 2 and t.is_whole:
        meaning = "lungs cut, leaking, or a volume in other units than mm"
        found.append(Finding("lungs together, l", sum(volumes_l), 1.2, 9.5, meaning))
        share = volumes_l[0] / max(sum(volumes_l), 1e-6)
        found.append(Finding("left lung's share", share, 0.30, 0.60, "sides swapped, collapse or a leak"))
    return found


def _airways(t: Thorax) -> list[Finding]:
    """On the full grid: a bronchus is a few pixels wide."""
    airway = np.isin(t.fine, _AIRWAY)
    if not airway.any():
        return [Finding("airways present", 0, 1, 1, "no trachea is labelled")]
    box = ndimage.find_objects(ndimage.binary_dilation(airway, _FULL, 2).astype(np.uint8))[0]
    parts, _ = ndimage.label(airway[box], _FULL)
    sizes = np.bincount(parts.ravel())[1:]
    around = ndimage.binary_dilation(parts == sizes.argmax() + 1, _FULL, 2)
    reached = sum(bool((around & (t.fine[box] == label)).any()) for label in LUNGS)
    lumen = (t.fine == Label.AIRWAY_LUMEN).sum(axis=(1, 2)) * t.fine_mm[1] * t.fine_mm[2]
    upper = lumen[lumen > 0][-max(1, round(40 / t.fine_mm[0])) :]
    width_mm = float(2 * np.sqrt(np.median(upper) / np.pi)) if upper.size else 0.0
    return [
        Finding("airways in one piece, share", sizes.max() / sizes.sum(), 0.95, 1.0, "bronchi cut from the trachea"),
        Finding("lungs that the airways reach", reached, 1, 2, "the trachea ends blind"),
        Finding("trachea, diameter mm", width_mm, 8, 32, "a leak into the lung, or the gullet taken for the trachea"),
    ]


def _shares(t: Thorax) -> list[Finding]:
    body_ml = max(float(t.body.sum()) * t.voxel_ml, 1e-6)
    found = [
        Finding("fat, share of the body", t.ml(Label.FAT) / body_ml, 0.03, 0.70, "fat is missing or has leaked"),
        Finding("soft tissue, share of the body", t.ml(Label.SOFT_TISSUE) / body_ml, 0.08, 0.60, "muscle is missing"),
        Finding("bone, share of the body", t.ml(*BONES) / body_ml, 0.025, 0.16, "bone is missing, or contrast is bone"),
    ]
    if t.is_whole:
        found.append(Finding("heart and great vessels, ml", t.ml(*BLOODS), 200, 2500, "the heart is not labelled"))
    return found


def _bones(t: Thorax) -> list[Finding]:
    bone = t.mask(*BONES)
    parts, count = ndimage.label(bone, _FULL)
    large = int((np.bincount(parts.ravel(), minlength=count + 1)[1:] * t.voxel_ml > 1.0).sum())
    in_slices = bone.any(axis=(1, 2)) | ~t.body.any(axis=(1, 2))
    return [
        Finding("bones of more than 1 ml", large, 1, 80, "bones fall into crumbs"),
        Finding("slices with bone, share", float(in_slices.mean()), 0.98, 1.0, "the spine has a gap"),
    ]


def _vessels(t: Thorax) -> list[Finding]:
    vessel, lung = t.mask(Label.PULMONARY_VESSEL), t.mask(*LUNGS, Label.EMPHYSEMA, Label.LUNG_OPACITY)
    if not vessel.any():
        return [Finding("pulmonary vessels present", 0, 1, 1, "the lungs would be drawn empty")]
    near = ndimage.binary_dilation(lung, _FULL, 2)
    away, share = (vessel & ~near).sum() / vessel.sum(), vessel.sum() / max(lung.sum(), 1)
    return [
        Finding("pulmonary vessels away from lung, share", float(away), 0.0, 0.2, "vessels leak into the mediastinum"),
        Finding("pulmonary vessels, share of the lungs", float(share), 0.003, 0.20, "vessels missing or flooded"),
    ]


def _nodules(t: Thorax) -> list[Finding]:
    """On the full grid: a nodule is a few pixels wide."""
    found = []
    parts, _ = ndimage.label(np.isin(t.fine, NODULES), _FULL)
    for index, box in enumerate(ndimage.find_objects(parts), start=1):
        wide = tuple(slice(max(0, s.start - 1), s.stop + 1) for s in box)
        own = parts[wide] == index
        rim = t.fine[wide][ndimage.binary_dilation(own, _FULL) & ~own]
        inside = float(np.isin(rim, (*WITHIN_LUNGS, *_AIRWAY)).mean()) if rim.size else 0.0
        found.append(
            Finding(f"nodule {index}, share of its rim in lung", inside, 0.15, 1.0, "a nodule outside the lung")
        )
    return found


def _largest_share(mask: np.ndarray) -> float:
    parts, count = ndimage.label(mask)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)[1:]
    return float(sizes.max() / sizes.sum()) if count else 0.0
