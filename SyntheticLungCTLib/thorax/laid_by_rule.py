"""What is finer than a network draws a thorax, laid into its slices by rule, as far as lungs and canal tell where."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..blueprint.labels import Label
from .abdomen.abdomen import Abdomen
from .abdomen.belly import Belly
from .body_shape import BodyShape
from .bones.sternum import Sternum
from .bones.vertebrae import Vertebrae, vertebra_borders_mm
from .cage import Cage
from .chest_wall import ChestWall
from .frame import Frame
from .lung_distances import LungDistances
from .mediastinum.mediastinum import Mediastinum
from .mediastinum.room import Room
from .neck.neck import Neck
from .organs import Organ
from .tissues import PARTED

#: Changes a slice of labels (y, x), in place, at its height in mm.
Lay = Callable[[np.ndarray, float], None]


def laid_by_rule(
    shares: np.ndarray,
    organs: np.ndarray,
    frame: Frame,
    shape_zyx: tuple[int, int, int],
    spacing_zyx_mm: tuple[float, float, float],
    streams: Sequence[np.random.Generator],
    body_given: bool = False,
) -> list[Lay]:
    """What changes each slice of a volume, one after the other: only what is drawn, and not given.

    Args:
        shares: of tissues (tissues, *FINE_GRID).
        organs: distances (organs, *GRID), see `distance_maps`.
        streams: of randomness, five.
        body_given: whether the body's surface is.
    """
    of_wall, of_mediastinum, of_belly, of_neck, of_shape = streams
    kinds = (Organ.BLOOD, Organ.FAT, Organ.BONE, Organ.ABDOMINAL)
    blood, fat, bone, organ = (shares[list(PARTED[kind])].any() for kind in kinds)
    volume = shape_zyx, spacing_zyx_mm
    borders_mm = vertebra_borders_mm(shape_zyx[0] * spacing_zyx_mm[0], frame, of_wall)
    cage, lungs = Cage.around(organs, frame), LungDistances.of(organs, frame)
    spine = Vertebrae.along(organs, frame, borders_mm, spacing_zyx_mm[1:]) if bone else None
    wall = ChestWall.on(cage, lungs, borders_mm, *volume, of_wall, fat, bone) if cage else None
    middle = Mediastinum.between(organs, shares, frame, *volume, of_mediastinum) if blood else None
    around = wall and fat and not body_given
    shape = BodyShape.of(cage, lungs.volume_l, wall.pixels_mm, of_shape) if around else None
    sternum = Sternum.along(shares, organs, cage, frame, spacing_zyx_mm[1:]) if cage and bone else None
    dense = Label.DENSE_ORGAN if organ else Label.SOFT_TISSUE
    cartilage = wall.cartilage(sternum, dense, of_neck) if wall and sternum else None
    neck = Neck.above(middle, wall, sternum, dense, of_neck) if middle and wall and fat else None
    room = Room.of(organs, frame) if cage and fat and organ else None
    abdomen = Abdomen.of(Belly.under(room, cage, lungs, *volume), shares, of_belly) if room else None
    veins = abdomen.veins if abdomen and blood else None
    cleared = [own.clear for own in (spine, neck) if own is not None]
    laid = [abdomen, middle, veins, wall, shape, cartilage, sternum, neck, spine]
    return cleared + [own.lay for own in laid if own is not None]
