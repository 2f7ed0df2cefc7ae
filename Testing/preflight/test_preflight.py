"""What would fail later is told before, with what to do about it."""

import json
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from SyntheticLungCTLib import __version__
from SyntheticLungCTLib.checksum import checksum_of
from SyntheticLungCTLib.cli.main import app
from SyntheticLungCTLib.preflight import disk, packages
from SyntheticLungCTLib.preflight.device import check_device
from SyntheticLungCTLib.preflight.expected_cost import cost_of_drawing
from SyntheticLungCTLib.preflight.finding import Level
from SyntheticLungCTLib.preflight.memory import finding_of, memory_gib
from SyntheticLungCTLib.preflight.preflight import QUICK_CHECKS, quick_findings
from SyntheticLungCTLib.preflight.weights import check_weights
from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE


@pytest.fixture
def versions(monkeypatch):
    """The versions of packages, to be changed; None stands for one that is not installed."""
    changed = {}

    def version(name):
        if (found := changed.get(name, "1.0")) is None:
            raise metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(packages.metadata, "version", version)
    return changed


def test_an_old_python_is_a_problem():
    assert packages.check_python((3, 9, 10)).level is Level.PROBLEM
    assert packages.check_python((3, 12, 1)).level is Level.OK


def test_missing_packages_are_named(versions):
    assert packages.check_packages().level is Level.OK
    versions.update({"diffusers": None, "rich": None})
    found = packages.check_packages()
    assert found.level is Level.PROBLEM and found.found == "missing: diffusers, rich"
    assert "pip install diffusers rich" in found.advice


@pytest.mark.parametrize(
    ("version", "driver", "level"),
    [
        (None, None, Level.PROBLEM),
        ("2.9.0+cpu", None, Level.OK),
        ("2.9.0+cpu", "nvidia-smi", Level.WARNING),
        ("2.9.0+cu128", "nvidia-smi", Level.OK),
    ],
)
def test_a_torch_that_cannot_use_the_gpu_is_told(versions, monkeypatch, version, driver, level):
    versions["torch"] = version
    monkeypatch.setattr(packages.shutil, "which", lambda name: driver)
    found = packages.check_torch()
    assert found.level is level and bool(found.advice) == (level is not Level.OK)


def test_a_torch_that_cannot_be_imported_is_a_problem_with_advice(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    found = check_device()
    assert found.level is Level.PROBLEM and "torch does not work" in found.found
    assert "Uninstall PyTorch" in found.advice


@pytest.mark.parametrize("works", [True, False])
def test_a_gpu_that_cannot_compute_is_told_before_the_work(monkeypatch, works):
    import torch

    ones = torch.ones

    def computed(*shape, device=None):
        if device == "cuda" and not works:
            raise RuntimeError("CUDA error: no kernel image is available\nfor execution on the device")
        return ones(*shape)

    monkeypatch.setattr(torch, "ones", computed)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: SimpleNamespace(name="GPU", total_memory=2**33))
    found = check_device()
    assert found.level is (Level.OK if works else Level.PROBLEM)
    assert found.found.startswith("GPU, 8.0 GiB" if works else "GPU does not work: CUDA error: no kernel image")
    assert ("graphics driver" in found.advice) != works


@pytest.mark.parametrize(
    ("total", "free", "level"),
    [(8, 0.5, Level.PROBLEM), (8, 2, Level.WARNING), (8, 4, Level.OK), (8, None, Level.OK), (None, None, Level.OK)],
)
def test_little_memory_is_told_before_it_runs_out(total, free, level):
    assert finding_of(total, free).level is level


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not tell what is free")
def test_the_memory_is_that_of_this_computer():
    total, free = memory_gib()
    assert 0 < free < total < 1e5


def test_a_full_disk_is_told_before_the_work(monkeypatch):
    assert disk.check_disk().level is Level.OK
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1e6))
    assert disk.check_disk().level is Level.PROBLEM and tempfile.gettempdir() in disk.check_disk().advice


def test_the_shipped_networks_are_those_of_their_checksums(monkeypatch):
    monkeypatch.delenv(WEIGHTS_VARIABLE, raising=False)
    assert check_weights().level is Level.OK, (
        "cd Resources/Weights && sha256sum */*.safetensors */*/*/*.safetensors > checksums.txt"
    )
    listed = {line.split()[1] for line in (SHIPPED_WEIGHTS / "checksums.txt").read_text().splitlines()}
    assert listed == {file.relative_to(SHIPPED_WEIGHTS).as_posix() for file in SHIPPED_WEIGHTS.rglob("*.safetensors")}


def test_a_damaged_and_a_missing_network_are_named(tmp_path, monkeypatch):
    monkeypatch.delenv(WEIGHTS_VARIABLE, raising=False)
    names = [line.split()[1] for line in (SHIPPED_WEIGHTS / "checksums.txt").read_text().splitlines()]
    for name in names[1:]:
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copyfile(SHIPPED_WEIGHTS / name, tmp_path / name)
    with (tmp_path / names[1]).open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    found = check_weights(tmp_path)
    assert found.level is Level.PROBLEM and str(tmp_path) in found.advice
    assert found.found == f"missing or damaged: {names[0]}, {names[1]}"
    assert checksum_of(tmp_path / names[0]) == ""


def test_networks_of_ones_own_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    assert str(tmp_path) in check_weights().found


@pytest.mark.parametrize(("slices", "measured_s", "measured_gib"), [(30, 34, 1.16), (60, 67, 1.20), (240, 256, 1.67)])
def test_the_expected_cost_is_that_of_the_benchmark(slices, measured_s, measured_gib):
    cost = cost_of_drawing((slices, 512, 512), cores=2)
    assert cost.seconds == pytest.approx(measured_s, rel=0.2)
    assert cost.memory_gib == pytest.approx(measured_gib, rel=0.1)


def test_the_expected_cost_grows_with_what_is_asked_for():
    shape = (60, 512, 512)
    one = cost_of_drawing(shape, cores=2)
    assert cost_of_drawing(shape, variants=3, cores=2).seconds == pytest.approx(3 * one.seconds)
    assert cost_of_drawing(shape, steps=14, cores=2).seconds > 1.8 * one.seconds
    assert cost_of_drawing(shape, cores=8).seconds < one.seconds / 3
    assert one.words() == "about 1 min and 1.2 GiB of memory on the CPU"


def test_the_quick_checks_load_nothing_that_may_be_missing():
    code = (
        "import sys; from SyntheticLungCTLib.preflight.preflight import quick_findings; quick_findings(); "
        "sys.exit(bool({'torch', 'diffusers', 'monai', 'typer', 'pydantic', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert len(quick_findings()) == len(QUICK_CHECKS)


def test_info_tells_all_findings_and_writes_them_for_programs(tmp_path):
    result = CliRunner().invoke(app, ["info", "--json", str(tmp_path / "findings.json")])
    assert result.exit_code == 0, result.output
    assert f"synthetic-lung-ct {__version__}" in result.stdout
    findings = json.loads((tmp_path / "findings.json").read_text())
    assert [found["subject"] for found in findings][-1] == "Device"
    assert all(f"{found['subject']}: " in result.stdout for found in findings)
