"""What a measure is about: control codes, tariff numbers, destinations, origins, thresholds.

A code counts where it heads an entry or stands as （管制编码：…）; in 非1C226项下管制的 it only
delimits, and 【保留】 keeps a number free. Tariff numbers are for reference, never the scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scrapers.chinese.text import folded, squeezed
from scrapers.documents import Share

CODE = (
    r"[0-9][A-E]\d{3}(?![\dA-Za-z])(?:\.[a-z](?![a-z])(?:\.\d{1,2}(?![\d])(?:\.[a-z](?![a-z]))?)*)?"
)
HEAD = re.compile(
    rf"^\s*(?:[(]?[一二三四五六七八九十\d]+[)、]\s*)?({CODE}(?:\s*[、,和]\s*{CODE})*)(?!\s*项)\.?"
)
TAGGED = re.compile(rf"(?:管制编码|物项编码|编码)\s*:\s*({CODE}(?:\s*[、,和]\s*{CODE})*)")
RESERVED = re.compile(r"^\.?\s*(?:[【\[(]?保留[】\])]?)")
NOTE = re.compile(r"^\s*(?:说明|注|备注|技术说明|注释)\s*\d*\s*:")
TARIFF = re.compile(
    r"(?:海关商品编[号码]|税则号列|税号|商品编[号码]|海关编码)(?:为|是)?[::]?"
    r"((?:ex)?\d[\dA-Za-z.、,;和及/~至-]{0,4000})"
)
COLUMN = re.compile(r"(?:参考)?(?:海关商品编[号码]|税则号列|税号|商品编[号码]|海关编码)")
CODE_RANGE = re.compile(rf"({CODE}\s*(?:-|~|至)\s*{CODE})")
PRINTED_DIGITS = (6, 8, 10)
COUNTRIES = {
    "日本": "JP",
    "美国": "US",
    "墨西哥": "MX",
    "加拿大": "CA",
    "韩国": "KR",
    "欧盟": "EU",
    "台湾地区": "TW",
    "立陶宛": "LT",
    "荷兰": "NL",
    "德国": "DE",
    "法国": "FR",
    "英国": "GB",
    "意大利": "IT",
    "比利时": "BE",
    "捷克": "CZ",
    "波兰": "PL",
    "澳大利亚": "AU",
    "印度": "IN",
    "印度尼西亚": "ID",
    "印尼": "ID",
    "俄罗斯": "RU",
    "以色列": "IL",
    "菲律宾": "PH",
    "朝鲜": "KP",
    "伊朗": "IR",
    "越南": "VN",
    "泰国": "TH",
    "马来西亚": "MY",
    "新加坡": "SG",
    "巴西": "BR",
    "瑞典": "SE",
    "保加利亚": "BG",
}
COUNTRY = "|".join(sorted(COUNTRIES, key=len, reverse=True))
ROW = rf"(?:{COUNTRY})(?:[、和及,](?:{COUNTRY}))*"
TO = re.compile(
    rf"(?:对|向)(?:上述)?(?P<to>{ROW})(?:军事|.{{0,24}}?(?:出口|实体|企业|实施|提供|转移))"
    rf"|(?:提供给|转移给)(?P<to2>{ROW})"
    rf"|(?<!\d)\d{{1,4}}家(?:在)?(?P<to3>{ROW})(?:地区)?(?:实体|企业|公司|组织)"
    rf"|上述(?P<to4>{ROW})(?:实体|企业)|(?P<to5>{ROW})(?:实体|企业|军工)"
)
FROM = re.compile(
    rf"原产于(?P<of>{ROW})|原产地为(?P<of2>{ROW})"
    rf"|(?:暂停|停止|禁止)(?:从)?进口(?P<of3>{ROW})|(?P<of4>{ROW})[^,。;]{{0,16}}输华"
)
PERCENT = r"(\d{1,3}(?:\.\d{1,6})?)%"
VALUE = re.compile(rf"价值(?:比例|占比|的比例)(?:达到|达|超过|为)?{PERCENT}")
OWNED = re.compile(
    rf"(?:控股|持股|股权|持有)(?:比例)?(?:达到|达|超过)?{PERCENT}"
    rf"|(?<![\d.]){PERCENT}(?:及)?以上(?:的)?股[权份]"
)


def codes_in(lines: Iterable[str]) -> tuple[str, ...]:
    """The control codes that head entries, in order, each once."""
    out: dict[str, None] = {}
    for line in lines:
        words = folded(line)
        if NOTE.match(words):
            continue
        if (head := HEAD.match(words)) and not RESERVED.match(words[head.end() :]):
            out |= dict.fromkeys(re.findall(CODE, head[1]))
        for tag in TAGGED.finditer(words):
            out |= dict.fromkeys(re.findall(CODE, tag[1]))
    return tuple(out)


def tariff_numbers(words: str, cells: Iterable[str] = ()) -> tuple[str, ...]:
    """HS numbers of six, eight or ten digits that are given for reference, `cells` of a table."""
    found = [number.replace(".", "") for number in numbers_printed(words)]
    found += column_numbers(list(cells))
    return tuple(dict.fromkeys(n for n in found if well_formed(n)))


def column_numbers(cells: list[str]) -> list[str]:
    """Tariff numbers that stand alone in lines below a heading of theirs, as in a table."""
    heads = [index for index, cell in enumerate(cells) if COLUMN.fullmatch(cell)]
    below = cells[heads[0] + 1 :] if heads else []
    return [cell for cell in below if re.fullmatch(r"\d{6,12}", cell)]


def code_ranges(line: str) -> list[str]:
    """Codes from one to another: which lie between is not printed."""
    return [] if NOTE.match(line) else CODE_RANGE.findall(folded(line))


def odd_tariff_numbers(words: str) -> list[str]:
    """What stands among tariff numbers and is none: a digit lost, a letter for a digit."""
    return [n for n in numbers_printed(words) if not well_formed(n.replace(".", ""))]


def well_formed(number: str) -> bool:
    return number.isdecimal() and number.isascii() and len(number) in PRINTED_DIGITS


def numbers_printed(words: str) -> Iterator[str]:
    for row in TARIFF.finditer(words):
        for part in re.split(r"[、,;和及/]", row[1]):
            if number := part.removeprefix("ex").strip("."):
                yield number


def countries(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(COUNTRIES[name] for name in re.findall(COUNTRY, words)))


def destinations(words: str) -> tuple[str, ...]:
    """The countries exports are restricted to, by their ISO codes."""
    rows = (next(filter(None, found.groups())) for found in TO.finditer(squeezed(words)))
    return tuple(dict.fromkeys(code for row in rows for code in countries(row)))


def origins(words: str) -> tuple[str, ...]:
    """The countries goods must come from."""
    rows = (next(filter(None, found.groups())) for found in FROM.finditer(squeezed(words)))
    return tuple(dict.fromkeys(code for row in rows for code in countries(row)))


def threshold(words: str) -> Share | None:
    """The share from which a measure bites, if the words print exactly one."""
    value = {float(found[1]) for found in VALUE.finditer(words)}
    owned = {float(found[1] or found[2]) for found in OWNED.finditer(words)}
    shares = [Share(p, "value") for p in value] + [Share(p, "ownership") for p in owned]
    return shares[0] if len(shares) == 1 else None
