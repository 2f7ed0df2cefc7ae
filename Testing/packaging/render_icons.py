"""Render each module's icon, a png of 128 x 128, from its SVG source: `make icons`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[2]
PIXELS = 128


def icon_sources(root: Path) -> list[Path]:
    """The SVG sources of all icons."""
    return sorted(root.glob("*/Resources/Icons/*.svg"))


def rendered(source: Path) -> QImage:
    """An SVG file as a picture of 128 x 128 with a transparent ground."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    picture = QImage(PIXELS, PIXELS, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    try:
        QSvgRenderer(str(source)).render(painter)
    finally:
        painter.end()
    return picture


def main() -> None:
    for source in icon_sources(ROOT):
        target = source.with_suffix(".png")
        rendered(source).save(str(target))
        print(target)


if __name__ == "__main__":
    main()
