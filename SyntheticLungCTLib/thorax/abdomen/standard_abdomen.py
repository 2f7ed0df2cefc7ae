"""Where organs lie in an average belly under lungs that are full of air, drawn from anatomy, and beside CTs of
four training patients.

Points of an organ's middle line are (z, y, x, radius) in mm: upwards from the dome of the diaphragm on that side,
backwards from the middle of the spinal canal, and to the left; in a cage that is so wide to each side, and so deep.
"""

from __future__ import annotations

HALF_WIDTH_MM, DEPTH_MM = 120.0, 140.0
#: The liver reaches to the left as far as there, from front to back; and less far down below the diaphragm.
LIVER_LEFT_MM = ((-150, 88), (-115, 68), (-92, 48), (-76, 34), (-62, 22), (-46, -8), (30, -38))
LIVER_BELOW_MM, LIVER_SLOPE = (-56.0, 46.0), 1.6
#: Sheets of fat in the liver: the fissure before the caudate lobe, with the gate, and the one between the lobes; from
#: the upper end of one edge to the lower end of the other, of which both are as high.
FISSURES = (((-40, -68, 26), (-84, -88, -12)), ((-74, -80, -2), (-106, -92, -34)), ((-52, -98, 8), (-110, -140, 14)))
#: The spleen on the cage: height and angle from the back of its middle, its halves in mm and degrees, and thickness.
SPLEEN = (-50.0, 66.0, 47.0, 44.0, 41.0)
COLON = (
    (-150, -120, -60, 15), (-112, -124, -25, 15), (-96, -126, 15, 16), (-74, -120, 54, 17), (-42, -108, 80, 19),
    (-26, -84, 98, 18), (-44, -58, 104, 16), (-90, -46, 100, 14), (-130, -40, 94, 14), (-170, -40, 92, 14),
)  # fmt: skip
BOWEL = (
    (-92, -50, 22, 11), (-84, -68, 30, 12), (-76, -56, 46, 11), (-66, -66, 58, 11), (-72, -74, 78, 10),
    (-84, -62, 62, 11), (-80, -92, 84, 10), (-98, -92, 60, 11), (-92, -56, 40, 10), (-108, -42, 74, 11),
    (-110, -88, 84, 11), (-116, -104, 34, 11), (-122, -66, 14, 11), (-128, -58, 58, 11), (-138, -98, 62, 11),
    (-150, -78, 12, 11),
)  # fmt: skip
STOMACH = (
    (-26, -58, 30, 15), (-20, -50, 44, 20), (-20, -46, 64, 22), (-34, -58, 72, 20), (-54, -84, 56, 19),
    (-74, -108, 40, 16), (-86, -114, 10, 14), (-88, -104, -12, 11), (-96, -86, -30, 10), (-120, -74, -36, 11),
    (-160, -72, -34, 11),
)  # fmt: skip
PANCREAS = ((-118, -82, -26, 12), (-98, -86, -4, 9), (-84, -80, 20, 9), (-74, -62, 46, 11), (-66, -46, 70, 10))
LEFT_KIDNEY = ((-80, -18, 52, 13), (-92, -16, 55, 22), (-112, -16, 58, 25), (-136, -18, 62, 24), (-152, -20, 66, 14))
RIGHT_KIDNEY = tuple((z - 7, y, 4 - x, radius) for z, y, x, radius in LEFT_KIDNEY)
#: Limbs of the adrenals, told in the same way.
ADRENALS = (
    ((-58, -50, 32), (-82, -28, 34)), ((-60, -50, 32), (-84, -34, 46)), ((-58, -50, -22), (-86, -24, -30)),
)  # fmt: skip
#: The oesophagus; and what the crura of the diaphragm lie on: aorta and spine.
OESOPHAGUS = ((12, -70, 20, 8), (-14, -68, 26, 8), (-30, -60, 40, 9), (-36, -54, 52, 9))
UNDER_CRURA = (
    ((8, -45, 14, 10), (-50, -40, 7, 11.5), (-66, -38, 5, 11.5), (-110, -30, 2, 14)),
    ((-6, -20, 1, 20), (-60, -20, 0, 21), (-170, -20, 0, 22)),
)  # fmt: skip
CAVA = (
    (12, -86, -22, 11), (-5, -73, -26, 12), (-30, -58, -27, 12.5), (-60, -50, -24, 11), (-100, -47, -19, 10),
    (-200, -46, -17, 9.5),
)  # fmt: skip
#: Veins of the liver from the cava, and from its gate: where each begins, where it aims, and its radius.
LIVER_VEINS = (
    ((-20, -70, -34), (-45, -50, -95), 3.2), ((-18, -76, -30), (-55, -120, -55), 3.0),
    ((-20, -78, -22), (-45, -125, 20), 2.8), ((-80, -82, -18), (-66, -66, -80), 5.2),
    ((-82, -82, -20), (-95, -100, -70), 4.4), ((-76, -84, -8), (-52, -118, 12), 4.0),
)  # fmt: skip
#: Those of spleen, bowel (with the gate's) and left kidney; arteries of spleen, liver, bowel, stomach and kidneys.
VEINS = (
    ((-80, -82, -20, 6), (-90, -80, -4, 6), (-84, -72, 16, 4.2), (-74, -54, 44, 3.8), (-62, -40, 72, 3.4),
     (-50, -26, 88, 2.4)),
    ((-90, -80, -4, 5.5), (-112, -78, 2, 5), (-200, -78, 8, 4.5)),
    ((-110, -30, 42, 3.5), (-106, -62, 18, 3.6), (-108, -58, -16, 4)),
)  # fmt: skip
ARTERIES = (
    ((-64, -54, 5, 4), (-62, -74, 4, 3.6), (-70, -80, -6, 2.6), (-78, -90, -18, 2.2)),
    ((-62, -72, 5, 3), (-52, -70, 20, 2.8), (-70, -62, 34, 2.8), (-54, -54, 48, 2.6), (-64, -42, 64, 2.4),
     (-40, -28, 86, 1.8)),
    ((-78, -52, 5, 4), (-84, -68, 5, 3.8), (-110, -74, 5, 3.6), (-200, -76, 8, 3.2)),
    ((-62, -74, 5, 2), (-42, -76, 18, 2), (-40, -84, 34, 1.8), (-62, -104, 26, 1.6)),
    ((-104, -46, 8, 3), (-110, -30, 36, 2.6)), ((-108, -44, -6, 3), (-116, -28, -34, 2.6)),
)  # fmt: skip
#: Vessels in fat begin in this box, (z, y, x) from and to; how many, and how wide they are.
FAT_BOX, FAT_COUNT, FAT_RADIUS_MM = ((-110, -130, -10), (-8, -10, 105)), 160, 2.8
