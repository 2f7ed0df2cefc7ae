"""Ratings are told in the words of the readers."""

from SyntheticLungCTLib.population.rating_words import RATING_WORDS, nodule_in_words, rating_in_words
from SyntheticLungCTLib.population.specification import RATINGS, NoduleSpecification


def test_every_rating_has_five_words_that_differ():
    assert set(RATING_WORDS) == set(RATINGS)
    assert all(len(set(words)) == 5 for words in RATING_WORDS.values())


def test_an_open_rating_is_told_as_open():
    assert rating_in_words("margin", None) == rating_in_words("margin", 0) == "open"
    assert [rating_in_words("texture", value) for value in (1, 3, 5)] == ["ground glass", "part solid", "solid"]


def test_a_nodule_is_told_in_a_line_without_what_is_open_or_absent():
    wish = NoduleSpecification(diameter_mm=12, texture=3, spiculation=5, lobulation=1, margin=2)
    assert nodule_in_words(wish) == "12.0 mm, part solid, rather poorly defined margin, marked spiculation"
    assert nodule_in_words(NoduleSpecification()) == ""
