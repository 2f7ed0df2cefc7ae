"""Skin, fat, muscle, lungs, diaphragm and what lies under it."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import Label

from .canvas import Canvas
from .person import TOP_MM, Person

#: Fat under the arms and above the collar bones: centres and radii (x, y, z) of the left side.
AXILLARY_FAT = (((116, -8, 62), (17, 30, 46)), ((72, -34, 102), (34, 20, 22)), ((58, 46, 106), (26, 14, 22)))

SKIN_MM, PLEURA_MM, DIAPHRAGM_MM = 2.0, 2.5, 3.5


def draw_torso(canvas: Canvas, person: Person) -> None:
    """Draw the body from outside to inside, slice by slice, then the abdominal organs."""
    for labels, z, y, x in canvas.slices():
        angle = np.arctan2(y - 4, x)
        depth_mm = _depth_in_body_mm(person, angle, z, y, x)
        _draw_wall(labels, depth_mm, angle, person, z, y, x)
        _draw_cavity(labels, person, z, y, x)
    _draw_left_abdomen(canvas, person)
    for side in (-1, 1):
        for center, radii in AXILLARY_FAT:
            canvas.ellipsoid((side * center[0], *center[1:]), radii, Label.FAT, (Label.SOFT_TISSUE,), bumps=0.2)


def _depth_in_body_mm(person: Person, angle: np.ndarray, z: float, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """How far under the skin a voxel lies (y, x); negative outside of the body."""
    shoulders = 1 - 0.16 * np.clip((z - 70) / (TOP_MM - 70), 0, 1) ** 2
    half_width = (person.lung_width_mm + 60 + 26 + person.fat_mm) * shoulders
    half_depth = (person.lung_depth_mm + 15 + 0.9 * person.fat_mm) * (1 - 0.5 * (1 - shoulders))
    uneven = 1 + 0.008 * np.cos(3 * angle + person.phase) + 0.006 * np.sin(5 * angle + z / 40)
    hollow = 1 - 0.035 * np.exp(-((x / 16) ** 2)) * (y > 4)  # the furrow over the spine
    rho = ((np.abs(x) / half_width) ** 2.5 + (np.abs(y - 4) / half_depth) ** 2.5) ** (1 / 2.5) / (uneven * hollow)
    radius = np.hypot(x, y - 4) / np.maximum(rho, 1e-3)
    return (1 - rho) * radius


def _draw_wall(
    labels: np.ndarray,
    depth_mm: np.ndarray,
    angle: np.ndarray,
    person: Person,
    z: float,
    y: np.ndarray,
    x: np.ndarray,
) -> None:
    front = np.clip(-(y - 4) / 90, 0, 1)
    ripple = 2.0 * np.sin(angle * 7 + z / 25 + person.phase)
    fat_mm = person.fat_mm * (0.8 + 0.4 * front) + ripple
    labels[depth_mm > 0] = Label.SOFT_TISSUE
    labels[(depth_mm > SKIN_MM) & (depth_mm < SKIN_MM + fat_mm)] = Label.FAT
    between_muscles = np.abs(depth_mm - SKIN_MM - fat_mm - 11 - 2 * ripple) < 1.3
    beside_middle = (np.abs(x) > 25) & (np.sin(angle * 9 + z / 18) > -0.2)
    labels[between_muscles & beside_middle] = Label.FAT


def _draw_cavity(labels: np.ndarray, person: Person, z: float, y: np.ndarray, x: np.ndarray) -> None:
    """Mediastinal fat everywhere in the chest cavity, lungs in it, and the abdomen under the diaphragm."""
    inside = person.cavity(z, y, x) < 1
    if person.fullness(z) > 0.12:
        labels[inside] = Label.FAT
    above_mm = z - person.diaphragm_mm(y, x)
    lung = (person.lung(z, y, x) < 1 - PLEURA_MM / 86) & (above_mm > 0)
    lung &= np.abs(x) > 6 + 9 * np.clip(-(z + 60) / 60, 0, 1)
    labels[lung & (x > 0)] = Label.LUNG_LEFT
    labels[lung & (x <= 0)] = Label.LUNG_RIGHT
    under = inside & (above_mm <= 0)
    labels[under] = Label.FAT
    labels[under & (above_mm > -DIAPHRAGM_MM)] = Label.SOFT_TISSUE
    liver_edge = 22 + 25 * np.sin((y + 40) / 60) - 0.3 * (z + 100)
    behind = (np.hypot(x, y - 66) > 40) & (np.hypot(x + 45, y - 84) > 26)
    labels[under & (above_mm <= -DIAPHRAGM_MM) & (x < liver_edge) & behind] = Label.ORGAN


def _draw_left_abdomen(canvas: Canvas, person: Person) -> None:
    low = person.dome_mm
    within = (Label.FAT, Label.ORGAN)
    canvas.ellipsoid((92, 42, low - 52), (26, 38, 34), Label.ORGAN, within)
    canvas.ellipsoid((56, -22, low - 46), (36, 42, 30), Label.ORGAN, within)
    canvas.ellipsoid((56, -22, low - 46), (32, 38, 26), Label.SOFT_TISSUE, (Label.ORGAN,))
    canvas.ellipsoid((56, -44, low - 44), (26, 18, 22), Label.GAS, (Label.SOFT_TISSUE, Label.ORGAN))
    colon = [(20, -62, low - 82), (78, -52, low - 70), (104, -18, low - 58), (106, 6, low - 95)]
    canvas.tube(colon, [14, 15, 15, 14], Label.ORGAN, (Label.FAT,))
    canvas.tube(colon, [8, 10, 11, 8], Label.GAS, (Label.ORGAN,))
