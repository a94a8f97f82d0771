"""The subcommands of `sunledger` that compute; each module holds those of one stage. Pages and servers register theirs.

Flows in: the command line. Flows out: what `interface.md` of the project promises, for people and as JSON.
"""

import typer

from analytics.commands import (
    analysis,
    catalogue,
    controls,
    evaluation,
    identity,
    intake,
    reading,
    recusal,
    registers,
    review,
    signs,
    threshold,
    threshold_changes,
    triage,
    why_not,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application (entry point `sunledger.commands`)."""
    reading.register(app)
    intake.register(app)
    identity.register(app)
    analysis.register(app)
    recusal.register(app)
    catalogue.register(app)
    controls.register(app)
    signs.register(app)
    why_not.register(app)
    threshold.register(app)
    threshold_changes.register(app)
    review.register(app)
    triage.register(app)
    evaluation.register(app)
    registers.register(app)
