"""The look of a scan: noise, kernel sharpness, contrast and breath, as numbers that condition the drawing."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ..blueprint.labels import Label

#: Radial bins of a noise power spectrum, from 0 to the Nyquist frequency of the pixel grid.
SPECTRUM_BINS = 8


class Look(BaseModel):
    """What differs between two scans of the same body.

    Pixel and slice spacing are not here: they belong to the geometry. The default is a routine chest CT
    (soft-tissue kernel, no contrast agent, full inspiration).
    """

    model_config = ConfigDict(extra="forbid")

    lung_hu: float = Field(-860.0, ge=-1000, le=-400, description="median of aerated lung; breath and density")
    blood_hu: float = Field(
        40.0, ge=0, le=800, description="median of heart and great vessels; above 100 with contrast"
    )
    tissue_hu: dict[str, Annotated[float, Field(ge=-1024, le=3071)]] = Field(
        {}, description="median of other tissues by their label's name, such as ORGAN; the usual HU where not given"
    )
    soft_noise_power_hu2: tuple[float, ...] = Field(
        (2.0, 15.0, 32.0, 30.0, 22.0, 15.0, 7.0, 3.0),
        min_length=SPECTRUM_BINS,
        max_length=SPECTRUM_BINS,
        description="variance of the noise in each radial frequency band, soft tissue",
    )
    lung_noise_power_hu2: tuple[float, ...] = Field(
        (3.0, 46.0, 100.0, 80.0, 45.0, 28.0, 11.0, 6.0),
        min_length=SPECTRUM_BINS,
        max_length=SPECTRUM_BINS,
        description="variance of the noise in each radial frequency band, aerated lung",
    )

    blood_noise_power_hu2: tuple[float, ...] = Field(
        (2.0, 17.0, 39.0, 42.0, 35.0, 28.0, 14.0, 7.0),
        min_length=SPECTRUM_BINS,
        max_length=SPECTRUM_BINS,
        description="variance of the noise in each radial frequency band, heart and organs, deep in the body",
    )

    @field_validator("tissue_hu")
    @classmethod
    def _are_labels(cls, tissue_hu: dict[str, float]) -> dict[str, float]:
        if unknown := tissue_hu.keys() - Label.__members__.keys():
            raise ValueError(
                f"no such tissue: {', '.join(sorted(unknown))}; tissues are {', '.join(Label.__members__)}"
            )
        return tissue_hu

    @property
    def has_contrast(self) -> bool:
        return self.blood_hu > 100

    @property
    def noise_hu(self) -> float:
        """Standard deviation of the noise in soft tissue, all bands together."""
        return sum(self.soft_noise_power_hu2) ** 0.5

    @property
    def sharpness(self) -> float:
        """Share of the soft-tissue noise power above half of Nyquist: near 0.2 smooth kernel, above 0.6 sharp."""
        return sum(self.soft_noise_power_hu2[SPECTRUM_BINS // 2 :]) / sum(self.soft_noise_power_hu2)
