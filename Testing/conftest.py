"""Fixtures that several test folders share."""

import pytest

from .slicer_core_host import WHAT_TO_INSTALL, slicer_app


@pytest.fixture
def scene():
    """The scene of the real Slicer core, emptied of what a test put into it; skipped where there is no such core."""
    pytest.importorskip("trame_slicer", reason=f"needs the Slicer core: {WHAT_TO_INSTALL}")
    app = slicer_app()
    from SyntheticLungCTLib.slicer_bridge.scene_changes import temporary_nodes

    with temporary_nodes(app.scene):
        yield app.scene


@pytest.fixture
def module(scene):
    """The scripted module, in the host that stands in for Slicer's Qt application."""
    pytest.importorskip("PySide6", reason="needs Qt: pip install PySide6-Essentials")
    from .qt_host.host import scripted_module

    return scripted_module()


@pytest.fixture
def few_steps(monkeypatch):
    """Thoraxes drawn in fewer steps, for tests that don't look at the anatomy."""
    from SyntheticLungCTLib.thorax import complete, flow, upscale

    monkeypatch.setattr(flow, "STEPS", 2)
    monkeypatch.setattr(upscale, "STEPS", 1)
    monkeypatch.setattr(complete, "TRIES", 1)


@pytest.fixture
def bridge(scene):
    """The bridge's functions, imported once the Slicer core is there."""
    from SyntheticLungCTLib.slicer_bridge import blueprint_to_segmentation, segmentation_to_blueprint

    class Bridge:
        read = staticmethod(segmentation_to_blueprint.segmentation_to_blueprint)
        show = staticmethod(blueprint_to_segmentation.blueprint_to_segmentation)

    return Bridge


@pytest.fixture
def untrained_inpainter(monkeypatch):
    """A nodule inpainter that has learned nothing, in place of the shipped one, for tests of what is around it."""
    import torch

    from SyntheticLungCTLib.networks.nodule_inpainter import NoduleInpainter
    from SyntheticLungCTLib.nodules import inpaint, insert

    torch.manual_seed(0)
    network = NoduleInpainter(widths=(8, 8, 8, 8)).eval()
    for parameter in network.leave.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    monkeypatch.setattr(insert, "_shipped", lambda: network)
    monkeypatch.setattr(inpaint, "STEPS", 1)
    return network
