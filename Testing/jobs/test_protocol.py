"""Progress survives the way from one process to another, whatever else is printed."""

import pytest

from SyntheticLungCTLib.jobs.failure import DISK_FULL, OUT_OF_MEMORY, explain
from SyntheticLungCTLib.jobs.protocol import PREFIX, ProgressEvent, event_of_line
from SyntheticLungCTLib.jobs.time_left import TimeLeft


def test_an_event_is_read_as_it_was_told():
    event = ProgressEvent("Drawing\nthe “anatomy”", 0.25, 12.5)
    assert "\n" not in event.to_line()
    assert event_of_line(event.to_line()) == event


@pytest.mark.parametrize("line", ["Wrote ct.nrrd", "{}", PREFIX, PREFIX + '{"stage": "Dra', PREFIX + '{"other": 1}'])
def test_any_other_line_is_no_event(line):
    assert event_of_line(line) is None


def test_the_time_left_counts_from_where_the_work_proper_began():
    now = 0.0
    left = TimeLeft(lambda: now)
    assert left.at(0.0) is None
    now = 10.0  # the networks took their time
    assert left.at(0.1) is None
    now = 14.0
    assert left.at(0.3) == pytest.approx(14.0)
    now = 20.0
    assert left.at(0.1) is None, "the work started over"


@pytest.mark.parametrize(
    ("code", "log", "told"),
    [
        (2, ["Warning: no fat", "Error: given.nrrd does not exist."], "given.nrrd does not exist."),
        (1, ["Traceback", "OSError: [Errno 28] No space left on device"], DISK_FULL),
        (1, ["numpy.MemoryError: Unable to allocate 2 GiB"], OUT_OF_MEMORY),
        (1, ["ModuleNotFoundError: No module named 'diffusers.models'"], "package 'diffusers' is not installed"),
        (-9, [], "signal 9"),
        (3, ["", "strange", ""], "code 3: strange."),
        (3, [], "it said nothing"),
    ],
)
def test_an_end_without_a_result_is_explained(code, log, told):
    assert told in explain(code, log)
