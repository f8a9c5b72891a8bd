"""One row for each official phrase and each trap: what a text certainly does, and what not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.zh_acts import NUMBER, act, answer, effects, read, reasons

OWN = "mofcom-2026-901"
RULE = "未经许可，不得出口甲物项。"


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("本公告自公布之日起正式实施。", "2026-01-05"),
        ("本公告自公布之日起实施。", "2026-01-05"),
        ("本公告自发布之日起执行。", "2026-01-05"),
        ("本公告自即日起施行。", "2026-01-05"),
        ("本公告自2026年2月8日起正式实施。", "2026-02-08"),
        ("本公告自 2026 年 2 月 8 日起生效。", "2026-02-08"),
        ("本公告自２０２６年２月８日起实施。", "2026-02-08"),
        ("本公告自二〇二六年二月八日起施行。", "2026-02-08"),
        ("三、本公告自2026年2月8日起实施。", "2026-02-08"),
        ("以上措施自2026年2月8日起实行。", "2026-02-08"),
    ],
)
def test_the_effective_phrase_gives_the_first_day_of_the_act(phrase: str, day: str) -> None:
    assert effects(act(RULE, phrase)) == [f"imposes {OWN}/p1 {day}"]
    assert reasons(act(RULE, phrase)) == []


def test_a_clock_time_is_kept_with_the_zone_of_beijing() -> None:
    reading = read(act(RULE, "本公告自2026年4月10日12时01分起正式实施。"))
    assert reading.effects[0].first_day == date(2026, 4, 10)
    assert reading.effects[0].first_time == "12:01+08:00"


def test_an_inline_first_day_dates_what_is_decided_beside_it() -> None:
    text = act("经国务院批准，决定自2026年2月1日起，对原产于美国的进口商品加征关税。")
    assert effects(text) == [f"imposes {OWN}/p1 2026-02-01"]
    assert read(text).effects[0].kind == "duty"
    assert read(text).effects[0].origins == ("US",)


def test_a_list_published_with_its_first_day_applies_from_that_day() -> None:
    text = act("现公布《某物项出口管制清单》（见附件1），自2026年3月1日起实施。")
    assert effects(text) == [f"imposes {OWN}/p1 2026-03-01"]


@pytest.mark.parametrize(
    "phrase",
    [
        "本公告自公布之日起30日后施行。",
        "本公告自2026年3月起实施。",
        "本公告自3月1日起实施。",
        "本公告自2026年2月30日起实施。",
        "本公告自0026年2月3日起实施。",
        "本公告自3035年4月7日起实施。",
        "本公告自2056年4月7日起实施。",
    ],
)
def test_a_first_day_that_is_not_certain_is_left_open_and_said(phrase: str) -> None:
    reading = read(act(RULE, phrase))
    assert [effect.first_day for effect in reading.effects] == [None]
    assert [unread.sentence for unread in reading.unread] == [phrase]


def test_without_an_effective_phrase_the_day_is_unknown_never_that_of_the_document() -> None:
    text = act("经国务院批准，决定对下列物项实施出口管制：", "（一）1C999.a．甲材料。")
    assert effects(text) == [f"imposes {OWN}/p1 None"]
    assert reasons(text) == ["no effective phrase found"]


def test_on_publication_means_the_day_of_the_document_not_of_a_copy() -> None:
    body = "\n".join([RULE, "本公告自公布之日起实施。", "商务部"])
    text = f"来源：某处 2026-02-03 09:00\n{NUMBER} 关于甲物项的公告\n{body}"
    reading = read(text)
    assert reading.published_on == date(2026, 2, 3)
    assert reading.published_basis == "issue"
    assert reading.effects[0].first_day is None
    assert "a day of the document" in reading.unread[0].reason


def test_two_first_days_in_one_act_are_a_doubt() -> None:
    text = act(RULE, "本公告自2026年2月1日起实施。", "本公告自2026年3月1日起实施。")
    assert effects(text) == [f"imposes {OWN}/p1 None"]
    assert reasons(text)[0].startswith("expected one first day")


def test_paragraphs_with_days_of_their_own_are_dated_apart() -> None:
    text = act(
        "决定采取以下出口管制措施：",
        "一、境外经营者在出口以下物项前，必须获得许可：",
        "（一）甲物项价值比例达到0.1%及以上的；",
        "（二）使用乙技术生产的；",
        "（三）原产于中国的丙物项。",
        "二、对向军事用户的出口申请，以及向控股50%及以上的子公司的出口申请，原则上不予许可。",
        "三、用于以下用途的出口申请，原则上不予许可：",
        "（一）恐怖主义目的；",
        "四、最终用途为研发的出口申请，逐案审批。",
        "五、申请许可应当提交有关文件。",
        "六、本公告“一（一）”和“一（二）”部分自2026年12月1日起实施。本公告“一（三）”部分自公布之日起实施。",
    )
    assert effects(text) == [
        f"imposes {OWN}/i-1 2026-12-01",
        f"imposes {OWN}/i-2 2026-12-01",
        *(f"imposes {OWN}/{name} 2026-01-05" for name in ("i-3", "ii", "iii", "iv")),
    ]
    first, _, _, second, *_ = read(text).effects
    assert first.threshold == (0.1, "value")
    assert second.threshold == (50, "ownership")
    assert reasons(text) == []


def test_items_that_make_rules_are_named_and_share_one_day() -> None:
    text = act(
        "现将有关事项公告如下：",
        "一、禁止两用物项对美国军事用户出口。",
        "二、原则上不予许可甲物项对美国出口。",
        "三、出口经营者可以向商务部咨询。",
        "本公告自公布之日起正式实施。",
    )
    assert effects(text) == [f"imposes {OWN}/i,{OWN}/ii 2026-01-05"]
    assert read(text).effects[0].destinations == ("US",)


def test_goods_under_one_decision_are_one_provision_with_all_codes() -> None:
    text = act(
        "经国务院批准，决定对下列物项实施出口管制：",
        "一、钨相关物项",
        "（一）1C117.d．钨相关材料：",
        "1．非1C226项下管制的碳化钨(参考海关商品编号：2849902000)。",
        "（二）1E004、1E101.b．生产1C004、1C117.c项的技术。",
        "（三）2B901.a．【保留】",
        "说明：3C001.a不受管制。",
        "二、电池相关物项",
        "（一）3C902.b.2．混合材料（参考税则号列：85076000）。",
        "（二）某技术；（管制编码：1E902.a）",
        "本公告自发布之日起正式实施。《中华人民共和国两用物项出口管制清单》同步予以更新。",
    )
    assert effects(text) == [
        f"imposes {OWN}/p1 2026-01-05",
        "amends mofcom-2024-51 2026-01-05",
    ]
    effect = read(text).effects[0]
    assert effect.codes == ("1C117.d", "1E004", "1E101.b", "3C902.b.2", "1E902.a")
    assert effect.hs == ("2849902000", "85076000")
    assert effect.destinations == ("all",)


CHANGES = [
    (
        "经批准，自即日起至2026年11月10日，商务部、海关总署公告2025年第55号、56号，及商务部公告2025年第61号"
        "暂停实施。",
        [f"suspends mofcom-2025-{n} 2026-01-05 to 2026-11-10" for n in (55, 56, 61)],
    ),
    (
        "经批准，自即日起至2026年11月27日，商务部公告2024年第46号（《关于加强管制的公告》）第二款暂停实施。",
        ["suspends mofcom-2024-46/para2 2026-01-05 to 2026-11-27"],
    ),
    (
        "自2026年2月1日起至2026年6月30日，暂停实施商务部公告2024年第46号第一款和第三款。",
        ["suspends mofcom-2024-46/para1,mofcom-2024-46/para3 2026-02-01 to 2026-06-30"],
    ),
    (
        "中方决定自北京时间2026年2月10日起，暂停商务部令二〇二五年第6号（《关于采取反制措施的决定》）相关措施一年。",
        ["suspends mofcom-order-2025-6 2026-02-10 to 2027-02-09"],
    ),
    (
        "自2026年2月10日13时01分起，暂停实施《某公告》（交通运输部公告2025年第54号）一年。",
        ["suspends mot-2025-54 2026-02-10 to 2027-02-09"],
    ),
    (
        "自2026年11月11日起至2027年1月10日，商务部、海关总署公告2025年第55号和56号继续暂停实施。",
        [f"extends mofcom-2025-{n} 2026-11-11 to 2027-01-10" for n in (55, 56)],
    ),
    (
        "将商务部、海关总署公告2025年第55号的暂停实施期限延长至2027年1月10日。",
        ["extends mofcom-2025-55 None to 2027-01-10"],
    ),
    (
        "自2026年4月1日起，恢复实施商务部、海关总署公告2025年第55号和第56号。",
        ["resumes mofcom-2025-55 2026-04-01", "resumes mofcom-2025-56 2026-04-01"],
    ),
    (
        "商务部公告2025年第61号自2026年11月11日起恢复实施。",
        ["resumes mofcom-2025-61 2026-11-11"],
    ),
    (
        "商务部、海关总署公告2025年第70号（《某决定》）推迟至2027年5月1日起实施。",
        ["postpones mofcom-2025-70 2027-05-01"],
    ),
    (
        "将商务部公告2025年第61号“一（一）”部分的实施日期由2026年12月1日推迟至2027年12月1日。",
        ["postpones mofcom-2025-61/i-1 2027-12-01"],
    ),
    (
        "自2026年2月1日起，商务部公告2025年第1号停止执行。",
        ["repeals mofcom-2025-1 2026-02-01"],
    ),
    (
        "决定自2026年4月1日起终止对商务部公告2025年第13号列入出口管制管控名单的15家美国实体采取的措施。",
        ["repeals mofcom-2025-13 2026-04-01"],
    ),
    (
        "决定废止商务部公告2020年第1号、第2号，自2026年2月1日起生效。",
        ["repeals mofcom-2020-1 2026-02-01", "repeals mofcom-2020-2 2026-02-01"],
    ),
    (
        "自2026年5月14日12时01分起，调整《某公告》（税委会公告2025年第4号）规定的加征关税税率，由34%调整为10%，在90天内暂停实施24%的对美加征关税税率。",
        ["suspends tariffcom-2025-4/p-24 2026-05-14 to 2026-08-11"],
    ),
    (
        "自2026年5月14日起，调整《某公告》（税委会公告2025年第4号）规定的加征关税措施，在一年内继续暂停实施24%的对美加征关税税率，保留10%的对美加征关税税率。",
        ["extends tariffcom-2025-4/p-24 2026-05-14 to 2027-05-13"],
    ),
]


@pytest.mark.parametrize(("sentence", "meaning"), CHANGES)
def test_each_phrase_of_change_does_one_thing(sentence: str, meaning: list[str]) -> None:
    text = act(sentence, title="公布有关措施的决定")
    assert effects(text) == meaning
    assert reasons(text) == []


def test_a_prolongation_says_whose_end_moves() -> None:
    (effect,) = read(act(CHANGES[6][0], title="公布有关措施的决定")).effects
    assert effect.what == "suspension"


REPEALS = [
    (
        "本公告自2026年2月1日起正式实施，商务部、海关总署2024年第67号公告（《某目录》）同时废止。",
        ["repeals mofcom-2024-67 2026-02-01"],
    ),
    (
        "本公告自2026年2月1日起正式实施，商务部、海关总署2021年第48号公告公布的《某目录》同时废止。",
        ["repeals mofcom-2021-48 2026-02-01"],
    ),
    (
        "本公告自2026年2月1日起正式实施。商务部、海关总署公告2023年第27号和第28号同时废止。",
        ["repeals mofcom-2023-27 2026-02-01", "repeals mofcom-2023-28 2026-02-01"],
    ),
    (
        "本公告自2026年2月1日起正式实施。商务部、国家密码局公告2020年第63号（《某公告》）所附《某出口管制清单》"
        "及许可程序相关内容不再适用。",
        ["amends mofcom-2020-63 2026-02-01"],
    ),
    (
        "本公告自2026年2月1日起正式实施。对商务部、海关总署公告2006年第50号（《某决定》）中其他物项取消临时出口管制。",
        ["amends mofcom-2006-50 2026-02-01"],
    ),
    (
        "本公告自2026年2月1日起正式实施。《甲条例》、《乙办法》同时废止。",
        ["repeals 《甲条例》 2026-02-01", "repeals 《乙办法》 2026-02-01"],
    ),
]


@pytest.mark.parametrize(("sentences", "meaning"), REPEALS)
def test_what_an_act_replaces_ends_with_its_own_first_day(
    sentences: str, meaning: list[str]
) -> None:
    text = act(RULE, sentences)
    assert effects(text) == [f"imposes {OWN}/p1 2026-02-01", *meaning]
    assert reasons(text) == []


def test_an_act_that_names_fewer_than_it_counts_says_so() -> None:
    text = act(
        "现公布《某出口管制清单》，自2026年2月1日起实施。"
        "同日，商务部公告2003年第5号（《某公告》）等11个公告（见附件2）废止。"
    )
    assert effects(text)[1:] == ["repeals mofcom-2003-5 2026-02-01"]
    assert reasons(text) == ["expected 11 acts as printed, found 1 by their numbers"]


DOUBTFUL = [
    "自即日起，商务部公告2025年第61号中关于永磁材料的规定暂停实施。",
    "自即日起，暂停实施商务部公告2025年第61号，第三条除外。",
    "自即日起，暂停实施商务部公告2025年第61号部分条款。",
    "自即日起，暂停实施某部公告2024年第46号。",
    "自即日起，暂停实施公告第46号。",
    "自2026年3月1日起至2026年2月1日，暂停实施商务部公告2024年第46号。",
    "自即日起至2026年11月，暂停实施商务部公告2024年第46号。",
    "自2026年11月起，暂停实施商务部公告2024年第46号。",
    "自即日起，不予恢复商务部公告2024年第46号。",
    "将商务部公告2025年第61号推迟实施。",
    "将外交部令第5号废止。",
]


@pytest.mark.parametrize("sentence", DOUBTFUL)
def test_a_part_an_exception_or_an_unknown_act_is_never_read_as_the_whole(sentence: str) -> None:
    text = act(sentence, title="公布有关措施的决定")
    assert effects(text) == []
    assert [unread.sentence for unread in read(text).unread] == [sentence]


def test_one_unknown_act_withholds_the_whole_sentence() -> None:
    text = act("自即日起，商务部公告2025年第61号废止，公告第9号废止。", title="废止的公告")
    assert effects(text) == []
    assert len(reasons(text)) == 1


HARMLESS = [
    "根据商务部公告2025年第10号有关规定，制定本公告。",
    "特殊情况下确需出口的，出口经营者应当向商务部提出申请。",
    "正在开展的相关出口活动应当立即停止。",
    "本公告未尽事宜，按《不可靠实体清单规定》执行。",
    "鉴于美国自2026年11月10日起暂停实施其调查措施一年，中美双方保持沟通。",
    "2025年11月9日，美国宣布自11月10日起暂停实施其调查措施一年。",
    "商务部公告2023年第27号已于2024年9月1日废止。",
    "上述企业应当自本公告公布之日起15日内缴款。",
    "列入名单的实体履行义务的，可申请移出关注名单。商务部核实后，可以将其移出关注名单。",
]


@pytest.mark.parametrize("sentence", HARMLESS)
def test_grounds_duties_conditions_and_memories_do_nothing(sentence: str) -> None:
    text = act(RULE, sentence, "本公告自公布之日起实施。")
    assert effects(text) == [f"imposes {OWN}/p1 2026-01-05"]
    assert reasons(text) == []


def test_operative_words_that_fit_no_formula_wait_for_a_person() -> None:
    sentence = "商务部公告2020年第3号的效力自丙事项成就之时终结并失效。"
    text = act(RULE, sentence, "本公告自公布之日起实施。")
    assert sentence in [unread.sentence for unread in read(text).unread]


ANSWERS = [
    (
        "自2026年5月14日起，暂停4月4日公告（不可靠实体清单工作机制公告〔2025〕7号）相关措施90天，"
        "暂停4月9日公告（不可靠实体清单工作机制〔2025〕8号）相关措施。",
        ["suspends uel-2025-7 2026-05-14 to 2026-08-11", "suspends uel-2025-8 2026-05-14"],
    ),
    (
        "中方决定自2026年11月10日起，继续暂停4月4日公告（不可靠实体清单工作机制公告〔2025〕7号）相关措施1年，"
        "停止3月4日公告（不可靠实体清单工作机制公告〔2025〕5号和6号）相关措施。",
        [
            "extends uel-2025-7 2026-11-10 to 2027-11-09",
            "repeals uel-2025-5 2026-11-10",
            "repeals uel-2025-6 2026-11-10",
        ],
    ),
    (
        "自2026年8月12日起，对4月4日公告（公告2025年第21号）列入出口管制管控名单的16家美国实体，继续暂停相关措施90天，"
        "停止4月9日公告（2025年第22号）中12家美国实体相关措施。",
        [
            "extends mofcom-2025-21 2026-08-12 to 2026-11-09",
            "repeals mofcom-2025-22 2026-08-12",
        ],
    ),
]


@pytest.mark.parametrize(("sentence", "meaning"), ANSWERS)
def test_an_answer_without_a_number_changes_what_it_names(
    sentence: str, meaning: list[str]
) -> None:
    text = answer(f"答：为落实共识，{sentence}")
    reading = read(text)
    assert reading.instrument == "mofcom-qa-2026-01-05"
    assert reading.role == "answer"
    assert effects(text) == meaning
    assert reasons(text) == []


def test_how_many_of_a_list_are_meant_is_kept() -> None:
    reading = read(answer(f"答：{ANSWERS[2][0]}"))
    assert [effect.parties for effect in reading.effects] == [16, 12]


def test_an_answer_that_names_its_act_by_a_day_only_waits_for_a_person() -> None:
    text = answer("答：自2026年5月14日起，暂停4月4日公告相关措施90天。")
    assert effects(text) == []
    assert len(reasons(text)) == 1


def test_the_journalist_s_question_does_nothing() -> None:
    question = "记者问：自2026年5月14日起，暂停商务部公告2025年第61号，是否属实？"
    text = answer("答：感谢关注。", question, "答：没有更多信息。")
    reading = read(text)
    assert (reading.instrument, reading.effects, reading.unread) == (None, (), ())


def test_an_order_is_read_by_its_decision_not_by_what_a_foreign_state_did() -> None:
    text = "\n".join(
        [
            "中华人民共和国商务部令二〇二六年第9号 关于暂停实施反制措施一年的决定",
            "中华人民共和国商务部令",
            "二〇二六年 第9号",
            "鉴于美国自2026年2月10日起暂停实施其调查措施一年，现公布《关于暂停实施反制措施一年的决定》，"
            "自2026年2月10日起施行。",
            "部长 某某某",
            "2026年2月10日",
            "关于暂停实施",
            "反制措施一年的决定",
            "中方决定自北京时间2026年2月10日起，暂停商务部令二〇二五年第6号（《关于采取反制措施的决定》）相关措施一年。",
        ]
    )
    reading = read(text)
    assert (reading.instrument, reading.form) == ("mofcom-order-2026-9", "order")
    assert effects(text) == ["suspends mofcom-order-2025-6 2026-02-10 to 2027-02-09"]
    assert reading.unread == ()


def test_goods_under_way_are_spared_between_two_days() -> None:
    text = act(
        "自2026年3月10日起，对原产于美国的部分进口商品加征关税。有关事项如下：",
        "一、对附件所列商品加征15%关税。",
        "二、2026年3月10日之前，货物已从启运地启运，并于2026年3月10日至2026年4月12日进口的，不加征本公告规定加征的关税。",
    )
    assert effects(text) == [
        f"imposes {OWN}/p1 2026-03-10",
        f"imposes {OWN}/p-transit 2026-03-10 to 2026-04-12",
    ]


def test_an_investigation_is_a_probe_and_no_listing() -> None:
    text = act(
        "决定对甲集团涉嫌违反正常的市场交易原则的行为启动调查。",
        "本公告自公布之日起实施。",
        title="关于对甲集团启动不可靠实体清单调查的公告",
    )
    assert effects(text) == [f"imposes {OWN}/p1 2026-01-05"]
    assert read(text).effects[0].kind == "probe"


def test_a_measure_added_for_one_already_listed_is_a_ban_and_no_listing() -> None:
    text = act(
        "决定于2025年2月4日将甲公司（Alpha, Inc.）列入不可靠实体清单。"
        "现决定对该企业采取以下处理措施：",
        "禁止其向中国出口测序仪。",
        "本公告自公布之日起实施。",
        title="关于对甲公司采取处理措施的公告",
    )
    assert effects(text) == [f"imposes {OWN}/p1 2026-01-05"]
    assert read(text).effects[0].kind == "ban"


def test_a_ban_on_imports_is_laid_down_not_a_suspension_of_something() -> None:
    text = act("决定自2026年3月1日（含）起全面暂停进口原产地为日本的某产品。")
    (effect,) = read(text).effects
    assert (effect.effect, effect.kind, effect.origins) == ("imposes", "ban", ("JP",))


def test_an_end_printed_beside_the_start_is_the_last_day() -> None:
    assert effects(act(RULE, "本公告自2026年2月1日起实施，有效期2年。")) == [
        f"imposes {OWN}/p1 2026-02-01 to 2028-01-31"
    ]
    assert effects(act(RULE, "本公告有效期自2026年2月1日至2026年12月31日。")) == [
        f"imposes {OWN}/p1 2026-02-01 to 2026-12-31"
    ]


def test_a_correction_names_the_act_it_corrects() -> None:
    text = act("商务部公告2025年第10号附件中“2841801000”应为“2841801001”。", title="更正公告")
    assert effects(text) == ["corrects mofcom-2025-10 None"]
    assert reasons(text) == []


def test_a_procedure_is_a_framework_and_no_control() -> None:
    text = act(
        "一、任何组织和个人有权向商务部举报。",
        "二、举报人可以通过网络平台举报。",
        "本公告自2026年7月1日起实施。",
        title="关于举报有关事项的公告",
    )
    assert read(text).effects[0].kind == "framework"
    assert effects(text) == [f"imposes {OWN}/p1 2026-07-01"]
