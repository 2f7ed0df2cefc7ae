"""Pictures are small, so that the repository stays so."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from .shrink_pictures import COLOURS, MOST_BYTES, shrink

TOP = Path(__file__).parents[2]


def grey_and_red(path: Path) -> np.ndarray:
    """A picture of 256 greys and a red square; returned as an array (y, x, 3)."""
    pixels = np.repeat(np.tile(np.arange(256, dtype=np.uint8), (256, 1))[..., None], 3, axis=2)
    pixels[100:130, 100:130] = (200, 30, 30)
    Image.fromarray(pixels).save(path)
    return pixels.astype(int)


def test_few_colours_are_left_and_none_is_far_off(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    before = grey_and_red(path)
    shrink(path)
    with Image.open(path) as picture:
        after = np.asarray(picture.convert("RGB")).astype(int)
    assert len(np.unique(after.reshape(-1, 3), axis=0)) <= COLOURS
    assert np.abs(after - before).max() < 24


def test_a_picture_of_few_colours_stays_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    grey_and_red(path)
    shrink(path)
    once = path.read_bytes()
    shrink(path)
    assert path.read_bytes() == once
    assert [file.name for file in tmp_path.iterdir()] == ["picture.png"]


def test_no_picture_of_the_repository_is_large() -> None:
    kinds = ["*.png", "*.jpg", "*.webp"]
    listed = subprocess.run(["git", "ls-files", "-z", *kinds], cwd=TOP, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git clone, so what belongs to the repository is unknown")
    sizes = {name: (TOP / name).stat().st_size for name in listed.stdout.decode().split("\0") if name}
    assert sizes
    large = {name: size for name, size in sizes.items() if size > MOST_BYTES}
    assert not large, "run python -m Testing.packaging.shrink_pictures on them"
