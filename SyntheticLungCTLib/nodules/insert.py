"""A nodule put into a CT, or taken out of it; outside a margin every voxel stays as it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .. import __version__
from ..blueprint.nodule import Nodule
from ..errors import InputError
from ..networks.nodule_inpainter import NoduleInpainter
from ..population.lidc import draw_nodules
from ..population.specification import RATINGS, NoduleSpecification
from ..volume import HIGHEST_HU, LOWEST_HU, CTVolume
from .at_point import nodule_at
from .crop import Crop
from .density import drawn_density
from .inpaint import inpainted
from .rendering import blurred_edge, filled, rendered

#: The CT is drawn anew in the nodule and so far around it; the surroundings that the network sees go farther.
MARGIN_MM, SEEN_MM = 3.0, 12.0
#: Beyond the margin, what a cell of 1 mm and half a voxel reach.
BEYOND_MARGIN_MM = 1.0
SMALLEST_MM, LARGEST_MM = 2.5, 62.0
#: Each nodule put in or taken out is a field of the file's header.
CHANGE_KEY = "SyntheticLungCT.NoduleChange"


@dataclass
class Insertion:
    """What an insertion gives.

    Attributes:
        ct: the CT with the nodule.
        mask: the nodule's voxels, bool (z, y, x) on the CT's grid.
        nodule: its place, size and ratings.
    """

    ct: CTVolume
    mask: np.ndarray
    nodule: Nodule


def insert_nodule(
    ct: CTVolume,
    mask: np.ndarray,
    wish: NoduleSpecification | None = None,
    seed: int = 0,
    guidance: dict[str, float] | None = None,
    network: NoduleInpainter | None = None,
    widest: np.ndarray | None = None,
) -> Insertion:
    """A CT with a nodule of a given shape.

    Args:
        ct: stays as it is.
        mask: the nodule's voxels, bool (z, y, x) on the CT's grid.
        wish: its ratings; what is left open is drawn to go with the rest. Size and place are the mask's.
        seed: the same seed gives the same nodule on the same machine.
        guidance: see `inpainted`.
        network: a loaded one, when many are put in; the shipped one when None.
        widest: the largest mask of a series that is to show the same nodule; this one's when None.

    Raises:
        InputError: when the mask is empty, on another grid, or no nodule by its size.
    """
    diameter_mm = _checked_diameter_mm(ct, mask)
    rng = np.random.default_rng(seed)
    wish = (wish or NoduleSpecification()).model_copy(update={"diameter_mm": float(np.clip(diameter_mm, 3, 60))})
    ratings = draw_nodules(rng, 1, wish)[0].ratings
    crop, hu, share, region = _surroundings(ct, mask, mask if widest is None else widest)
    edge = blurred_edge(share, ratings[RATINGS.index("margin")])
    density = drawn_density(share, ratings[RATINGS.index("texture")], rng)
    rendering = np.where(region, rendered(filled(hu, region), edge, density), hu)
    drawn = inpainted(network or _shipped(), rendering, region, share, ratings, rng, guidance)
    middle = tuple(float(index) for index in np.argwhere(mask).mean(axis=0))
    nodule = Nodule(
        center_lps_mm=ct.geometry.lps_of_index(middle),
        diameter_mm=diameter_mm,
        **dict(zip(RATINGS, ratings, strict=True)),
    )
    changed = _changed(ct, crop, drawn - hu, {"Nodule": nodule.model_dump_json(), "NoduleSeed": str(seed)})
    return Insertion(changed, mask, nodule)


def insert_nodule_at(
    ct: CTVolume,
    at_lps_mm: Sequence[float],
    wish: NoduleSpecification | None = None,
    seed: int = 0,
    guidance: dict[str, float] | None = None,
    network: NoduleInpainter | None = None,
) -> Insertion:
    """A CT with a nodule around a point in LPS mm, in a shape that readers would rate as it is wished.

    Args and raises: as `insert_nodule`, and InputError when the point is not in lung, see `nodule_at`.
    """
    rng = np.random.default_rng((seed, 1))
    drawn = draw_nodules(rng, 1, wish)[0]
    mask = nodule_at(ct, at_lps_mm, drawn, rng)
    whole = NoduleSpecification(**dict(zip(RATINGS, drawn.ratings, strict=True)))
    return insert_nodule(ct, mask, whole, seed, guidance, network)


def remove_nodule(ct: CTVolume, mask: np.ndarray, seed: int = 0, network: NoduleInpainter | None = None) -> CTVolume:
    """The CT with plausible lung where a nodule was: what it would show had there been none.

    Args and raises: as `insert_nodule`.
    """
    _checked_diameter_mm(ct, mask)
    crop, hu, share, region = _surroundings(ct, mask, mask)
    rendering = filled(hu, region)
    rng = np.random.default_rng(seed)
    drawn = inpainted(network or _shipped(), rendering, region, np.zeros_like(share), None, rng)
    return _changed(ct, crop, drawn - hu, {"NoduleRemoved": "true", "NoduleSeed": str(seed)})


def _checked_diameter_mm(ct: CTVolume, mask: np.ndarray) -> float:
    if mask.shape != ct.hu.shape:
        raise InputError(
            f"The nodule's mask has {mask.shape} voxels (z, y, x) and the CT {ct.hu.shape}; export it on the CT's grid."
        )
    diameter_mm = float((6000 * mask.sum() * ct.geometry.voxel_volume_ml / np.pi) ** (1 / 3))
    if not SMALLEST_MM <= diameter_mm <= LARGEST_MM:
        raise InputError(
            f"The nodule's mask has the volume of a sphere of {diameter_mm:.1f} mm; it can be 3 to 60 mm. "
            "Check that the segment is the nodule, and that the spacing is in mm."
        )
    return diameter_mm


def _surroundings(
    ct: CTVolume, mask: np.ndarray, widest: np.ndarray
) -> tuple[Crop, np.ndarray, np.ndarray, np.ndarray]:
    """The crop around the widest mask; on its cells HU, the nodule's share, and where the CT is drawn anew."""
    crop = Crop.around(widest, ct.geometry.spacing_zyx_mm, MARGIN_MM + SEEN_MM)
    share = crop.share(mask)
    region = ndimage.distance_transform_edt(share <= 0.1) <= MARGIN_MM
    return crop, crop.read(ct.hu), share, region


def _changed(ct: CTVolume, crop: Crop, change_hu: np.ndarray, facts: dict[str, str]) -> CTVolume:
    """A CT with a change of the crop's cells; its provenance tells the facts, and of what was done to it before."""
    hu = ct.hu.copy()
    box, spread = crop.spread(change_hu, hu.shape)
    hu[box] = np.clip(np.rint(hu[box] + spread), LOWEST_HU, HIGHEST_HU)
    before = sum(key.startswith(CHANGE_KEY) for key in ct.provenance)
    note = {f"{CHANGE_KEY}{before}": json.dumps({**facts, "Version": __version__})}
    return CTVolume(hu, ct.geometry, {**ct.provenance, "SyntheticLungCT.Synthetic": "true", **note})


def _shipped() -> NoduleInpainter:
    from ..weights import load_nodule_inpainter, usual_device

    return load_nodule_inpainter(usual_device())
