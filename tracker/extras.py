"""Libraries that are installed on request: there, or an error that says how to get them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from events.errors import ConfigError


def need(module: str, extra: str, what: str) -> Any:
    """A module of an extra; ConfigError names the extra where it is missing."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in (module, module.partition(".")[0]):
            raise
        raise ConfigError(
            f"{what}: expected the {extra} extra, found no module {error.name!r};"
            f" install regulatory-timeline-tracker[{extra}]"
        ) from error
