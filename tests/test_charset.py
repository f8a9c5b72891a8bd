"""Bytes to text: the right text or an error, never a replacement and never mojibake."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from scrapers.charset import Undecodable, decode, mojibake
from tests.faulty_server import article

SHARED = Path(__file__).parents[2] / "shared"
ROW = "商务部 海关总署公告2026年第7号　公布对钨相关物项实施出口管制的决定"
PLAIN = (
    "根据《中华人民共和国出口管制法》有关规定，经国务院批准，决定对下列物项实施出口管制。"
    "出口经营者出口上述物项应当依照相关规定向国务院商务主管部门申请许可。本公告自公布之日起正式实施。"
)
SHAPES: dict[str, Callable[[str], str]] = {
    "list": lambda words: (
        f'<ul class="txtList_01"><li><a href="/a" title="{ROW}">{words}</a></li></ul>'
    ),
    "detail": lambda words: article(words, title=ROW),
    "feed": lambda words: f"<rss><channel><item><title>{ROW}</title>{words}</item></channel></rss>",
}
TRADITIONAL = "中華人民共和國商務部公告，對原產於臺灣地區的進口商品實施檢驗，請經營者辦理許可手續。"


class Case(NamedTuple):
    """Words, the bytes they are sent as, and whether they can be told for certain."""

    words: str
    sent: Callable[[str], bytes]
    certain: bool


def meta(charset: str, text: str) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">{text}'


def one_bad_byte(text: str) -> bytes:
    raw = text.encode()
    at = raw.index("决定".encode()) + 1
    return raw[:at] + b"\xff" + raw[at + 1 :]


def one_byte_lost(text: str) -> bytes:
    raw = text.encode()
    at = raw.index("决定".encode()) + 1
    return raw[:at] + raw[at + 1 :]


CASES = {
    "GB18030 named UTF-8 in the header": Case(PLAIN, lambda text: text.encode("gb18030"), True),
    "GB18030 named UTF-8 in a meta": Case(
        PLAIN, lambda text: meta("utf-8", text).encode("gb18030"), True
    ),
    "GB18030 without a name": Case(PLAIN, lambda text: text.encode("gb18030"), True),
    "UTF-8 named GB2312": Case(PLAIN, lambda text: meta("gb2312", text).encode(), True),
    "UTF-8 with one bad byte": Case(PLAIN, one_bad_byte, False),
    "UTF-8 with one byte lost": Case(PLAIN, one_byte_lost, False),
    "UTF-8 with a mark": Case(PLAIN, lambda text: b"\xef\xbb\xbf" + text.encode(), True),
    "UTF-16, little end first": Case(
        PLAIN, lambda text: b"\xff\xfe" + text.encode("utf-16-le"), True
    ),
    "UTF-16 without a mark": Case(PLAIN, lambda text: text.encode("utf-16-be"), False),
    "Big5": Case(TRADITIONAL, lambda text: text.encode("big5", "ignore"), False),
    "GB18030 with a character of four bytes": Case(
        f"{PLAIN}㙓县公司", lambda text: text.encode("gb18030"), True
    ),
    "entities": Case(f"{PLAIN}&#34;&#x516C;&amp;", lambda text: text.encode("gb18030"), True),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", CASES)
def test_a_page_is_read_right_or_not_at_all(case: str, shape: str) -> None:
    words, sent, certain = CASES[case]
    page = SHAPES[shape](words)
    declared = "UTF-8" if "header" in case else None
    if not certain:
        with pytest.raises(Undecodable):
            decode(sent(page), chinese=True, declared=declared)
        return
    text = decode(sent(page), chinese=True, declared=declared)
    assert text.endswith(page)
    assert "\ufffd" not in text
    assert mojibake(text) is None


def test_there_are_thirty_six() -> None:
    assert len(CASES) * len(SHAPES) == 36


@pytest.mark.parametrize("charset", ["gb18030", "gbk", "gb2312"])
def test_every_name_of_the_national_charset_is_one_charset(charset: str) -> None:
    assert decode(PLAIN.encode(charset), chinese=True) == PLAIN


def test_gb18030_is_for_chinese_sources_only() -> None:
    with pytest.raises(Undecodable, match="not UTF-8 at byte 0"):
        decode(PLAIN.encode("gb18030"), chinese=False)
    with pytest.raises(Undecodable, match="declared as windows-1252"):
        decode('<meta charset="windows-1252">Caf\xe9'.encode("cp1252"), chinese=False)


@pytest.mark.parametrize(
    "raw",
    [
        "résumé".encode("latin-1"),
        b"\xff\xfea",  # half a character of UTF-16
        b"\x00\x01\x02",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x1b$B8x9p\x1b(B",
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("gb18030")[:-1],
        TRADITIONAL.encode("big5"),
        "公告を発表しました。".encode("shift_jis"),
        meta("EUC-KR", "공고를 발표하였다").encode("euc-kr"),
    ],
)
def test_bytes_of_another_charset_are_no_text(raw: bytes) -> None:
    with pytest.raises(Undecodable):
        decode(raw, chinese=True)


def test_damage_to_one_byte_of_utf8_is_never_taken_for_gb18030() -> None:
    seed = random.randrange(1_000_000)
    pick, taken, tried = random.Random(seed), 0, 0
    raw = article(PLAIN, title=ROW).encode()
    for at in (place for place, byte in enumerate(raw) if byte > 0x7F):
        for damaged in (
            raw[:at] + raw[at + 1 :],
            raw[:at] + bytes([raw[at] ^ 1 << pick.randrange(6, 8)]) + raw[at + 1 :],
            raw[:at] + bytes([pick.randrange(0x80, 0xC0)]) + raw[at:],
        ):
            try:
                taken += decode(damaged, chinese=True) != damaged.decode("utf-8", "strict")
            except UnicodeDecodeError:
                taken += 1
            except Undecodable:
                pass
            tried += 1
    print(f"damaged UTF-8 taken for GB18030: {taken}/{tried} (seed {seed})")
    assert taken == 0


@pytest.mark.parametrize(
    "garbled",
    [
        PLAIN.encode().decode("latin-1"),
        PLAIN.encode().decode("cp1252", "ignore"),
        PLAIN.encode("gb18030").decode("latin-1"),
        PLAIN.encode().decode("gb18030", "ignore"),
        "å•†åŠ¡éƒ¨",
        "ÉÌÎñ²¿¹«¸æ",
    ],
)
def test_chinese_in_the_wrong_letters_is_known(garbled: str) -> None:
    assert mojibake(f"<p>{garbled}</p>")


@pytest.mark.parametrize(
    "genuine",
    [
        PLAIN,
        TRADITIONAL,
        "Société Générale d’Électricité à Orléans, Zürich, São Paulo, Łódź, Göteborg",
        "ООО «Ромашка», 株式会社日立製作所, ㈱, ①②③④⑤, ——……“”",
        "鍟家镇",
    ],
)
def test_genuine_words_are_no_mojibake(genuine: str) -> None:
    assert mojibake(genuine) is None


@pytest.mark.needs_shared
@pytest.mark.skipif(not SHARED.exists(), reason="no folder `shared` beside the checkout")
def test_real_texts_survive_both_charsets_and_raise_no_alarm() -> None:
    texts, false = 0, []
    for path in sorted((SHARED / "data" / "cn").rglob("*")):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        texts += 1
        if mojibake(text) or decode(text.encode("gb18030"), chinese=True) != text:
            false.append(path.name)
    print(f"real texts read right in GB18030: {texts - len(false)}/{texts}")
    assert texts
    assert false == []
