"""The multi-head VQ-VAE, its quantiser and HUydra's reconstructor."""

import copy

import pytest

torch = pytest.importorskip("torch")

from SyntheticLungCTLib.hounsfield import HounsfieldIntervals  # noqa: E402
from SyntheticLungCTLib.networks.multihead_vqvae import MultiheadVQVAE  # noqa: E402
from SyntheticLungCTLib.networks.quantizer import Quantizer  # noqa: E402
from SyntheticLungCTLib.networks.reconstructor import Reconstructor  # noqa: E402


@pytest.mark.parametrize(("variant", "parameters"), [("cnn3x3x3", 333), ("cnn3x3", 185), ("affine", 5)])
def test_the_reconstructor_has_the_published_number_of_parameters(variant, parameters):
    assert sum(p.numel() for p in Reconstructor(4, variant).parameters()) == parameters


@pytest.mark.parametrize(
    "options",
    [{}, {"codebooks": 1}, {"bounds_hu": HounsfieldIntervals.huydra().bounds_hu, "codebooks": 1}],
    ids=["touching intervals", "one shared codebook", "as HUydra published"],
)
def test_the_latent_is_four_times_smaller_in_plane_and_keeps_slices(options):
    network = MultiheadVQVAE(head_width=4, backbone_width=16, backbone_blocks=1, codes=16, **options).eval()
    hu = torch.randn(3, 1, 32, 48) * 500
    latent = network.encode(hu)
    assert latent.shape == (3, network.latent_channels, 8, 12)
    assert network.decode(latent).shape == hu.shape


def test_a_head_sees_its_own_interval_only():
    network = MultiheadVQVAE(head_width=4, backbone_width=16, codes=16).eval()
    fat, other_fat = torch.full((1, 1, 16, 16), -150.0), torch.full((1, 1, 16, 16), -100.0)
    a, b = (network.encoder_heads(network.views(hu) * 2 - 1) for hu in (fat, other_fat))
    changed = (a - b).abs().amax(dim=(0, 2, 3)).reshape(7, 4).amax(dim=1) > 0
    assert changed.tolist() == [False, False, False, True, False, False, False]


def test_quantised_vectors_are_the_nearest_codes():
    quantizer = Quantizer(heads=2, codes=8, dimensions=3).eval()
    z = torch.randn(1, 6, 4, 4)
    snapped = quantizer.snap(z)
    for head in range(2):
        vectors = z[0, head * 3 : head * 3 + 3].reshape(3, -1).T
        nearest = torch.cdist(vectors, quantizer.codebook[head]).argmin(dim=1)
        assert torch.allclose(snapped[0, head * 3 : head * 3 + 3].reshape(3, -1).T, quantizer.codebook[head][nearest])


def test_dead_codes_are_restarted_where_the_data_is():
    torch.manual_seed(0)
    quantizer = Quantizer(heads=1, codes=32, dimensions=2).train()
    quantizer.codebook += 100
    quantizer.uses += 0.01
    for _ in range(20):
        quantizer(torch.randn(4, 2, 16, 16))
    assert quantizer.codebook.abs().max() < 10
    assert quantizer.share_in_use() > 0.9


def test_codes_are_learned_in_full_precision_whatever_the_rest_works_in():
    torch.manual_seed(0)
    exact = Quantizer(heads=1, codes=32, dimensions=2).train()
    mixed = copy.deepcopy(exact)
    for step in range(3):
        z = torch.randn(4, 2, 16, 16, generator=torch.Generator().manual_seed(step)).bfloat16()
        torch.manual_seed(step)
        exact(z.float())
        torch.manual_seed(step)
        with torch.autocast("cpu", torch.bfloat16):
            mixed(z)
    assert torch.equal(exact.codebook, mixed.codebook)


def test_gradients_pass_through_the_quantiser():
    z = torch.randn(1, 6, 4, 4, requires_grad=True)
    quantized, _ = Quantizer(2, 8, 3).eval()(z)
    quantized.sum().backward()
    assert torch.equal(z.grad, torch.ones_like(z))
