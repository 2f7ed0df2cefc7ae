"""What synthetic things are called, in the scene and in files, so that nobody takes them for a patient's."""

from __future__ import annotations

import re

#: What the name of a scene's node starts with that shows nobody.
SYNTHETIC = "SYNTHETIC"
#: What the names of all that we note start with: attributes of nodes, fields of files' headers.
PREFIX = "SyntheticLungCT."
#: What some system does not allow in the name of a file.
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def synthetic_name(name: str) -> str:
    """The name with SYNTHETIC before it, once."""
    return name if name.startswith(SYNTHETIC) else f"{SYNTHETIC} {name}"


def file_name(name: str) -> str:
    """What the files of a CT of that name are called; starts with SYNTHETIC, whatever the CT was renamed to."""
    return synthetic_name(FORBIDDEN.sub("_", name).strip(" ."))
