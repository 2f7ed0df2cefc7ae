"""Weights of others: nothing is taken in that nobody vouches for, that is no network of ours, or that can run code."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from SyntheticLungCTLib.checksum import CHECKSUMS, checksum_of, write_checksums
from SyntheticLungCTLib.cli.main import app
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.imported_weights.importing import SAFETENSORS, import_weights
from SyntheticLungCTLib.imported_weights.model_folder import NETWORKS
from SyntheticLungCTLib.imported_weights.store import imported_weights, remove_weights, store_folder
from SyntheticLungCTLib.preflight.finding import Level
from SyntheticLungCTLib.preflight.weights import check_weights
from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE, weights_folder, weights_name

MODELS = ("nodule_discriminator", "nodule_segmenter")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """An empty store of the user's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "data"))
    monkeypatch.setenv(WEIGHTS_VARIABLE, "")  # restored afterwards, whatever a test makes of it
    monkeypatch.delenv(WEIGHTS_VARIABLE)
    return store_folder()


@pytest.fixture
def folder(tmp_path):
    """Two networks and the list of their checksums, as somebody else would pass them on."""
    made = tmp_path / "Unsere Größe 1"
    for model in MODELS:
        shutil.copytree(SHIPPED_WEIGHTS / model, made / model)
    write_checksums(made, [f"{model}/{SAFETENSORS}" for model in MODELS])
    return made


@pytest.fixture
def archive(folder, tmp_path):
    """The folder as a zip, without the list."""
    (folder / CHECKSUMS).unlink()
    return Path(shutil.make_archive(str(tmp_path / "site-2"), "zip", folder))


def nothing_is_left(store):
    return not store.exists() or list(store.iterdir()) == []


def change(folder, model=MODELS[0], **entries):
    """Change a network's configuration."""
    config = folder / model / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | entries))


def test_a_folder_with_a_list_of_checksums_is_taken_in_under_its_name(folder, store):
    imported = import_weights(folder)
    assert (imported.name, imported.models) == ("Unsere_Größe_1", MODELS) and imported.folder.parent == store
    assert imported_weights() == [imported]
    assert [p.name for p in sorted(imported.folder.rglob("*")) if p.is_file() and p.parent != imported.folder] == [
        "config.json", SAFETENSORS, "config.json", SAFETENSORS
    ]  # fmt: skip


def test_all_that_is_shipped_could_have_been_imported(store):
    assert len(import_weights(SHIPPED_WEIGHTS, name="again").models) == len(NETWORKS)


@pytest.mark.parametrize("how", ["told", "file beside", "list beside", "list within"])
def test_a_zip_is_taken_in_when_somebody_vouches_for_it(folder, archive, store, how):
    sha256 = checksum_of(archive)
    if how == "file beside":
        Path(f"{archive}.sha256").write_text(f"{sha256}  somewhere/{archive.name}\n")
    elif how == "list beside":
        archive.with_name(CHECKSUMS).write_text(f"{sha256} *{archive.name}\n")
    elif how == "list within":
        write_checksums(folder, [f"{model}/{SAFETENSORS}" for model in MODELS])
        shutil.make_archive(str(archive.with_suffix("")), "zip", folder.parent, folder.name)
    imported = import_weights(archive, sha256.upper() if how == "told" else None)
    assert (imported.name, imported.models) == ("site-2", MODELS)


def test_a_single_network_is_vouched_for_by_one_checksum(folder):
    network = folder / MODELS[1]
    assert import_weights(network, checksum_of(network / SAFETENSORS)).models == (MODELS[1],)


def test_without_a_checksum_nothing_is_taken_in(folder, archive, store):
    for source in (folder, archive):
        with pytest.raises(InputError, match=r"Nothing says what the SHA-256 .* put a checksums.txt beside it"):
            import_weights(source)
    assert nothing_is_left(store)


def test_another_checksum_is_told_with_the_one_that_was_found(folder, archive, store):
    with pytest.raises(InputError, match=f"{checksum_of(archive)}, not {'0' * 64}"):
        import_weights(archive, "0" * 64)
    write_checksums(folder, [f"{model}/{SAFETENSORS}" for model in MODELS])
    with (folder / MODELS[0] / SAFETENSORS).open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x7f")
    with pytest.raises(InputError, match=f"{MODELS[0]}/{SAFETENSORS} is .* damaged or another one"):
        import_weights(folder)
    with pytest.raises(InputError, match="2 networks; one SHA-256 is not enough"):
        import_weights(folder, "0" * 64)
    assert nothing_is_left(store)


def test_pickles_are_never_taken_in(folder, store):
    (folder / MODELS[0] / "diffusion_pytorch_model.bin").write_bytes(b"cos\nsystem\n")
    assert not list(import_weights(folder, name="kept").folder.rglob("*.bin"))
    (folder / MODELS[0] / SAFETENSORS).unlink()
    with pytest.raises(InputError, match=r"model.bin is a pickle, which can run code .* safe_serialization=True"):
        import_weights(folder)
    archive = shutil.make_archive(str(folder), "zip", folder)
    with pytest.raises(InputError, match="is a pickle"):
        import_weights(archive, checksum_of(Path(archive)))


@pytest.mark.parametrize("content", [b"", b"cos\nsystem\n(S'true'\ntR.", b"\x08" + bytes(7) + b'{"a": 1}'])
def test_what_is_only_called_safetensors_is_refused(folder, store, content):
    (folder / MODELS[0] / SAFETENSORS).write_bytes(content)
    with pytest.raises(InputError, match="no safetensors file, whatever its name says"):
        import_weights(folder)
    assert nothing_is_left(store)


def test_a_file_that_is_cut_short_is_refused(folder):
    file = folder / MODELS[0] / SAFETENSORS
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(InputError, match="cut short"):
        import_weights(folder)


def test_a_zip_that_reaches_out_of_its_folder_is_refused(archive, store, tmp_path):
    for name in ("../checksums.txt", "/tmp/config.json", "C:\\config.json"):
        with zipfile.ZipFile(archive, "a") as opened:
            opened.writestr(name, "{}")
        with pytest.raises(InputError, match="outside of its folder"):
            import_weights(archive, checksum_of(archive))
    assert nothing_is_left(store) and not (tmp_path / "checksums.txt").exists()


def test_a_damaged_zip_and_one_with_a_single_network_twice_are_refused(archive, folder, tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(archive.read_bytes()[:500])
    with pytest.raises(InputError, match="is no zip, or a damaged one"):
        import_weights(broken, checksum_of(broken))
    shutil.copytree(folder / MODELS[0], folder / "copy")
    with pytest.raises(InputError, match=f"two networks for {MODELS[0]}"):
        import_weights(folder, name="x")


def test_a_network_that_is_none_of_ours_is_refused(folder, tmp_path, store):
    change(folder, _class_name="UNet2DModel")
    with pytest.raises(InputError, match="names none of our networks"):
        import_weights(folder)
    with pytest.raises(InputError, match="There is no network"):
        import_weights(tmp_path / "data" if (tmp_path / "data").mkdir() is None else None, "0" * 64)
    with pytest.raises(InputError, match="does not exist"):
        import_weights(tmp_path / "nowhere")


def test_weights_that_do_not_fit_their_configuration_are_refused(folder, store):
    change(folder, MODELS[1], widths=[8, 16])
    with pytest.raises(InputError, match=r"do not fit its config.json .* another version"):
        import_weights(folder)
    change(folder, MODELS[1], widths="wide")
    with pytest.raises(InputError, match="makes no NoduleSegmenter of this version"):
        import_weights(folder)
    assert nothing_is_left(store)


def test_a_name_is_given_once_and_can_be_a_folder(folder, store):
    import_weights(folder, name="mine")
    with pytest.raises(InputError, match="'mine' are there already"):
        import_weights(folder, name="mine")
    for name in ("../mine", "a/b", ".hidden", ""):
        if name:
            with pytest.raises(InputError, match="cannot be the name of a folder"):
                import_weights(folder, name=name)


def test_a_disk_that_is_full_leaves_no_half_set(folder, store, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(InputError, match=r"No space left on device.*nothing was imported"):
        import_weights(folder)
    assert nothing_is_left(store)


def test_own_weights_are_drawn_with_and_the_shipped_ones_for_what_they_lack(folder, monkeypatch):
    imported = import_weights(folder, name="mine")
    assert weights_name() == "shipped"
    monkeypatch.setenv(WEIGHTS_VARIABLE, str(imported.folder))
    assert weights_folder(MODELS[0]) == imported.folder / MODELS[0]
    assert weights_folder("generator") == SHIPPED_WEIGHTS / "generator"
    assert weights_name() == "mine" and check_weights().found.endswith("2 networks, 1 MiB, checksums right")
    (imported.folder / MODELS[0] / SAFETENSORS).write_bytes(b"")
    assert check_weights().level is Level.PROBLEM and "import them again" in check_weights().advice


def test_removing_leaves_the_shipped_ones(folder, store):
    before = sorted(SHIPPED_WEIGHTS.rglob("*"))
    remove_weights(import_weights(folder, name="mine").name)
    assert imported_weights() == [] and nothing_is_left(store)
    with pytest.raises(InputError, match=r"No imported weights are called 'generator' \(imported: there are none\)"):
        remove_weights("generator")
    assert sorted(SHIPPED_WEIGHTS.rglob("*")) == before


def test_the_command_line_imports_lists_and_removes(folder, store):
    def run(*arguments):
        return CliRunner().invoke(app, ["weights", *map(str, arguments)])

    assert "None were imported" in run("list").stdout
    imported = run("import", folder, "--name", "mine")
    assert imported.exit_code == 0 and f"{WEIGHTS_VARIABLE}='{store / 'mine'}'" in imported.stdout
    assert run("list").stdout.startswith(f"mine: {', '.join(MODELS)} in {store / 'mine'}")
    assert run("remove", "mine").exit_code == 0 and nothing_is_left(store)
    assert run("remove", "mine").exit_code == 2
