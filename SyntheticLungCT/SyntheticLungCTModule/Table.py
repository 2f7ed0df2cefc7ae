"""Rows of text in a table of the panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import qt


def fillTable(table: Any, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put rows into a QTableWidget in place of what it shows."""
    table.clear()
    table.setColumnCount(len(titles))
    table.setRowCount(len(rows))
    table.setHorizontalHeaderLabels(list(titles))
    table.verticalHeader().hide()
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            item = qt.QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(number, column, item)
    for column in range(len(titles) - 1):
        table.resizeColumnToContents(column)
    table.horizontalHeader().setStretchLastSection(True)
    table.resizeRowsToContents()
