"""An evaluation that was stopped, even killed, goes on with the CT at which it was."""

import numpy as np
import pytest

from SyntheticLungCTLib.errors import Cancelled
from SyntheticLungCTLib.evaluation import measure_file
from SyntheticLungCTLib.evaluation.case_cache import SPACING
from SyntheticLungCTLib.evaluation.evaluate import evaluate
from SyntheticLungCTLib.evaluation.metrics.diversity import PictureLikeness
from SyntheticLungCTLib.volume import CTVolume, write_ct
from Testing.small_chest import a_thorax_ct

from .made_cases import a_patient


@pytest.fixture
def folders(tmp_path):
    ct = a_thorax_ct()
    for index in range(6):
        hu = ct.hu.copy()
        hu[0, 0, 0] = -1000 + index  # files of different content
        write_ct(
            CTVolume(hu, ct.geometry), tmp_path / ("real", "synthetic")[index // 4] / f"{index}.mha", compress=False
        )
    return tmp_path


@pytest.fixture
def measured(monkeypatch):
    """Which CTs were measured, in order; the measuring itself is not what is tested here."""
    names = []

    def measure(file, progress):
        names.append(file.entry.name)
        progress(0.5)
        return {**a_patient(int(file.entry.name)).measures, SPACING: np.array((8.0, 4.0, 4.0))}

    monkeypatch.setattr(measure_file, "_measured", measure)
    monkeypatch.setattr(PictureLikeness, "__call__", lambda self, reference, other: 0.0)
    return names


def run(folders, **arguments):
    return evaluate(folders / "real", folders / "synthetic", folders / "cache", draws=2, **arguments)


def test_only_what_is_missing_is_measured(folders, measured):
    with pytest.raises(Cancelled):
        run(folders, cancelled=lambda: len(measured) == 3)
    assert measured == ["0", "1", "2"]
    first = run(folders)
    assert measured[3:] == ["2", "3", "4", "5"]  # the third was cancelled half-way
    assert run(folders).figures == first.figures
    assert len(measured) == 7


def test_a_ct_that_was_changed_is_measured_again(folders, measured):
    run(folders)
    ct = a_thorax_ct(seed=1)
    write_ct(ct, folders / "real" / "1.mha", compress=False)
    run(folders)
    assert measured[6:] == ["1"]


def test_progress_grows_from_nothing_to_the_end_and_names_the_ct(folders, measured):
    told = []
    run(folders, progress=lambda share, stage: told.append((share, stage)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and shares[0] == 0 and 0.9 < shares[-1] <= 1
    assert "Measuring 4 (5 of 6)" in {stage for _, stage in told}


def test_files_of_the_same_content_are_told(folders, measured):
    write_ct(CTVolume(a_thorax_ct().hu, a_thorax_ct().geometry), folders / "synthetic" / "9.mha", compress=False)
    (folders / "real" / "0.mha").write_bytes((folders / "synthetic" / "9.mha").read_bytes())
    assert any("same files as real ones: 9" in note for note in run(folders).notes)
