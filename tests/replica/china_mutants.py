"""Layouts that the Chinese lists might have tomorrow: one change to a page, or several.

Each way takes the parsed page, changes it in place, and draws on a seeded chance for where.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup, Tag

Way = Callable[[BeautifulSoup, random.Random], None]
Record = dict[str, Any]


def rows(soup: BeautifulSoup) -> list[Tag]:
    """The lines of the list of texts, not those of the navigation."""
    return [line for line in soup.find_all("li") if line.find("a", href=re.compile("/art/"))]


def some(soup: BeautifulSoup, chance: random.Random) -> list[Tag]:
    """One row, half of them, or all."""
    found = rows(soup)
    return chance.sample(found, chance.choice([1, max(len(found) // 2, 1), len(found)]))


def list_of(soup: BeautifulSoup) -> Tag:
    found = [line.find_parent("ul") or line.find_parent() for line in rows(soup)]
    return next(tag for tag in found if tag)


def link(line: Tag) -> Tag:
    return next(iter(line.find_all("a")))


def class_renamed(soup: BeautifulSoup, chance: random.Random) -> None:
    tag = chance.choice(soup.find_all(["ul", "div", "span", "a", "li"]))
    tag["class"] = chance.choice(["list", "new-list", "txtList_02", "page"])


def title_dropped(soup: BeautifulSoup, chance: random.Random) -> None:
    for line in some(soup, chance):
        del link(line)["title"]


def day_dropped(soup: BeautifulSoup, chance: random.Random) -> None:
    for line in some(soup, chance):
        for span in line.find_all("span"):
            span.decompose()


def day_unreadable(soup: BeautifulSoup, chance: random.Random) -> None:
    words = chance.choice(["", "昨天", "[2026-02-31]", "[11-03]", "2026年11月3日", "[Nov 3, 2026]"])
    for line in some(soup, chance):
        for span in line.find_all("span"):
            span.string = words


def columns_swapped(soup: BeautifulSoup, chance: random.Random) -> None:
    for line in some(soup, chance):
        for span in line.find_all("span"):
            line.insert(0, span.extract())


def texts_swapped(soup: BeautifulSoup, chance: random.Random) -> None:
    for line in some(soup, chance):
        for span in line.find_all("span"):
            day, title = span.get_text(), str(link(line).get("title", ""))
            span.string, link(line)["title"] = title, day


def nested_table(soup: BeautifulSoup, chance: random.Random) -> None:
    for line in some(soup, chance):
        table = soup.new_tag("table")
        for child in list(line.children):
            cell = soup.new_tag("td")
            cell.append(child.extract())
            table.append(cell)
        line.append(table)


def rows_in_a_row(soup: BeautifulSoup, chance: random.Random) -> None:
    first, *others = rows(soup)
    inner = soup.new_tag(chance.choice(["ul", "div", "table"]))
    for line in chance.sample(others, len(others) // 2):
        inner.append(line.extract())
    first.append(inner)


def header_added(soup: BeautifulSoup, chance: random.Random) -> None:
    header = soup.new_tag("li")
    header.string = chance.choice(["标题 日期", "Title Date", "タイトル", "序号"])
    list_of(soup).insert(0, header)


def list_twice(soup: BeautifulSoup, chance: random.Random) -> None:
    found = list_of(soup)
    found.insert_before(copy.copy(found))


def list_split(soup: BeautifulSoup, chance: random.Random) -> None:
    found = list_of(soup)
    other = soup.new_tag("ul", attrs={"class": chance.choice(["txtList_01", "txtList_02", "more"])})
    for line in rows(soup)[chance.randrange(1, 4) :]:
        other.append(line.extract())
    found.insert_after(other)


def tags_renamed(soup: BeautifulSoup, chance: random.Random) -> None:
    old, new = chance.choice([("li", "dd"), ("li", "div"), ("ul", "ol"), ("span", "em")])
    for line in some(soup, chance):
        for tag in [line] if old == "li" else line.find_all(old):
            tag.name = new
    if old == "ul":
        list_of(soup).name = new


def address_gone(soup: BeautifulSoup, chance: random.Random) -> None:
    for line in some(soup, chance):
        href = str(link(line)["href"])
        match chance.randrange(4):
            case 0:
                link(line)["href"] = "javascript:void(0)"
            case 1:
                del link(line)["href"]
            case 2:
                del link(line)["href"]
                link(line)["data-href"] = href
            case _:
                link(line).name = "b"


def rows_dropped(soup: BeautifulSoup, chance: random.Random) -> None:
    for line in some(soup, chance):
        line.decompose()


def pager_changed(soup: BeautifulSoup, chance: random.Random) -> None:
    pager = soup.find("div", class_="pagination")
    if not isinstance(pager, Tag):
        return class_renamed(soup, chance)
    name = chance.choice(["rows", "count", "pageno"])
    match chance.randrange(4):
        case 0:
            del pager[name]
        case 1:
            pager[name] = ""
        case 2:
            pager[name] = chance.choice(["0", "-1", "many", "1.5", "３"])
        case _:
            pager.decompose()
    return None


HTML_WAYS: tuple[Way, ...] = (
    class_renamed, title_dropped, day_dropped, day_unreadable, columns_swapped, texts_swapped,
    nested_table, rows_in_a_row, header_added, list_twice, list_split, tags_renamed, address_gone,
    rows_dropped, pager_changed,
)  # fmt: skip


def html_mutant(words: str, chance: random.Random) -> tuple[str, str]:
    """A page with one or two changes, and their names.

    Rows are dropped only beside a pager that counts them: on a page that counts nothing, a row that
    is not there is no change of layout.
    """
    soup = BeautifulSoup(words, "lxml")
    fit = [way for way in HTML_WAYS if way is not rows_dropped or soup.select(".pagination")]
    ways = chance.sample(fit, chance.choice([1, 1, 2]))
    for way in ways:
        if rows(soup) and soup.find("ul"):
            way(soup, chance)
    return str(soup), " and ".join(way.__name__ for way in ways)


def json_mutant(words: str, chance: random.Random) -> tuple[str, str]:
    """A list answer of the export site with one change, and its name."""
    answer = json.loads(words)
    info, records = answer["pageInfo"], answer["pageInfo"]["rows"]
    chosen = chance.sample(records, chance.choice([1, max(len(records) // 2, 1), len(records)]))
    way = chance.choice(JSON_WAYS)
    way(info, chosen, chance)
    return json.dumps(answer, ensure_ascii=False), way.__name__


NEEDED = ("title", "url", "publishTimeStr", "content")


def field_renamed(info: Record, chosen: list[Record], chance: random.Random) -> None:
    name = chance.choice(NEEDED)
    for record in chosen:
        record[chance.choice([name.upper(), f"{name}Cn", "标题"])] = record.pop(name)


def field_dropped(info: Record, chosen: list[Record], chance: random.Random) -> None:
    name = chance.choice(NEEDED)
    for record in chosen:
        del record[name]


def fields_swapped(info: Record, chosen: list[Record], chance: random.Random) -> None:
    one, other = chance.sample(NEEDED[:3], 2)
    for record in chosen:
        record[one], record[other] = record[other], record[one]


def records_nested(info: Record, chosen: list[Record], chance: random.Random) -> None:
    info["rows"] = chance.choice([{"list": info["rows"]}, [info["rows"]], [{"row": chosen[0]}]])


def header_record(info: Record, chosen: list[Record], chance: random.Random) -> None:
    info["rows"].insert(0, dict.fromkeys(info["rows"][0], "标题"))


def times_unreadable(info: Record, chosen: list[Record], chance: random.Random) -> None:
    words = chance.choice(["", "昨天", "1763955600000", "2026/11/03", "2026-02-31 09:00:00"])
    for record in chosen:
        record["publishTimeStr"] = words


def records_dropped(info: Record, chosen: list[Record], chance: random.Random) -> None:
    for record in chosen:
        info["rows"].remove(record)


def records_elsewhere(info: Record, chosen: list[Record], chance: random.Random) -> None:
    info["topRows"] = chosen
    records_dropped(info, chosen, chance)


def numbers_changed(info: Record, chosen: list[Record], chance: random.Random) -> None:
    name = chance.choice(["total", "maxPageNum"])
    info[name] = chance.choice([0, -1, 1, info[name] + 1, info[name] - 1, str(info[name]), None])


def fields_added(info: Record, chosen: list[Record], chance: random.Random) -> None:
    info["pageSize"] = chance.randrange(50)
    for record in chosen:
        record["summary"] = {"title": "摘要"}


def fields_reordered(info: Record, chosen: list[Record], chance: random.Random) -> None:
    for record in chosen:
        names = chance.sample(list(record), len(record))
        record.update({name: record.pop(name) for name in names})


def addresses_whole(info: Record, chosen: list[Record], chance: random.Random) -> None:
    scheme = chance.choice(["http:", "https:", ""])
    for record in chosen:
        record["url"] = f"{scheme}//exportcontrol.mofcom.gov.cn{record['url']}"


JSON_WAYS = (
    field_renamed, field_dropped, fields_swapped, records_nested, header_record, times_unreadable,
    records_dropped, records_elsewhere, numbers_changed,
    fields_added, fields_reordered, addresses_whole,
)  # fmt: skip
