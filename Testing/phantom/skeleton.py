"""Spine, ribs, sternum, scapulae and clavicles: a cortical shell around spongy bone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from SyntheticLungCTLib.blueprint.labels import LUNGS, Label

from .canvas import Canvas
from .person import BOTTOM_MM, TOP_MM, Person

VERTEBRA_MM, DISC_MM, SHELL_MM = 24.0, 5.0, 1.4
RIB_RADIUS_MM, RIB_TALL = 4.2, 1.7
SOFT = (Label.SOFT_TISSUE, Label.FAT, *LUNGS)


def draw_skeleton(canvas: Canvas, person: Person) -> None:
    """Draw all bones, those behind first."""
    levels = np.arange(TOP_MM - 14, BOTTOM_MM - VERTEBRA_MM, -VERTEBRA_MM)
    _draw_spine(canvas, person)
    for z in levels:
        _draw_processes(canvas, person, float(z))
    for number, z in enumerate(levels):
        for side in (-1, 1):
            _draw_rib(canvas, person, number, float(z), side)
    _draw_flat_bones(canvas, person)
    for side in (-1, 1):
        _draw_bone(canvas, [(side * 22, -70, 62), (side * 60, -66, 76), (side * 112, -26, 96)], [7, 5.5, 6])


def _draw_bone(
    canvas: Canvas,
    points: Sequence[Sequence[float]],
    radii: Sequence[float],
    flatten: Sequence[float] = (1, 1, 1),
) -> None:
    canvas.tube(points, radii, Label.CORTICAL_BONE, SOFT, flatten)
    canvas.tube(points, [r - SHELL_MM for r in radii], Label.SPONGY_BONE, (Label.CORTICAL_BONE,), flatten)


def _draw_spine(canvas: Canvas, person: Person) -> None:
    """Vertebral bodies with end plates, discs between them, and the canal in its bony ring."""
    for labels, z, y, x in canvas.slices():
        middle = person.spine_y_mm(z)
        in_vertebra_mm = (TOP_MM - 14 - z + VERTEBRA_MM / 2) % VERTEBRA_MM - DISC_MM
        waist = 1 - 0.08 * np.sin(np.pi * np.clip(in_vertebra_mm / (VERTEBRA_MM - DISC_MM), 0, 1))
        radius_mm = np.hypot(x * 0.86, (y - middle) * 1.05) / waist
        around = np.hypot(x, y - middle - 6) < 25
        labels[around & np.isin(labels, LUNGS)] = Label.FAT
        disc = in_vertebra_mm < 0
        plate = not disc and min(in_vertebra_mm, VERTEBRA_MM - DISC_MM - in_vertebra_mm) < SHELL_MM
        body = radius_mm < 15
        labels[body] = Label.SOFT_TISSUE if disc else Label.CORTICAL_BONE
        if not disc and not plate:
            labels[radius_mm < 15 - SHELL_MM] = Label.SPONGY_BONE
        from_canal_mm = np.hypot(x * 0.9, y - middle - 23)
        ring = (from_canal_mm < 13) & (from_canal_mm >= 8.5) & ~body & (in_vertebra_mm > 1)
        labels[ring] = Label.CORTICAL_BONE
        labels[ring & (np.abs(from_canal_mm - 10.8) < 1.2)] = Label.SPONGY_BONE
        labels[(from_canal_mm < 8.5) & ~body] = Label.FAT
        labels[from_canal_mm < 7] = Label.SOFT_TISSUE


def _draw_processes(canvas: Canvas, person: Person, z: float) -> None:
    back = float(person.spine_y_mm(z)) + 23
    for side in (-1, 1):
        _draw_bone(canvas, [(side * 11, back - 2, z), (side * 31, back + 8, z + 3)], [5, 4.5])
    _draw_bone(canvas, [(0, back + 11, z), (0, back + 21, z - 12)], [4, 3.6])


def _on_chest_wall(person: Person, angle: np.ndarray, z: np.ndarray, out_mm: float) -> np.ndarray:
    """Points (n, 2) as x, y outside the chest cavity by `out_mm`, at angles from the back (0) to the front (pi)."""
    direction = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    near, far = np.zeros(len(angle)), np.full(len(angle), 300.0)
    for _ in range(20):
        middle = (near + far) / 2
        outside = person.cavity(z, 4 + middle * direction[:, 1], middle * direction[:, 0]) > 1
        near, far = np.where(outside, near, middle), np.where(outside, middle, far)
    return direction * (near + out_mm)[:, None] + [0, 4]


def _draw_rib(canvas: Canvas, person: Person, number: int, z: float, side: int) -> None:
    """A rib from its head at the spine around the chest, sinking towards the front, and its cartilage."""
    reach = np.pi * (0.82 if number < 8 else 0.82 - 0.1 * (number - 7))
    angle = np.linspace(0.28, reach, 40)
    share = (angle - angle[0]) / (np.pi * 0.82 - angle[0])
    sink = 38 + 58 * min(number / 6, 1)
    height = z + 2 - sink * share**0.9
    plane = _on_chest_wall(person, angle, height, 4.5)
    points = np.column_stack([side * plane[:, 0], plane[:, 1], height])
    head = [(side * 19.0, float(person.spine_y_mm(z)) + 8, z + 3)]
    radii = [4.0, *np.full(len(points), RIB_RADIUS_MM)]
    _draw_bone(canvas, [*head, *points.tolist()], radii, (RIB_TALL * float(canvas.scale[0]) / canvas.size_scale, 1, 1))
    if number < 8:
        start = points[-1]
        breastbone = (side * 17, -person.lung_depth_mm - 2, min(start[2] + 12 + 5 * max(number - 3, 0), 58))
        halfway = ((start[0] + breastbone[0]) / 2, breastbone[1] - 1, (start[2] + breastbone[2]) / 2 - 4)
        canvas.tube([start, halfway, breastbone], [4.5, 5, 5], Label.SOFT_TISSUE, (Label.FAT, *LUNGS), (1.5, 1, 1))


def _draw_flat_bones(canvas: Canvas, person: Person) -> None:
    """Sternum (manubrium and body) and scapulae, from their outlines in each slice."""
    for labels, z, y, x in canvas.slices():
        bone = np.isin(labels, [int(label) for label in SOFT])
        front = -person.lung_depth_mm * float(np.maximum(person.fullness(z), 0.62)) - 1
        if -82 < z < 62:
            half_width = 15 if z < 26 else 15 + 0.4 * (z - 26)
            sternum = ((np.abs(x) / half_width) ** 4 + (np.abs(y - front) / 6) ** 4) ** 0.25
            labels[bone & (sternum < 1)] = Label.CORTICAL_BONE
            labels[bone & (sternum < 1 - SHELL_MM / 6)] = Label.SPONGY_BONE
        if -35 < z < 88:
            cavity = person.cavity(z, y, x)
            outside_mm = (cavity - 1) * np.hypot(x, y - 4) / np.maximum(cavity, 1e-3)
            tall = (z + 35) / 123
            angle = np.arctan2(np.abs(x), y - 4)
            across = np.abs(angle - 0.95) / (0.12 + 0.34 * tall)
            off_mm = np.abs(outside_mm - 15 - 26 * (1 - person.fullness(z)))
            thick = 2.6 + 2 * np.clip(across - 0.7, 0, 1) * 3
            labels[bone & (across < 1) & (off_mm < thick)] = Label.CORTICAL_BONE
            labels[bone & (across < 0.96) & (off_mm < thick - SHELL_MM)] = Label.SPONGY_BONE
