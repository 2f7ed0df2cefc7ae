"""One nodule of a blueprint: where it is, how large, and how readers would rate it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from .labels import Label

Rating = int


class Nodule(BaseModel):
    """A nodule in patient coordinates.

    The ratings are those of the LIDC-IDRI readers, 1 to 5 (Armato et al., Med. Phys. 38, 2011); None means free.
    """

    model_config = ConfigDict(extra="forbid")

    center_lps_mm: tuple[float, float, float]
    diameter_mm: float = Field(gt=0, description="diameter of the sphere of equal volume")
    sphericity: Rating | None = Field(None, ge=1, le=5)
    margin: Rating | None = Field(None, ge=1, le=5)
    lobulation: Rating | None = Field(None, ge=1, le=5)
    spiculation: Rating | None = Field(None, ge=1, le=5)
    texture: Rating | None = Field(None, ge=1, le=5)

    @property
    def label(self) -> Label:
        """The texture class as a label: 1-2 non-solid, 3 part-solid, 4-5 or unrated solid."""
        if self.texture is None or self.texture >= 4:
            return Label.NODULE_SOLID
        return Label.NODULE_PART_SOLID if self.texture == 3 else Label.NODULE_NON_SOLID
