"""A look in words keeps what the words say."""

import pytest

from SyntheticLungCTLib.scanner.chosen_look import chosen_look
from SyntheticLungCTLib.scanner.look import Look


def test_the_routine_in_words_is_the_routine():
    routine = Look()
    chosen = chosen_look(routine.noise_hu, "standard", routine.lung_hu, routine.blood_hu)
    for name, value in routine:
        assert getattr(chosen, name) == pytest.approx(value)


@pytest.mark.parametrize(("kernel", "low", "high"), [("smooth", 0.1, 0.25), ("sharp", 0.6, 0.75)])
def test_a_kernel_moves_the_noise_and_keeps_its_strength(kernel, low, high):
    look = chosen_look(20.0, kernel, -800, 250)
    assert look.noise_hu == pytest.approx(20) and low < look.sharpness < high
    assert look.has_contrast and look.lung_hu == -800


def test_a_kernel_that_does_not_exist_and_a_breath_out_of_reach_are_refused():
    with pytest.raises(ValueError, match="soft"):
        chosen_look(10, "soft", -860, 40)
    with pytest.raises(ValueError, match="lung_hu"):
        chosen_look(10, "sharp", -2000, 40)
