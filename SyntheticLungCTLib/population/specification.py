"""What is wished of a nodule; what is not said is drawn from the population."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from ..blueprint.lobes import Lobe

RATINGS = ("sphericity", "margin", "lobulation", "spiculation", "texture")
#: The sizes that LIDC-IDRI calls nodules, with a little room above: 30 mm and more is a mass.
DIAMETER_MM = (3.0, 60.0)


class Contact(StrEnum):
    """What a nodule may touch."""

    PLEURA = "pleura"
    VESSEL = "vessel"
    FISSURE = "fissure"


class NoduleSpecification(BaseModel):
    """Wishes for one nodule.

    Attributes:
        diameter_mm: of the sphere of equal volume.
        sphericity, margin, lobulation, spiculation, texture: the LIDC-IDRI readers' ratings, 1 to 5.
        lobe: where it lies.
        touches: what it touches, and of the kinds not named nothing; None leaves it to chance.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    diameter_mm: float | None = Field(None, ge=DIAMETER_MM[0], le=DIAMETER_MM[1])
    sphericity: int | None = Field(None, ge=1, le=5)
    margin: int | None = Field(None, ge=1, le=5)
    lobulation: int | None = Field(None, ge=1, le=5)
    spiculation: int | None = Field(None, ge=1, le=5)
    texture: int | None = Field(None, ge=1, le=5)
    lobe: Lobe | None = None
    touches: frozenset[Contact] | None = None

    def words(self) -> str:
        """What is wished, in one line; 'anything' when nothing is."""
        said = [] if self.diameter_mm is None else [f"diameter {self.diameter_mm:g} mm"]
        said += [f"{name} {value} of 5" for name in RATINGS if (value := getattr(self, name)) is not None]
        said += [] if self.lobe is None else [self.lobe.words]
        if self.touches is not None:
            said.append(f"touching {' and '.join(sorted(self.touches)) or 'nothing'}")
        return ", ".join(said) or "anything"
