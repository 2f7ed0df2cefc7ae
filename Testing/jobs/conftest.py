"""Fixtures for what runs in processes of its own."""

import random
import sys
import tempfile

import pytest

from SyntheticLungCTLib.jobs.job_folder import PREFIX

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # signals and shell scripts
KILLS = 10


@pytest.fixture
def job_folders(tmp_path, monkeypatch):
    """Lists the job folders that exist; new ones are made in its `folder`, which is called as a user's may be."""

    def found():
        return sorted(found.folder.glob(f"{PREFIX}*"))

    found.folder = tmp_path / "Für Jörg & Anna"
    found.folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found.folder))
    return found


@pytest.fixture
def moments():
    """Seconds after the start, the same in each run, most of them early; a worker draws after some two of them.

    Two at a time, which is as many as there are cores.
    """
    drawn = sorted(3 * random.Random(5).random() ** 2 for _ in range(KILLS))
    return zip(drawn[::2], drawn[1::2], strict=True)
