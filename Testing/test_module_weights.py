"""The panel's weights: imported by a worker, chosen, remembered, shown and removed."""

import os
import shutil
import sys

import pytest

from SyntheticLungCTLib.checksum import checksum_of
from SyntheticLungCTLib.imported_weights.importing import SAFETENSORS, import_weights
from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE

from .imported_weights.test_importing import MODELS, archive, folder, store  # noqa: F401, fixtures
from .jobs.conftest import job_folders  # noqa: F401, a fixture
from .test_module_panel import chest, click, panel, wait  # noqa: F401, fixtures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for workers")
SHIPPED = "shipped with the extension"


@pytest.fixture
def weights(store, panel):  # noqa: F811
    """The panel with its set-up page open; its workers are real."""
    panel.python = sys.executable
    panel.ui.setupCollapsibleButton.collapsed = False
    return panel


def offered(panel):  # noqa: F811
    names = panel.ui.weightsComboBox
    return [names.itemText(row) for row in range(names.count)]


def refill(panel):  # noqa: F811
    """As after an import in the panel; these tests import in their own process, which is faster."""
    panel.setUp.weights._list("")


def test_a_zip_is_imported_with_the_checksum_that_is_given_and_chosen(weights, archive, store):  # noqa: F811
    weights.application.chosen_path = str(archive)
    weights.ui.weightsChecksumEdit.text = f" {checksum_of(archive)} "
    click(weights, "importWeightsButton")
    wait(weights)
    assert weights.ui.statusLabel.text.startswith("Done in "), weights.ui.statusLabel.text
    assert offered(weights) == [SHIPPED, "site-2"] and weights.ui.weightsComboBox.currentText == "site-2"
    assert os.environ[WEIGHTS_VARIABLE] == str(store / "site-2") and weights.ui.weightsChecksumEdit.text == ""


def test_weights_that_nobody_vouches_for_are_refused_with_advice(weights, folder):  # noqa: F811
    (folder / "checksums.txt").unlink()
    weights.application.chosen_path = str(folder / MODELS[0] / "config.json")
    click(weights, "importWeightsButton")
    wait(weights)
    assert "failed. Nothing says what the SHA-256" in weights.ui.statusLabel.text
    assert offered(weights) == [SHIPPED]


def test_the_choice_is_remembered_and_lets_go_of_loaded_networks(weights, folder, module):  # noqa: F811
    imported = import_weights(folder, name="mine")
    refill(weights)
    weights.sceneJobs.nodules.resident.start()
    weights.ui.weightsComboBox.setCurrentIndex(1)
    assert weights.sceneJobs.nodules.resident.pid is None
    del os.environ[WEIGHTS_VARIABLE]  # Slicer is started anew
    again = module.SyntheticLungCTWidget()
    again.setup()
    assert again.ui.weightsComboBox.currentText == "mine" and os.environ[WEIGHTS_VARIABLE] == str(imported.folder)
    again.cleanup()


def test_weights_of_the_environment_are_offered_as_they_are(weights, tmp_path, monkeypatch, module):
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(tmp_path))
    again = module.SyntheticLungCTWidget()
    again.setup()
    assert weights.application.settings == {}
    assert again.ui.weightsComboBox.currentText == str(tmp_path) and os.environ[WEIGHTS_VARIABLE] == str(tmp_path)
    assert not again.ui.removeWeightsButton.enabled
    again.cleanup()


def test_imported_weights_are_shown_and_removed_and_shipped_ones_are_not(weights, folder):  # noqa: F811
    click(weights, "showWeightsButton")
    assert weights.application.opened == [str(SHIPPED_WEIGHTS)] and not weights.ui.removeWeightsButton.enabled
    imported = import_weights(folder, name="mine")
    refill(weights)
    weights.ui.weightsComboBox.setCurrentIndex(1)
    click(weights, "showWeightsButton")
    assert weights.application.opened[-1] == str(imported.folder)
    weights.application.consents = False
    click(weights, "removeWeightsButton")
    assert (imported.folder / MODELS[0] / SAFETENSORS).is_file()
    weights.application.consents = True
    click(weights, "removeWeightsButton")
    assert not imported.folder.exists() and offered(weights) == [SHIPPED] and WEIGHTS_VARIABLE not in os.environ


def test_weights_that_somebody_deleted_are_not_chosen(weights, folder, module, monkeypatch):  # noqa: F811
    import_weights(folder, name="mine")
    refill(weights)
    weights.ui.weightsComboBox.setCurrentIndex(1)
    shutil.rmtree(os.environ[WEIGHTS_VARIABLE])
    monkeypatch.delenv(WEIGHTS_VARIABLE)
    again = module.SyntheticLungCTWidget()
    again.setup()
    assert again.ui.weightsComboBox.currentText == SHIPPED
    again.cleanup()
