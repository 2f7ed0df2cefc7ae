"""The parts of PythonQt's module `qt` that ask a person, remember, and open the desktop's windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .scripted_module import Application


def desktop_contents(application: Application) -> dict[str, Any]:
    """Classes whose answers are those of the application."""

    class QFileDialog:
        @staticmethod
        def getExistingDirectory(_parent: Any, _title: str) -> str:  # noqa: N802, Qt's name
            return application.chosen_path

        @staticmethod
        def getOpenFileName(_parent: Any, _title: str, _folder: str, _filter: str) -> str:  # noqa: N802
            return application.chosen_path

    class QSettings:
        def value(self, key: str, default: Any = None) -> Any:
            return application.settings.get(key, default)

        def setValue(self, key: str, value: Any) -> None:  # noqa: N802
            application.settings[key] = value

    class QUrl:
        @staticmethod
        def fromLocalFile(path: str) -> str:  # noqa: N802
            return path

    class QDesktopServices:
        @staticmethod
        def openUrl(address: str) -> bool:  # noqa: N802
            application.opened.append(address)
            return True

    return {kind.__name__: kind for kind in (QFileDialog, QSettings, QUrl, QDesktopServices)}
