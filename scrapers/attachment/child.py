"""The converter of attachments as a process of its own: a file in, one JSON object out.

`python -m scrapers.attachment.child KIND DEADLINE MEMORY OUTPUT` takes the bytes on standard
input. It confines itself before it reads the first of them.
"""

from __future__ import annotations

import json
import sys

from scrapers.attachment.answer import BY_EYE, Text
from scrapers.attachment.jail import Limits, confine


def main(kind: str, deadline: str, memory: str, output: str) -> None:
    """Answer {"text", "pages", "reason", "encoding"} for the bytes on standard input."""
    confine(Limits(float(deadline), int(memory), int(output)))
    from scrapers.attachment.texts import text_of  # the parsers too, under the limits

    try:
        found = text_of(kind, sys.stdin.buffer.read())
    except MemoryError:
        found = Text("", reason=f"refused: more than {int(memory) >> 20} MiB of memory; {BY_EYE}")
    json.dump(found._asdict(), sys.stdout)  # ASCII: also a lone surrogate survives
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
