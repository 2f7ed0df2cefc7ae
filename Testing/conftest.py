"""Fixtures that several test folders share."""

import pytest

from .slicer_core_host import WHAT_TO_INSTALL, slicer_app, temporary_nodes


@pytest.fixture
def scene():
    """The scene of the real Slicer core, emptied of what a test put into it; skipped where there is no such core."""
    pytest.importorskip("trame_slicer", reason=f"needs the Slicer core: {WHAT_TO_INSTALL}")
    app = slicer_app()
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
def nodule_networks(monkeypatch):
    """Nodule networks that have learned nothing, in place of the shipped ones, for tests of what is around them."""
    import torch

    from SyntheticLungCTLib.networks.nodule_discriminator import NoduleDiscriminator
    from SyntheticLungCTLib.networks.nodule_inpainter import NoduleInpainter
    from SyntheticLungCTLib.networks.nodule_segmenter import NoduleSegmenter
    from SyntheticLungCTLib.nodules import batch, inpaint, insert, remove
    from SyntheticLungCTLib.weights import NoduleNetworks

    torch.manual_seed(0)
    inpainter = NoduleInpainter(widths=(16, 16)).eval()
    for parameter in inpainter.leave.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    networks = NoduleNetworks(
        inpainter, NoduleSegmenter(widths=(16, 16)).eval(), NoduleDiscriminator((16, 16), 0.0).eval()
    )
    for user in (insert, remove, batch):
        monkeypatch.setattr(user, "shipped_networks", lambda: networks)
    monkeypatch.setattr(inpaint, "STEPS", 1)
    return networks


@pytest.fixture
def untrained_networks(nodule_networks, monkeypatch):
    """As `nodule_networks`; what they draw is below every bound, so the bounds are opened."""
    from SyntheticLungCTLib.nodules import judge

    nodule_networks.discriminator.register_to_config(least=-1e9)
    monkeypatch.setattr(judge, "LEAST_FOUND", 0.0)
    monkeypatch.setattr(judge, "MOST_LEFT", 1.0)
    monkeypatch.setattr(judge, "MOST_AMISS", 1e9)
    monkeypatch.setattr(judge, "CORE_HU", dict.fromkeys(judge.CORE_HU, (-1e9, 1e9)))
    monkeypatch.setattr(judge, "STEEPEST_SEAM", 1e9)
    return nodule_networks


@pytest.fixture
def untrained_weights(nodule_networks, tmp_path, monkeypatch):
    """The folder of `nodule_networks`, in place of the shipped weights also for other processes.

    There the bounds are as always: what is drawn fails, and has to be kept nevertheless.
    """
    from SyntheticLungCTLib.weights import WEIGHTS_VARIABLE

    for name in ("inpainter", "segmenter", "discriminator"):
        getattr(nodule_networks, name).save_pretrained(tmp_path / "weights" / f"nodule_{name}")
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path / "weights"))
    return tmp_path / "weights"
