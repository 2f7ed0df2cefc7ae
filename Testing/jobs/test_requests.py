"""A worker that stays is asked by a file and answers by a line."""

from SyntheticLungCTLib.jobs.requests import answer_line, answer_of_line, put_request, take_request


def test_a_request_is_taken_once_and_as_it_was_put(tmp_path):
    put_request(tmp_path, ["nodule", "insert", "Größe 1.nrrd", "--at", "-1.5"])
    assert take_request(tmp_path) == ["nodule", "insert", "Größe 1.nrrd", "--at", "-1.5"]
    assert take_request(tmp_path) is None and list(tmp_path.iterdir()) == []


def test_an_answer_is_told_from_all_else():
    assert [answer_of_line(answer_line(code)) for code in (0, 2, -9)] == [0, 2, -9]
    assert answer_of_line("synthetic-lung-ct-answer ") is None and answer_of_line("0") is None
