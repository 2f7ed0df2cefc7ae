"""Puts the stand-ins in the places where the module looks for what Slicer brings, and imports the module."""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
import types
from functools import cache
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from Testing.slicer_core_host import slicer_app

from . import scripted_module as base
from .desktop import desktop_contents
from .parameter_node import Choice, WithinRange, parameter_node_wrapper
from .python_qt import qt_module_contents
from .segment_editor import AbstractScriptedSegmentEditorEffect, ModificationModes
from .ui_file import child_widget_variables, load_ui


@cache
def qt_application() -> QApplication:
    """The one Qt application of this process."""
    _keep_none_alive()
    application = QApplication.instance() or QApplication([])
    application.setStyle("fusion")
    return application


@cache
def application() -> base.Application:
    """What the module told Slicer's application since the process began."""
    return base.Application()


@cache
def scripted_module() -> types.ModuleType:
    """The module SyntheticLungCT, imported as Slicer imports it, from its folder."""
    slicer_app()
    qt_application()
    _stand_in("qt", {**qt_module_contents(), **desktop_contents(application())})
    classes = {name: kind for name, kind in vars(base).items() if name.startswith("ScriptedLoadable")}
    _stand_in("slicer.ScriptedLoadableModule", {**classes, "__all__": list(classes)})
    _stand_in("slicer.i18n", {"tr": lambda text: text, "translate": lambda _context, text: text})
    wrapper = {"parameterNodeWrapper": parameter_node_wrapper, "WithinRange": WithinRange, "Choice": Choice}
    _stand_in("slicer.parameterNodeWrapper", wrapper)
    packaging = {"load_requirements": lambda path: path, "pip_ensure": lambda requirements, requester: None}
    _stand_in("slicer.packaging", packaging)
    _extend_slicer_util()
    sys.path.append(str(base.MODULE_FOLDER))
    return importlib.import_module("SyntheticLungCT")


@cache
def segment_editor_effect() -> type:
    """The class of the effect 'Synthetic nodule', imported as the Segment Editor imports it."""
    scripted_module()
    import slicer

    _stand_in("SegmentEditorEffects", {"AbstractScriptedSegmentEditorEffect": AbstractScriptedSegmentEditorEffect})
    slicer.qSlicerSegmentEditorAbstractEffect = ModificationModes
    sys.path.append(str(base.MODULE_FOLDER.parent / "SegmentEditorSyntheticNodule"))
    name = "SegmentEditorSyntheticNoduleEffect"
    return getattr(importlib.import_module(f"SegmentEditorSyntheticNoduleLib.{name}"), name)


def _keep_none_alive() -> None:
    """PySide6 returns None from properties without counting it, until Python 3.11, where None can die, aborts."""
    if sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += 1 << 30


def _extend_slicer_util() -> None:
    import slicer.util

    slicer.util.loadUI = load_ui
    slicer.util.childWidgetVariables = child_widget_variables
    slicer.util.tryWithErrorDisplay = application().try_with_error_display
    slicer.util.errorDisplay = application().error_display
    slicer.util.confirmOkCancelDisplay = application().confirm_ok_cancel_display
    slicer.util.setSliceViewerLayers = application().set_slice_viewer_layers


def _stand_in(name: str, content: dict[str, Any]) -> None:
    module = sys.modules.setdefault(name, types.ModuleType(name))
    for key, value in content.items():
        setattr(module, key, value)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
