"""Fixtures for what runs in processes of its own."""

import sys
import tempfile

import pytest

from SyntheticLungCTLib.jobs.job_folder import PREFIX

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # signals and shell scripts


@pytest.fixture
def job_folders(tmp_path, monkeypatch):
    """Lists the job folders that exist; new ones are made in its `folder`, which is called as a user's may be."""

    def found():
        return sorted(found.folder.glob(f"{PREFIX}*"))

    found.folder = tmp_path / "Für Jörg & Anna"
    found.folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found.folder))
    return found
