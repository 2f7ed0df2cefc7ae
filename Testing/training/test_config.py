"""Training configurations."""

import pytest

from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.training.config import CONFIG_FOLDER, load_config


@pytest.mark.parametrize("name", sorted(p.stem for p in CONFIG_FOLDER.glob("*.toml")))
def test_every_shipped_configuration_is_valid(name):
    config = load_config(name)
    assert all(side % 32 == 0 for side in config.generator.crop_voxels[1:])


def test_no_patient_is_trained_on_that_decides():
    config = load_config("cpu-small")
    assert config.data.val and not set(config.data.val) & set(config.data.train)


def test_a_wrong_field_is_named(tmp_path):
    text = (CONFIG_FOLDER / "cpu-small.toml").read_text().replace("batch", "bacth")
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(InputError, match="bacth"):
        load_config(tmp_path / "mine.toml")


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(InputError, match="cpu-small"):
        load_config("huge")
