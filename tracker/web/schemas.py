"""The shapes of what the API sends and takes, as the OpenAPI document names them."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import models_json_schema

from tracker.answer_models import ANSWERS, with_receipt
from tracker.ask import VERBS
from tracker.web.deciding import WANTED
from tracker.web.problems import Problem
from tracker.web.subscribing import Wanted

SENT: Literal["serialization"] = "serialization"
TAKEN: Literal["validation"] = "validation"


class Waiting(BaseModel):
    """One thing that waits for a person."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: str
    instrument: str | None
    source: str
    reason: str
    sentence: str
    read: str | None
    on_file: str | None
    url: str | None


class AllWaiting(BaseModel):
    """Everything that waits."""

    model_config = ConfigDict(extra="forbid")

    waiting: list[Waiting]


class Subscribed(Wanted):
    """A subscription as it stands; `secret` is told once, when a webhook is added."""

    model_config = ConfigDict(extra="forbid")

    origin: str
    state: str
    reason: str | None
    since: str
    changed_at: str
    secret: str | None = None


class AllSubscribed(BaseModel):
    """Every subscription."""

    model_config = ConfigDict(extra="forbid")

    subscriptions: list[Subscribed]


class Decided(BaseModel):
    """A decision that was filed."""

    model_config = ConfigDict(extra="forbid")

    review: str
    decision: str
    by: str
    told: str


@cache
def models() -> tuple[dict[str, str], dict[str, Any]]:
    """The references of every model by its name here, and the schemas they lead to."""
    out: dict[str, type[BaseModel]] = {
        verb: with_receipt(verb) for verb in VERBS if verb in ANSWERS
    }
    shapes: tuple[type[BaseModel], ...] = (Problem, AllWaiting, Subscribed, AllSubscribed, Decided)
    out |= {one.__name__: one for one in shapes}
    kinds: tuple[type[BaseModel], ...] = (*WANTED.values(), Wanted)
    into = {one.__name__: one for one in kinds}
    keys, found = models_json_schema(
        [(one, SENT) for one in out.values()] + [(one, TAKEN) for one in into.values()],
        ref_template="#/components/schemas/{model}",
    )
    refs = {name: str(keys[one, SENT]["$ref"]) for name, one in out.items()}
    refs |= {name: str(keys[one, TAKEN]["$ref"]) for name, one in into.items()}
    return refs, dict(found["$defs"])


def reference(name: str) -> dict[str, str]:
    """Where the schema of a model stands in the document."""
    return {"$ref": models()[0][name]}
