"""Layouts that the American answers might have tomorrow: one change each, drawn from a seed.

Nothing here takes a document away: what a reader then does not list, it has lost.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

Record = dict[str, Any]
JsonWay = Callable[[Any, "Shape", random.Random], Any]
FeedWay = Callable[[str, random.Random], str]


class Shape:
    """Where the rows of an answer are, and what they consist of."""

    def __init__(self, rows: str, count: str | None, fields: Sequence[str], texts: Sequence[str]):
        self.rows, self.count = rows, count
        self.fields, self.texts = fields, texts


def some(rows: list[Record], chance: random.Random) -> list[Record]:
    """One row, half of them, or all."""
    if not rows:
        return []
    return chance.sample(rows, chance.choice([1, max(len(rows) // 2, 1), len(rows)]))


def field_renamed(answer: Any, shape: Shape, chance: random.Random) -> Any:
    name = chance.choice(shape.fields)
    new = chance.choice([f"{name}_new", name.replace("_", "-") + "-", name.upper(), f"x{name}"])
    for row in some(answer[shape.rows], chance):
        if name in row:
            row[new] = row.pop(name)
    return answer


def field_translated(answer: Any, shape: Shape, chance: random.Random) -> Any:
    words = {"title": "título", "type": "tipo", "agencies": "agencias", "identifier": "clave"}
    for row in answer[shape.rows]:
        for name in list(row):
            if name in words:
                row[words[name]] = row.pop(name)
    return answer


def field_dropped(answer: Any, shape: Shape, chance: random.Random) -> Any:
    name = chance.choice(shape.fields)
    for row in some(answer[shape.rows], chance):
        row.pop(name, None)
    return answer


def field_of_another_type(answer: Any, shape: Shape, chance: random.Random) -> Any:
    name = chance.choice(shape.fields)
    value = chance.choice([[], {}, 7, 1.5, "", " ", {"value": "x"}, ["x"]])
    for row in some(answer[shape.rows], chance):
        row[name] = value
    return answer


def two_fields_swapped(answer: Any, shape: Shape, chance: random.Random) -> Any:
    one, other = chance.sample(list(shape.texts), 2)
    for row in answer[shape.rows]:
        row[one], row[other] = row.get(other), row.get(one)
    return answer


def days_written_differently(answer: Any, shape: Shape, chance: random.Random) -> Any:
    order = chance.choice([r"\2/\3/\1", r"\3.\2.\1", r"\1\2\3", r"\1-\3-\2 ", r"\1年\2月\3日"])
    for row in some(answer[shape.rows], chance):
        for name, value in row.items():
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                row[name] = re.sub(r"(\d{4})-(\d\d)-(\d\d)", order, value)
    return answer


def rows_nested(answer: Any, shape: Shape, chance: random.Random) -> Any:
    word = chance.choice(["document", "row", "attributes"])
    return {**answer, shape.rows: [{word: row} for row in answer[shape.rows]]}


def rows_keyed(answer: Any, shape: Shape, chance: random.Random) -> Any:
    return {**answer, shape.rows: {str(key): row for key, row in enumerate(answer[shape.rows])}}


def rows_elsewhere(answer: Any, shape: Shape, chance: random.Random) -> Any:
    rows = answer.pop(shape.rows)
    return {**answer, chance.choice(["data", "items", shape.rows.upper()]): rows}


def rows_in_two_lists(answer: Any, shape: Shape, chance: random.Random) -> Any:
    rows = answer[shape.rows]
    half = chance.randrange(1, len(rows))
    return {**answer, shape.rows: rows[:half], f"more_{shape.rows}": rows[half:]}


def header_row(answer: Any, shape: Shape, chance: random.Random) -> Any:
    header = {name: name for name in shape.fields}
    return {**answer, shape.rows: [header, *answer[shape.rows]]}


def row_twice(answer: Any, shape: Shape, chance: random.Random) -> Any:
    rows = answer[shape.rows]
    return {**answer, shape.rows: [*rows, copy.deepcopy(chance.choice(rows))]}


def rows_in_another_order(answer: Any, shape: Shape, chance: random.Random) -> Any:
    rows = answer[shape.rows]
    return {**answer, shape.rows: chance.sample(rows, len(rows))}


def field_added(answer: Any, shape: Shape, chance: random.Random) -> Any:
    for row in answer[shape.rows]:
        row["brand_new"] = {"deep": [1, 2, 3]}
    return answer


def wrapped(answer: Any, shape: Shape, chance: random.Random) -> Any:
    return chance.choice([{"data": answer}, [answer], {"response": {"body": answer}}])


def count_changed(answer: Any, shape: Shape, chance: random.Random) -> Any:
    if shape.count is None:
        return answer
    count = answer.pop(shape.count)
    name = chance.choice([shape.count, "total", "hits"])
    return {**answer, name: chance.choice([str(count), {"value": count}, count, None])}


def agencies_flat(answer: Any, shape: Shape, chance: random.Random) -> Any:
    for row in answer[shape.rows]:
        if "agencies" in row:
            row["agencies"] = [one.get("name") for one in row["agencies"]]
    return answer


def agency_key(answer: Any, shape: Shape, chance: random.Random) -> Any:
    name = chance.choice(["slug", "raw_name", "slug"])
    for row in some(answer[shape.rows], chance):
        for one in row.get("agencies", []):
            value = one.pop(name)
            one.update(chance.choice([{}, {f"{name}_id": value}, {name: [value]}, {name: None}]))
    return answer


def addresses_elsewhere(answer: Any, shape: Shape, chance: random.Random) -> Any:
    new = chance.choice(["http://www.federalregister.gov", "https://beta.example", ""])
    for row in answer[shape.rows]:
        if "html_url" in row:
            row["html_url"] = row["html_url"].replace("https://www.federalregister.gov", new)
    return answer


JSON_WAYS: tuple[JsonWay, ...] = (
    field_renamed,
    field_dropped,
    field_of_another_type,
    field_translated,
    two_fields_swapped,
    days_written_differently,
    rows_nested,
    rows_keyed,
    rows_elsewhere,
    rows_in_two_lists,
    header_row,
    row_twice,
    rows_in_another_order,
    field_added,
    wrapped,
    count_changed,
    agencies_flat,
    agency_key,
    addresses_elsewhere,
)
TAGS = ("item", "title", "link", "guid", "description", "pubDate", "dc:creator", "channel", "rss")


def items(text: str) -> list[str]:
    return re.findall(r"<item>.*?</item>\n?", text, re.DOTALL)


def chosen(text: str, chance: random.Random) -> list[str]:
    found = items(text)
    return chance.sample(found, chance.choice([1, len(found) // 2, len(found)]))


def in_items(text: str, chance: random.Random, change: Callable[[str], str]) -> str:
    for item in chosen(text, chance):
        text = text.replace(item, change(item))
    return text


def tag_renamed(text: str, chance: random.Random) -> str:
    name = chance.choice(TAGS)
    new = chance.choice([f"{name}s", name.upper(), f"x-{name}".replace(":", ""), "entry"])

    def change(part: str) -> str:
        return re.sub(rf"(</?){name}(?=[\s>])", rf"\g<1>{new}", part)

    return change(text) if name in ("channel", "rss") else in_items(text, chance, change)


def tag_dropped(text: str, chance: random.Random) -> str:
    name = chance.choice(TAGS[1:7])
    return in_items(text, chance, lambda item: re.sub(rf"<{name}>.*?</{name}>", "", item))


def tag_emptied(text: str, chance: random.Random) -> str:
    name = chance.choice(TAGS[1:7])
    return in_items(text, chance, lambda item: re.sub(rf"<{name}>.*?</{name}>", f"<{name}/>", item))


def tags_swapped(text: str, chance: random.Random) -> str:
    one, other = chance.sample(TAGS[1:7], 2)

    def change(item: str) -> str:
        item = re.sub(rf"(</?){one}>", r"\1swap>", item)
        return re.sub(
            r"(</?)swap>", rf"\g<1>{other}>", re.sub(rf"(</?){other}>", rf"\g<1>{one}>", item)
        )

    for item in items(text):
        text = text.replace(item, change(item))
    return text


def tag_twice(text: str, chance: random.Random) -> str:
    name = chance.choice(TAGS[1:7])
    return in_items(text, chance, lambda item: re.sub(rf"(<{name}>.*?</{name}>)", r"\1\1", item))


def item_in_item(text: str, chance: random.Random) -> str:
    return in_items(text, chance, lambda item: f"<item>{item}</item>")


def items_wrapped(text: str, chance: random.Random) -> str:
    word = chance.choice(["items", "group", "section"])
    return in_items(text, chance, lambda item: f"<{word}>{item}</{word}>")


def second_channel(text: str, chance: random.Random) -> str:
    half = items(text)[len(items(text)) // 2]
    return text.replace(half, f"</channel><channel><title>More</title>{half}")


def item_without_anything(text: str, chance: random.Random) -> str:
    return text.replace("<item>", "<item><title>Title</title></item><item>", 1)


def items_in_another_order(text: str, chance: random.Random) -> str:
    found = items(text)
    start = text.index(found[0])
    end = text.index(found[-1]) + len(found[-1])
    return text[:start] + "".join(chance.sample(found, len(found))) + text[end:]


def item_twice(text: str, chance: random.Random) -> str:
    return in_items(text, chance, lambda item: item * 2)


def in_cdata(text: str, chance: random.Random) -> str:
    name = chance.choice(("title", "link", "description"))
    change = rf"<{name}><![CDATA[\1]]></{name}>"
    return in_items(text, chance, lambda item: re.sub(rf"<{name}>(.*?)</{name}>", change, item))


def link_changed(text: str, chance: random.Random) -> str:
    one, other = chance.choice(
        [
            ("https://www.federalregister.gov", "http://www.federalregister.gov"),
            ("https://www.federalregister.gov", "https://beta.example"),
            ("https://www.federalregister.gov", ""),
            ("/documents/", "/d/"),
            ("</link>", "?utm_source=rss</link>"),
            ("</link>", "#top</link>"),
        ]
    )
    return in_items(text, chance, lambda item: item.replace(one, other))


def broken(text: str, chance: random.Random) -> str:
    place = chance.randrange(200, len(text) - 40)
    damage = chance.choice(["<", "&", "</item>", "]]>", "<item>", ""])
    return text[:place] + damage + (text[place:] if damage else "")


def day_unreadable(text: str, chance: random.Random) -> str:
    words = chance.choice(["yesterday", "2026年11月12日 08:00", "32 Nov 2026", "CST"])
    change = f"<pubDate>{words}</pubDate>"
    return in_items(text, chance, lambda item: re.sub("<pubDate>.*?</pubDate>", change, item))


FEED_WAYS: tuple[FeedWay, ...] = (
    tag_renamed,
    tag_dropped,
    tag_emptied,
    tags_swapped,
    tag_twice,
    item_in_item,
    items_wrapped,
    second_channel,
    item_without_anything,
    items_in_another_order,
    item_twice,
    in_cdata,
    link_changed,
    broken,
    day_unreadable,
)
