"""Further generators of an ensemble, kept as what differs from the generator."""

import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import save_file  # noqa: E402

from SyntheticLungCTLib.errors import InputError  # noqa: E402
from SyntheticLungCTLib.generation.snapshots import load_snapshots  # noqa: E402
from SyntheticLungCTLib.networks.generator import BlueprintGenerator  # noqa: E402
from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE, load_networks  # noqa: E402

PART = "enter.bias"


@pytest.fixture
def generator():
    return BlueprintGenerator(4, widths=(8, 16), latent_mean=[0.5] * 4, latent_std=[2.0] * 4)


def kept(folder, name, tensors):
    """A snapshot's file in a generator's folder."""
    file = folder / "snapshots" / name / "diffusion_pytorch_model.safetensors"
    file.parent.mkdir(parents=True)
    save_file(tensors, file)
    return file


def test_what_a_snapshot_holds_is_its_own_and_the_rest_the_generators(generator, tmp_path):
    before = {name: tensor.clone() for name, tensor in generator.state_dict().items()}
    kept(tmp_path, "b", {PART: torch.full((8,), 2.0)})
    kept(tmp_path, "a", {PART: torch.full((8,), 1.0, dtype=torch.float16)})
    for snapshot, value in zip(load_snapshots(generator, tmp_path), (1, 2), strict=True):
        assert snapshot.config == generator.config
        for name, tensor in snapshot.state_dict().items():
            assert torch.equal(tensor, torch.full((8,), float(value)) if name == PART else before[name])
    assert all(torch.equal(tensor, before[name]) for name, tensor in generator.state_dict().items())


def test_a_generator_without_snapshots_is_alone(generator, tmp_path):
    assert load_snapshots(generator, tmp_path) == []


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"entrance.bias": torch.zeros(8)}, "'entrance.bias', which the one in use has not"),
        ({PART: torch.zeros(9)}, r"'enter.bias' has the shape \(9,\), not \(8,\)"),
    ],
)
def test_what_is_of_another_generator_is_refused_and_named(generator, tmp_path, tensors, words):
    kept(tmp_path, "strange", tensors)
    with pytest.raises(InputError, match=f"strange.*{words}"):
        load_snapshots(generator, tmp_path)


def test_a_file_that_is_cut_short_is_named(generator, tmp_path):
    file = kept(tmp_path, "short", {PART: torch.zeros(8)})
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(InputError, match=r"short.* cannot be read"):
        load_snapshots(generator, tmp_path)


def test_the_shipped_members_are_the_generator_with_other_norms_and_biases(monkeypatch):
    monkeypatch.delenv(WEIGHTS_VARIABLE, raising=False)
    _, generator = load_networks("cpu")
    own = dict(generator.named_parameters())
    members = [dict(member.named_parameters()) for member in load_snapshots(generator, SHIPPED_WEIGHTS / "generator")]
    assert len(members) == 2
    for member in members:
        for name, tensor in member.items():
            assert tensor.ndim == 1 or torch.equal(tensor, own[name])
    for a, b in ((own, members[0]), (own, members[1]), members):
        assert any(not torch.equal(tensor, b[name]) for name, tensor in a.items())
