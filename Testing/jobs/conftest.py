"""Fixtures for what runs in processes of its own."""

import sys
import tempfile

import pytest

from SyntheticLungCTLib.jobs.job_folder import PREFIX

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # signals and shell scripts


@pytest.fixture
def job_folders(tmp_path, monkeypatch):
    """Lists the job folders that exist; new ones are made below the test's own folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: sorted(tmp_path.glob(f"{PREFIX}*"))
