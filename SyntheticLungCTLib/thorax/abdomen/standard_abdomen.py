"""Where organs lie in an average belly under lungs that are full of air, drawn from anatomy, and beside CTs of
four training patients.

Points of an organ's middle line are (z, y, x, radius) in mm: upwards from the dome of the diaphragm on that side,
backwards from the middle of the spinal canal, and to the left; in a cage that is so wide to each side, and so deep.
"""

from __future__ import annotations

HALF_WIDTH_MM, DEPTH_MM = 120.0, 140.0
#: The liver reaches to the left as far as there, from front to back; and less far down below the diaphragm.
LIVER_LEFT_MM = ((-150, 105), (-100, 52), (-66, -6), (-45, -28), (30, -46))
LIVER_BELOW_MM, LIVER_SLOPE = (-45.0, 48.0), 1.25
#: The spleen on the cage: height and angle from the back of its middle, its halves in mm and degrees, and thickness.
SPLEEN = (-60.0, 66.0, 48.0, 36.0, 38.0)
COLON = (
    (-150, -120, -60, 17), (-112, -124, -25, 15), (-98, -128, 15, 16), (-70, -122, 62, 17), (-32, -104, 82, 20),
    (-36, -78, 98, 18), (-78, -60, 102, 15), (-130, -52, 98, 14), (-170, -50, 96, 14),
)  # fmt: skip
BOWEL = (
    (-72, -66, 70, 11), (-84, -96, 60, 12), (-92, -60, 40, 12), (-98, -45, 72, 11), (-108, -90, 78, 12),
    (-116, -108, 30, 12), (-122, -70, 12, 12), (-128, -60, 55, 12), (-138, -100, 60, 12), (-150, -80, 10, 12),
)  # fmt: skip
STOMACH = (
    (-25, -42, 60, 27), (-38, -52, 62, 34), (-56, -70, 58, 33), (-74, -88, 46, 26), (-90, -100, 26, 18),
    (-98, -102, 5, 14), (-94, -96, -14, 10),
)  # fmt: skip
PANCREAS = ((-112, -82, -28, 11), (-90, -84, 8, 8), (-78, -64, 44, 9.5), (-70, -44, 70, 8.5))
LEFT_KIDNEY = ((-80, -18, 52, 13), (-92, -16, 55, 22), (-112, -16, 58, 25), (-136, -18, 62, 24), (-152, -20, 66, 14))
RIGHT_KIDNEY = tuple((z - 12, y, 4 - x, radius) for z, y, x, radius in LEFT_KIDNEY)
#: The oesophagus, and the crura of the diaphragm on both sides of the aorta.
MUSCLES = (
    ((12, -70, 20, 8), (-14, -68, 26, 8), (-32, -62, 42, 9), (-42, -60, 55, 9)),
    ((-2, -64, 20, 3.5), (-50, -54, 24, 5), (-110, -42, 20, 6.5), (-180, -36, 20, 7)),
    ((-2, -64, -4, 3.5), (-50, -56, -8, 5), (-110, -46, -12, 7), (-180, -38, -14, 7)),
)
CAVA = ((12, -84, -22, 11), (-5, -74, -25, 11), (-22, -66, -26, 10.5), (-55, -60, -22, 9), (-170, -54, -18, 9.5))
#: Veins of the liver from the cava, and from its gate: where each begins, where it aims, and its radius.
LIVER_VEINS = (
    ((-20, -70, -28), (-45, -50, -95), 4.4), ((-18, -74, -26), (-55, -120, -55), 4.1),
    ((-20, -76, -20), (-45, -125, 20), 3.8), ((-85, -80, -18), (-70, -70, -80), 5.2),
    ((-85, -80, -18), (-95, -100, -70), 4.4), ((-83, -82, -16), (-55, -118, 10), 4.0),
)  # fmt: skip
#: Vessels in fat begin in this box, (z, y, x) from and to; how many, and how wide they are.
FAT_BOX, FAT_COUNT, FAT_RADIUS_MM = ((-150, -130, -20), (-10, -10, 105)), 30, 2.3
