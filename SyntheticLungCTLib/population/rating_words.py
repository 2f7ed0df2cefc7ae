"""What the ratings of LIDC-IDRI mean, in the words of the form that its readers filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..blueprint.nodule import Nodule
    from .specification import NoduleSpecification

#: For each rating the words for 1 to 5.
RATING_WORDS = {
    "sphericity": ("linear", "linear to ovoid", "ovoid", "ovoid to round", "round"),
    "margin": ("poorly defined", "rather poorly defined", "medium", "rather sharp", "sharp"),
    "lobulation": ("none", "nearly none", "medium", "nearly marked", "marked"),
    "spiculation": ("none", "nearly none", "medium", "nearly marked", "marked"),
    "texture": ("ground glass", "ground glass to part solid", "part solid", "part solid to solid", "solid"),
}
#: The word that an open rating has.
OPEN = "open"


def rating_in_words(name: str, value: int | None) -> str:
    """The words for a rating of 1 to 5; `OPEN` for None or 0.

    Raises:
        KeyError: when there is no such rating.
    """
    words = RATING_WORDS[name]
    return words[value - 1] if value else OPEN


def nodule_in_words(nodule: Nodule | NoduleSpecification) -> str:
    """What a nodule is, in one line: what stands out, and its size; what is open or absent is left out."""
    said = [] if nodule.diameter_mm is None else [f"{nodule.diameter_mm:.1f} mm"]
    if nodule.texture:
        said.append(rating_in_words("texture", nodule.texture))
    if nodule.sphericity:
        said.append(rating_in_words("sphericity", nodule.sphericity))
    if nodule.margin:
        said.append(f"{rating_in_words('margin', nodule.margin)} margin")
    for name in ("lobulation", "spiculation"):
        value = getattr(nodule, name)
        if value and value > 2:
            said.append(f"{rating_in_words(name, value)} {name}")
    return ", ".join(said)
