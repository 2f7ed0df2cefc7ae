"""The two networks that invent thoraxes."""

import pytest

torch = pytest.importorskip("torch")

from SyntheticLungCTLib.networks.thorax_generator import ThoraxGenerator  # noqa: E402
from SyntheticLungCTLib.networks.thorax_upscaler import ThoraxUpscaler, shares_of  # noqa: E402
from SyntheticLungCTLib.networks.volume_unet import places  # noqa: E402

CPU = torch.device("cpu")


def stirred(network):
    torch.manual_seed(0)
    for parameter in network.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    return network.eval()


@pytest.fixture
def generator():
    return stirred(ThoraxGenerator(organs=3, widths=(8, 16, 16)))


@pytest.fixture
def upscaler():
    return stirred(ThoraxUpscaler(tissues=4, organs=3, widths=(8, 16, 16)))


def coarse_inputs(count=1):
    maps = torch.randn(count, 3, 16, 16, 16)
    return maps, torch.full((count,), 0.4), torch.randn_like(maps), torch.zeros(count, 3), torch.zeros(count, 3)


def fine_inputs():
    noisy = torch.randn(1, 4, 16, 16, 16)
    return {
        "noisy": noisy,
        "time": torch.tensor([0.5]),
        "coarse": torch.randn(1, 3, 8, 8, 8),
        "given": torch.randn_like(noisy),
        "known": torch.zeros(1, 4),
        "facts": torch.zeros(1, 5),
        "corner": (0, 0, 0),
        "whole": (64, 72, 80),
    }


@torch.no_grad()
def test_what_is_not_known_is_not_read(generator):
    noisy, time, given, known, size = coarse_inputs()
    estimate = generator(noisy, time, given, known, size)
    assert estimate.shape == noisy.shape
    assert torch.equal(estimate, generator(noisy, time, given + 9, known, size))
    known[:, 1] = 1
    changed = given.clone()
    changed[:, 0] += 9
    told = generator(noisy, time, given, known, size)
    assert torch.allclose(told, generator(noisy, time, changed, known, size))
    assert not torch.allclose(told, estimate)


@torch.no_grad()
def test_examples_of_a_batch_do_not_know_of_each_other(generator):
    noisy, time, given, known, size = coarse_inputs(2)
    known[1, 0] = 1
    both = generator(noisy, time, given, known, size)
    for n in range(2):
        alone = generator(*(t[n : n + 1] for t in (noisy, time, given, known, size)))
        assert torch.allclose(both[n : n + 1], alone, atol=1e-5)


@torch.no_grad()
def test_a_cells_own_evidence_is_added_by_bayes_rule():
    """Before anything is learned the tissues' probabilities are those of Gaussian noise around -1 and 1."""
    network, inputs = ThoraxUpscaler(tissues=4, organs=3, widths=(8, 16, 16)).eval(), fine_inputs()
    for parameter in network.leave.parameters():
        parameter.data.zero_()
    found = (shares_of(network(**inputs)) + 1) / 2
    time, noisy = 0.5, inputs["noisy"]
    ones = 2 * torch.eye(4) - 1
    distance = (noisy.unsqueeze(2) - time * ones.view(1, 4, 4, 1, 1, 1)).square().sum(dim=1)
    assert torch.allclose(found, (-distance / (2 * (1 - time) ** 2)).softmax(dim=1), atol=1e-4)


@torch.no_grad()
def test_shares_are_of_the_whole(upscaler):
    shares = (shares_of(upscaler(**fine_inputs())) + 1) / 2
    assert shares.shape == (1, 4, 16, 16, 16)
    assert torch.allclose(shares.sum(dim=1), torch.ones(1, 16, 16, 16), atol=1e-5)


@torch.no_grad()
def test_the_coarse_organs_the_facts_and_the_place_matter(upscaler):
    inputs = fine_inputs()
    before = upscaler(**inputs)
    for change in ({"coarse": -inputs["coarse"]}, {"facts": torch.ones(1, 5)}, {"corner": (8, 0, 4)}):
        assert not torch.allclose(upscaler(**{**inputs, **change}), before)


def test_a_window_knows_its_place_as_the_whole_does():
    whole = places((0, 0, 0), (8, 9, 10), (8, 9, 10), CPU)
    window = places((2, 3, 4), (4, 5, 6), (8, 9, 10), CPU)
    assert torch.allclose(window, whole[:, :, 2:6, 3:8, 4:10], atol=1e-5)
