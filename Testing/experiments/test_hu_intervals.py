"""`synthetic-lung-ct experiment hu-intervals`: arms of one size, runs that go on, figures with known answers."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("monai", reason="needs MONAI: pip install 'synthetic-lung-ct[training]'")
pytest.importorskip("fastrad", reason="needs fastrad: pip install 'synthetic-lung-ct[evaluation]'")

from typer.testing import CliRunner  # noqa: E402

from SyntheticLungCTLib.blueprint.labels import Label  # noqa: E402
from SyntheticLungCTLib.cli.main import app  # noqa: E402
from SyntheticLungCTLib.errors import Cancelled  # noqa: E402
from SyntheticLungCTLib.experiments.hu_intervals import cost, experiment, run  # noqa: E402
from SyntheticLungCTLib.experiments.hu_intervals.arms import ARMS  # noqa: E402
from SyntheticLungCTLib.experiments.hu_intervals.config import SHIPPED, load_config  # noqa: E402
from SyntheticLungCTLib.experiments.hu_intervals.features import SPACES  # noqa: E402
from SyntheticLungCTLib.experiments.hu_intervals.reconstruction import ERRORS, SPECTRA  # noqa: E402
from SyntheticLungCTLib.experiments.hu_intervals.resampling import (  # noqa: E402
    DISTANCES,
    Measured,
    draws,
    figures,
    interval,
)
from SyntheticLungCTLib.experiments.hu_intervals.verdict import CONTRASTS, change_percent, word  # noqa: E402
from SyntheticLungCTLib.generation.position import positions  # noqa: E402
from SyntheticLungCTLib.networks.multihead_vqvae import MultiheadVQVAE  # noqa: E402
from SyntheticLungCTLib.scanner.look import Look  # noqa: E402

TINY = """
output = "{folder}/runs"
seeds = 1
head_channels = 28
latent_channels = 28
reconstructor_steps = 2
[data]
folder = "{folder}"
cache = "{folder}/cache"
train = ["P1"]
val = ["P2", "P3"]
[vqvae]
output = "vqvae"
steps = 2
batch = 2
crop_voxels = [1, 32, 32]
augment_share = 0.0
network = {{ backbone_width = 16, backbone_blocks = 1, codes = 8 }}
[generator]
output = "generator"
steps = 2
batch = 2
crop_voxels = [1, 32, 32]
augment_share = 0.0
network = {{ widths = [8, 16] }}
"""


def a_prepared_patient(folder, seed):
    folder.mkdir(parents=True)
    labels = np.full((2, 64, 68), Label.SOFT_TISSUE, np.uint8)
    labels[:, 8:40, 8:56] = Label.LUNG_LEFT
    hu = np.where(labels == Label.LUNG_LEFT, -850, 50) + np.random.default_rng(seed).normal(0, 30, labels.shape)
    for name, array in {"hu": hu.astype(np.int16), "labels": labels, "position": positions(labels)}.items():
        np.save(folder / f"{name}.npy", array)
    (folder / "facts.json").write_text(json.dumps({"look": Look().model_dump(), "spacing_zyx_mm": (5.0, 1.0, 1.0)}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiment")
    for seed in (1, 2, 3):
        a_prepared_patient(folder / "cache" / f"P{seed}", seed)
    (folder / "tiny.toml").write_text(TINY.format(folder=folder))
    return folder


def command(folder, *more):
    return CliRunner().invoke(app, [*more, "experiment", "hu-intervals", "--config", str(folder / "tiny.toml")])


@pytest.fixture(scope="module")
def page(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "cost", lambda folder: {"seconds": 0.5, "memory_mib": 100.0})
        found = command(folder)
    assert found.exit_code == 0, found.output
    return (folder / "runs" / experiment.REPORT).read_text()


def test_all_arms_are_of_one_size():
    config = load_config(SHIPPED.stem)
    networks = [
        MultiheadVQVAE(**arm.network(config.head_channels, config.latent_channels, config.vqvae.network))
        for arm in ARMS
    ]
    sizes = [sum(p.numel() for p in network.parameters()) for network in networks]
    assert max(sizes) < 1.03 * min(sizes)
    assert len({network.quantizer.codebook.numel() for network in networks}) == 1
    assert len({network.latent_channels for network in networks}) == 1


def test_the_report_tells_every_arm_and_the_published_reconstructors(page):
    for arm in ARMS:
        assert page.count(f"| {arm.title} |") == 3
    for variant, parameters in (("cnn3x3x3", 333), ("cnn3x3", 185), ("affine", 5)):
        assert f"| {variant} | {parameters} |" in page
    assert "6.2 %" in page and "measured on 2 others (P2, P3)" in page


def test_what_is_finished_is_not_trained_again_and_what_is_lost_is(page, folder, monkeypatch):
    trained = []
    monkeypatch.setattr(experiment, "finish", lambda run, *_: trained.append(run.arm.name))
    assert command(folder).exit_code == 0 and not trained
    (folder / "runs" / "huydra-seed0" / "measured.npz").unlink()
    command(folder)
    assert trained == ["huydra"]


def test_a_stopped_run_goes_on_with_what_it_had_trained(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "cost", lambda folder: {"seconds": 0.5, "memory_mib": 100.0})
    config, stopped = load_config(str(folder / "tiny.toml")), run.Run(ARMS[0], 7, tmp_path / "run")

    def stop(line):
        raise Cancelled(line)

    with pytest.raises(Cancelled, match="measuring P2"):
        run.finish(stopped, config, stop)
    weights = tmp_path / "run" / "vqvae" / "ema" / "diffusion_pytorch_model.safetensors"
    before = weights.read_bytes()
    assert stopped.measured() is None
    run.finish(stopped, config, lambda line: None)
    assert weights.read_bytes() == before
    assert stopped.measured()["MAE body of P3"] > 0


def test_the_command_stops_when_it_is_told_to(folder, tmp_path):
    (tmp_path / "stop").touch()
    assert command(folder, "--cancel-file", str(tmp_path / "stop")).exit_code == 130


def test_runs_of_another_configuration_are_not_mixed_in(page, folder):
    text = (folder / "tiny.toml").read_text()
    other = folder / "other.toml"
    other.write_text(text.replace("codes = 8", "codes = 16"))
    found = CliRunner().invoke(app, ["experiment", "hu-intervals", "--config", str(other)])
    assert found.exit_code == 2 and "another configuration" in found.output


def test_channels_that_heads_cannot_share_are_refused(folder):
    other = folder / "odd.toml"
    other.write_text((folder / "tiny.toml").read_text().replace("latent_channels = 28", "latent_channels = 30"))
    found = CliRunner().invoke(app, ["experiment", "hu-intervals", "--config", str(other)])
    assert found.exit_code == 2 and "multiples of 28" in found.output


def test_the_same_seed_gives_every_arm_the_same_data_in_its_own_folder(folder):
    config = load_config(str(folder / "tiny.toml"))
    runs = [run._of_run(run.Run(arm, 3, folder / arm.name), config) for arm in ARMS]
    assert {(own.vqvae.seed, own.generator.seed) for own in runs} == {(3, 3)}
    assert len({own.vqvae.output for own in runs}) == len(ARMS)


def test_coding_a_slice_takes_time_and_memory(tmp_path):
    network = MultiheadVQVAE(head_width=4, backbone_width=16, backbone_blocks=1, codes=8)
    network.save_pretrained(tmp_path / "vqvae" / "ema")
    found = cost.cost(tmp_path)
    assert found["seconds"] > 0 and not found["memory_mib"] < 1


def measured(error, shift, seeds=3, patients=("a", "b", "c")):
    """Made-up measures of an arm: errors about `error`, features `shift` away from the real ones."""
    rng = np.random.default_rng(0)
    real = {f"{space.name} of {p}": rng.normal(size=(8, 3)) for space in SPACES for p in patients}
    runs = []
    for seed in range(seeds):
        one = {f"{name} of {p}": error + 0.1 * seed + k for name in (*ERRORS, *SPECTRA) for k, p in enumerate(patients)}
        one |= {key: rows + shift for key, rows in real.items()}
        runs.append({**one, "seconds": 1.0, "memory_mib": 1.0, "parameters": 1.0})
    return Measured(runs, real, list(patients))


def test_the_value_is_the_mean_over_seeds_and_patients_and_lies_in_its_interval():
    found = interval(figures(measured(10.0, 0.0), draws(3, 3, count=50))["MAE lung"])
    assert found.value == pytest.approx(11.1)
    assert found.low < 11.1 < found.high
    assert found.high - found.low < 3


def test_the_distance_is_nothing_for_the_real_slices_and_grows_the_farther_the_drawn_ones_are():
    drawn = draws(3, 3, count=20)
    found = [figures(measured(10.0, shift), drawn)[DISTANCES[0]][0] for shift in (0.0, 1.0, 2.0)]
    assert found[0] <= 0 < found[1] < found[2]


def test_a_difference_counts_only_where_the_whole_interval_lies_on_one_side():
    drawn = draws(3, 3, count=20)
    arms = {"full-range": figures(measured(10.0, 0.0), drawn), "huydra": figures(measured(5.0, 0.0), drawn)}
    better = change_percent(CONTRASTS[0], arms, "MAE body")
    assert better.value == pytest.approx(100 * (6.1 / 11.1 - 1)) and word(better) == "better"
    same = change_percent(CONTRASTS[0], {**arms, "huydra": arms["full-range"]}, "MAE body")
    assert word(same) == "undecided"
