"""Every error we raise on purpose, as one tree."""

from __future__ import annotations


class TrackerError(Exception):
    """Every error we raise on purpose; its message is one line.

    TrackerError
    ├── LedgerError            refused append, unknown event, broken chain, newer or damaged file
    │   └── StoreUnwritable    the ledger cannot be written: full, read-only, out of reach
    └── ConfigError            names the file and the key

    A message says where, what was expected, what was found, and the next step.
    """


class LedgerError(TrackerError):
    """The ledger refuses an append, or what is stored is not what we wrote."""


class StoreUnwritable(LedgerError):
    """The ledger cannot be written; what is in it still stands and can be read."""


class ConfigError(TrackerError):
    """A setting cannot be used as it is written."""
