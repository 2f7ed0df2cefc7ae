"""What the slice encoder learns from, and its training."""

import numpy as np
import pytest
import torch

pytest.importorskip("filelock", reason="training needs the packages of the extra 'training'")

from diffusers.utils import logging
from safetensors.torch import load_file
from scipy.stats import spearmanr

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.networks.slice_encoder import SliceEncoder
from SyntheticLungCTLib.training import slice_encoder
from SyntheticLungCTLib.training.config import load_config
from SyntheticLungCTLib.training.loop import TrainingLoop
from SyntheticLungCTLib.training.slice_faults import FAULTS, faulty
from SyntheticLungCTLib.training.slices import CROP, SlicedPatient, slice_crop, sliced_patients
from SyntheticLungCTLib.volume import write_ct
from Testing.small_chest import a_thorax_ct

logging.set_verbosity_error()
SMALL = {"widths": (8, 8, 8, 8)}


@pytest.fixture
def patients():
    rng = np.random.default_rng(0)
    smooth = [np.cumsum(rng.normal(0, 30, (90, 140, 150)), axis=2).clip(-900, 1000) for _ in range(2)]
    return [SlicedPatient(volume.astype(np.int16), volume.astype(np.int16)) for volume in smooth]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_as_much_as_it_changes(fault):
    rng = np.random.default_rng(0)
    hu = np.cumsum(rng.normal(0, 20, CROP), axis=1).astype(np.float32)
    drawn = [fault(hu, np.random.default_rng(seed)) for seed in range(40)]
    changes = [np.abs(slice_hu - hu).mean() for slice_hu, _ in drawn]
    assert min(changes) > 0
    assert spearmanr(changes, [abs(strength) for _, strength in drawn]).statistic > 0.6


def test_air_around_the_body_stays_air_and_a_sound_slice_is_told_to_be_one():
    hu = np.full(CROP, -1000.0)
    hu[20:60, 30:100] = 40
    told = [faulty(hu, np.random.default_rng(seed)) for seed in range(60)]
    sound = [slice_hu for slice_hu, strengths in told if not strengths.any()]
    assert sound and all(np.array_equal(slice_hu, hu) for slice_hu in sound)
    assert all(slice_hu.min() >= -1024 and strengths.shape == (len(FAULTS),) for slice_hu, strengths in told)


def test_crops_are_of_all_planes_and_know_where_they_lie(patients):
    crops = [slice_crop(patients, np.random.default_rng(seed)) for seed in range(30)]
    assert {crop.plane for crop in crops} == {0, 1, 2}
    assert all(crop.hu.shape == CROP and np.abs(crop.middle).max() <= 1 for crop in crops)


def test_a_patient_is_cut_once_without_what_lies_outside_the_body(tmp_path):
    write_ct(a_thorax_ct(), tmp_path / "chest.nrrd")
    data = load_config("cpu-small").data
    data.folder, data.cache = tmp_path, tmp_path / "cache"
    (cut,) = sliced_patients(data, ["chest.nrrd"])
    assert cut.axial.min() >= -1024 and (cut.axial[:, 0] == -1000).mean() > 0.5
    (tmp_path / "chest.nrrd").unlink()
    assert np.array_equal(sliced_patients(data, ["chest.nrrd"])[0].thick, cut.thick)


def a_config(folder, **settings):
    config = load_config("cpu-small")
    given = {"output": folder, "batch": 4, "network": SMALL, **settings}
    config.slice_encoder = config.slice_encoder.model_copy(update=given)
    return config


def test_it_trains_saves_and_goes_on(patients, tmp_path, monkeypatch):
    monkeypatch.setattr(slice_encoder, "sliced_patients", lambda data, names: patients)
    slice_encoder.train(a_config(tmp_path, steps=2))
    slice_encoder.train(a_config(tmp_path, steps=3), resume=True)
    assert int(load_file(tmp_path / "checkpoint.safetensors")["step"]) == 3
    saved = SliceEncoder.from_pretrained(tmp_path / "ema", torch_dtype=torch.float32)
    assert saved.encode(torch.zeros(2, 1, 50, 60)).shape == (2, 32)


def test_it_learns_to_name_faults(patients, tmp_path, monkeypatch):
    monkeypatch.setattr(slice_encoder, "sliced_patients", lambda data, names: patients)
    losses = []

    def run(loop, loss, report):
        losses.extend(loop.one_step(loop.network, loss)["loss"] for _ in range(30))

    monkeypatch.setattr(TrainingLoop, "run", run)
    slice_encoder.train(a_config(tmp_path, steps=30, learning_rate=5e-3, warmup_steps=1, batch=12))
    assert np.mean(losses[-5:]) < 0.95 * np.mean(losses[:5])


def test_only_the_training_patients_are_asked_for(tmp_path, monkeypatch):
    asked = []

    def stop(data, names):
        asked.extend(names)
        raise KeyboardInterrupt

    monkeypatch.setattr(slice_encoder, "sliced_patients", stop)
    config = a_config(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        slice_encoder.train(config)
    assert asked == config.data.train and not set(asked) & set(config.data.val)


def test_without_its_section_the_configuration_is_told_what_it_lacks():
    config = load_config("cpu-small")
    config.slice_encoder = None
    with pytest.raises(InputError, match="slice_encoder"):
        slice_encoder.train(config)
