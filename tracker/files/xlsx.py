"""Spreadsheets in which no cell is a formula, with a sheet that says what was asked."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from tracker.ask import rows_of
from tracker.asked import UsageError
from tracker.files.told import Told

SHEET, CELL = 1_048_575, 32_767  # rows below the heading, letters of a cell, in a spreadsheet
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Rows = Iterable[Mapping[str, Any]]


def write(told: Told, _: str) -> bytes:
    """An answer as a spreadsheet."""
    columns, rows = rows_of(told.answer)
    body = io.BytesIO()
    fill(body, columns, rows, told.about, "Answer", told.receipt.moment)
    return body.getvalue()


def write_xlsx(path: Path, columns: Sequence[str], rows: Rows, about: Mapping[str, str]) -> None:
    """A spreadsheet of listings as a file. Raises UsageError where it cannot be written."""
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            fill(file, columns, rows, about, "Listings")
        draft.replace(path)
    except (OSError, FileCreateError) as error:
        raise UsageError(f"--out: {path} cannot be written: {error}; name another file") from error
    finally:
        draft.unlink(missing_ok=True)


def fill(
    file: BinaryIO,
    columns: Sequence[str],
    rows: Rows,
    about: Mapping[str, str],
    sheet: str,
    made: datetime | None = None,
) -> None:
    """Rows below their headings, and a sheet "About"; a text is a text, whatever it begins with.

    UsageError for more rows than a spreadsheet holds.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(file, SAFE) as book:
        if made:
            book.set_properties({"created": made.astimezone(UTC).replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        page.set_column(0, len(columns) - 1, 18)
        for at, name in enumerate(columns):
            page.write_string(0, at, name, bold)
        for line, row in enumerate(rows, 1):
            if line > SHEET:
                raise UsageError(
                    f"--out: a spreadsheet holds {SHEET:,} rows, this answer has more; write .csv,"
                    " or lower --limit"
                )
            for at, name in enumerate(columns):
                _write(page, line, at, row.get(name))
        _about(book.add_worksheet("About"), about, bold)


def _write(sheet: Any, line: int, at: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_string(line, at, "true" if value else "false")
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value)
    elif isinstance(value, dict | list):
        sheet.write_string(line, at, _cut(json.dumps(value, ensure_ascii=False)))
    elif value is not None:
        sheet.write_string(line, at, _cut(str(value)))


def _cut(text: str) -> str:
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"


def _about(sheet: Any, about: Mapping[str, str], bold: Any) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for line, (name, value) in enumerate(about.items()):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, _cut(value))
