"""Run a command against the replica: `python -m tests.replica -- tracker ingest`.

The command finds every site under the address in TRACKER_SITES_AT; its exit code is ours.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys

from tests.replica.server import Replica

SITES = ("tests.replica.china", "tests.replica.america")


def installed(replica: Replica) -> Replica:
    """The replica with every site that there is."""
    for name in SITES:
        if importlib.util.find_spec(name):
            importlib.import_module(name).install(replica)
    return replica


def main(arguments: list[str]) -> int:
    """Serve for as long as the command runs."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("usage: python -m tests.replica -- COMMAND…", file=sys.stderr)
        return 2
    with installed(Replica()) as replica:
        told = os.environ | {"TRACKER_SITES_AT": replica.url}
        return subprocess.run(command, env=told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
