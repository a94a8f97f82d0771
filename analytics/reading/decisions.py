"""Who decided, and why: what every decision about a file that was taken in has to state.

Flows in: what a person typed. Flows out: both as they are kept, with the numbers of persons masked.
"""

from __future__ import annotations

from analytics.errors import RunAborted
from analytics.reading.privacy import conceal_text


def decided(who: str, why: str) -> tuple[str, str]:
    """The name and the reason of a decision, as they are kept. Raises RunAborted where one is blank."""
    if not who.strip():
        raise RunAborted("decision-without-name")
    if not why.strip():
        raise RunAborted("decision-without-reason")
    return conceal_text(who.strip()), conceal_text(why.strip())
