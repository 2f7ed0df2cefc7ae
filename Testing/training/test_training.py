"""Training: crops, and both networks for a few steps on a small prepared patient."""

import itertools
import json
import os
import subprocess
import sys

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("monai")

from safetensors.torch import load_file  # noqa: E402

from SyntheticLungCTLib.blueprint.labels import Label  # noqa: E402
from SyntheticLungCTLib.errors import InputError  # noqa: E402
from SyntheticLungCTLib.networks.multihead_vqvae import MultiheadVQVAE  # noqa: E402
from SyntheticLungCTLib.training import generator, vqvae  # noqa: E402
from SyntheticLungCTLib.training.config import TrainingConfig  # noqa: E402
from SyntheticLungCTLib.training.crops import random_crops  # noqa: E402
from SyntheticLungCTLib.training.preparation import prepared_patients  # noqa: E402
from Testing.training.small_training import a_small_training  # noqa: E402

WEIGHTS = "diffusion_pytorch_model.safetensors"


@pytest.fixture
def config(tmp_path):
    return a_small_training(tmp_path)


def test_crops_keep_hu_and_labels_together_when_they_are_morphed(config):
    patients = prepared_patients(config.data, config.data.train)
    always = config.generator.model_copy(update={"augment_share": 1.0})
    for crop in itertools.islice(random_crops(patients, always, 0), 8):
        assert crop.hu.shape == crop.labels.shape == (3, 32, 32)
        assert crop.position.shape == (3, 3, 8, 8)
        agree = (crop.hu < -400) == (crop.labels == Label.LUNG_LEFT)
        assert agree.mean() > 0.97


def test_crops_repeat_with_their_seed(config):
    patients = prepared_patients(config.data, config.data.train)
    a, b = (next(random_crops(patients, config.vqvae, 7)) for _ in range(2))
    assert np.array_equal(a.hu, b.hu)


def test_rare_tissues_weigh_more_and_the_mean_weight_is_one():
    labels = torch.zeros((1, 1, 32, 32), dtype=torch.uint8)
    labels[..., :8, :8] = Label.CORTICAL_BONE
    weights = generator.tissue_weights(labels)
    assert weights.shape == (1, 1, 8, 8)
    assert weights.mean() == pytest.approx(1)
    assert weights[0, 0, 0, 0] == pytest.approx(float(weights[0, 0, 7, 7]) * 15**0.5, rel=1e-4)


def test_the_decoded_error_is_nothing_for_the_true_latent_and_grows_with_the_distance():
    torch.manual_seed(0)
    network = MultiheadVQVAE(head_width=4, backbone_width=16, backbone_blocks=1, codes=16).eval()
    torch.nn.init.normal_(network.decoder_heads[1].weight, std=0.1)
    true, weights = torch.randn(2, network.latent_channels, 4, 8, 8), torch.ones(2, 4, 8, 8)
    step = 0.1 * torch.randn_like(true)
    errors = [generator.decoded_error(network, true + k * step, true, weights) for k in (0, 1, 2)]
    assert errors[0].shape == (2, 2)
    assert not errors[0].any()
    assert (errors[1] > 0).all() and (errors[2] > errors[1]).all()


def test_both_networks_train_save_and_go_on(config):
    vqvae.train(config)
    generator.train(config)
    for section in (config.vqvae, config.generator):
        assert (section.output / "checkpoint.safetensors").is_file()
        assert (section.output / "ema" / "config.json").is_file()
    section = config.vqvae.model_copy(update={"steps": 6})
    vqvae.train(config.model_copy(update={"vqvae": section}), resume=True)
    assert int(load_file(config.vqvae.output / "checkpoint.safetensors")["step"]) == 6
    assert MultiheadVQVAE.from_pretrained(config.vqvae.output / "ema").config.codes == 16


def test_two_processes_train_one_network(config, tmp_path):
    file = tmp_path / "two.toml"
    file.write_text(as_toml(config))
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m"]
    command = [*torchrun, "SyntheticLungCTLib.cli.main", "train", "vqvae", "--config", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr
    assert int(load_file(config.vqvae.output / "checkpoint.safetensors")["step"]) == config.vqvae.steps
    assert (config.vqvae.output / "ema" / "config.json").is_file()


def as_toml(config: TrainingConfig) -> str:
    """The configuration as a file of it would be written."""
    lines = []
    optional = {name for name in TrainingConfig.model_fields if name.startswith("nodule_")}
    for name, section in config.model_dump(mode="json", exclude_none=True, exclude=optional).items():
        table = {k: v for k, v in section.items() if not isinstance(v, dict)}
        lines += [f"[{name}]", *(f"{k} = {json.dumps(v)}" for k, v in table.items())]
        inline = (f"{k} = {json.dumps(v)}" for k, v in section.get("network", {}).items())
        lines += [f"[{name}.network]", *inline] if "network" in section else []
    return "\n".join(lines)


def test_the_generator_asks_for_a_vqvae_first(config):
    with pytest.raises(InputError, match="train vqvae"):
        generator.train(config)


def test_no_patients_is_an_error_that_says_where_to_name_them(config):
    with pytest.raises(InputError, match="train"):
        prepared_patients(config.data, [])


def test_further_averages_of_the_weights_are_kept_beside_the_usual_one_and_go_on(config):
    def trained(steps, decays):
        section = config.vqvae.model_copy(update={"steps": steps, "snapshot_decays": decays})
        vqvae.train(config.model_copy(update={"vqvae": section}), resume=True)
        folder = config.vqvae.output / "ema"
        return load_file(folder / WEIGHTS), load_file(folder / "snapshots" / "0.1" / WEIGHTS)

    def differ(a, b):
        return any((tensor != b[name]).any() for name, tensor in a.items())

    usual, quick = trained(4, (0.1,))
    assert differ(usual, quick)
    assert not differ(quick, trained(4, (0.1,))[1])
    assert differ(quick, trained(6, (0.1,))[1])


def test_an_average_that_is_new_begins_as_the_usual_one_and_parts_from_it(config):
    vqvae.train(config)
    section = config.vqvae.model_copy(update={"steps": 8, "snapshot_decays": (0.1,)})
    vqvae.train(config.model_copy(update={"vqvae": section}), resume=True)
    tensors = load_file(config.vqvae.output / "checkpoint.safetensors")
    usual, quick = (tensors[f"{name}.0"] for name in ("ema", "snapshots.0.1"))
    assert (usual != quick).any()
