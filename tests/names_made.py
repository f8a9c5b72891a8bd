"""Names that nobody has, and the ways in which people write a name wrong: for tests and the bench.

Everything is drawn from a seeded chance, so each run asks the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache

from tracker.names.folded import folded

_SYLLABLES = """
    b ch d f g h j k l m n p q r s sh t v w x y z zh br kr tr gl st
    a e i o u ai ao ei ou ia ua
    n ng r l s k m
"""
_PLACES = "Beijing Shanghai Shenzhen Wuhan Chengdu Moscow Tehran Dubai Istanbul Singapore"
_TRADES = """
    Technologies Technology Electronics International Trading Industries Aviation Shipping
    Semiconductor Materials Instruments Machinery Engineering Communications Systems Optics
"""
_GIVEN = "Anna Boris Chen David Elena Farid Galina Hamid Ivan Jun Karim Li Maria Nikolai"
STARTS, VOWELS, ENDS = (line.split() for line in _SYLLABLES.strip().splitlines())
PLACES, TRADES, GIVEN = _PLACES.split(), _TRADES.split(), _GIVEN.split()
FORMS = ["Co., Ltd.", "Ltd.", "Inc.", "LLC", "GmbH", "Corporation", "Limited", "S.p.A.", ""]
LONG = {
    "Technologies": "Tech.",
    "Technology": "Tech.",
    "International": "Intl",
    "Industries": "Ind.",
    "Electronics": "Elec.",
    "Engineering": "Eng.",
    "Institute": "Inst.",
    "University": "Univ.",
    "Research": "Res.",
    "Corporation": "Corp.",
    "Development": "Dev.",
    "Manufacturing": "Mfg.",
    "Import": "Imp.",
    "Export": "Exp.",
    "Communications": "Comm.",
    "Semiconductor": "Semi.",
    "Systems": "Sys.",
    "National": "Natl.",
    "Science": "Sci.",
    "Company": "Co.",
    "Limited": "Ltd.",
}
HAN_CORE = (
    "华中天海星辰光明龙凤金玉山川江河云风雷电通达瑞祥兴盛德信诚远博创新锐志鹏翔宇宏伟康泰安宁东西南北方圆正大同和平"
    "长青春秋月日星火石木林森水清源泉流波涛洋湖岛港湾城市乡村国民众人才智慧科学文理工农商学兵强盛繁荣昌隆"
)
_HAN_PLACES = "北京 上海 深圳 武汉 成都 西安 南京 杭州"
_HAN_TRADES = "科技 技术 电子 半导体 材料 光电 智能 航空 机械 国际贸易 微电子 通信"
_HAN_FORMS = "有限公司 股份有限公司 有限责任公司 集团 公司 集团有限公司"
HAN_PLACES, HAN_TRADES, HAN_FORMS = _HAN_PLACES.split(), _HAN_TRADES.split(), _HAN_FORMS.split()

Spoil = Callable[[random.Random, str], str | None]


def made(size: int, seed: int = 1) -> Iterator[tuple[int, str, str]]:
    """Rows of made-up names: four in ten parties have a Chinese name, some have an alias."""
    chance = random.Random(seed)
    number = count = 0
    while count < size:
        rows = [(number, name_of(chance), "name")]
        if chance.random() < 0.4:
            rows.append((number, chinese_of(chance), "zh"))
        if chance.random() < 0.15:
            rows.append((number, word_of(chance, 2), "alias"))
        yield from rows[: size - count]
        count += len(rows)
        number += 1


def word_of(chance: random.Random, syllables: int) -> str:
    parts = (
        chance.choice(STARTS) + chance.choice(VOWELS) + chance.choice(["", *ENDS])
        for _ in range(syllables)
    )
    return "".join(parts).capitalize()


def name_of(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.2:
        surname = word_of(chance, chance.randint(2, 3)).upper()
        return f"{surname}, {chance.choice(GIVEN)} {word_of(chance, chance.randint(2, 3))}"
    words = [word_of(chance, chance.randint(2, 3))]
    if kind < 0.5:
        words.insert(0, chance.choice(PLACES))
    if kind > 0.9:
        words.append(word_of(chance, 2))
    words += chance.sample(TRADES, chance.randint(1, 2))
    if 0.3 < kind < 0.36:
        words += ["Research", "Institute", "No.", str(chance.randint(1, 99))]
    return " ".join([*words, chance.choice(FORMS)]).strip()


def chinese_of(chance: random.Random) -> str:
    place = chance.choice(HAN_PLACES) if chance.random() < 0.5 else ""
    core = "".join(chance.sample(HAN_CORE, chance.randint(2, 4)))
    trades = "".join(chance.sample(HAN_TRADES, chance.randint(1, 2)))
    return f"{place}{core}{trades}{chance.choice(HAN_FORMS)}"


# -- written wrong: each gives None where a name cannot be spoiled so -----------------------------


def misspelt(edits: int) -> Spoil:
    """One or two letters wrong, missing, doubled or swapped, in a name of eight letters or more."""

    def spoil(chance: random.Random, name: str) -> str | None:
        right = folded(name)
        if not name.isascii() or sum(map(str.isalpha, right.squeezed)) < 8:
            return None
        for _ in range(20):
            wrong = name
            for _ in range(edits):
                wrong = _edited(chance, wrong)
            if folded(wrong).form == right.form and folded(wrong).core != right.core:
                return wrong
        return None

    return spoil


def core_of(name: str) -> str:
    """What stands before the legal form, as far as the spoilers need to know."""
    return re.split(r",? (?:Co\b|Ltd|Inc|LLC|GmbH|Corp|Limited|S\.p\.A|Company)", name, flags=re.I)[
        0
    ]


def stem_of(name: str) -> str:
    """The same, where nothing but the legal form follows it; otherwise nothing."""
    stem = core_of(name)
    return stem if folded(stem).core == folded(name).core else ""


def _edited(chance: random.Random, name: str) -> str:
    places = [place for place in range(1, len(name) - 1) if name[place].isalpha()]
    place = chance.choice(places)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            name[:place] + letter + name[place + 1 :],
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place:],
            name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        ]
    )


def without_form(chance: random.Random, name: str) -> str | None:
    if not name.isascii():
        short = re.sub("(集团)?(股份|有限|责任)*公司$|集团$|株式会社$", "", name)
        return short if short != name and len(short) > 3 else None
    short = stem_of(name)
    return short if short != name and short else None


def abbreviated(chance: random.Random, name: str) -> str | None:
    words = name.split(" ")
    short = [LONG.get(word.strip(","), LONG.get(word.title(), word)) for word in words]
    return " ".join(short) if short != words else None


def word_dropped(chance: random.Random, name: str) -> str | None:
    """One of the words that many names share is left out."""
    words = stem_of(name).split(" ")
    common = [place for place, word in enumerate(words) if word.title() in {*TRADES, *PLACES}]
    if len(words) < 3 or not common or not name.isascii():
        return None
    del words[chance.choice(common)]
    return " ".join(words)


def reordered(chance: random.Random, name: str) -> str | None:
    words = re.sub("[,.]", "", stem_of(name)).split(" ")
    if len(words) < 2 or not name.isascii():
        return None
    turn = chance.randint(1, len(words) - 1)
    return " ".join(words[turn:] + words[:turn])


def run_together(chance: random.Random, name: str) -> str | None:
    places = [found.start() for found in re.finditer(" ", core_of(name))]
    if not places or not name.isascii():
        return None
    place = chance.choice(places)
    return name[:place] + name[place + 1 :]


def traditional(chance: random.Random, name: str) -> str | None:
    other = _converter().convert(name)
    return str(other) if other != name else None


@cache
def _converter():  # type: ignore[no-untyped-def]
    from opencc import OpenCC

    return OpenCC("s2t")


def initials(chance: random.Random, name: str) -> str | None:
    """The first letters of a name of four words or more, of which some are common."""
    words = re.findall("[A-Za-z]+", re.sub("['’]", "", core_of(name)))
    if len(words) < 4 or not {word.title() for word in words} & {*TRADES, *PLACES}:
        return None
    small = {"of", "and", "the", "for"}
    return "".join(word[0] for word in words if word.lower() not in small).upper()


SPOILERS: dict[str, Spoil] = {
    "one letter wrong": misspelt(1),
    "two letters wrong": misspelt(2),
    "legal form missing": without_form,
    "words abbreviated": abbreviated,
    "a common word left out": word_dropped,
    "other word order": reordered,
    "a space missing": run_together,
    "traditional characters": traditional,
    "initials": initials,
}
