"""Any answer as a file: for spreadsheets, programs, the semantic web, and whoever files a memo.

>>> FORMS["xlsx"].media_type
'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
>>> form_of("answer.csl.json").name
'csl.json'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from events.errors import ConfigError
from tracker.asked import UsageError, did_you_mean, nearest
from tracker.files.told import Told

if TYPE_CHECKING:
    from tracker.answers import Answer
    from tracker.queries import Timeline
    from tracker.receipts import Receipt

_OFFICE = "application/vnd.openxmlformats-officedocument"

Writer = Callable[[Told, str], bytes]


@dataclass(frozen=True)
class Form:
    """One kind of file: how its name ends, what it is for, and the module that writes it.

    `extra` is what must be installed for it, None where nothing must.
    """

    name: str
    media_type: str
    title: str
    module: str
    extra: str | None = None

    @property
    def suffix(self) -> str:
        return f".{self.name}"


@dataclass(frozen=True)
class File:
    """A file ready to be saved or sent. Its name is made from the question's verb and the digest of
    the answer alone: nothing that was typed is in it."""

    name: str
    media_type: str
    body: bytes

    @property
    def disposition(self) -> str:
        """What a web server says beside it, so that a browser saves it."""
        return f'attachment; filename="{self.name}"'


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("csv", "text/csv; charset=utf-8", "Rows, for spreadsheets", "rows"),
        Form("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "A spreadsheet", "xlsx"),
        Form("json", "application/json", "The answer, as the API gives it", "rows"),
        Form("jsonl", "application/jsonl", "One line a row, complete", "rows"),
        Form("parquet", "application/vnd.apache.parquet", "Typed columns", "parquet", "files"),
        Form("jsonld", "application/ld+json", "Linked data: schema.org/Legislation", "jsonld"),
        Form("md", "text/markdown; charset=utf-8", "A memo with footnotes", "markdown"),
        Form("docx", f"{_OFFICE}.wordprocessingml.document", "A memo for Word", "word", "files"),
        Form("bib", "application/x-bibtex; charset=utf-8", "References, BibTeX", "references"),
        Form(
            "csl.json", "application/vnd.citationstyles.csl+json", "References, CSL", "references"
        ),
    )
}


def render(
    answer: Answer,
    receipt: Receipt,
    form: str,
    base: str | None = None,
    timeline: Timeline | None = None,
) -> File:
    """An answer as a file of a form (see FORMS), with its question, its limits and its receipt.

    `base` is the address of our pages, for links to them; a timeline gives the titles of texts that
    only act upon others. Raises UsageError for an unknown form, ConfigError where an extra is
    missing.
    """
    found = need_form(form)
    told = Told(answer, receipt, base, timeline)
    name = f"tracker-{receipt.verb}-{receipt.digest}{found.suffix}"
    return File(name, found.media_type, _writer(found)(told, found.name))


def _writer(form: Form) -> Writer:
    try:
        found: Writer = import_module(f"tracker.files.{form.module}").write
    except ModuleNotFoundError as error:
        raise missing(form, error) from error
    return found


def missing(form: Form, error: ModuleNotFoundError) -> ConfigError:
    """What to install for a form."""
    return ConfigError(
        f"{form.name}: expected the {form.extra} extra, found no module {error.name!r};"
        f" install regulatory-timeline-tracker[{form.extra}]"
    )


def need_form(name: str) -> Form:
    """A form by its name; UsageError for anything else."""
    if name not in FORMS:
        raise UsageError(
            f"form: expected {', '.join(FORMS)}; found {name!r:.60}"
            f"{did_you_mean(nearest(name, FORMS))}"
        )
    return FORMS[name]


def form_of(name: str | Path) -> Form:
    """The form that the end of a file's name asks for; UsageError where it asks for none."""
    text = Path(name).name.casefold()
    ends = sorted((form for form in FORMS.values() if text.endswith(form.suffix)), key=_longest)
    if not ends:
        endings = ", ".join(form.suffix for form in FORMS.values())
        raise UsageError(f"file: expected a name ending in {endings}; found {text[-40:]!r}")
    return ends[0]


def _longest(form: Form) -> int:
    return -len(form.suffix)


def write(
    answer: Answer,
    timeline: Timeline,
    path: Path,
    *,
    receipt: Receipt,
    form: str | None = None,
    base: str | None = None,
    force: bool = False,
) -> File:
    """Write an answer to a file, whole or not at all; the form is its name's, or the one said.

    Raises UsageError where a file is there already (unless `force`) or cannot be written.
    """
    from tracker.files.safely import save

    told = render(answer, receipt, form or form_of(path).name, base, timeline)
    save(path, told.body, force=force)
    return told
