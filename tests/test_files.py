"""Answers as files: the same answer in every form, no formula anywhere, no name that was typed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

import tracker
from events.errors import ConfigError
from tests.answers_asked import NOW, QUESTIONS, asked
from tests.test_citing import entries
from tracker.answers import Answer
from tracker.ask import rows_of
from tracker.asked import UsageError
from tracker.citing import citations
from tracker.files import FORMS, File, form_of, render, write
from tracker.files.jsonld import force_of, status_of
from tracker.files.rows import answer_of
from tracker.files.xlsx import fill
from tracker.parties.answer import ListedAnswer
from tracker.queries import Timeline
from tracker.tables import csv_lines

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
PREFIXES = (
    *SIGNS,
    *(
        "\t=",
        "\r=",
        "\n=",
        "\t",
        "\r",
        "\n",
        " =",
        "  +",
        "\u3000＝",
        "\xa0@",
        "\ufeff=",
        "\u200b-",
    ),
    *("\x00=", "=cmd|' /C calc'!A0"),
)
Plain = dict[str, Any]


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    place: Path = tmp_path_factory.mktemp("files") / "ledger.db"
    with tracker.open(f"sqlite:///{place}", now=lambda: NOW) as timeline:
        yield timeline


def made(timeline: Timeline, which: str, form: str, base: str | None = None) -> File:
    return render(*asked(timeline, which), form, base, timeline)


def plain(answer: Answer) -> Plain:
    """The answer as a program gets it from its JSON."""
    told: Plain = json.loads(json.dumps(answer.as_dict()))
    return told


def table(answer: Answer) -> tuple[tuple[str, ...], list[Plain]]:
    columns, rows = rows_of(answer)
    return columns, list(rows)


# -- one answer, whatever the form ------------------------------------------------------------


@pytest.mark.parametrize("which", QUESTIONS)
def test_a_file_of_lines_is_the_whole_answer(timeline: Timeline, which: str) -> None:
    answer, receipt = asked(timeline, which)
    lines = made(timeline, which, "jsonl").body.decode().splitlines()
    assert answer_of(lines) == plain(answer)
    assert json.loads(lines[0])["about"]["receipt_id"] == receipt.id
    assert json.loads(made(timeline, which, "json").body) == plain(answer)


def test_a_file_of_lines_that_was_cut_is_noticed(timeline: Timeline) -> None:
    lines = made(timeline, "on", "jsonl").body.decode().splitlines()
    with pytest.raises(ValueError, match="measures: expected 8 lines, found 7"):
        answer_of(lines[:-1])


@pytest.mark.parametrize("which", QUESTIONS)
def test_csv_and_a_spreadsheet_have_the_rows_of_the_answer(timeline: Timeline, which: str) -> None:
    columns, rows = table(asked(timeline, which)[0])
    body = made(timeline, which, "csv").body
    assert body.startswith(b"\xef\xbb\xbf")  # for spreadsheet programs
    read = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert read == list(csv.DictReader(io.StringIO("".join(csv_lines(columns, rows)), newline="")))
    assert len(read) == len(rows)
    book = load_workbook(io.BytesIO(made(timeline, which, "xlsx").body))
    head, *cells = book["Answer"].iter_rows(values_only=True)
    assert head == columns
    assert [dict(zip(head, one, strict=True)) for one in cells] == [
        {name: shown(row.get(name)) for name in columns} for row in rows
    ]


def shown(value: object) -> object:
    """A value as its cell has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


@pytest.mark.parametrize("which", QUESTIONS)
def test_parquet_has_days_as_days_and_the_values_of_the_json(
    timeline: Timeline, which: str
) -> None:
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    answer, receipt = asked(timeline, which)
    read = pq.read_table(io.BytesIO(made(timeline, which, "parquet").body))
    columns, rows = table(answer)
    assert tuple(read.column_names) == columns
    assert [{name: iso(one[name]) for name in columns} for one in read.to_pylist()] == [
        {name: row.get(name) for name in columns} for row in rows
    ]
    about = {name.decode(): value.decode() for name, value in read.schema.metadata.items()}
    assert json.loads(about["asked"]) == plain(answer)["question"]
    assert about["receipt"] == receipt.id
    assert all(field.metadata[b"description"] for field in read.schema)


def iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def test_the_days_of_parquet_can_be_counted_with(timeline: Timeline) -> None:
    import pyarrow.parquet as pq

    (one, *_) = pq.read_table(io.BytesIO(made(timeline, "on", "parquet").body)).to_pylist()
    assert one["next_day"] - one["until"] == timedelta(1)
    assert (one["confirmed"], one["never_operated"]) == (True, True)


@pytest.mark.parametrize("which", QUESTIONS)
@pytest.mark.parametrize("form", FORMS)
def test_every_answer_can_be_had_in_every_form(timeline: Timeline, which: str, form: str) -> None:
    file = made(timeline, which, form)
    assert file.body
    assert file.media_type == FORMS[form].media_type
    # One receipt gives one file, to the byte: nothing of the moment of writing is in it.
    assert made(timeline, which, form) == file


@pytest.mark.parametrize("which", QUESTIONS)
def test_references_hold_the_answer_and_each_text(timeline: Timeline, which: str) -> None:
    answer, receipt = asked(timeline, which)
    acts = citations(answer, timeline)
    own = f"tracker-{receipt.verb}-{receipt.digest}"
    keys = [key for key, _ in entries(made(timeline, which, "bib").body.decode())]
    assert keys == [own, *(act.key for act in acts)]
    items = json.loads(made(timeline, which, "csl.json").body)
    assert [one["id"] for one in items] == keys
    assert {one["type"] for one in items[1:]} <= {"legislation"}
    assert all("URL" in one for one in items[1:])


def test_beside_the_rows_stands_what_was_asked_how_far_it_reaches_and_the_receipt(
    timeline: Timeline,
) -> None:
    book = load_workbook(io.BytesIO(made(timeline, "check", "xlsx", "https://t.example").body))
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    receipt = asked(timeline, "check")[1]
    assert about["question"].startswith("What applies to a shipment on 2025-11-10")
    assert about["words"].startswith("This is no clearance")
    assert "no source has been checked yet" in about["notes"]
    assert "us_bis through 2026-10-08 (stale)" in about["sources"]
    assert about["receipt"] == receipt.id
    assert about["link"] == f"https://t.example/receipts/{receipt.id}"


# -- no formula anywhere ----------------------------------------------------------------------


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_text_is_taken_for_a_formula(timeline: Timeline, prefix: str) -> None:
    rows = [{"name": f"{prefix}1+1", "score": -1.5}]
    read = list(csv.reader(io.StringIO("".join(csv_lines(("name",), rows)), newline="")))
    assert read[1] == [f"'{prefix}1+1"]
    body = io.BytesIO()
    fill(body, ("name", "score"), rows, {"question": f"{prefix}1+1"}, "Answer")
    book = load_workbook(body)
    name, score = next(book["Answer"].iter_rows(min_row=2))
    assert (name.data_type, score.data_type, score.value) == ("s", "n", -1.5)
    assert book["About"]["B1"].data_type == "s"
    assert b"<f>" not in b"".join(sheets(body.getvalue()))
    said = answer_named(timeline, f"{prefix}1+1")
    assert json.loads(render(*said, "json").body)["question"]["name"] == f"{prefix}1+1"


def sheets(body: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        yield from (packed.read(name) for name in packed.namelist() if "worksheets" in name)


def answer_named(timeline: Timeline, name: str) -> tuple[Any, Any]:
    """An answer whose question holds a name that no question would let through."""
    answer, receipt = asked(timeline, "listed, nothing")
    assert isinstance(answer, ListedAnswer)
    return replace(answer, question={**answer.question, "name": name}), receipt


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a\x00b", "CON", "名" * 300, 'a"; filename="b.exe', "a\r\nSet-Cookie: x"],
)
def test_the_name_of_a_file_holds_nothing_that_was_typed(
    timeline: Timeline, name: str, form: str
) -> None:
    said = answer_named(timeline, name)
    file = render(*said, form)
    assert file.name == f"tracker-listed-{said[1].digest}.{form}"
    assert file.disposition == f'attachment; filename="{file.name}"'
    assert file.name.isascii()


# -- writing them -----------------------------------------------------------------------------


def test_the_end_of_a_name_chooses_the_form() -> None:
    names = ("a.CSV", "b.jsonld", "c.json", "d.csl.json", "e.jsonl", "f.docx")
    assert [form_of(name).name for name in names] == [
        *("csv", "jsonld", "json", "csl.json", "jsonl", "docx"),
    ]
    with pytest.raises(UsageError, match=r"expected a name ending in \.csv, "):
        form_of("answer.pdf")


def test_a_form_nobody_knows_is_refused_with_those_there_are(timeline: Timeline) -> None:
    with pytest.raises(
        UsageError, match=r"form: expected csv, xlsx, .*; found 'xslx'; did you mean"
    ):
        render(*asked(timeline, "on"), "xslx")


def test_a_file_that_is_there_is_kept_unless_told_otherwise(
    timeline: Timeline, tmp_path: Path
) -> None:
    path = tmp_path / "answer.md"
    path.write_text("mine", encoding="utf-8")
    answer, receipt = asked(timeline, "on")
    with pytest.raises(UsageError, match="is there already"):
        write(answer, timeline, path, receipt=receipt)
    assert path.read_text("utf-8") == "mine"
    write(answer, timeline, path, receipt=receipt, force=True)
    assert path.read_text("utf-8").startswith("# What applied on 2025-11-09")
    assert [one.name for one in tmp_path.iterdir()] == ["answer.md"]


@pytest.mark.parametrize("name", ["no/such/folder.csv", ".", "a\x00.csv", "b" * 300 + ".csv"])
def test_a_place_where_no_file_can_be_is_a_plain_refusal(
    timeline: Timeline, tmp_path: Path, name: str
) -> None:
    answer, receipt = asked(timeline, "on")
    with pytest.raises(UsageError) as refusal:
        write(answer, timeline, tmp_path / name, receipt=receipt, form="csv")
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("form", "module"), [("parquet", "pyarrow"), ("docx", "docx")])
def test_a_missing_extra_is_named(form: str, module: str) -> None:
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from tracker.files import FORMS, _writer\n"
        "from events.errors import ConfigError\n"
        "try:\n"
        f"    _writer(FORMS[{form!r}])\n"
        "except ConfigError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{form}: expected the files extra, found no module {module!r}")
    assert "install regulatory-timeline-tracker[files]" in done.stdout


def test_what_a_receipt_says_of_its_moment_is_the_moment_in_the_file(timeline: Timeline) -> None:
    book = load_workbook(io.BytesIO(made(timeline, "on", "xlsx").body))
    assert book.properties.created == datetime(2026, 11, 26, 6, 0)  # noqa: DTZ001
    assert ConfigError.__doc__


# -- linked data ------------------------------------------------------------------------------


def graph(file: File) -> dict[str, Plain]:
    told = json.loads(file.body)
    assert told["@context"] == "https://schema.org"
    nodes = {node["@id"]: node for node in told["@graph"]}
    assert len(nodes) == len(told["@graph"])
    return nodes


@pytest.mark.parametrize("which", QUESTIONS)
def test_linked_data_says_in_force_only_where_the_answer_does(
    timeline: Timeline, which: str
) -> None:
    answer, _ = asked(timeline, which)
    nodes = graph(made(timeline, which, "jsonld"))
    for measure in answer.measures:
        node = nodes[f"#{measure.id}"]
        force = node.get("legislationLegalForce")
        assert (force == "InForce") == (
            measure.state == "in_force"
            and (measure.by != "lapse" or measure.confirmed)
            and not measure.projected
        )
        if measure.state in ("suspended", "announced") and not measure.projected:
            assert force == "NotInForce"
        if measure.state == "ended":
            assert force == "NotInForce"
        elif measure.projected:
            assert force is None
        if measure.state == "unknown":
            assert force is None
        assert ("temporalCoverage" in node) == (force == "InForce" and measure.since is not None)
        assert ("projected" in node["creativeWorkStatus"]) == measure.projected
        assert node["isPartOf"]["@id"] == f"#{measure.instrument}"
        assert node["isPartOf"]["@id"] in nodes
    assert not any(value in (None, "", []) for node in nodes.values() for value in node.values())


def test_a_return_by_lapse_that_nobody_confirmed_is_said_to_be_neither(timeline: Timeline) -> None:
    node = graph(made(timeline, "show", "jsonld"))["#mofcom-2025-61/i-1"]
    assert "legislationLegalForce" not in node
    assert node["creativeWorkStatus"] == "in force, by lapse, unconfirmed, projected"
    assert node["legislationDateVersion"] == "2026-11-26"


def test_linked_data_says_nothing_of_force_where_nobody_reviewed_the_reading(
    timeline: Timeline,
) -> None:
    (measure,) = timeline.on("2025-11-09", measure="mofcom-2025-18/p1").measures
    assert force_of(measure) == "InForce"
    read = replace(
        measure, _imposed=measure._imposed.replace('"basis":"analyst"', '"basis":"read"')
    )
    assert force_of(read) is None
    assert status_of(read) == "in force, not reviewed"


def test_an_act_changes_the_measures_it_suspends_and_is_named_in_both_languages(
    timeline: Timeline,
) -> None:
    base = "https://t.example"
    nodes = graph(made(timeline, "on", "jsonld", base))
    act = nodes[f"{base}/instruments/mofcom-2025-70"]
    assert {"@id": f"{base}/measures/mofcom-2025-61/i-1"} in act["legislationChanges"]
    assert act["legislationIdentifier"] == "商务部 海关总署公告2025年第70号"
    assert act["legislationPassedBy"][0]["name"] == "MOFCOM"
    assert act["datePublished"] == "2025-11-07"
    assert "legislationDate" not in act  # the day it was signed is not on file
    measure = nodes[f"{base}/measures/mofcom-2025-61/i-1"]
    assert measure["legislationLegalForce"] == "NotInForce"
    assert "legislationChanges" not in nodes[f"{base}/instruments/mofcom-2025-61"]
