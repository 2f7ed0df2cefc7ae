"""The quality gate draws again, a few times, and says why it gave up."""

import pytest

from SyntheticLungCTLib.errors import QualityError
from SyntheticLungCTLib.nodules.gate import TRIES, first_good


def test_the_first_without_failures_is_taken_and_the_draws_are_counted():
    assert first_good(lambda attempt: attempt, lambda drawn: [] if drawn == 2 else ["no"], False) == (3, 2)


def test_when_none_is_good_the_one_with_fewest_failures_is_named_or_kept():
    def reasons(drawn):
        return ["dark", "small", "blurred"][: 1 if drawn == 1 else 3]

    with pytest.raises(QualityError, match=f"best of {TRIES}: dark\\."):
        first_good(lambda attempt: attempt, reasons, False)
    assert first_good(lambda attempt: attempt, reasons, True) == (TRIES, 1)
