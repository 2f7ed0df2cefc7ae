"""The mask-conditioned generator."""

import pytest

torch = pytest.importorskip("torch")

from SyntheticLungCTLib.blueprint.labels import Label  # noqa: E402
from SyntheticLungCTLib.networks.blueprint_reader import LabelConvolution  # noqa: E402
from SyntheticLungCTLib.networks.generator import SCAN_NUMBERS, BlueprintGenerator  # noqa: E402


@pytest.fixture
def network():
    torch.manual_seed(0)
    network = BlueprintGenerator(latent_channels=6, widths=(8, 16, 16)).eval()
    for parameter in network.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    return network


def window(seed=0, depth=3, side=8):
    rng = torch.Generator().manual_seed(seed)
    return {
        "labels": torch.randint(0, len(Label), (1, depth, 4 * side, 4 * side), generator=rng).to(torch.uint8),
        "rendered": torch.randn(1, 6, depth, side, side, generator=rng),
        "position": torch.rand(1, 3, depth, side, side, generator=rng),
        "scan": torch.rand(1, SCAN_NUMBERS, generator=rng),
        "known": torch.ones(1),
    }


def test_the_label_look_up_is_a_convolution_of_the_one_hot_labels():
    layer = LabelConvolution(labels=20, channels=5)
    labels = torch.randint(0, 20, (2, 3, 8, 12))
    kernel = layer.weight.reshape(4, 4, 20, 5).permute(3, 2, 0, 1)[:, :, None]
    one_hot = torch.nn.functional.one_hot(labels, 20).movedim(-1, 1).float()
    expected = torch.nn.functional.conv3d(one_hot, kernel, stride=(1, 4, 4))
    assert torch.allclose(layer(labels), expected, atol=1e-5)


def test_a_nodule_of_one_voxel_reaches_the_velocity(network):
    inputs = window()
    noisy, time = torch.randn(1, 6, 3, 8, 8), torch.tensor([0.3])
    before = network(noisy, time, **inputs)
    inputs["labels"][0, 1, 17, 13] = (inputs["labels"][0, 1, 17, 13] + 1) % len(Label)
    after = network(noisy, time, **inputs)
    assert (after - before)[0, :, 1, 4, 3].abs().max() > 1e-4


def test_left_open_neither_blueprint_nor_look_matter(network):
    noisy, time = torch.randn(1, 6, 3, 8, 8), torch.tensor([0.5])
    a, b = (network(noisy, time, **{**window(seed), "known": torch.zeros(1)}) for seed in (1, 2))
    assert torch.equal(a, b)


def test_the_velocity_inside_a_window_does_not_depend_on_how_far_the_window_goes(network):
    """Blocks hold no statistics over the window, so only the border within reach of the convolutions may differ."""
    inputs = window(side=64)
    noisy, time = torch.randn(1, 6, 3, 64, 64), torch.tensor([0.5])
    whole = network(noisy, time, **inputs)
    part = {**inputs, "labels": inputs["labels"][..., :192], "position": inputs["position"][..., :48]}
    part["rendered"] = inputs["rendered"][..., :48]
    assert torch.allclose(network(noisy[..., :48], time, **part)[..., :8], whole[..., :8], atol=1e-5)


def test_it_survives_being_saved_and_loaded(network, tmp_path):
    network.save_pretrained(tmp_path)
    again = BlueprintGenerator.from_pretrained(tmp_path).eval()
    noisy, time = torch.randn(1, 6, 3, 8, 8), torch.tensor([0.5])
    assert torch.allclose(network(noisy, time, **window()), again(noisy, time, **window()), atol=1e-6)
    assert {p.name for p in tmp_path.iterdir()} == {"config.json", "diffusion_pytorch_model.safetensors"}
