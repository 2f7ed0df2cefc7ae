"""Tutorial and troubleshooting speak of what there is: the panel's own words, and messages that the code has."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .packaging.index_rules.homepage import TUTORIAL
from .qt_host.scripted_module import MODULE_FOLDER

ROOT = Path(__file__).parents[1]
TROUBLESHOOTING = ROOT / "Resources/Docs/troubleshooting.md"
#: In bold, but no part of the panel: how a paragraph begins.
HEADINGS = re.compile(r"^- \*\*.*?\*\*", re.MULTILINE)


def panel_words() -> set[str]:
    return {e.text for e in ElementTree.parse(MODULE_FOLDER / "Resources/UI/SyntheticLungCT.ui").iter("string")}


def code_text() -> str:
    """All texts in the code; the parts that are filled in are left out."""
    files = [*MODULE_FOLDER.rglob("*.py"), *(ROOT / "SyntheticLungCTLib").rglob("*.py")]
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    return "\n".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def bold_words(page: Path, heading: str = "") -> set[str]:
    """What is bold in a page, or below one of its headings."""
    text = page.read_text(encoding="utf-8").partition(heading)[2] if heading else page.read_text(encoding="utf-8")
    text = text.partition("\n## ")[0] if heading else text
    return set(re.findall(r"\*\*(.+?)\*\*", HEADINGS.sub("", text)))


@pytest.mark.parametrize("page", [ROOT / TUTORIAL, TROUBLESHOOTING], ids=lambda page: page.stem)
def test_what_is_bold_is_in_the_panel(page):
    assert bold_words(page) and bold_words(page) <= panel_words()


def test_the_buttons_that_readme_names_are_in_the_panel():
    named = bold_words(ROOT / "README.md", "## In Slicer") - {"Synthetic Lung CT"}
    assert named and named <= panel_words()


def test_every_message_that_troubleshooting_explains_is_one_that_the_code_says():
    rows = re.findall(r"^\| (.+?) \|", TROUBLESHOOTING.read_text(encoding="utf-8"), re.MULTILINE)
    quoted = [message for row in rows for message in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", row)]
    said = code_text()
    from_torch = {"CUDA out of memory"}
    assert len(quoted) > 5
    assert [message for message in quoted if message not in said and message not in from_torch] == []


def test_troubleshooting_tells_problem_cause_and_what_to_do():
    rows = [line for line in TROUBLESHOOTING.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert all(row.replace(r"\|", "").count("|") == 4 for row in rows)
    assert all(row.split("|")[3].strip() for row in rows)
