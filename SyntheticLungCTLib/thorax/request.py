"""What may be asked of an invented thorax, in physical terms."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import InputError

#: Reachable ranges. Lungs: adults of both sexes, not always at full breath (Quanjer et al., Eur Respir J 6 Suppl 16,
#: 1993). Width and depth: of both lungs together, the internal diameters of the chest, a third beyond those trained on.
RANGES: dict[str, tuple[float, float, str]] = {
    "lung_volume_l": (2.0, 8.5, "l"),
    "width_mm": (190.0, 360.0, "mm"),
    "depth_mm": (130.0, 250.0, "mm"),
    "field_of_view_mm": (150.0, 600.0, "mm"),
    "slice_spacing_mm": (0.5, 10.0, "mm"),
    "slices": (8, 1024, ""),
    "pixels": (64, 1024, ""),
}
#: Of both lungs together, the internal length of the chest; follows from volume, width and depth.
LENGTH_MM = (160.0, 380.0)


class ThoraxRequest(BaseModel):
    """Wishes; what is None is drawn from the population.

    Attributes:
        lung_volume_l: both lungs with all that lies in them.
        width_mm, depth_mm: greatest extent of both lungs together from side to side and from front to back.
        contrast: whether the blood carries contrast agent.
        field_of_view_mm: side of the square slices; slice_spacing_mm: distance of slices.
        slices: as many as show the lungs when None; pixels: along a slice's side.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lung_volume_l: float | None = None
    width_mm: float | None = None
    depth_mm: float | None = None
    contrast: bool = False
    field_of_view_mm: float = 360.0
    slice_spacing_mm: float = 3.0
    slices: int | None = None
    pixels: int = 512

    @classmethod
    def checked(cls, **wishes: float | bool | None) -> ThoraxRequest:
        """A request of what is not None.

        Raises:
            InputError: when a wish is out of reach; tells the reachable range.
        """
        try:
            request = cls(**{name: value for name, value in wishes.items() if value is not None})
        except ValidationError as error:
            raise InputError(f"The request cannot be read: {error}") from error
        for name, (low, high, unit) in RANGES.items():
            value = getattr(request, name)
            if value is not None and not low <= value <= high:
                raise InputError(
                    f"{name.replace('_', ' ')} {value:g} is out of reach: it can be {low:g} to {high:g} {unit}".rstrip()
                    + "."
                )
        return request
