"""What the top-level CMakeLists.txt tells the index about the extension."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..cmake_lists import metadata
from .catalogue import read_entry

FIELDS = ("HOMEPAGE", "CONTRIBUTORS", "DESCRIPTION", "ICONURL", "SCREENSHOTURLS", "DEPENDS")
ADDRESSES = ("HOMEPAGE", "ICONURL", "SCREENSHOTURLS")
PICTURES = ("ICONURL", "SCREENSHOTURLS")
ICON_PIXELS = (128, 128)
#: What the template of Slicer's extension wizard has in its fields, and what is written there for the time being.
PLACEHOLDER = re.compile(r"John Doe|AnyWare|FirstName|Affiliation|This is an example|\bcontributors\b|TODO|NA NA NA")


def metadata_is_complete(root: Path) -> Iterator[str]:
    told = metadata(root)
    for field in FIELDS:
        if len(told.get(f"EXTENSION_{field}", "").strip('" ')) < 2:
            yield f"Fill in EXTENSION_{field} in the top-level CMakeLists.txt."
        if PLACEHOLDER.search(told.get(f"EXTENSION_{field}", "")):
            yield f"Replace the placeholder in EXTENSION_{field}, in the modules' files as well."
    if told.get("EXTENSION_HOMEPAGE", "").strip('"') != read_entry(root).get("scm_url"):
        yield "EXTENSION_HOMEPAGE has to be the 'scm_url' of the catalogue entry, whose README is the homepage."


def addresses_are_one_quoted_line(root: Path) -> Iterator[str]:
    told = metadata(root)
    for field in ADDRESSES:
        if not re.fullmatch(r'"https://[^"\s]+( https://[^"\s]+)*"', told.get(f"EXTENSION_{field}", "")):
            yield f'Write EXTENSION_{field} as one line in quotes: "https://...", several separated by one space.'


def pictures_are_in_the_repository(root: Path) -> Iterator[str]:
    entry = read_entry(root)
    owner = entry.get("scm_url", "").removeprefix("https://github.com/")
    start = f"https://raw.githubusercontent.com/{owner}/{entry.get('scm_revision')}/"
    for address in picture_addresses(root):
        if not address.startswith(start):
            yield f"{address} has to start with {start}, where the index finds the file itself."
        elif not (root / address.removeprefix(start)).is_file():
            yield f"{address} names a file that is not in the tree; correct the address or add the picture."
        if not address.endswith((".png", ".jpg", ".jpeg")):
            yield f"{address} has to be a png or jpg."


def icon_is_128_pixels_square(root: Path) -> Iterator[str]:
    icon = next((_file_of(root, address) for address in picture_addresses(root, ("ICONURL",))), root)
    if not icon.is_file():
        yield "Let EXTENSION_ICONURL name an icon in the tree."
        return
    header = icon.read_bytes()[:24]
    size = (int.from_bytes(header[16:20]), int.from_bytes(header[20:24]))
    if header[:8] != b"\x89PNG\r\n\x1a\n" or size != ICON_PIXELS:
        yield f"Make {icon.relative_to(root)} a png of 128 x 128 pixels; `make icons` renders it from its SVG source."


def picture_addresses(root: Path, fields: tuple[str, ...] = PICTURES) -> list[str]:
    """The addresses in some fields of the metadata."""
    told = metadata(root)
    return [address for field in fields for address in told.get(f"EXTENSION_{field}", "").strip('"').split()]


def _file_of(root: Path, address: str) -> Path:
    """The file in the tree that a raw address names, by what follows its host, owner, repository and branch."""
    return root.joinpath(*address.split("/")[6:])
