"""A nodule described in a line is read by rule, and what is not understood is said."""

import pytest

from SyntheticLungCTLib.blueprint.lobes import Lobe
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.population.specification import Contact
from SyntheticLungCTLib.population.text import parse_nodule


def test_a_line_of_a_report_is_understood_and_said_back():
    wish = parse_nodule("12 mm spiculated part-solid nodule, right upper lobe, touching the pleura")
    assert wish.words() == "diameter 12 mm, spiculation 4 of 5, texture 3 of 5, right upper lobe, touching pleura"
    assert (wish.lobe, wish.touches) == (Lobe.RIGHT_UPPER, {Contact.PLEURA})


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("8mm solid nodule", {"diameter_mm": 8.0, "texture": 5}),
        ("1.2 cm ground-glass nodule in the RML", {"diameter_mm": 12.0, "texture": 1, "lobe": Lobe.RIGHT_MIDDLE}),
        ("non-solid", {"texture": 1}),
        ("Subsolid 9,5 mm lesion", {"texture": 3, "diameter_mm": 9.5}),
        ("markedly spiculated, slightly lobulated", {"spiculation": 5, "lobulation": 2}),
        ("round, non-spiculated nodule with smooth margin", {"sphericity": 5, "spiculation": 1, "margin": 5}),
        ("ill-defined oval nodule, lingula", {"margin": 1, "sphericity": 3, "lobe": Lobe.LEFT_UPPER}),
        ("juxtavascular, perifissural", {"touches": {Contact.VESSEL, Contact.FISSURE}}),
        ("subpleural nodule, left lower lobe", {"touches": {Contact.PLEURA}, "lobe": Lobe.LEFT_LOWER}),
        ("nodule attached to a vessel", {"touches": {Contact.VESSEL}}),
        ("", {}),
    ],
)
def test_each_rule_takes_its_words(text, fields):
    assert parse_nodule(text).model_dump(exclude_none=True) == fields


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12 mm cavitating nodule", "cavitating"),
        ("calcified granuloma", "calcified, granuloma"),
        ("8 mm 9 mm nodule", "'9 mm' contradicts what was said of the diameter"),
        ("solid ground-glass nodule", "contradicts what was said of the texture"),
        ("nodule in the RUL and LLL", "contradicts what was said of the lobe"),
        ("12 m nodule", "12, m"),
        ("90 mm nodule", "it can have 3 to 60 mm"),
    ],
)
def test_what_is_not_understood_is_named(text, said):
    with pytest.raises(InputError, match=said):
        parse_nodule(text)
