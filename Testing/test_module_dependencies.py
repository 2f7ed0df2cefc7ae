"""What is missing is installed when it is needed and after asking, torch by its own extension alone."""

import importlib.util
import sys
from types import SimpleNamespace

import pytest


@pytest.fixture
def ensure(module, monkeypatch):
    """`ensureDependencies`, and what it asked Slicer to install."""
    import slicer.packaging
    from SyntheticLungCTModule.Dependencies import ensureDependencies

    asked = []
    monkeypatch.setattr(slicer.packaging, "load_requirements", lambda path: f"those of {path}")
    monkeypatch.setattr(slicer.packaging, "pip_ensure", lambda given, requester: asked.append((given, requester)))
    ensureDependencies.asked = asked
    return ensureDependencies


@pytest.fixture
def without_torch(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "torch" else found(name, *more)
    )


def pytorch_extension(monkeypatch, installs):
    """The extension 'PyTorch', by whose dialog torch is installed or not."""
    logic = SimpleNamespace(installTorch=lambda **asked: installs if asked["askConfirmation"] else None)
    monkeypatch.setitem(sys.modules, "PyTorchUtils", SimpleNamespace(PyTorchUtilsLogic=lambda: logic))


def test_the_requirements_file_is_ensured_in_the_extensions_name(ensure):
    ensure("requirements.txt")
    assert ensure.asked == [("those of requirements.txt", "SyntheticLungCT")]


def test_without_the_pytorch_extension_it_is_said_where_to_get_it(ensure, without_torch, monkeypatch):
    monkeypatch.setitem(sys.modules, "PyTorchUtils", None)
    with pytest.raises(RuntimeError, match="Install the extension 'PyTorch' in the Extensions Manager"):
        ensure("requirements.txt")
    assert ensure.asked == []


def test_who_declines_torch_is_told_that_it_is_needed(ensure, without_torch, monkeypatch):
    pytorch_extension(monkeypatch, installs=None)
    with pytest.raises(RuntimeError, match="was not installed"):
        ensure("requirements.txt")
    assert ensure.asked == []


def test_torch_is_installed_by_its_extension_before_the_others(ensure, without_torch, monkeypatch):
    pytorch_extension(monkeypatch, installs="torch")
    ensure("requirements.txt")
    assert len(ensure.asked) == 1
