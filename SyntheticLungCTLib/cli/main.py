"""`synthetic-lung-ct`: the whole work without Slicer, from the command line."""

from __future__ import annotations

import typer

from . import artefacts, check, evaluate, experiment, export, generate, info, invention, nodule, train, weights
from .job_options import job_options
from .reporting import PlainErrors

app = typer.Typer(
    cls=PlainErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.callback()(job_options)
app.add_typer(invention.app, name="blueprint")
app.add_typer(nodule.app, name="nodule")
app.add_typer(weights.app, name="weights")
app.command()(generate.generate)
app.command()(export.export)
app.add_typer(experiment.app, name="experiment")
app.command()(check.check)
app.command()(artefacts.artefacts)
app.command()(evaluate.evaluate)
app.command()(train.train)
app.command()(info.info)

if __name__ == "__main__":
    app()
