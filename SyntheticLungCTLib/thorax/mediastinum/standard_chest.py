"""Where great vessels run in an average chest, read off CTs of four training patients.

They are as wide as in adults: aorta, Wolak et al., JACC Cardiovasc Imaging 1, 2008; pulmonary trunk, Truong et al.,
Circ Cardiovasc Imaging 5, 2012.
"""

from __future__ import annotations

from enum import Enum

#: Where the trachea parts: as a share of the lungs' height (training patients .62 to .70), and how far before the
#: middle of the spinal canal.
CARINA_HEIGHT, CARINA_MM = 0.656, -62.0


class Blood(Enum):
    """What fills a vessel: contrast agent reaches veins, lungs and arteries one after the other, some veins late. What
    comes later lies over what comes first where two meet."""

    NONE = "none"
    PLAIN = "plain"
    VENOUS = "venous"
    RETURNING = "returning"
    PULMONARY = "pulmonary"
    SYSTEMIC = "systemic"


#: Points of each vessel's middle: (z, y, x) from the carina's height and the canal's middle, and the radius; in mm.
COURSES: dict[str, tuple[Blood, tuple[tuple[float, float, float, float], ...]]] = {
    "aorta": (Blood.SYSTEMIC, (
        (-50, -110, 5, 14.5), (-34, -111, 5, 16), (-18, -110, 3, 16), (-4, -108, 1, 15.5), (12, -105, 0, 15),
        (23, -98, 2, 14), (28, -86, 8, 13.4), (29, -72, 15, 13), (28, -58, 20, 12.8), (20, -47, 21, 12.8),
        (6, -41, 20, 12.8), (-18, -40, 19, 12.6), (-45, -42, 18, 12.4), (-80, -46, 14, 12), (-110, -50, 9, 11.5),
        (-150, -50, 4, 10.5), (-200, -46, 2, 10), (-330, -46, 0, 9),
    )),
    "brachiocephalic trunk": (Blood.SYSTEMIC, (
        (28, -92, 3, 6.5), (45, -83, -6, 6.2), (60, -75, -11, 6),
    )),
    "left common carotid artery": (Blood.SYSTEMIC, (
        (30, -78, 11, 4.2), (45, -77, 9, 4), (60, -70, 9, 3.8),
    )),
    "left subclavian artery": (Blood.SYSTEMIC, (
        (30, -64, 18, 5), (45, -64, 18, 5), (60, -54, 19, 4.8),
    )),
    "superior vena cava": (Blood.VENOUS, (
        (38, -92, -18, 7), (18, -88, -21, 8.5), (-6, -92, -20, 9), (-25, -96, -21, 9.5), (-44, -100, -24, 11),
    )),
    "right brachiocephalic vein": (Blood.VENOUS, ((36, -92, -18, 7), (50, -84, -24, 6.5), (65, -75, -30, 6))),
    "left brachiocephalic vein": (Blood.VENOUS, (
        (36, -95, -14, 6.5), (44, -98, 0, 6.5), (50, -94, 16, 6.3), (60, -84, 26, 6),
    )),
    "azygos vein": (Blood.PLAIN, (
        (14, -84, -20, 3.4), (15, -68, -20, 3.8), (9, -50, -12, 3.8), (-5, -40, -6, 3.5), (-60, -38, -7, 3.2),
        (-130, -36, -6, 3),
    )),
    "pulmonary trunk": (Blood.PULMONARY, (
        (-50, -132, 13, 14.5), (-34, -128, 22, 14.5), (-20, -113, 28, 14), (-10, -98, 29, 13.5), (-6, -90, 29, 12),
    )),
    "left pulmonary artery": (Blood.PULMONARY, (
        (-8, -94, 30, 12.5), (0, -80, 34, 12), (2, -68, 41, 11), (-8, -60, 45, 10), (-25, -60, 48, 8),
    )),
    "right pulmonary artery": (Blood.PULMONARY, (
        (-9, -92, 24, 12.5), (-13, -84, 10, 12), (-15, -79, -8, 11.5), (-17, -76, -24, 11), (-20, -72, -38, 9.5),
        (-32, -66, -44, 8),
    )),
    "right superior pulmonary vein": (Blood.RETURNING, (
        (-20, -90, -42, 5.5), (-35, -82, -32, 7.5), (-46, -76, -12, 8),
    )),
    "left superior pulmonary vein": (Blood.RETURNING, ((-16, -92, 47, 5.5), (-33, -82, 38, 7.5), (-46, -76, 16, 8))),
    "right inferior pulmonary vein": (Blood.RETURNING, ((-62, -58, -42, 5.5), (-56, -68, -26, 8), (-52, -76, -8, 8))),
    "left inferior pulmonary vein": (Blood.RETURNING, ((-60, -52, 44, 5.5), (-55, -64, 30, 8), (-52, -76, 12, 8))),
    "oesophagus": (Blood.NONE, (
        (90, -43, 4, 6.5), (45, -44, 6, 6.5), (20, -46, 5, 6.5), (0, -48, 3, 6.5), (-30, -51, 4, 6.5), (-70, -53, 4, 7),
        (-100, -62, 13, 7.5), (-125, -75, 22, 8),
    )),
}  # fmt: skip
#: Vessels, and those that they begin at.
BRANCHES = {
    "brachiocephalic trunk": "aorta",
    "left common carotid artery": "aorta",
    "left subclavian artery": "aorta",
    "right brachiocephalic vein": "superior vena cava",
    "left brachiocephalic vein": "superior vena cava",
    "azygos vein": "superior vena cava",
    "left pulmonary artery": "pulmonary trunk",
    "right pulmonary artery": "pulmonary trunk",
}
