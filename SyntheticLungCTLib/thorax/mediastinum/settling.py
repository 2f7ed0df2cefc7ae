"""Vessels settled between lungs: pushed out of what they run into, apart from each other, and as little as it takes."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.interpolate import PchipInterpolator
from scipy.spatial.distance import cdist

from .course import Course
from .room import Room, away
from .standard_chest import BRANCHES, CARINA_MM, COURSES

#: Distance between points of a course, and the length over which it is bent where it is pushed.
STEP_MM, BEND_MM = 2.0, 9.0
ROUNDS, PUSH, MEMORY = 50, 0.5, 0.98
#: From lungs and airways, and from vessel to vessel.
CLEAR_MM, APART_MM = 0.5, 2.0
#: Where there is no room a vessel is so much thinner, and the aorta so much wider before the left lung has room.
THINNEST, WIDEST = 0.8, 1.12
#: How much vessels of people differ: by what share in width, in mm by place.
WIDTHS, PLACES_MM = 0.07, 2.5
#: What chests are wide and deep by which the courses are told (y, x).
USUAL_MM = (183.0, 260.0)
USUAL_HEIGHT_MM = 250.0


def settled_courses(room: Room, rng: np.random.Generator) -> dict[str, Course]:
    """Every vessel of `COURSES`, in a chest."""
    courses = {name: _placed(points, room, rng) for name, (_, points) in COURSES.items()}
    names, ends = list(courses), np.cumsum([len(radii) for _, radii in courses.values()])[:-1]
    places = np.concatenate([middles for middles, _ in courses.values()])
    radii = np.concatenate([radii for _, radii in courses.values()])
    owners = np.repeat(np.arange(len(names)), np.diff([0, *ends, len(radii)]))
    strangers = _strangers(names)[owners][:, owners]
    beside = _beside_lung(courses, room)
    moved = np.zeros_like(places)
    for _ in range(ROUNDS):
        now = places + moved
        short_mm = np.clip(radii + CLEAR_MM - room.clear_mm(now), 0, 6)
        push = short_mm[:, None] * away(room.clear_mm, now) + _apart(now, radii, strangers)
        gap_mm = room.from_left_mm(now) - radii - CLEAR_MM
        push -= np.where(beside, np.clip(gap_mm, 0, 6), 0)[:, None] * away(room.from_left_mm, now)
        moved = np.concatenate([_bent(part) for part in np.split(MEMORY * moved + PUSH * push, ends)])
    now = places + moved
    widest = np.where(beside, np.clip(room.from_left_mm(now) + CLEAR_MM, radii, WIDEST * radii), radii)
    radii = np.clip(np.minimum(widest, room.clear_mm(now) + np.where(beside, CLEAR_MM, 0)), THINNEST * radii, None)
    found = dict(zip(names, zip(np.split(now, ends), np.split(radii, ends), strict=True), strict=True))
    return {name: _joined(found, name) for name in names}


def _placed(points: tuple, room: Room, rng: np.random.Generator) -> Course:
    """A course in a chest of another size, before it is settled."""
    z_mm, y_mm, x_mm, radii_mm = np.array(points, float).T
    height = room.frame.size_mm[0] / USUAL_HEIGHT_MM
    width = np.sqrt(np.prod(np.divide(room.frame.size_mm[1:], USUAL_MM)))
    heights_mm = room.carina_mm + z_mm * height
    deep_mm = room.trachea_mm(heights_mm)[:, 0] - CARINA_MM * width
    # What lies before the trachea goes with it, what lies at the spine with the spine.
    y_mm = y_mm * width + deep_mm * np.clip((y_mm + 45) / (CARINA_MM + 45), 0, 1)
    middles = np.column_stack([heights_mm, room.at_mm(heights_mm) + np.column_stack([y_mm, x_mm * np.sqrt(width)])])
    middles += rng.normal(0, PLACES_MM, 3)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(middles, axis=0), axis=1))])
    along = np.arange(0, length[-1], STEP_MM)
    radii = PchipInterpolator(length, radii_mm)(along) * np.exp(rng.normal(0, WIDTHS))
    return PchipInterpolator(length, middles)(along), radii


def _beside_lung(courses: dict[str, Course], room: Room) -> np.ndarray:
    """Which points (n,) of all courses are of the aorta where it lies in the groove that the left lung has for it."""
    beside = {name: np.zeros(len(radii), bool) for name, (_, radii) in courses.items()}
    heights_mm = courses["aorta"][0][:, 0]
    beside["aorta"][heights_mm.argmax() :] = heights_mm[heights_mm.argmax() :] > room.frame.low_mm[0]
    return np.concatenate(list(beside.values()))


def _strangers(names: list[str]) -> np.ndarray:
    """Which pairs of vessels keep apart: those that neither branch from each other nor from the same."""
    family = {name: {name, BRANCHES.get(name, name)} for name in names}
    return np.array([[not family[a] & family[b] for b in names] for a in names])


def _apart(places: np.ndarray, radii: np.ndarray, strangers: np.ndarray) -> np.ndarray:
    """Pushes (n, 3) of points that are nearer to those of other vessels than both are wide."""
    far = cdist(places, places) + 1e-6
    short = np.where(strangers, np.clip(radii[:, None] + radii[None] + APART_MM - far, 0, 6), 0)
    nearest = short.argmax(axis=1)
    rows = np.arange(len(places))
    # The thinner one gives way.
    share = radii[nearest] ** 2 / (radii**2 + radii[nearest] ** 2)
    return (share * short[rows, nearest] / far[rows, nearest])[:, None] * (places - places[nearest])


def _bent(moved: np.ndarray) -> np.ndarray:
    return ndimage.gaussian_filter1d(moved, BEND_MM / STEP_MM, axis=0, mode="nearest")


def _joined(found: dict[str, Course], name: str) -> Course:
    """A course that begins in the middle of the vessel that it branches from."""
    middles, radii = found[name]
    if name not in BRANCHES:
        return middles, radii
    trunk = found[BRANCHES[name]][0]
    start = trunk[np.linalg.norm(trunk - middles[0], axis=1).argmin()]
    count = max(2, int(np.linalg.norm(middles[0] - start) / STEP_MM))
    way = np.linspace(start, middles[0], count, endpoint=False)
    return np.concatenate([way, middles]), np.concatenate([np.full(count, radii[0]), radii])
