"""README and tutorial, which are the extension's homepage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..cmake_lists import project_name

TUTORIAL = Path("Resources/Docs/tutorial.md")
#: What the homepage has to say, as it can be found in it, and what to do where it cannot.
ASKED_OF_HOMEPAGE = {
    r"!\[[^\]]+\]\([^)]+\)": "Show at least one picture, with a text that describes it, in README.md.",
    r"(?is)\blicen[cs]e\b.{0,80}(Apache|MIT)": "Name the licence in README.md.",
    r"\]\(" + re.escape(TUTORIAL.as_posix()): f"Link to {TUTORIAL} in README.md.",
    r"(?i)research|not a medical device": "Say the intended use in README.md: research, no diagnosis.",
}
FEWEST_STEPS, FEWEST_PICTURES = 5, 2


def homepage_says_what_reviewers_ask(root: Path) -> Iterator[str]:
    text = _text(root / "README.md")
    if project_name(root) not in text:
        yield "Name the extension in README.md."
    for pattern, advice in ASKED_OF_HOMEPAGE.items():
        if not re.search(pattern, text):
            yield advice


def tutorial_has_steps_pictures_and_sample_data(root: Path) -> Iterator[str]:
    text = _text(root / TUTORIAL)
    if len(re.findall(r"^\d+\. ", text, re.MULTILINE)) < FEWEST_STEPS:
        yield f"Tell {TUTORIAL} in numbered steps, {FEWEST_STEPS} at least."
    if len(re.findall(r"!\[[^\]]+\]\(", text)) < FEWEST_PICTURES:
        yield f"Show {FEWEST_PICTURES} screenshots at least in {TUTORIAL}."
    if "Sample Data" not in text:
        yield f"Let {TUTORIAL} start from what the Sample Data module offers."


def links_lead_somewhere(root: Path) -> Iterator[str]:
    for page in sorted([*root.glob("*.md"), *(root / "Resources").rglob("*.md")]):
        for target in re.findall(r"\]\(([^)\s]+)\)", _text(page)):
            file, _, heading = target.partition("#")
            linked = page.parent / file if file else page
            if "://" in target:
                continue
            if not linked.exists() or (heading and heading not in _anchors(linked)):
                yield f"{page.relative_to(root)} links to {target}, which is not there."


def _anchors(page: Path) -> set[str]:
    """What a link can name in a page: its headings in small letters, with hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8") if page.is_file() else ""
