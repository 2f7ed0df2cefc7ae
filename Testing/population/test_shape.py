"""Shapes have the diameter asked for and the character rated."""

import numpy as np
import pytest
from scipy.special import lpmv

from SyntheticLungCTLib.nodules.measuring.measures import measure_nodule
from SyntheticLungCTLib.population.lidc import draw_nodules
from SyntheticLungCTLib.population.shape import DEGREES, EMPHASIS, NoduleShape, degree_of, harmonics
from SyntheticLungCTLib.population.specification import NoduleSpecification

SMOOTH, SPICULATED = (5, 5, 1, 1, 5), (2, 2, 4, 5, 5)


def test_harmonics_go_as_legendre_functions_do():
    z, azimuth = np.linspace(-1, 1, 101), 0.7
    sine = np.sqrt(1 - z**2)
    basis = harmonics(np.column_stack([sine * np.cos(azimuth), sine * np.sin(azimuth), z]), 12)
    for degree in range(13):
        for order in range(degree + 1):
            expected = lpmv(order, degree, z) * np.cos(order * azimuth)
            column = basis[:, degree * (degree + 1) + order]
            scale = (column @ expected) / (expected @ expected)
            assert scale > 0
            np.testing.assert_allclose(column, scale * expected, atol=1e-9)


def test_harmonics_are_orthonormal_over_the_sphere():
    directions = np.random.default_rng(0).standard_normal((40_000, 3))
    basis = harmonics(directions / np.linalg.norm(directions, axis=1, keepdims=True))
    assert basis.shape[1] == (DEGREES + 1) ** 2 == len(degree_of())
    assert np.abs(4 * np.pi * basis.T @ basis / len(basis) - np.eye(basis.shape[1])).max() < 0.1


@pytest.mark.parametrize("diameter_mm", [4.0, 9.0, 25.0])
@pytest.mark.parametrize("ratings", [SMOOTH, SPICULATED])
def test_a_shape_has_the_volume_of_its_diameter(diameter_mm, ratings):
    shape = NoduleShape.drawn(np.random.default_rng(1), diameter_mm, ratings)
    axis = np.linspace(-1.5 * shape.largest_mm, 1.5 * shape.largest_mm, 61)
    points = np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(-1, 3)
    volume_mm3 = (shape.reach(points) <= 1).sum() * (axis[1] - axis[0]) ** 3
    assert (6 * volume_mm3 / np.pi) ** (1 / 3) == pytest.approx(diameter_mm, rel=0.03)


def test_nodules_rated_spiculated_are_rougher_than_those_rated_smooth():
    rng = np.random.default_rng(2)

    def roughness(ratings):
        shapes = [NoduleShape.drawn(rng, 15.0, ratings) for _ in range(60)]
        return np.median([np.square(shape.coefficients[1:]).sum() for shape in shapes])

    assert roughness(SPICULATED) > 2 * roughness(SMOOTH)


@pytest.mark.parametrize("name", EMPHASIS)
def test_a_rating_that_is_asked_for_is_seen_in_the_form(name):
    """By the nodule's measures, which know nothing of the shape model."""
    cells = np.stack(np.meshgrid(*[np.arange(-17, 18.0)] * 3, indexing="ij"), axis=-1)[..., ::-1].reshape(-1, 3)

    def measured(rating):
        found = []
        for seed in range(8):
            rng = np.random.default_rng(seed)
            drawn = draw_nodules(rng, 1, NoduleSpecification(diameter_mm=13, **{name: rating}))[0]
            assert drawn.asked == {name}
            shape = NoduleShape.drawn(rng, 13.0, drawn.ratings, drawn.asked)
            mask = (shape.reach(cells) <= 1).reshape(35, 35, 35)
            found.append(getattr(measure_nodule(np.where(mask, 0.0, -850.0), mask), name))
        return np.array(found)

    assert (measured(5)[:, None] > measured(1)).mean() > 0.8


def test_lobes_and_spicules_are_there_when_asked_for_and_more_of_them_at_a_higher_rating():
    def bumps(rating, asked):
        ratings = (3, 3, rating, rating, 5)
        return NoduleShape.drawn(np.random.default_rng(5), 14.0, ratings, asked).bumps.heights

    assert len(bumps(5, ())) == len(bumps(1, {"lobulation", "spiculation"})) == 0
    for name in ("lobulation", "spiculation"):
        counts = [len(bumps(rating, {name})) for rating in range(1, 6)]
        assert counts == sorted(counts) and counts[4] > counts[1] > 0
        assert bumps(5, {name}).mean() > bumps(2, {name}).mean()


def test_what_is_not_asked_for_keeps_the_form_that_readers_drew():
    ratings = (3, 3, 5, 5, 3)
    free, asked = (
        NoduleShape.drawn(np.random.default_rng(0), 12.0, ratings, names) for names in ((), {"lobulation", "texture"})
    )
    texture_alone = NoduleShape.drawn(np.random.default_rng(0), 12.0, ratings, {"texture"})
    assert np.array_equal(free.coefficients, texture_alone.coefficients)
    assert np.square(asked.coefficients[1:]).sum() > np.square(free.coefficients[1:]).sum()


def test_no_two_shapes_are_alike():
    rng = np.random.default_rng(3)
    first, second = (NoduleShape.drawn(rng, 12.0, SMOOTH).coefficients for _ in range(2))
    assert np.abs(first - second).max() > 0.01
