"""Give pictures few colours, in place: a clone with its history may take no more than 100 MB.

`python -m Testing.packaging.shrink_pictures PICTURE.png ...`, before a picture is committed. What shows
little but CT is written as JPEG instead, a third of that.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image

#: A CT in one window, with a few colours of segments, looks the same in so many.
COLOURS = 96
#: What a picture of the repository may take.
MOST_BYTES = 350_000


def shrink(path: Path) -> None:
    """Write a PNG anew with at most `COLOURS` colours; left alone when it has no more."""
    with Image.open(path) as picture:
        picture = picture.convert("RGB")
    if picture.getcolors(COLOURS) is not None:
        return
    few = picture.quantize(COLOURS, kmeans=COLOURS, dither=Image.Dither.NONE)
    temporary = path.with_name(f".{path.name}")
    few.save(temporary, format="PNG", optimize=True)
    temporary.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=Path, nargs="+")
    for path in parser.parse_args().pictures:
        shrink(path)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
