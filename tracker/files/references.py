"""What an answer is cited by, and all it rests on, as a file for reference managers."""

from __future__ import annotations

import json

from tracker.citing import reference_of
from tracker.files.told import Told


def write(told: Told, form: str) -> bytes:
    """The answer first, then each text once, as `bib` or `csl.json`."""
    own = reference_of(told.answer, told.receipt, told.base)
    all = [own, *(act.reference for act in told.acts)]
    if form == "bib":
        return ("\n\n".join(one.bibtex() for one in all) + "\n").encode()
    return (json.dumps([one.csl() for one in all], ensure_ascii=False, indent=1) + "\n").encode()
