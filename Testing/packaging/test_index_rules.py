"""The extension keeps the rules of the Extensions Index, and each rule finds what breaks it and says what to do."""

import json
import random
import re
from pathlib import Path

import pytest

from .check_index import main
from .index_rules import RULES, repository
from .make_package import ROOT
from .small_extension import CMAKE_LISTS, ENTRY, ICON, LOGIC, MODULE, NAME, TUTORIAL, commit, make_small_extension

MODULE_FILE, LOGIC_FILE, WEIGHTS_FILE = f"{NAME}/{NAME}.py", f"{NAME}/{NAME}Module/Logic.py", f"{NAME}Lib/weights.py"
ENTRY_FILE, REQUIREMENTS, TUTORIAL_FILE = (
    f"{NAME}.json",
    f"{NAME}/Resources/requirements.txt",
    "Resources/Docs/tutorial.md",
)
RULES_BY_NAME = {rule.__name__: rule for rule in RULES}


def entry(**changes: object) -> str:
    return json.dumps({key: value for key, value in (ENTRY | changes).items() if value is not None})


def cmake(old: str, new: str) -> str:
    assert old in CMAKE_LISTS
    return CMAKE_LISTS.replace(old, new)


#: What breaks a rule: the rule, a file, what is written into it (None removes it), and what the complaint says.
BREACHES: list[tuple[str, str, str | None, str]] = [
    ("entry_follows_the_schema", ENTRY_FILE, None, f"Write the catalogue entry {NAME}.json"),
    ("entry_follows_the_schema", ENTRY_FILE, "{not json", f"Write the catalogue entry {NAME}.json"),
    ("entry_follows_the_schema", ENTRY_FILE, entry(scm_url=None), "Add 'scm_url'"),
    ("entry_follows_the_schema", ENTRY_FILE, entry(homepage="x"), "Remove 'homepage'"),
    ("entry_follows_the_schema", ENTRY_FILE, entry(build_dependencies="PyTorch"), "'build_dependencies' .* a list"),
    ("entry_follows_the_schema", ENTRY_FILE, entry(**{"$schema": "v1.0.0"}), "Set '\\$schema'"),
    ("entry_follows_the_schema", ENTRY_FILE, entry(tier=6), "Set 'tier'"),
    ("entry_follows_the_schema", ENTRY_FILE, entry(scm_revision="3b5d487"), "Name a branch"),
    ("names_agree", ENTRY_FILE, entry(scm_url="https://github.com/someone/LungCT"), f"called Slicer{NAME}"),
    ("names_agree", "CMakeLists.txt", cmake(f"project({NAME})", ""), "Name the extension in project"),
    ("names_agree", MODULE_FILE, None, f"main module has to be {NAME}/{NAME}.py"),
    ("category_is_the_modules_own", ENTRY_FILE, entry(category="Segmentation"), "category 'Segmentation'"),
    ("dependencies_agree", ENTRY_FILE, entry(build_dependencies=[]), "align them"),
    ("metadata_is_complete", "CMakeLists.txt", cmake('"Draws a CT."', '""'), "Fill in EXTENSION_DESCRIPTION"),
    ("metadata_is_complete", "CMakeLists.txt", cmake("Someone", "The contributors"), "placeholder .*CONTRIBUTORS"),
    ("metadata_is_complete", ENTRY_FILE, entry(scm_url="https://github.com/a/b"), "EXTENSION_HOMEPAGE has to be"),
    ("addresses_are_one_quoted_line", "CMakeLists.txt", cmake(".png https", ".png\n  https"), "SCREENSHOTURLS as one"),
    (
        "addresses_are_one_quoted_line",
        "CMakeLists.txt",
        cmake('HOMEPAGE "https', 'HOMEPAGE "http'),
        "EXTENSION_HOMEPAGE",
    ),
    ("pictures_are_in_the_repository", "shot.png", None, "names a file that is not in the tree"),
    ("pictures_are_in_the_repository", ENTRY_FILE, entry(scm_revision="release"), "has to start with .*/release/"),
    ("pictures_are_in_the_repository", "CMakeLists.txt", cmake("shot.png", "README.md"), "has to be a png or jpg"),
    ("icon_is_128_pixels_square", ICON, "<svg/>", "128 x 128"),
    ("icon_is_128_pixels_square", ICON, None, "name an icon in the tree"),
    ("licence_is_permissive", "LICENSE.txt", None, "Apache-2.0 or MIT"),
    ("licence_is_permissive", "LICENSE.txt", "All rights reserved", "Apache-2.0 or MIT"),
    ("no_old_description_file", f"{NAME}.s4ext", "scm git", f"Remove {NAME}.s4ext"),
    ("homepage_says_what_reviewers_ask", "README.md", None, "Name the licence"),
    ("homepage_says_what_reviewers_ask", "README.md", f"{NAME}. Licence: MIT", "one picture"),
    ("tutorial_has_steps_pictures_and_sample_data", TUTORIAL_FILE, None, "numbered steps"),
    ("tutorial_has_steps_pictures_and_sample_data", TUTORIAL_FILE, TUTORIAL.replace("Sample", "My"), "Sample Data"),
    ("tutorial_has_steps_pictures_and_sample_data", TUTORIAL_FILE, TUTORIAL.replace("![", "["), "screenshots"),
    ("links_lead_somewhere", "README.md", "[The paper](paper.pdf)", "README.md links to paper.pdf"),
    ("links_lead_somewhere", "README.md", "# A b\n[Here](#a-b) [there](#c)", "README.md links to #c"),
    ("start_imports_nothing_heavy", MODULE_FILE, MODULE + "import torch\n", f"{NAME}.py imports torch"),
    (
        "start_imports_nothing_heavy",
        LOGIC_FILE,
        LOGIC + "try:\n    import monai\nexcept ImportError:\n    pass\n",
        "monai",
    ),
    ("start_imports_nothing_heavy", LOGIC_FILE, LOGIC + f"from {NAME}Lib import weights\n", "weights.py imports torch"),
    ("start_imports_nothing_heavy", LOGIC_FILE, LOGIC + "class A:\n    import skimage\n", "skimage"),
    ("start_runs_nothing", MODULE_FILE, MODULE + "os.system('true')\n", "line 5: runs when Slicer starts"),
    ("packages_are_installed_by_slicer", LOGIC_FILE, LOGIC + "    slicer.util.pip_install('x')\n", "pip_ensure"),
    ("packages_are_installed_by_slicer", WEIGHTS_FILE, "run(['-m', 'pip', 'install', 'x'])", "pip_ensure"),
    ("requirements_are_lower_bounds", REQUIREMENTS, "pydantic==2.5\n", "'pydantic==2.5' as a lower bound"),
    ("requirements_are_lower_bounds", REQUIREMENTS, "torch>=2.2\n", "remove torch"),
    ("nothing_is_sent", WEIGHTS_FILE, "def send():\n    import requests\n", "line 2: remove the import of requests"),
    ("nothing_is_sent", WEIGHTS_FILE, "from urllib import request", "urllib.request"),
    ("nothing_is_sent", LOGIC_FILE, LOGIC + "    slicer.util.downloadFile(x)\n", "nothing may be fetched or sent"),
    ("nothing_is_sent", WEIGHTS_FILE, "Network.from_pretrained('someone/network')", "with a name downloads"),
]


def complaints(rule: str, root: Path) -> str:
    return "\n".join(RULES_BY_NAME[rule](root))


@pytest.fixture
def extension(tmp_path):
    return make_small_extension(tmp_path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_extension_keeps_every_rule(rule):
    assert list(rule(ROOT)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_small_extension_without_fault_keeps_every_rule(extension, rule):
    assert list(rule(extension)) == []


@pytest.mark.parametrize(("rule", "file", "content", "complaint"), BREACHES)
def test_a_breach_is_found_and_the_complaint_says_what_to_do(extension, rule, file, content, complaint):
    if content is None:
        (extension / file).unlink()
    else:
        (extension / file).write_text(content)
    assert re.search(complaint, complaints(rule, extension))


def test_what_was_deleted_still_counts_as_it_stays_in_the_history(extension, monkeypatch):
    monkeypatch.setattr(repository, "LARGEST_CLONE_BYTES", 10**6)
    (extension / "weights.bin").write_bytes(random.Random(0).randbytes(1_500_000))
    commit(extension)
    (extension / "weights.bin").unlink()
    commit(extension)
    assert "from the history" in complaints("clone_is_small", extension)


def test_what_cannot_be_measured_is_not_passed(tmp_path):
    assert "could not be cloned" in complaints("clone_is_small", tmp_path)


def test_every_rule_has_a_test_that_breaks_it():
    assert {rule for rule, *_ in BREACHES} | {"clone_is_small"} == set(RULES_BY_NAME)


def test_the_command_counts_complaints_and_names_the_rule(extension, capsys):
    assert main(extension) == 0
    (extension / "LICENSE.txt").unlink()
    assert main(extension) == 1
    assert "FAILS  licence is permissive\n         Put the text of Apache-2.0" in capsys.readouterr().out
