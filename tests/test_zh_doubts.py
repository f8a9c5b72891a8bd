"""A verb of change beside an act is not always a change of it: each reason to doubt."""

from __future__ import annotations

import pytest

from tests.zh_acts import NUMBER, act, answer, effects, read, reasons

TITLE = "公布有关措施的决定"


def changed(*sentences: str) -> list[str]:
    return effects(act(*sentences, title=TITLE))


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("如美方恢复措施，自2026年7月1日起恢复实施商务部公告2025年第61号。", "a condition"),
        ("在条件成就的情况下，自即日起暂停实施商务部公告2025年第61号。", "nothing beside"),
        ("自2026年7月1日起，商务部公告2025年第61号不再恢复实施。", "denied"),
        ("自2026年7月1日起，商务部公告2025年第61号不再继续暂停实施。", "denied"),
        (
            "自2026年7月1日起，取消甲公告2025年第70号对商务部公告2025年第61号的暂停实施。",
            "one verb",
        ),
        ("自2026年7月1日起，商务部公告2025年第70号所列公告恢复实施。", "what it lists"),
        ("自即日起，商务部公告2025年第61号第一条暂停对美国实施。", "a destination"),
        ("自即日起，暂停对美国实施商务部公告2025年第61号。", "a destination"),
        ("自即日起，暂停对日本企业实施商务部公告2025年第61号。", "a destination"),
        ("自即日起，暂停实施商务部公告2025年第61号规定的对日本出口的措施。", "a destination"),
        ("自即日起，商务部公告2025年第61号（第三条除外）暂停实施。", "an exception"),
        ("自即日起，暂停实施商务部公告2025年第61号（不含附件2）。", "an exception"),
        ("自即日起，商务部公告2025年第61号规定的第三条措施暂停实施。", "whose part"),
        ("自即日起，将第二款暂停实施，商务部公告2025年第61号其他条款不变。", "whose part"),
        ("自即日起，商务部公告2025年第61号第（三）项暂停实施。", "whose part"),
        (
            "自即日起，商务部公告2025年第61号中10家实体的措施暂停90天，其余6家实体的措施停止。",
            "none in",
        ),
        (
            "对商务部公告2024年第46号第一款、第二款作如下调整：暂停实施第二款至2026年12月31日。",
            "one verb",
        ),
        ("自2026年7月1日起，暂停实施商务部公告2025年第61号，期限不超过六个月。", "nothing beside"),
    ],
)
def test_what_may_not_be_the_whole_or_not_yet_decided_waits_with_its_reason(
    sentence: str, why: str
) -> None:
    text = act(sentence, title=TITLE)
    assert effects(text) == []
    assert [unread.sentence for unread in read(text).unread] == [sentence]
    assert why in reasons(text)[0]


def test_an_act_cited_as_a_title_is_named_once() -> None:
    assert changed("《商务部公告2025年第61号》自即日起作废。") == [
        "repeals mofcom-2025-61 2026-01-05"
    ]


def test_an_exception_in_brackets_beside_the_effective_phrase_is_told() -> None:
    text = act("未经许可，不得出口甲物项。", "本公告自2026年7月1日起实施（第三条除外）。")
    assert len(reasons(text)) == 1


def test_a_promise_in_an_answer_is_no_decision_yet() -> None:
    promise = "答：中方将自2026年11月10日起，暂停实施商务部公告2025年第61号一年。"
    assert effects(answer(promise)) == []
    assert "a promise" in reasons(answer(promise))[0]
    decided = promise.replace("中方将", "商务部决定，")
    assert effects(answer(decided)) == ["suspends mofcom-2025-61 2026-11-10 to 2027-11-09"]


def test_an_answer_without_its_day_says_so() -> None:
    text = answer("答：商务部决定，自2026年11月10日起，停止商务部公告2025年第13号相关措施。")
    text = text.split("\n", 1)[1]
    assert effects(text) == ["repeals mofcom-2025-13 2026-11-10"]
    assert reasons(text) == ["expected the day of the answer, found none"]


def test_the_end_of_a_pause_is_a_return_and_no_repeal() -> None:
    meaning = ["resumes mofcom-2025-61 2026-11-11"]
    assert changed("商务部公告2025年第61号自2026年11月11日起终止暂停实施。") == meaning
    assert changed("自2026年11月11日起，商务部公告2025年第61号解除暂停，恢复实施。") == meaning


def test_a_return_written_into_the_pause_is_its_end() -> None:
    start = "自2026年7月1日起暂停实施商务部公告2025年第61号"
    assert changed(f"{start}，2026年12月31日起恢复实施。") == [
        "suspends mofcom-2025-61 2026-07-01 to 2026-12-30"
    ]


def test_what_is_paused_meanwhile_is_paused_as_long() -> None:
    words = (
        "自2026年7月1日起，暂停实施商务部公告2025年第61号一年，"
        "期间同步暂停实施商务部公告2025年第62号。"
    )
    assert changed(words) == [
        "suspends mofcom-2025-61 2026-07-01 to 2027-06-30",
        "suspends mofcom-2025-62 2026-07-01 to 2027-06-30",
    ]


def test_items_of_an_article_are_named_one_by_one() -> None:
    words = "自2026年6月1日起，暂停实施商务部公告2025年第62号第一条第（一）项和第（二）项。"
    assert changed(words) == ["suspends mofcom-2025-62/i-1,mofcom-2025-62/i-2 2026-06-01"]


def test_a_day_of_application_that_is_moved_is_a_postponement() -> None:
    words = "商务部公告2025年第61号实施日期调整为2026年10月1日。"
    assert changed(words) == ["postpones mofcom-2025-61 2026-10-01"]


def test_a_day_inside_quotes_is_that_of_the_words_quoted() -> None:
    words = "商务部公告2025年第61号中“自2025年12月1日起实施”修改为“自2026年12月1日起实施”。"
    assert changed(words) == ["amends mofcom-2025-61 None"]


def test_an_act_ends_another_on_its_own_first_day() -> None:
    words = "商务部公告2025年第61号自本公告施行之日起废止，本公告自2026年8月1日起施行。"
    assert changed(words) == ["repeals mofcom-2025-61 2026-08-01"]


def test_what_ends_a_rule_lays_down_nothing() -> None:
    assert changed("自2026年7月1日起，停止对商务部公告2025年第61号规定的甲物项实施出口管制。") == [
        "amends mofcom-2025-61 2026-07-01"
    ]
    assert changed("一、自2026年7月1日起，商务部公告2025年第61号废止。") == [
        "repeals mofcom-2025-61 2026-07-01"
    ]
    fee = "自2026年7月1日起，暂停实施《甲公告》（交通运输部公告2025年第54号）一年，暂停收取港务费。"
    assert changed(fee) == ["suspends mot-2025-54 2026-07-01 to 2027-06-30"]


def test_parties_named_out_of_a_list_are_those_the_change_is_for() -> None:
    names = "甲公司（Alpha, Inc.）、乙公司（Beta LLC）等2家"
    for words in (
        f"自2026年7月1日起，对商务部公告2025年第1号所列{names}企业暂停相关措施一年。",
        "自2026年7月1日起，暂停商务部公告2025年第1号列入出口管制管控名单的28家美国实体中"
        f"{names}实体的相关措施一年。",
    ):
        (effect,) = read(act(words, title=TITLE)).effects
        assert effect.targets == ("mofcom-2025-1",)
        assert effect.parties == 2
        assert [name.english for name in effect.names] == ["Alpha, Inc.", "Beta LLC"]


def test_one_party_spared_by_an_order_is_named_with_its_order() -> None:
    words = "决定自2026年3月1日起，取消外交部令2024年第15号对甲公司（Alpha, Inc.）采取的反制措施。"
    (effect,) = read(act(words, title=TITLE)).effects
    assert (effect.effect, effect.targets, effect.parties) == ("repeals", ("mfa-order-2024-15",), 1)


def test_a_branch_is_no_party_of_its_own() -> None:
    words = (
        "自2026年7月1日起，停止对公告2025年第10号中甲公司（Alpha, Inc.）及其分支机构采取的措施。"
    )
    (effect,) = read(act(words.replace("公告", "商务部公告"), title=TITLE)).effects
    assert (effect.parties, len(effect.names)) == (1, 1)


def test_the_smaller_of_two_counts_is_meant_and_one_over_two_acts_is_that_of_neither() -> None:
    some = "答：自2026年7月1日起，停止商务部公告2025年第1号列入名单的28家实体中5家实体的相关措施。"
    assert [effect.parties for effect in read(answer(some)).effects] == [5]
    both = (
        "答：自2026年7月1日起，暂停商务部公告2025年第21号、第22号列入名单的28家实体相关措施90天。"
    )
    assert [effect.parties for effect in read(answer(both)).effects] == [None, None]


def test_countermeasures_that_are_paused_list_nobody() -> None:
    whose = "外交部令第15号（《甲决定》）对甲公司（Alpha, Inc.）采取的反制措施"
    words = f"决定自2026年3月1日起，暂停{whose}一年。"
    text = act(words, title="关于暂停反制措施的决定")
    assert effects(text) == []
    assert len(reasons(text)) == 1


@pytest.mark.parametrize("verb", ["移出", "调出"])
def test_a_party_taken_off_a_list_names_the_act_printed_behind_it(verb: str) -> None:
    words = f"决定将甲公司（Alpha, Inc.）{verb}出口管制管控名单（商务部公告2025年第22号）。"
    text = act(words, "本公告自公布之日起实施。", title="关于调整名单的公告")
    assert effects(text) == ["delists mofcom-2025-22 2026-01-05"]


def test_an_inline_day_beside_words_we_do_not_know_lays_down_nothing() -> None:
    text = act("自2026年7月1日起，调整有关事项的办理方式。", title="关于甲事项的公告")
    assert effects(text) == []
    assert len(reasons(text)) == 1


def test_a_later_day_for_one_provision_does_not_hide_that_of_the_act() -> None:
    text = act(
        "未经许可，不得出口甲物项。本公告自2026年7月1日起施行，但第三条自2027年1月1日起施行。"
    )
    own = "mofcom-2026-901"
    assert effects(text) == [f"imposes {own}/p1 2026-07-01", f"imposes {own}/iii 2027-01-01"]


def test_stages_item_by_item_have_each_its_day() -> None:
    text = act(
        "决定对下列物项实施出口管制：",
        "一、甲物项自2026年7月1日起实施出口管制。",
        "二、乙物项自2026年8月1日起实施出口管制。",
    )
    own = "mofcom-2026-901"
    assert effects(text) == [f"imposes {own}/i 2026-07-01", f"imposes {own}/ii 2026-08-01"]


@pytest.mark.parametrize(
    ("tail", "last", "told"),
    [
        ("实施期限为6个月。", "2026-12-31", 0),
        ("。本公告有效期2年。", "2028-06-30", 0),
        ("。实施期限不超过2年。", None, 1),
        ("，2026年12月31日废止。", None, 1),
        ("，过渡期6个月。", None, 0),
    ],
)
def test_an_end_is_taken_only_where_it_is_one_and_certain(
    tail: str, last: str | None, told: int
) -> None:
    joint = "，" if tail[0] == "实" else ""
    text = act("未经许可，不得出口甲物项。", f"本公告自2026年7月1日起实施{joint}{tail}")
    (effect,) = read(text).effects
    assert (str(effect.first_day), effect.last_day and str(effect.last_day)) == ("2026-07-01", last)
    assert len(reasons(text)) == told


def test_a_weekday_in_brackets_is_part_of_the_day() -> None:
    text = act("未经许可，不得出口甲物项。", "本公告自2026年7月1日（星期三）起实施。")
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-07-01"]


def test_a_state_of_being_listed_is_no_listing_that_was_missed() -> None:
    text = act(
        "未经许可，不得出口未列入商务部公告2015年第31号的甲物项。",
        "甲公司于2023年2月16日被列入不可靠实体清单。",
        "经清理，商务部决定：",
        "本公告自公布之日起实施。",
    )
    assert reasons(text) == []


def test_a_text_in_other_letters_is_never_passed_over() -> None:
    text = "Announcement No. 70 of 2026\nThe implementation shall be suspended until May 1, 2027."
    assert effects(text) == []
    assert reasons(text) == ["expected a text in Chinese, found one in other letters"]


def test_the_same_repeal_said_twice_is_one() -> None:
    words = "《旧办法》（商务部令2005年第29号）同时废止。"
    text = act(
        f"现公布《新办法》，自2026年5月1日起施行。{words}", f"本办法自2026年5月1日起施行。{words}"
    )
    assert effects(text).count("repeals mofcom-order-2005-29 2026-05-01") == 1
    assert NUMBER in text


BASE = "自2026年7月1日起，暂停实施商务部公告2025年第61号"


@pytest.mark.parametrize(
    "wrapped",
    [
        "有消息称，{}。",
        "经批准后，{}。",
        "待美方取消关税后，{}。",
        "美方取消关税的，{}。",
        "美方取消关税之日起，{}。",
        "必要时，{}。",
        "除非美方改正，{}。",
        "拟{}。",
        "是否{}，另行公告。",
        "暂不{}。",
        "{}的公告（征求意见稿）。",
        "网传{}，不属实。",
    ],
)
def test_rumours_drafts_and_conditions_change_nothing(wrapped: str) -> None:
    words = wrapped.format(BASE)
    assert effects(act(words, title=TITLE)) == []
    assert reasons(act(words, title=TITLE)) != []
    assert effects(answer(f"答：{words}")) == []


def test_a_premise_that_a_decision_follows_is_fulfilled() -> None:
    words = "在甲方承诺的前提下，商务部决定自本公告发布之日起，对甲物项实施出口管制。"
    assert changed(words) == ["imposes mofcom-2026-901/p1 2026-01-05"]


def test_a_draft_of_an_act_is_none() -> None:
    text = act(BASE + "。", title="关于《甲规定（征求意见稿）》公开征求意见的公告")
    assert effects(text) == []
    assert reasons(text) == ["expected an act, found a draft of one"]


@pytest.mark.parametrize("doubt", ["拟", "建议", "正在研究", "有权"])
def test_an_inline_day_of_what_is_only_weighed_dates_nothing(doubt: str) -> None:
    text = act(f"商务部{doubt}自2026年7月1日起，对甲物项实施出口管制。", title="关于甲事项的公告")
    assert all(effect.first_day is None for effect in read(text).effects)
    assert reasons(text) != []


def test_a_day_inside_a_title_is_that_of_the_title() -> None:
    text = act("未经许可，不得出口甲物项。", "《关于自2026年7月1日起实施管制的公告》继续有效。")
    assert [effect.first_day for effect in read(text).effects] == [None]


def test_a_rate_that_is_kept_while_another_is_paused_is_no_new_duty() -> None:
    words = (
        "自2026年11月10日13时01分起至2027年1月10日，继续暂停实施《甲公告》（税委会公告2025年第4号）"
        "规定的24%的对美加征关税税率，保留10%的对美加征关税税率。"
    )
    assert changed(words) == ["extends tariffcom-2025-4/p-24 2026-11-10 to 2027-01-10"]


def test_a_longer_pause_ends_on_the_day_printed_beside_its_length() -> None:
    words = "商务部公告2025年第61号的暂停实施期限延长两个月，至2027年1月10日。"
    assert changed(words) == ["extends mofcom-2025-61 None to 2027-01-10"]


def test_each_sentence_of_an_answer_speaks_of_its_own_list() -> None:
    text = answer(
        "答：自2026年11月10日起，停止公告（不可靠实体清单工作机制公告〔2025〕7号）相关措施。"
        "自2026年11月10日起，停止公告（公告2025年第21号）列入出口管制管控名单的16家实体相关措施。"
    )
    assert effects(text) == ["repeals uel-2025-7 2026-11-10", "repeals mofcom-2025-21 2026-11-10"]


@pytest.mark.parametrize(
    "words", ["此前对乙物项的管制同时取消。", "对欧盟出口乙物项的限制予以解除。"]
)
def test_an_end_without_an_act_is_never_passed_over(words: str) -> None:
    text = act("未经许可，不得出口甲物项。", words, "本公告自公布之日起实施。")
    assert [unread.sentence for unread in read(text).unread] == [words]


def test_a_law_without_a_number_is_told_and_one_that_only_quotes_a_law_is_not() -> None:
    articles = "第一条 为了示例，制定本法。\n第二条 示例适用本法。\n"
    law = "示例安全法\n" + articles + "第三条 本法自2031年7月1日起施行。\n"
    assert reasons(law) == ["expected an act with a number, found a law without one"]
    assert reasons("示例常见问题\n问：示例安全法何时施行？\n答：自2031年7月1日起施行。") == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("商务部决定自2026年3月1日起暂停进口甲国水果。", 1),
        ("中方已决定对合规的民用出口申请予以豁免。", 1),
        ("自2026年3月1日起，中方将停止执行相关措施。", 1),
        ("荷兰将自2026年3月1日起停止执行相关措施。", 0),
        ("1月2日，中方还决定对甲国船舶收取费用，将于3月1日起实施。", 0),
        ("商务部发布公告，决定自2026年3月1日起对甲产品发起立案调查。", 0),
        ("美方暂停实施相关措施后，中方也将相应暂停实施针对美方的反制措施一年。", 0),
    ],
)
def test_what_a_spokesperson_alone_decides_waits(said: str, found: int) -> None:
    reading = read(answer(f"答：{said}").replace("有关措施", "甲相关问题"))
    assert (reading.role, reading.effects) == ("answer", ())
    assert len(reading.unread) == found


def test_an_answer_of_another_body_is_none_of_the_ministry() -> None:
    text = answer("答：决定自2026年3月1日起暂停实施商务部公告2025年第61号。")
    reading = read(
        text.replace("商务部新闻发言人", "某办发言人").replace("商务部新闻办公室", "某办")
    )
    assert (reading.instrument, reading.effects) == (None, ())
    assert [unread.reason for unread in reading.unread] == ["expected an answer of the ministry"]


def test_an_item_that_is_missing_between_two_is_asked_about() -> None:
    whole = ("一、禁止向美国出口甲。", "二、禁止向美国出口乙。", "三、本公告自公布之日起实施。")
    assert reasons(act(*whole, title=TITLE)) == []
    cut = (whole[0], "四、禁止向美国出口乙。", "五、本公告自公布之日起实施。")
    assert reasons(act(*cut, title=TITLE))[-1] == (
        "expected item 一、 to be followed by the next, found 四、"
    )
