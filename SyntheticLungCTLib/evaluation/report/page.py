"""The report as one HTML page that needs nothing beside it."""

from __future__ import annotations

from html import escape

from ..evaluate import Evaluation
from ..figure import Figure, Spread
from ..notes import counted
from . import set_plots
from .band_plot import band_plot
from .report import GROUPS, Report, SetOfCTs, told

STYLE = """
body { font: 15px/1.45 sans-serif; max-width: 1100px; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35em .6em; border-bottom: 1px solid #ddd; }
small { color: #666; } img { max-width: 100%; }
.inside { color: #2e7d32; } .near { color: #c77700; } .outside { color: #c62828; font-weight: bold; }
.real { color: #3f6f9f; } .synthetic { color: #d9822b; }
"""
HOW_TO_READ = (
    "Every figure is a distance of a set of CTs from real ones. Some real patients are left out and compared with the "
    "other real ones: that is the floor, and 95 % of its draws are the band. Then as many synthetic patients take "
    "their place. <b class='inside'>inside</b>: the mean is in the band, or better. <b class='near'>near</b>: only "
    "some draws are. <b class='outside'>outside</b>: 95 % of the draws are not. A synthetic CT that measures well is "
    "no evidence of what it shows; research only."
)


def page(report: Report, evaluation: Evaluation) -> str:
    """The whole page; plots are in it as base64."""
    sets = evaluation.real, evaluation.synthetic
    parts = [
        f"<h1>Synthetic against real CT</h1><p>{escape(report.summary)}</p>",
        f"<p>{_set('real', report.real)}<br>{_set('synthetic', report.synthetic)}<br><small>{report.draws} draws of "
        f"patients, seed {report.seed}, version {escape(report.version)}</small></p>",
        f"<p>{HOW_TO_READ}</p>",
        "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in report.notes) + "</ul>",
        _picture("Real CTs and synthetic ones", set_plots.picture_plot(*sets)),
    ]
    if any(figure.verdict and figure.floor for figure in report.figures):
        parts.append(_picture("All figures on one scale", band_plot(report.figures)))
    shown = {
        "physics": [set_plots.histogram_plot(*sets), set_plots.noise_plot(*sets), set_plots.number_plot(*sets)],
        "distribution": [set_plots.feature_plot(*sets)],
    }
    for group, title in GROUPS.items():
        rows = [figure for figure in report.figures if figure.group == group]
        if rows:
            parts += [f"<h2>{escape(title)}</h2>", _table(rows), *(_picture("", png) for png in shown.get(group, []))]
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Synthetic against real CT</title>'
        f"<style>{STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _set(kind: str, told_set: SetOfCTs) -> str:
    names = ", ".join(told_set.cts[:12]) + (" ..." if len(told_set.cts) > 12 else "")
    return (
        f"<b class='{kind}'>{kind}</b>: {escape(told_set.folder)}, {counted(len(told_set.cts), 'CT')} of "
        f"{counted(told_set.patients, 'patient')} <small>({escape(names)})</small>"
    )


def _picture(title: str, png: str) -> str:
    if not png:
        return ""
    head = f"<h2>{escape(title)}</h2>" if title else ""
    return f"{head}<p><img alt='{escape(title or 'plot')}' src='data:image/png;base64,{png}'></p>"


def _table(figures: list[Figure]) -> str:
    head = "<tr><th>figure</th><th>synthetic against real</th><th>real against real</th><th>verdict</th></tr>"
    return f"<table>{head}{''.join(map(_row, figures))}</table>"


def _row(figure: Figure) -> str:
    better = " Higher is better." if figure.higher_is_better else ""
    verdict = f"<span class='{figure.verdict}'>{figure.verdict}</span>" if figure.verdict else ""
    remark = f"<br><small>{escape(figure.remark)}</small>" if figure.remark else ""
    return (
        f"<tr><td>{escape(figure.name)}<br><small>{escape(figure.meaning)}{better} Source: {escape(figure.source)}."
        f"</small></td><td>{_spread(figure.synthetic, figure.unit)}</td><td>{_spread(figure.floor, figure.unit)}</td>"
        f"<td>{verdict}{remark}</td></tr>"
    )


def _spread(spread: Spread | None, unit: str) -> str:
    if spread is None:
        return ""
    return f"{told(spread.mean, unit)}<br><small>{told(spread.low)} to {told(spread.high)}</small>"
