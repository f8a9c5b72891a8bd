"""Files given where a page is expected: their words are read, or it is said why not."""

from __future__ import annotations

import pytest

from events.errors import NotContent
from scrapers.cn_pages import read_chinese
from scrapers.documents import Document
from scrapers.us_pages import read_american
from tests import attachment_files as files
from tests.test_attachments import documents

ADDRESS = "https://www.example.test/a/act"
CHINESE = (
    "商务部公告2031年第3号",
    "公布暂停实施示例公告的决定",
    "自即日起至2032年5月31日，商务部公告2031年第2号暂停实施。",
    "商务部",
    "2031年6月1日",
)


@documents
def test_the_words_of_a_word_file_are_read_like_a_page() -> None:
    body = files.docx("".join(files.paragraph(line) for line in CHINESE))
    (reading,) = read_chinese(Document("cn_mofcom", ADDRESS + ".docx", body))
    assert reading.instrument == "mofcom-2031-3"
    (effect,) = reading.effects
    assert (effect.effect, effect.targets) == ("suspends", ("mofcom-2031-2",))
    assert str(effect.last_day) == "2032-05-31"


@documents
def test_an_american_rule_printed_as_a_pdf_is_read_like_a_page() -> None:
    body = files.pdf(
        [
            files.printed(
                "DEPARTMENT OF COMMERCE",
                "Bureau of Industry and Security",
                "Sample Rule on Widgets",
                "DATES: This rule is effective March 3, 2031.",
            )
        ]
    )
    (reading,) = read_american(Document("us_bis", ADDRESS + ".pdf", body))
    assert {str(effect.first_day) for effect in reading.effects} == {"2031-03-03"}


@documents
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (files.pdf([files.scanned()]), "no text layer"),
        (b"%PDF-1.4\n", "pdf"),
        (files.png(8), "PNG"),
        (files.archive({"a.txt": "x"}), "archive"),
        (files.compound("WordDocument"), "Word's old binary format"),
        (b"Rar!\x1a\x07\x00" + b"\0" * 40, "RAR"),
    ],
)
@pytest.mark.parametrize("reader", [read_chinese, read_american])
def test_a_file_without_words_is_refused_with_the_reason(reader, body, told) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotContent, match=told):
        reader(Document("cn_mofcom", ADDRESS, body))
