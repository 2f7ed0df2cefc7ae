"""Heart, great vessels, gullet, trachea and main bronchi, with fat around them that indents the lungs."""

from __future__ import annotations

import numpy as np

from SyntheticLungCTLib.blueprint.labels import LUNGS, Label

from .canvas import Canvas
from .person import Person

FAT_MM = 4.5
Path = list[tuple[float, float, float]]

#: Centre lines (x, y, z) and radii of the vessels that hold BLOOD, in anatomical mm.
VESSELS: dict[str, tuple[Path, list[float]]] = {
    "aorta": (
        [
            *((-4, -16, -42), (-17, -26, -8), (-17, -24, 22), (-6, -12, 42), (10, 8, 46)),
            *((22, 24, 34), (26, 30, 12), (25, 31, -30), (19, 30, -90), (10, 29, -155)),
        ],
        [16, 16, 15.5, 14.5, 13.5, 13, 12.5, 12, 11.5, 11],
    ),
    "pulmonary trunk": ([(14, -44, -40), (17, -36, -12), (20, -18, 8)], [14.5, 14, 12.5]),
    "right pulmonary artery": ([(20, -16, 8), (2, -1, 3), (-20, 1, -4), (-40, 4, -10)], [11.5, 10, 10, 8.5]),
    "left pulmonary artery": ([(20, -16, 8), (32, 0, 12), (42, 13, 2)], [12, 11, 9]),
    "superior vena cava": ([(-33, -20, -35), (-32, -19, 10), (-29, -21, 55), (-34, -20, 88)], [9.5, 9.5, 9, 7.5]),
    "left brachiocephalic vein": ([(-29, -24, 50), (-4, -38, 56), (26, -30, 74), (46, -18, 92)], [7.5, 6.5, 6.5, 6.5]),
    "brachiocephalic artery": ([(-9, -14, 46), (-14, -12, 72), (-28, -6, 118)], [7, 6, 5]),
    "left carotid artery": ([(3, -2, 48), (14, -2, 78), (20, -2, 118)], [5, 4, 4]),
    "left subclavian artery": ([(14, 12, 46), (24, 12, 80), (40, 8, 112)], [5.5, 5, 5]),
    "azygos vein": ([(-5, 33, -150), (-9, 32, 4), (-20, 14, 18), (-31, -14, 16)], [4, 4, 4, 4.5]),
    "inferior vena cava": ([(-24, 2, -70), (-25, 8, -155)], [12.5, 12]),
    "left lower pulmonary vein": ([(16, 8, -40), (38, 20, -42)], [8, 6]),
    "right lower pulmonary vein": ([(-8, 8, -40), (-36, 16, -44)], [8, 6]),
    "left upper pulmonary vein": ([(16, 2, -26), (42, -8, -16)], [7.5, 6]),
    "right upper pulmonary vein": ([(-10, 2, -28), (-42, -8, -20)], [7.5, 6]),
}
GULLET: tuple[Path, list[float]] = (
    [(4, 25, 120), (5, 27, 40), (3, 30, 0), (4, 27, -50), (14, 14, -100), (32, -4, -118)],
    [7, 7, 7, 7.5, 8, 8],
)
TRACHEA: tuple[Path, list[float]] = ([(0, -2, 125), (-1, 4, 70), (-1, 11, 25), (0, 15, 0)], [8.5, 8.5, 8.7, 9])
RIGHT_BRONCHUS: tuple[Path, list[float]] = ([(0, 15, 1), (-16, 16, -12), (-34, 15, -24)], [7.5, 7.2, 6.5])
LEFT_BRONCHUS: tuple[Path, list[float]] = ([(0, 15, 1), (20, 16, -14), (43, 19, -26)], [6.8, 6.4, 5.8])
AIRWAYS = (TRACHEA, RIGHT_BRONCHUS, LEFT_BRONCHUS)
AIRWAY_WALL_MM = 1.4


def draw_mediastinum(canvas: Canvas, person: Person) -> None:
    """Draw all of it: fat around everything first, so that nothing bare lies in the lung."""
    tubes = [*VESSELS.values(), GULLET, *AIRWAYS]
    for points, radii in tubes:
        canvas.tube(points, [r + FAT_MM for r in radii], Label.FAT, LUNGS)
    _draw_heart(canvas, person, 5.0, Label.FAT, LUNGS)
    _draw_heart(canvas, person, 0.0, Label.BLOOD, (Label.FAT, *LUNGS))
    for points, radii in VESSELS.values():
        canvas.tube(points, radii, Label.BLOOD)
    canvas.tube(*GULLET, Label.SOFT_TISSUE)
    gullet, radii = GULLET
    canvas.tube(gullet[:2], [0.35 * r for r in radii[:2]], Label.GAS)
    for points, radii in AIRWAYS:
        canvas.tube(points, [r + AIRWAY_WALL_MM for r in radii], Label.AIRWAY_WALL)
    for points, radii in AIRWAYS:
        canvas.tube(points, radii, Label.AIRWAY_LUMEN)
    thyroid_and_nodes = [(-14, 6, 112), (14, 6, 112), (-16, 12, 16), (12, 18, -14), (-22, -4, 30), (2, 4, 24)]
    for number, center in enumerate(thyroid_and_nodes):
        size = (8, 9, 12) if number < 2 else (4, 3.5, 4.5)
        canvas.ellipsoid(center, size, Label.SOFT_TISSUE, (Label.FAT,))


def _draw_heart(canvas: Canvas, person: Person, margin_mm: float, label: Label, over: tuple[Label, ...]) -> None:
    """Ventricles as an ellipsoid whose long axis points to the left, front and down; atria behind and to the right."""
    size = person.heart_scale
    long = np.array([0.72, -0.5, -0.48])
    long /= np.linalg.norm(long)
    side = np.cross(long, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side)
    axes = np.array([long, side, np.cross(long, side)])
    ventricles = np.array([58, 41, 39]) * size + margin_mm
    canvas.ellipsoid((24, -34, -62), ventricles.tolist(), label, over, axes)
    for center, radii in (((-26, -18, -55), (25, 27, 32)), ((6, 3, -42), (30, 17, 22))):
        canvas.ellipsoid(center, (np.array(radii) * size + margin_mm).tolist(), label, over)
