"""One more member of a generator's ensemble: what it learns, from whom, and that it can be drawn with."""

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("monai")

from safetensors.torch import load_file  # noqa: E402

from SyntheticLungCTLib.errors import InputError  # noqa: E402
from SyntheticLungCTLib.generation.snapshots import load_snapshots  # noqa: E402
from SyntheticLungCTLib.networks.generator import BlueprintGenerator  # noqa: E402
from SyntheticLungCTLib.training import generator, vqvae  # noqa: E402
from SyntheticLungCTLib.training.ensemble_member import drawn_patients  # noqa: E402
from Testing.training.small_training import a_small_training  # noqa: E402

WEIGHTS = "diffusion_pytorch_model.safetensors"


@pytest.fixture
def config(tmp_path):
    """Of a member, when VQ-VAE and generator are trained."""
    settings = a_small_training(tmp_path)
    vqvae.train(settings)
    generator.train(settings)
    changes = {"member_of": settings.generator.output / "ema", "output": tmp_path / "member"}
    return settings.model_copy(update={"generator": settings.generator.model_copy(update=changes)})


def test_a_member_is_its_norms_and_biases_alone_and_a_snapshot_of_its_generator(config):
    generator.train(config)
    folder = config.generator.member_of
    begun = BlueprintGenerator.from_pretrained(folder, torch_dtype=torch.float32, low_cpu_mem_usage=False)
    (folder / "snapshots").mkdir()
    (config.generator.output / "ema").rename(folder / "snapshots" / "1")
    held = load_file(folder / "snapshots" / "1" / WEIGHTS)
    assert set(held) == {name for name, tensor in begun.named_parameters() if tensor.ndim == 1}
    assert all(tensor.dtype == torch.float16 for tensor in held.values())
    (member,) = load_snapshots(begun, folder)
    assert any(not torch.equal(tensor, member.state_dict()[name]) for name, tensor in begun.state_dict().items())


def test_a_member_goes_on_where_it_stopped(config):
    generator.train(config)
    longer = config.generator.model_copy(update={"steps": config.generator.steps + 2})
    generator.train(config.model_copy(update={"generator": longer}), resume=True)
    checkpoint = load_file(config.generator.output / "checkpoint.safetensors")
    assert int(checkpoint["step"]) == longer.steps
    begun = load_file(config.generator.member_of / WEIGHTS)
    assert all(
        torch.equal(tensor, checkpoint[f"network.{name}"].half()) for name, tensor in begun.items() if tensor.ndim > 1
    )


def test_patients_are_drawn_with_replacement_by_the_seed():
    names = [str(number) for number in range(10)]
    draws = [drawn_patients(names, seed) for seed in range(50)]
    assert all(len(draw) == 10 and set(draw) < set(names) for draw in draws)
    assert len({tuple(draw) for draw in draws}) == 50
    assert drawn_patients(names, 3) == draws[3]


def test_a_member_of_no_generator_is_refused(config, tmp_path):
    lost = config.generator.model_copy(update={"member_of": tmp_path})
    with pytest.raises(InputError, match="member_of"):
        generator.train(config.model_copy(update={"generator": lost}))
