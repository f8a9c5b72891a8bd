"""Every error we raise on purpose, as one tree."""

from __future__ import annotations


class TrackerError(Exception):
    """Every error we raise on purpose; its message is one line.

    TrackerError
    ├── SourceError            one source failed, the others go on
    │   ├── Blocked            refused or challenged
    │   ├── NotContent         login, maintenance, soft 404, gone
    │   ├── Incomplete         cut, too big, too slow, out of reach
    │   └── Drift              sound, but not shaped as we know it
    ├── LedgerError            refused append, unknown event, broken chain, newer or damaged file
    │   └── StoreUnwritable    the ledger cannot be written: full, read-only, out of reach
    └── ConfigError            names the file and the key

    A message says where, what was expected, what was found, and the next step.
    """


class SourceError(TrackerError):
    """One source could not be read; says which, where, what was expected, found, and what next."""

    def __init__(self, source: str, url: str, *, expected: str, found: str, next_step: str) -> None:
        self.source, self.url = source, url
        self.expected, self.found, self.next_step = expected, found, next_step
        told = f"{source}: expected {expected}, found {found} at {url}; {next_step}"
        super().__init__(" ".join(told.split()))


class Blocked(SourceError):
    """The site refuses us, or asks for a proof that we are no machine."""

    def __init__(
        self,
        source: str,
        url: str,
        *,
        expected: str,
        found: str,
        next_step: str,
        retry_after: float | None = None,
    ) -> None:
        self.retry_after = retry_after  # seconds, where the site named them
        super().__init__(source, url, expected=expected, found=found, next_step=next_step)


class NotContent(SourceError):
    """A page that is none: a login, a maintenance notice, a "not found" sent as a success."""


class Incomplete(SourceError):
    """Only a part came, or nothing in time: cut, too big, too slow, out of reach."""


class Drift(SourceError):
    """Sound, but not shaped as we know it: a person looks before anything is believed."""


class LedgerError(TrackerError):
    """The ledger refuses an append, or what is stored is not what we wrote."""


class StoreUnwritable(LedgerError):
    """The ledger cannot be written; what is in it still stands and can be read."""


class ConfigError(TrackerError):
    """A setting cannot be used as it is written."""
