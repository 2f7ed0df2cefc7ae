"""A nodule described in a line, as in a radiologist's report, read by rule.

Rules, in this order; each takes its words out of the line, and what no rule takes is an error:

| what | words | means |
|---|---|---|
| size | a number with mm or cm | the diameter |
| texture | non-solid, ground-glass; part-solid, subsolid; solid | 1; 3; 5 |
| spiculation, lobulation | spiculated, lobulated; with slightly, moderately, markedly, or non- | 4; 2, 3, 5, 1 |
| margin | ill-defined; well-defined, sharp, smooth | 1; 5 |
| sphericity | linear, elongated; oval; round, spherical | 1; 3; 5 |
| place | right upper lobe, RUL, ... ; lingula is left upper | the lobe |
| contact | touching, abutting, at ... pleura, vessel, fissure; subpleural, perifissural ... | what it touches |
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from ..blueprint.lobes import Lobe
from ..errors import InputError
from .specification import DIAMETER_MM, Contact, NoduleSpecification

_DEGREES = {"non": 1, "not": 1, "no": 1, "slight": 2, "mild": 2, "moderate": 3, "mark": 5, "strong": 5, "high": 5}
_DEGREE = r"(?:(non|not|no|slight|mild|moderate|mark|strong|high)(?:ed|ly|edly)?[\s-]+)?"
_TOUCHING = r"(?:touching|abutting|attached to|adjacent to|contacting|at|on)\s+(?:the\s+|a\s+)?"
#: Pattern, field and value; None takes the value from a word of degree.
_RULES: tuple[tuple[str, str, Any], ...] = (
    (r"non[\s-]?solid|(?:pure )?ground[\s-]?glass|\bggn\b|\bggo\b", "texture", 1),
    (r"part(?:ly|ially)?[\s-]?solid|sub[\s-]?solid|mixed", "texture", 3),
    (r"\bsolid\b", "texture", 5),
    (_DEGREE + r"spicul(?:ated|ation)s?", "spiculation", None),
    (_DEGREE + r"lobul(?:ated|ation)s?", "lobulation", None),
    (r"(?:ill|poorly)[\s-]?defined|indistinct|blurred", "margin", 1),
    (r"well[\s-]?(?:defined|circumscribed)|sharp(?:ly defined)?|smooth", "margin", 5),
    (r"\blinear|elongated", "sphericity", 1),
    (r"\boval|ovoid", "sphericity", 3),
    (r"\bround(?:ed)?\b|spherical", "sphericity", 5),
    (r"\brul\b|right upper lobe", "lobe", Lobe.RIGHT_UPPER),
    (r"\brml\b|(?:right )?middle lobe", "lobe", Lobe.RIGHT_MIDDLE),
    (r"\brll\b|right lower lobe", "lobe", Lobe.RIGHT_LOWER),
    (r"\blul\b|left upper lobe|lingula", "lobe", Lobe.LEFT_UPPER),
    (r"\blll\b|left lower lobe", "lobe", Lobe.LEFT_LOWER),
    (_TOUCHING + r"(?:visceral\s+)?pleura|(?:sub|juxta)[\s-]?pleural|pleural[\s-]based", "touches", Contact.PLEURA),
    (_TOUCHING + r"(?:pulmonary\s+)?vessels?|juxta[\s-]?vascular", "touches", Contact.VESSEL),
    (_TOUCHING + r"fissure|peri[\s-]?fissural", "touches", Contact.FISSURE),
)
_SIZE = r"(\d+(?:[.,]\d+)?)\s*[\s-]?(mm|cm)\b"
_FILLERS = set(
    [
        "a",
        "an",
        "the",
        "nodule",
        "lesion",
        "mass",
        "in",
        "of",
        "with",
        "and",
        "margin",
        "margins",
        "border",
        "borders",
        "it",
        "is",
        "diameter",
        "lung",
    ]
)


def parse_nodule(text: str) -> NoduleSpecification:
    """The specification that a line describes.

    Raises:
        InputError: when words are not understood, or contradict each other; names them.
    """
    rest, fields, touches = text.lower(), {}, set()
    for size in re.finditer(_SIZE, rest):
        value_mm = float(size[1].replace(",", ".")) * (10 if size[2] == "cm" else 1)
        _set(fields, "diameter_mm", value_mm, size[0])
    rest = re.sub(_SIZE, " ", rest)
    for pattern, field, value in _RULES:
        for found in re.finditer(pattern, rest):
            if field == "touches":
                touches.add(value)
            else:
                _set(fields, field, value or _DEGREES.get(found[1] or "", 4), found[0])
        rest = re.sub(pattern, " ", rest)
    unknown = [word for word in re.findall(r"[^\s,;.]+", rest) if word not in _FILLERS]
    if unknown:
        raise InputError(
            f"Not understood in {text!r}: {', '.join(unknown)}. Say size, texture, spiculation, lobulation, margin, "
            "shape, lobe or what it touches, as in '12 mm spiculated part-solid nodule, right upper lobe, touching the "
            "pleura'."
        )
    try:
        return NoduleSpecification(**fields, touches=frozenset(touches) if touches else None)
    except ValidationError as error:
        low, high = DIAMETER_MM
        raise InputError(f"A nodule of {fields['diameter_mm']:g} mm: it can have {low:g} to {high:g} mm.") from error


def _set(fields: dict[str, Any], field: str, value: Any, words: str) -> None:
    if fields.setdefault(field, value) != value:
        raise InputError(f"{words.strip()!r} contradicts what was said of the {field.split('_')[0]} before.")
