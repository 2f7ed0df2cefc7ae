"""Examples for the nodule inpainter, and its training."""

import numpy as np
import pytest
import torch

pytest.importorskip("filelock", reason="training needs the packages of the extra 'training'")

from diffusers.utils import logging
from safetensors.torch import load_file

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.networks.nodule_discriminator import NoduleDiscriminator
from SyntheticLungCTLib.networks.nodule_inpainter import NoduleInpainter
from SyntheticLungCTLib.networks.nodule_segmenter import NoduleSegmenter
from SyntheticLungCTLib.training import nodule_adversary, nodule_inpainter, nodule_segmenter
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.training.loop import TrainingLoop
from SyntheticLungCTLib.training.nodule_corpus import Host, is_held_out, real_nodules
from SyntheticLungCTLib.training.nodule_regions import SIDE, drawn_region, example

logging.set_verbosity_error()
RATINGS = np.array([4, 4, 1, 1, 5])


@pytest.fixture(scope="module")
def nodules_file(tmp_path_factory):
    """Ten balls in lung, of ten scans, in the corpus's form."""
    rng = np.random.default_rng(0)
    grids = np.ogrid[:51, :51, :51]
    masks = np.stack([sum((g - 25) ** 2 for g in grids) <= radius**2 for radius in range(3, 13)])
    hu = np.where(masks, 0, -850) + rng.normal(0, 30, masks.shape)
    names = ["subtlety", "sphericity", "margin", "lobulation", "spiculation", "texture", "malignancy"]
    path = tmp_path_factory.mktemp("nodules") / "nodules.npz"
    np.savez(
        path,
        image_hu=hu.astype(np.int16),
        mask=masks.astype(np.uint8),
        ratings=np.tile([3, *RATINGS, 3], (10, 1)).astype(np.uint8),
        rating_names=np.array(names),
        name=np.array([f"{scan}_nod1_ann0" for scan in range(1, 11)]),
    )
    return path


@pytest.fixture(scope="module")
def hosts():
    hu = np.random.default_rng(1).normal(-850, 30, (60, 64, 68)).astype(np.int16)
    return [Host(hu, np.array([[30, 32, 34], [5, 5, 5]], np.int16))]


def test_a_scan_is_on_one_side_of_the_split(nodules_file):
    trained, held_out = real_nodules(nodules_file), real_nodules(nodules_file, held_out=True)
    assert len(trained) == 8 and len(held_out) == 2
    assert is_held_out("15_nod1_ann0") and is_held_out("15_nod9_ann3") and not is_held_out("16_nod1_ann0")
    assert (trained[0].ratings == RATINGS).all()


@pytest.mark.parametrize("healthy", [True, False])
def test_outside_of_the_region_the_rendering_is_the_ct(nodules_file, hosts, healthy):
    nodules = real_nodules(nodules_file)
    for seed in range(6):
        region = drawn_region(nodules, hosts, healthy, np.random.default_rng(seed))
        inside = region.region > 0
        assert region.hu.shape == (SIDE,) * 3 and inside.any() and not inside.all()
        assert np.allclose(region.rendering_hu[~inside], region.hu[~inside])
        assert (region.ratings is None) == healthy and region.share.any() != healthy


def test_a_rendering_is_as_dense_as_the_real_nodule(nodules_file):
    nodule = real_nodules(nodules_file)[5]
    block = slice(1, 49)
    hu, share = nodule.hu[block, block, block].astype(np.float32), nodule.mask[block, block, block].astype(np.float32)
    region = example(hu, share, RATINGS, np.random.default_rng(3))
    inside = region.share > 0.5
    assert region.rendering_hu[inside].mean() == pytest.approx(region.hu[inside].mean(), abs=80)


def test_the_inpainter_trains_saves_and_goes_on(nodules_file, hosts, tmp_path, monkeypatch):
    monkeypatch.setattr(nodule_inpainter, "hosts", lambda data: hosts)
    config = a_config(nodules_file, "nodule_inpainter", tmp_path, steps=2, network={"widths": (16, 16)})
    nodule_inpainter.train(config)
    config.nodule_inpainter.steps = 3
    nodule_inpainter.train(config, resume=True)
    assert int(load_file(tmp_path / "nodule_inpainter" / "checkpoint.safetensors")["step"]) == 3


def test_without_nodules_the_configuration_is_told_what_it_lacks():
    config = load_config("cpu-small")
    config.data.nodules = None
    with pytest.raises(InputError, match="nodules"):
        nodule_inpainter.train(config)


def test_the_segmenter_learns_what_a_nodule_is(nodules_file, hosts, tmp_path, monkeypatch):
    monkeypatch.setattr(nodule_segmenter, "hosts", lambda data: hosts)
    config = a_config(nodules_file, "nodule_segmenter", tmp_path, steps=12, network={"widths": (16, 16)})
    config.nodule_segmenter.learning_rate, config.nodule_segmenter.warmup_steps = 1e-2, 1
    losses = []
    monkeypatch.setattr(TrainingLoop, "run", lambda loop, loss: losses.extend(steps_of(loop, loss)))
    nodule_segmenter.train(config)
    assert np.mean(losses[-3:]) < 0.9 * np.mean(losses[:3])


def steps_of(loop, loss):
    return [loop.one_step(loop.network, loss)["loss"] for _ in range(loop.config.steps)]


def test_the_adversary_moves_the_inpainter_and_sets_the_bound(nodules_file, hosts, tmp_path, monkeypatch):
    monkeypatch.setattr(nodule_adversary, "hosts", lambda data: hosts)
    monkeypatch.setattr(nodule_adversary, "JUDGED", 2)
    config = a_config(nodules_file, "nodule_adversary", tmp_path, steps=2, warmup_steps=1)
    adversary = config.nodule_adversary
    adversary.inpainter, adversary.segmenter = tmp_path / "first", tmp_path / "finder"
    first = NoduleInpainter(widths=(16, 16))
    first.save_pretrained(adversary.inpainter)
    NoduleSegmenter(widths=(16, 16)).save_pretrained(adversary.segmenter)
    judge = {"output": tmp_path / "judge", "steps": 3, "batch": 1, "network": {"widths": (16, 16)}}
    adversary.discriminator = adversary.discriminator.model_copy(update=judge)
    nodule_adversary.train(config)
    second = NoduleInpainter.from_pretrained(tmp_path / "nodule_adversary" / "ema", torch_dtype=torch.float32)
    assert any((a != b).any() for a, b in zip(first.parameters(), second.parameters(), strict=True))
    assert NoduleDiscriminator.from_pretrained(tmp_path / "judge" / "ema").config.least != 0.0


def a_config(nodules_file, section, folder, **settings):
    config = load_config("cpu-small")
    config.data.nodules = nodules_file
    given = {"output": folder / section, "batch": 1, **settings}
    setattr(config, section, getattr(config, section).model_copy(update=given))
    return config
