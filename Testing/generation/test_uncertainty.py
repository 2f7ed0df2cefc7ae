"""How uncertain a drawn CT is: the law of total variance on known draws, and what is written beside a CT."""

import numpy as np
import pytest
import SimpleITK as sitk
from scipy import ndimage
from typer.testing import CliRunner

torch = pytest.importorskip("torch")

from safetensors.torch import save_file  # noqa: E402

from SyntheticLungCTLib.blueprint.blueprint import Blueprint  # noqa: E402
from SyntheticLungCTLib.blueprint.file import write_blueprint  # noqa: E402
from SyntheticLungCTLib.blueprint.labels import Label  # noqa: E402
from SyntheticLungCTLib.cli.main import app  # noqa: E402
from SyntheticLungCTLib.generation.uncertainty import draw_uncertainty  # noqa: E402
from SyntheticLungCTLib.generation.variance_split import VarianceSplit  # noqa: E402
from SyntheticLungCTLib.geometry import Geometry  # noqa: E402
from SyntheticLungCTLib.networks.generator import BlueprintGenerator  # noqa: E402
from SyntheticLungCTLib.networks.multihead_vqvae import MultiheadVQVAE  # noqa: E402
from SyntheticLungCTLib.weights import WEIGHTS_VARIABLE  # noqa: E402

SHAPE = (2, 3, 4)


def split_of(models):
    """Of models, each a list of draws."""
    split = VarianceSplit()
    for draws in models:
        split.add_model(draws)
    return split


def test_shared_noise_is_random_and_nothing_but_the_models_own_offset_is_disagreement():
    rng = np.random.default_rng(0)
    noise, offsets = rng.normal(0, 30, (6, *SHAPE)), np.array([0.0, 10.0, 20.0])
    split = split_of([[offset + draw for draw in noise] for offset in offsets])
    assert np.allclose(split.aleatoric, noise.std(axis=0, ddof=1), rtol=1e-3)
    assert np.allclose(split.epistemic, offsets.std(ddof=1), rtol=1e-3)
    assert np.allclose(split.total**2, split.aleatoric**2 + split.epistemic**2, rtol=1e-3)
    assert np.allclose(split.mean, noise.mean(axis=0) + 10, atol=1e-2)
    assert split.models == 3


def test_models_that_agree_have_nothing_but_chance():
    noise = np.random.default_rng(0).normal(0, 30, (4, *SHAPE))
    split = split_of([noise, noise])
    assert not split.epistemic.any() and (split.aleatoric > 0).all()


def test_one_model_cannot_tell_what_models_disagree_on():
    split = split_of([np.random.default_rng(0).normal(size=(3, *SHAPE))])
    assert split.epistemic is None
    assert np.array_equal(split.total, split.aleatoric)


def test_one_draw_is_refused():
    with pytest.raises(ValueError, match="two or more"):
        split_of([[np.zeros(SHAPE)]])


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """A folder with a VQ-VAE, a generator and, in the generator's folder, a snapshot of other biases."""
    torch.manual_seed(0)
    vqvae = MultiheadVQVAE(head_width=4, backbone_width=16, backbone_blocks=1, codes=16)
    vqvae.save_pretrained(tmp_path / "vqvae")
    channels = vqvae.latent_channels
    statistics = {"latent_mean": [0.0] * channels, "latent_std": [1.0] * channels}
    generator = BlueprintGenerator(channels, widths=(8, 16), **statistics)
    for parameter in generator.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    generator.save_pretrained(tmp_path / "generator")
    biases = {name: tensor + 0.05 for name, tensor in generator.named_parameters() if name.endswith("bias")}
    (tmp_path / "generator" / "snapshots" / "1").mkdir(parents=True)
    save_file(biases, tmp_path / "generator" / "snapshots" / "1" / "diffusion_pytorch_model.safetensors")
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def a_blueprint():
    labels = np.zeros((2, 56, 64), np.uint8)
    labels[:, 16:40, 16:48] = Label.SOFT_TISSUE
    labels[:, 20:36, 20:30] = Label.LUNG_RIGHT
    return Blueprint(labels, Geometry((0.8, 0.8, 3.0), (5.0, -7.0, 11.0), (-1.0, 0, 0, 0, -1.0, 0, 0, 0, 1.0)))


def away_from(body):
    """Where the skin has faded into air."""
    away = ~ndimage.binary_dilation(body, np.ones((1, 3, 3)), iterations=8)
    assert away.any()
    return away


def test_the_ensemble_differs_in_the_body_and_not_in_the_air(weights, a_blueprint):
    split = draw_uncertainty(a_blueprint, (1, 2), steps=1)
    body = a_blueprint.labels[:, ::-1, ::-1] != 0
    for deviation in (split.aleatoric, split.epistemic):
        assert deviation[body].mean() > 1
        assert not deviation[away_from(body)].any()


def test_standard_deviations_are_written_beside_the_ct_on_its_grid(weights, a_blueprint, tmp_path):
    write_blueprint(a_blueprint, tmp_path / "b.seg.nrrd")
    command = ["generate", tmp_path / "b.seg.nrrd", tmp_path / "ct.nrrd", "--steps", 1, "--uncertainty", 2]
    found = CliRunner().invoke(app, [str(part) for part in command])
    assert found.exit_code == 0, found.output
    ct = sitk.ReadImage(str(tmp_path / "ct.nrrd"))
    for name in ("aleatoric", "epistemic", "uncertainty"):
        image = sitk.ReadImage(str(tmp_path / f"ct_{name}.nrrd"))
        assert Geometry.of_image(image).is_close_to(Geometry.of_image(ct))
        assert not sitk.GetArrayFromImage(image)[away_from(a_blueprint.labels != 0)].any()
