"""Training of what invents thoraxes: morphs of two small prepared patients, both networks for a few steps."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file  # noqa: E402

from SyntheticLungCTLib.generation.position import positions  # noqa: E402
from SyntheticLungCTLib.networks.thorax_generator import ThoraxGenerator  # noqa: E402
from SyntheticLungCTLib.networks.thorax_upscaler import ThoraxUpscaler  # noqa: E402
from SyntheticLungCTLib.scanner.look import Look  # noqa: E402
from SyntheticLungCTLib.thorax.organs import Organ  # noqa: E402
from SyntheticLungCTLib.thorax.tissues import Tissue  # noqa: E402
from SyntheticLungCTLib.training import thorax, thorax_upscaler  # noqa: E402
from SyntheticLungCTLib.training.coarse_thoraxes import coarse_thoraxes  # noqa: E402
from SyntheticLungCTLib.training.config import TrainingConfig  # noqa: E402
from SyntheticLungCTLib.training.fine_thoraxes import drawn_window, fine_thoraxes  # noqa: E402
from SyntheticLungCTLib.training.morphs import drawn_morph, morphed  # noqa: E402

from ..phantom import thorax_phantom  # noqa: E402

SPACING, WINDOW = (5.0, 4.0, 4.0), (8, 12, 12)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    folder = tmp_path_factory.mktemp("thoraxes")
    for seed, name in enumerate(("P1", "P2")):
        labels = thorax_phantom((64, 92, 104), SPACING, seed=seed).labels
        (folder / "cache" / name).mkdir(parents=True)
        arrays = {"hu": np.zeros(labels.shape, np.int16), "labels": labels, "position": positions(labels)}
        for key, array in arrays.items():
            np.save(folder / "cache" / name / f"{key}.npy", array)
        facts = {"look": Look().model_dump(), "spacing_zyx_mm": SPACING}
        (folder / "cache" / name / "facts.json").write_text(json.dumps(facts))
    loop = {"steps": 2, "batch": 1, "network": {"widths": (16, 16)}}
    crops = {"steps": 1, "batch": 1, "crop_voxels": (1, 32, 32), "output": folder}
    return TrainingConfig.model_validate(
        {
            "data": {"folder": folder, "cache": folder / "cache", "train": ["P1", "P2"], "val": []},
            "vqvae": crops,
            "generator": crops,
            "thorax": {**loop, "output": folder / "thorax"},
            "thorax_upscaler": {**loop, "output": folder / "thorax_upscaler", "window_cells": WINDOW},
        }
    )


@pytest.fixture(scope="module")
def coarse(config):
    return coarse_thoraxes(config.data)


@pytest.fixture(scope="module")
def fine(config):
    return fine_thoraxes(config.data)


def lungs(maps):
    return np.minimum(maps[Organ.LUNG_LEFT], maps[Organ.LUNG_RIGHT]) < 0


def test_a_morph_is_a_thorax_that_neither_patient_has(coarse):
    morph = drawn_morph(coarse, np.random.default_rng(3))
    maps, seen = morphed(coarse[morph.patient], morph.cells)
    new = lungs(maps.numpy())
    assert seen.any() and morph.size.shape == (3,)
    for patient in coarse:
        own = lungs(patient.maps)
        overlap = 2 * (new & own).sum() / (new.sum() + own.sum())
        assert 0.6 < overlap < 0.99


def test_a_patient_laid_on_another_takes_on_its_lungs(coarse):
    from SyntheticLungCTLib.thorax.frame import GRID

    one, other = coarse
    cells = torch.stack(torch.meshgrid(*[torch.arange(n, dtype=torch.float32) for n in GRID], indexing="ij"))
    towards = torch.nn.functional.interpolate(torch.from_numpy(one.towards).float(), size=GRID, mode="trilinear")[0]
    moved = lungs(morphed(one, cells + towards)[0].numpy())
    target, own = lungs(other.maps), lungs(one.maps)
    before, after = (2 * (a & target).sum() / (a.sum() + target.sum()) for a in (own, moved))
    assert after > before and after > 0.9


def test_a_window_shows_the_same_thorax_on_both_grids(coarse, fine):
    for seed in range(4):
        window = drawn_window(coarse, fine, WINDOW, np.random.default_rng(seed))
        assert window.shares.shape == (len(Tissue), *(2 * side for side in WINDOW))
        assert window.coarse.shape == (len(Organ), *WINDOW)
        lung = window.shares[[Tissue.LUNG_LEFT, Tissue.LUNG_RIGHT]].amax(dim=0)
        small = torch.nn.functional.avg_pool3d(lung[None, None], 2)[0, 0]
        agree = (small > 0) == torch.from_numpy(lungs(window.coarse.numpy()))
        assert agree.float().mean() > 0.93


def test_windows_repeat_with_their_seed(coarse, fine):
    one, same, other = (drawn_window(coarse, fine, WINDOW, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert torch.equal(one.shares, same.shares) and not torch.equal(one.shares, other.shares)


def test_blur_takes_away_what_is_small_and_nothing_at_zero():
    organs = np.ones((1, 12, 12, 12), np.float32)
    organs[:, 6, 6] = -1
    sharp, soft = (thorax_upscaler.blurred(organs, blur, np.random.default_rng(0)) for blur in (0.0, 1.0))
    assert np.array_equal(sharp, organs)
    assert soft[0, 6, 6].mean() > 0


def test_both_networks_train_save_and_go_on(config):
    for module, network in ((thorax, ThoraxGenerator), (thorax_upscaler, ThoraxUpscaler)):
        module.train(config)
        name = module.__name__.rsplit(".", 1)[1]
        section = getattr(config, name)
        assert network.from_pretrained(section.output / "ema").config.widths == [16, 16]
        module.train(config.model_copy(update={name: section.model_copy(update={"steps": 3})}), resume=True)
        assert int(load_file(section.output / "checkpoint.safetensors")["step"]) == 3
