"""What each label means to a reader, to Slicer and to SNOMED CT."""

from __future__ import annotations

from dataclasses import dataclass

from .labels import Label


@dataclass(frozen=True)
class LabelInfo:
    """What a label means, how it is shown, and the SNOMED CT code that names it."""

    name: str
    meaning: str
    typical_hu: tuple[int, int]
    color: tuple[float, float, float]
    snomed: tuple[str, str]


LABELS: dict[Label, LabelInfo] = {
    Label.OUTSIDE: LabelInfo(
        "outside", "air around the body; no table, no clothes", (-1000, -1000), (0, 0, 0), ("", "")
    ),
    Label.LUNG_LEFT: LabelInfo(
        "left lung", "aerated parenchyma of the left lung", (-930, -650), (0.55, 0.70, 0.85), ("7771000", "Left lung")
    ),
    Label.LUNG_RIGHT: LabelInfo(
        "right lung",
        "aerated parenchyma of the right lung",
        (-930, -650),
        (0.45, 0.60, 0.80),
        ("24028007", "Right lung"),
    ),
    Label.AIRWAY_LUMEN: LabelInfo(
        "airway lumen",
        "air in trachea and bronchi",
        (-1024, -900),
        (0.71, 0.89, 1.00),
        ("110726009", "Trachea and bronchus"),
    ),
    Label.AIRWAY_WALL: LabelInfo(
        "airway wall", "wall of trachea and bronchi", (-600, 50), (0.93, 0.78, 0.62), ("955009", "Bronchus")
    ),
    Label.PULMONARY_VESSEL: LabelInfo(
        "pulmonary vessel",
        "arteries and veins within the lungs",
        (-700, 250),
        (0.80, 0.25, 0.25),
        ("59820001", "Blood vessel"),
    ),
    Label.FAT: LabelInfo(
        "fat",
        "subcutaneous, mediastinal and abdominal fat",
        (-130, -50),
        (0.90, 0.86, 0.58),
        ("55603005", "Adipose tissue"),
    ),
    Label.SOFT_TISSUE: LabelInfo(
        "soft tissue",
        "muscle, skin, gland, gullet, lymph node",
        (0, 90),
        (0.75, 0.43, 0.36),
        ("87784001", "Soft tissue"),
    ),
    Label.BLOOD: LabelInfo(
        "heart and great vessels",
        "heart muscle and blood without contrast agent",
        (25, 90),
        (0.70, 0.20, 0.22),
        ("80891009", "Heart"),
    ),
    Label.CONTRAST_BLOOD: LabelInfo(
        "heart and great vessels with contrast",
        "blood with contrast agent",
        (110, 450),
        (0.95, 0.30, 0.30),
        ("80891009", "Heart"),
    ),
    Label.SPONGY_BONE: LabelInfo(
        "spongy bone", "trabecular bone and marrow", (60, 400), (0.95, 0.84, 0.57), ("272673000", "Bone")
    ),
    Label.CORTICAL_BONE: LabelInfo(
        "cortical bone", "compact bone and calcification", (350, 1500), (0.98, 0.96, 0.88), ("272673000", "Bone")
    ),
    Label.NODULE_NON_SOLID: LabelInfo(
        "nodule, non-solid", "ground-glass nodule", (-750, -300), (0.60, 0.85, 0.45), ("27925004", "Nodule")
    ),
    Label.NODULE_PART_SOLID: LabelInfo(
        "nodule, part-solid", "ground glass with a solid part", (-600, 50), (0.75, 0.85, 0.25), ("27925004", "Nodule")
    ),
    Label.NODULE_SOLID: LabelInfo(
        "nodule, solid", "solid nodule or mass", (-200, 120), (0.95, 0.75, 0.10), ("27925004", "Nodule")
    ),
    Label.EMPHYSEMA: LabelInfo(
        "emphysema",
        "low attenuation area within the lung",
        (-1020, -950),
        (0.25, 0.35, 0.55),
        ("87433001", "Pulmonary emphysema"),
    ),
    Label.LUNG_OPACITY: LabelInfo(
        "lung opacity",
        "ground glass, atelectasis or consolidation",
        (-650, 60),
        (0.60, 0.60, 0.75),
        ("128305008", "Abnormally opaque structure"),
    ),
    Label.ORGAN: LabelInfo(
        "abdominal organ",
        "liver, spleen, kidney, stomach wall",
        (40, 150),
        (0.55, 0.30, 0.20),
        ("272631008", "Abdominal organ"),
    ),
    Label.GAS: LabelInfo(
        "gas", "air in gullet, stomach and bowel", (-1024, -500), (0.30, 0.50, 0.50), ("74947009", "Gas")
    ),
    Label.METAL: LabelInfo(
        "metal",
        "electrode, wire, clip, port or other implant",
        (1500, 3071),
        (0.40, 0.40, 0.45),
        ("40388003", "Implant"),
    ),
    Label.FAINT_CONTRAST_BLOOD: LabelInfo(
        "heart and great vessels with faint contrast",
        "blood and heart muscle clearly less enhanced than most of the scan's blood",
        (90, 250),
        (0.80, 0.35, 0.40),
        ("80891009", "Heart"),
    ),
    Label.DENSE_CONTRAST_BLOOD: LabelInfo(
        "heart and great vessels with dense contrast",
        "blood clearly more enhanced than most of the scan's blood",
        (150, 900),
        (1.00, 0.45, 0.25),
        ("80891009", "Heart"),
    ),
    Label.FAINT_ORGAN: LabelInfo(
        "abdominal organ, faint",
        "clearly darker than most of the scan's organs: what stomach, bowel and cysts hold",
        (0, 80),
        (0.65, 0.50, 0.40),
        ("272631008", "Abdominal organ"),
    ),
    Label.DENSE_ORGAN: LabelInfo(
        "abdominal organ, dense",
        "clearly brighter than most of the scan's organs: kidney or spleen with contrast agent",
        (80, 300),
        (0.70, 0.25, 0.15),
        ("272631008", "Abdominal organ"),
    ),
}
