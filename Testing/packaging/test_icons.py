"""Icons are what their sources draw."""

import pytest

from .make_package import ROOT
from .render_icons import PIXELS, icon_sources, rendered

#: Qt's versions differ a little at edges.
TOLERANCE = 6.0


@pytest.mark.parametrize("source", icon_sources(ROOT), ids=lambda path: path.stem)
def test_an_icon_is_rendered_from_its_source(source):
    pytest.importorskip("PySide6.QtSvg", reason="needs pip install PySide6-Essentials")
    from PySide6.QtGui import QImage

    shipped, drawn = QImage(str(source.with_suffix(".png"))), rendered(source)
    assert (shipped.width(), shipped.height()) == (PIXELS, PIXELS)
    places = [(x, y) for x in range(0, PIXELS, 4) for y in range(0, PIXELS, 4)]
    differences = [
        abs(a - b)
        for place in places
        for a, b in zip(shipped.pixelColor(*place).getRgb(), drawn.pixelColor(*place).getRgb(), strict=True)
    ]
    assert sum(differences) / len(differences) < TOLERANCE


def test_every_module_has_an_icon_of_its_own_name():
    for module in ROOT.glob("*/CMakeLists.txt"):
        if (module.parent / f"{module.parent.name}.py").is_file():
            assert (module.parent / "Resources" / "Icons" / f"{module.parent.name}.png").is_file()
