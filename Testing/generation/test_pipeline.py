"""From a blueprint to a CT, with small untrained networks: everything but the look of the result."""

import numpy as np
import pytest
from scipy import ndimage

torch = pytest.importorskip("torch")

from SyntheticLungCTLib.blueprint.blueprint import Blueprint  # noqa: E402
from SyntheticLungCTLib.blueprint.labels import Label  # noqa: E402
from SyntheticLungCTLib.errors import Cancelled, InputError  # noqa: E402
from SyntheticLungCTLib.generation.pipeline import generate_ct  # noqa: E402
from SyntheticLungCTLib.generation.slabs import CONTRAST_BLOOD_NOISE, SlabDrawer  # noqa: E402
from SyntheticLungCTLib.generation.windows import WindowSize  # noqa: E402
from SyntheticLungCTLib.geometry import Geometry, reoriented  # noqa: E402
from SyntheticLungCTLib.networks.generator import BlueprintGenerator  # noqa: E402
from SyntheticLungCTLib.networks.multihead_vqvae import MultiheadVQVAE  # noqa: E402
from SyntheticLungCTLib.scanner.look import Look  # noqa: E402
from SyntheticLungCTLib.weights import WEIGHTS_VARIABLE, load_networks  # noqa: E402


@pytest.fixture(autouse=True)
def small_networks(tmp_path, monkeypatch):
    torch.manual_seed(0)
    vqvae = MultiheadVQVAE(head_width=4, backbone_width=16, backbone_blocks=1, codes=16)
    channels = vqvae.latent_channels
    generator = BlueprintGenerator(channels, widths=(8, 16), latent_mean=[0.0] * channels, latent_std=[1.0] * channels)
    for parameter in generator.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    vqvae.save_pretrained(tmp_path / "vqvae")
    generator.save_pretrained(tmp_path / "generator")
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))


@pytest.fixture
def a_blueprint():
    labels = np.zeros((7, 70, 90), np.uint8)
    labels[:, 10:60, 10:80] = Label.SOFT_TISSUE
    labels[:, 20:50, 20:40] = Label.LUNG_RIGHT
    labels[:, 20:50, 50:70] = Label.LUNG_LEFT
    return Blueprint(labels, Geometry((0.8, 0.8, 3.0), (5.0, -7.0, 11.0)))


def test_the_ct_lies_on_the_blueprints_grid_in_int16(a_blueprint):
    ct = generate_ct(a_blueprint, steps=2)
    assert ct.hu.shape == a_blueprint.labels.shape
    assert ct.hu.dtype == np.int16
    assert ct.geometry == a_blueprint.geometry


def test_away_from_the_body_is_nothing_but_air(a_blueprint):
    body = a_blueprint.labels != 0
    away = ~ndimage.binary_dilation(body, np.ones((1, 3, 3)), iterations=8)
    assert away.any()
    assert set(np.unique(generate_ct(a_blueprint, steps=2).hu[away])) == {-1000}


def test_the_same_seed_gives_the_same_ct_and_another_seed_another(a_blueprint):
    first, same, other = (generate_ct(a_blueprint, seed=seed, steps=2).hu for seed in (3, 3, 4))
    assert np.array_equal(first, same)
    assert (first != other).mean() > 0.3


def test_a_flipped_blueprint_gives_the_flipped_ct(a_blueprint):
    labels, geometry = reoriented(a_blueprint.labels, a_blueprint.geometry, "RAS")
    flipped = generate_ct(Blueprint(labels, geometry), seed=1, steps=2)
    straight = generate_ct(a_blueprint, seed=1, steps=2)
    assert np.array_equal(reoriented(flipped.hu, flipped.geometry)[0], straight.hu)


def test_provenance_tells_that_it_is_synthetic_and_how_it_was_made(a_blueprint):
    provenance = generate_ct(a_blueprint, seed=5, steps=2).provenance
    assert provenance["SyntheticLungCT.Synthetic"] == "true"
    assert (provenance["SyntheticLungCT.Seed"], provenance["SyntheticLungCT.Steps"]) == ("5", "2")


def test_progress_rises_to_one(a_blueprint):
    told = []
    generate_ct(a_blueprint, steps=3, progress=lambda share, stage: told.append(share))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_it_stops_between_steps_when_cancelled(a_blueprint):
    calls = []
    with pytest.raises(Cancelled):
        generate_ct(a_blueprint, steps=50, cancelled=lambda: len(calls) >= 3, progress=lambda *a: calls.append(a))
    assert len(calls) == 3


def test_an_empty_blueprint_is_refused():
    with pytest.raises(InputError, match="no body"):
        generate_ct(Blueprint(np.zeros((4, 32, 32), np.uint8), Geometry()))


def test_many_small_windows_cover_what_one_large_one_does(a_blueprint):
    small = WindowSize(size=(3, 16, 16), overlap=(1, 4, 4))
    ct = generate_ct(a_blueprint, steps=2, window=small)
    inside = a_blueprint.labels != 0
    assert (ct.hu[inside] != -1000).mean() > 0.9


def test_contrast_blood_starts_from_less_noise(a_blueprint):
    labels = np.pad(a_blueprint.labels, ((0, 0), (0, 26), (0, 6)))
    blood = np.where(labels == Label.SOFT_TISSUE, Label.CONTRAST_BLOOD, labels).astype(np.uint8)
    networks = load_networks("cpu")
    drawers = [SlabDrawer(networks, each, Look(), (3.0, 0.8, 0.8), seed=0, steps=2) for each in (labels, blood)]
    plain, even = (drawer._noise(2) for drawer in drawers)
    inside = (slice(None), slice(3, 4), slice(3, 19))
    assert torch.allclose(even[inside], CONTRAST_BLOOD_NOISE * plain[inside])
    assert torch.equal(even[:, :2], plain[:, :2])
