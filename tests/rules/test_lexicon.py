"""The lexicon: what its tables become, and what its groups find."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching import steps

from watch.config.locate import parse
from watch.errors import KeyPath, Problem, ProblemsError
from watch.model import Lang, Severity, Status
from watch.rules.compile import compile_rules, digest
from watch.rules.lexicon import read_lexicon
from watch.rules.lint_lexicon import lint_lexicon
from watch.rules.match import Matcher, Reading
from watch.rules.tree import Group, Lexicon, Rule, RuleSet, Some

PEOPLE = """
[country.jp]
en = ["Japan", "Japanese"]
ja = ["日本"]
ko = ["일본"]
includes = ["sign.jp"]
[country.kr]
en = ["South Korea", "South Korean"]
ja = ["韓国"]
ko = ["한국"]
includes = ["sign.kr"]
[country.cn]
en = ["China", "Chinese"]
ja = ["中国"]
ko = ["중국"]
includes = ["sign.cn"]
[sign.jp]
ja = ["日"]
ko = ["한일"]
sign = true
word = true
[sign.kr]
ja = ["韓"]
ko = ["한일"]
sign = true
word = true
[sign.cn]
ja = ["中"]
sign = true

[person.one]
country = "jp"
en = ["Hanako One"]
ja = ["一花子"]
ko = ["이치 하나코"]
[person.two]
country = "jp"
en = ["Jiro Two"]
ja = ["二次郎"]
ko = ["니 지로"]
[person.li]
country = "cn"
en = ["Li Qiang"]
ja = ["李強"]
ko = ["리창"]

[office.jp-prime-minister]
country = "jp"
en = ["prime minister"]
ja = ["首相"]
ko = ["총리"]
not_after = { en = ["deputy"], ja = ["副"] }
holders = [
  { person = "one", from = 2020-01-01, to = 2021-06-30 },
  { person = "two", from = 2021-07-01, to = 2022-06-30 },
  { person = "one", from = 2022-07-01 },
]
[office.jp-foreign-minister]
country = "jp"
en = ["foreign minister"]
ja = ["外相"]
ko = ["외무상", "외교장관"]
[office.cn-premier]
country = "cn"
ja = ["首相"]
ko = ["총리"]
[office.kr-prime-minister]
country = "kr"
ja = ["首相"]
ko = ["총리", "국무총리"]
[office.kr-president]
country = "kr"
ja = ["大統領"]
ko = ["대통령"]
[office.kr-foreign-minister]
country = "kr"
en = ["foreign minister"]
ja = ["外相"]
ko = ["외교부 장관", "외교장관"]
"""
ON = date(2023, 1, 1)


def lexicon_of(*texts: str) -> Lexicon:
    return read_lexicon([(parse(f"lexicon/{number}.toml", text), text) for number, text in enumerate(texts)])


LEXICON = lexicon_of(PEOPLE)


@dataclass(frozen=True)
class Untold:
    """A document without lines."""

    data: dict[str, Any]
    file: str = "own.toml"

    def problem(self, path: KeyPath, message: str, **about: Any) -> Problem:
        return Problem(message=f"{path}: {message}")


def matcher(name: str, lexicon: Lexicon, status: Status | None = None) -> Matcher:
    """What looks for one group of a lexicon."""
    rule = Rule(
        id="a-rule",
        title="A rule",
        why="",
        severity=Severity.LOW,
        groups=lexicon.groups,
        when=Some(place=Group(name=name, status=status)),
        file="a-rule.toml",
        version="1",
    )
    return Matcher(RuleSet(rules=(rule,), version="1", lexicon=lexicon))


ANY_TITLE = matcher("office.jp-prime-minister", LEXICON)


def found(
    name: str,
    title: str,
    *,
    lexicon: Lexicon = LEXICON,
    on: date | None = ON,
    status: Status | None = None,
    **about: Any,
) -> list[str]:
    """The stretches of a title in which a group of the lexicon is found."""
    hits = matcher(name, lexicon, status).match(Reading(title=title, on=on, **about))
    return [title[span.start : span.end] for hit in hits for span in hit.spans]


# ------------------------------------------------------------------------------------------------ whose title

OWNED = [
    # jp-prime-minister: whether a title is the Japanese prime minister's
    ("Japanese prime minister visits shrine", True),
    ("Chinese prime minister visits shrine", False),
    ("The prime minister of China visits", False),
    ("The prime minister of Japan visits", True),
    ("The prime minister visits", True),
    ("China protests: Japanese prime minister at shrine", True),
    ("Japan: Prime Minister Li Qiang arrives", False),
    ("日本の首相が参拝", True),
    ("首相が参拝", True),
    ("中国の首相が会談", False),
    ("中首相と会談", False),
    ("李強首相と会談", False),
    ("日총리 참배", True),
    ("日 총리 참배", True),
    ("총리 참배", False),
    ("일본 총리 참배", True),
    ("일본서 참배 강행… 총리가 직접", True),
    ("中 총리 방문", False),
    ("중국 리창 총리 방일", False),
    ("한일 총리 회담", True),
    # A name stands beside it.
    ("중국 간 니 지로 총리", True),
    # In Japanese a bare title is the home country's; in Korean the nearest country's.
    ("中国が反発、首相は参拝せず", True),
    ("중국 반발에도 일본은 총리가 참배", True),
    ("일본 언론: 중국 반발, 총리 방문 취소", False),
    ("일 총리 참배", True),
    ("21일 총리 발언", False),
    ("중국, 일 총리에 항의", True),
    # Only what has such a title can own it.
    ("중국: 한국 대통령 만난 총리", False),
]


@pytest.mark.parametrize(("title", "is_japans"), OWNED)
def test_a_title_belongs_to_the_country_the_text_means(title: str, is_japans: bool) -> None:
    assert bool(found("office.jp-prime-minister", title)) is is_japans


FOREIGN = [
    ("Japanese Foreign Minister arrives", {"jp"}),
    ("South Korean foreign minister arrives", {"kr"}),
    ("Foreign minister arrives", {"jp", "kr"}),
    ("日외무상 방한", {"jp"}),
    ("한국 외교부 장관 방일", {"kr"}),
    ("한일 외교장관 회담", {"jp", "kr"}),
    ("中 외교장관 방한", set()),
    ("外相が訪米", {"jp"}),
    ("韓国の外相が来日", {"kr"}),
    ("日韓外相会談", {"jp", "kr"}),
    ("日中韓外相会談", {"jp", "kr"}),
    ("일본 대사를 불러 외교부 장관 항의", {"kr"}),
    ("日 대사 초치한 외교부 장관", {"kr"}),
    ("Japan's new foreign minister arrives", {"jp"}),
    ("The foreign minister of South Korea, in Japan", {"kr"}),
]


@pytest.mark.parametrize(("title", "countries"), FOREIGN)
def test_ministers_of_two_countries_with_one_title_are_told_apart(title: str, countries: set[str]) -> None:
    assert {each for each in ("jp", "kr") if found(f"office.{each}-foreign-minister", title)} == countries


MINISTERS = '[voice.minister]\nincludes = ["office.jp-foreign-minister", "office.kr-foreign-minister"]\n'


@pytest.mark.parametrize(
    "unit", ["一花子首相、李強外相、", "日本首相、韓国外相、", "日韓" * 40 + "首相、", "中国外相、"]
)
@pytest.mark.parametrize("name", ["office.jp-foreign-minister", "voice.minister"])
def test_twice_as_many_names_and_titles_take_about_twice_the_work(unit: str, name: str) -> None:
    engine = matcher(name, lexicon_of(PEOPLE, MINISTERS))
    once, twice = (Reading(title="外相" + unit * (size // len(unit)), on=ON) for size in (4_000, 8_000))
    assert steps(lambda: engine.match(twice)) < 2.3 * steps(lambda: engine.match(once))


def test_a_title_that_the_home_country_has_not_is_somebody_elses() -> None:
    assert found("office.kr-president", "韓国と日本の関係は、大統領が就任して変わった")
    assert found("office.jp-foreign-minister", "외무상, 기자회견")


def test_a_bare_title_is_the_sources_country_before_the_languages() -> None:
    assert found("office.kr-foreign-minister", "外相が会見", country="kr")
    assert not found("office.jp-foreign-minister", "外相が会見", country="kr")
    assert found("office.jp-foreign-minister", "外相が会見", lang=Lang.JA)


# ------------------------------------------------------------------------------------------------ days


def test_the_holder_on_the_articles_day_is_the_office() -> None:
    assert found("office.jp-prime-minister", "一花子氏が参拝", on=date(2021, 6, 30))
    assert not found("office.jp-prime-minister", "一花子氏が参拝", on=date(2021, 7, 1))
    assert found("office.jp-prime-minister", "Jiro Two prays", on=date(2022, 6, 30))


def test_who_held_the_office_before_is_former_until_in_office_again() -> None:
    assert found("former.jp-prime-minister", "一花子氏が参拝", on=date(2021, 7, 1))
    assert not found("former.jp-prime-minister", "一花子氏が参拝", on=date(2022, 7, 1))
    assert found("former.jp-prime-minister", "Jiro Two prays", on=date(2026, 1, 1))
    assert not found("former.jp-prime-minister", "Jiro Two prays", on=date(2020, 1, 1))


def test_without_a_day_only_titles_are_found() -> None:
    assert found("office.jp-prime-minister", "二次郎首相が参拝", on=None) == ["首相"]
    assert found("former.jp-prime-minister", "二次郎前首相が参拝", on=None) == ["首相"]


@pytest.mark.parametrize(
    "title",
    [
        "former prime minister prays",
        "ex-Japanese prime minister",
        "元首相が参拝",
        "前首相",
        "전 일본 총리",
        "前 일본 총리",
    ],
)
def test_a_former_title_is_the_former_groups(title: str) -> None:
    assert found("former.jp-prime-minister", title)
    assert not found("office.jp-prime-minister", title)


@pytest.mark.parametrize(
    "title", ["deputy prime minister", "副首相", "next prime minister", "次期首相", "일본 차기 총리"]
)
def test_another_title_is_neither(title: str) -> None:
    assert not found("office.jp-prime-minister", title)
    assert not found("former.jp-prime-minister", title)


# ------------------------------------------------------------------------------------------------ signs


@pytest.mark.parametrize(
    "title",
    [
        "日외무상",
        "日, 참배",
        "韓·美·日",
        "日米韓首脳会談",
        "日韓関係",
        "日大使を呼ぶ",
        "(日·韓)",
        "供給網巡り日韓が協議",
        "第8回日中韓外相会議",
        "3年ぶりの日韓首脳会談",
        "年内の日中韓首脳会談",
        "ソウルで日米韓協議",
    ],
)
def test_a_sign_is_a_country_in_headlines(title: str) -> None:
    assert found("country.jp", title)


@pytest.mark.parametrize(
    "title",
    [
        "毎日",
        "25日",
        "17日(日)",
        "その日、",
        "日産",
        "土・日",
        "同日、",
        "その日韓国で",
        "竹島の日中止",
        "朝に日韓国人会が",
        "同日米韓は",
        "訪日韓首脳",
    ],
)
def test_a_sign_is_not_a_country_inside_a_word(title: str) -> None:
    assert not found("country.jp", title)


# ------------------------------------------------------------------------------------------------ more files


def test_a_second_file_adds_terms_with_guards_of_their_own() -> None:
    more = '[country.jp]\nen = ["JPN"]\ncase = true\n'
    both = lexicon_of(PEOPLE, more)
    assert found("country.jp", "JPN beats all", lexicon=both) == ["JPN"]
    assert not found("country.jp", "jpn beats all", lexicon=both)
    assert found("country.jp", "JAPAN beats all", lexicon=both) == ["JAPAN"]


def test_a_second_file_adds_a_holder_without_naming_the_country_again() -> None:
    more = (
        '[person.three]\ncountry = "jp"\nja = ["三夏子"]\n'
        '[office.jp-prime-minister]\nholders = [{ person = "three", from = 2030-01-01 }]\n'
    )
    both = lexicon_of(PEOPLE, more)
    assert found("office.jp-prime-minister", "三夏子氏", lexicon=both, on=date(2030, 1, 1))


def test_a_title_that_a_second_file_adds_belongs_to_the_offices_country_too() -> None:
    both = lexicon_of(PEOPLE, '[office.jp-prime-minister]\nja = ["総理"]\n')
    assert found("office.jp-prime-minister", "総理が参拝", lexicon=both)
    assert not found("office.jp-prime-minister", "中国の総理が参拝", lexicon=both)
    assert not found("office.jp-prime-minister", "元総理が参拝", lexicon=both)
    assert found("former.jp-prime-minister", "元総理が参拝", lexicon=both)


@pytest.mark.parametrize("title", ["Japanese foreign minister speaks", "South Korean foreign minister speaks"])
def test_a_group_of_two_countries_offices_finds_the_title_of_either(title: str) -> None:
    more = (
        '[voice.official]\nen = ["official"]\nincludes = ["office.jp-foreign-minister", "office.kr-foreign-minister"]\n'
    )
    both = lexicon_of(PEOPLE, more)
    assert found("voice.official", title, lexicon=both) == ["foreign minister"]
    assert not found("voice.official", "Chinese foreign minister speaks", lexicon=both)


def test_the_version_tells_what_the_lexicon_says() -> None:
    assert lexicon_of(PEOPLE).version == LEXICON.version
    assert lexicon_of(PEOPLE, "[word.x]\nen = ['y']\n").version != LEXICON.version
    assert lexicon_of().version == ""


# ------------------------------------------------------------------------------------------------ status


VISIT = """
[act.visit]
act = true
en = ["visit"]
ja = ["参拝"]
ko = ["참배"]
"""


@pytest.mark.parametrize(
    ("words", "title", "status"),
    [
        ("[status.denied]\nja = ['お蔵入り']", "首相の参拝はお蔵入り", Status.DENIED),
        ("[status.denied]\nja = ['お蔵入り']", "お蔵入りの映画、首相が参拝", Status.DONE),
        ("[status.denied]\nko = ['없던 일']", "총리 참배 없던일로", Status.DENIED),
        ("[status.planned]\nko = ['저울질']", "참배, 저울질하는 영화", Status.DONE),
        ("[status.planned]\nen = ['pencil~']", "A visit was pencilled in", Status.PLANNED),
        ("[status.planned]\nen = ['pencil~']", "He wrote it in pencil, but the visit", Status.DONE),
        ("[status.past]\nen = ['back in the day']", "Back in the day his visit", Status.PAST),
        ("[status.past]\nja = ['昭和の頃']", "昭和の頃の参拝", Status.PAST),
    ],
)
def test_words_of_a_lexicon_tell_the_status_of_acts(words: str, title: str, status: Status) -> None:
    lexicon = lexicon_of(VISIT, words)
    told = {each for each in Status if found("act.visit", title, lexicon=lexicon, status=each)}
    assert told == {status}


def test_words_of_two_files_count_together_and_explain_themselves() -> None:
    lexicon = lexicon_of(VISIT, "[status.denied]\nja = ['お蔵入り']", "[status.denied]\nja = ['立ち消え']")
    assert lexicon.status[Status.DENIED][Lang.JA] == ("お蔵入り", "立ち消え")
    (judge,) = matcher("act.visit", lexicon).judges(Reading(title="参拝は立ち消え"))
    assert judge.occurrences.told(0, 2) == (Status.DENIED, "立ち消え")


# ------------------------------------------------------------------------------------------------ for all rules at once


def test_a_group_is_looked_for_once_for_all_rules() -> None:
    text = """
id = "{id}"
title = "x"
when = 'title(office.jp-prime-minister)'
[terms.own]
en = ["{id}"]
[[tests]]
title = "x"
expect = "none"
"""
    texts = [text.format(id=f"rule-{number}") for number in range(5)]
    ruleset = compile_rules([(parse(f"rule-{n}.toml", text), text) for n, text in enumerate(texts)], LEXICON)
    judges = list(Matcher(ruleset).judges(Reading(title="The prime minister")))
    assert len(judges) == 5
    assert len({id(judge.occurrences) for judge in judges}) == 1
    assert len({id(judge.plans["office.jp-prime-minister"]) for judge in judges}) == 1


def test_a_rules_own_group_takes_the_place_of_the_lexicons() -> None:
    text = """
id = "own"
title = "x"
when = 'title(office.jp-prime-minister)'
[terms.office.jp-prime-minister]
en = ["boss"]
[[tests]]
title = "x"
expect = "none"
"""
    ruleset = compile_rules([(parse("own.toml", text), text)], LEXICON)
    assert Matcher(ruleset).match(Reading(title="The boss"))
    assert not Matcher(ruleset).match(Reading(title="The Japanese prime minister"))


def test_hits_carry_the_versions_of_the_rule_and_of_the_lexicon() -> None:
    text = """
id = "own"
title = "x"
when = 'title(country.jp)'
[terms.own]
en = ["boss"]
[[tests]]
title = "x"
expect = "none"
"""
    (hit,) = Matcher(compile_rules([(parse("own.toml", text), text)], LEXICON)).match(Reading(title="Japan"))
    assert hit.rule_version == f"{digest(text)}+{LEXICON.version}"


def test_a_mistyped_name_is_guessed_among_the_lexicons_groups() -> None:
    text = """
id = "own"
title = "x"
when = 'title(country.jq) or title(ofice.jp-prime-minister)'
[terms.own]
en = ["boss"]
[[tests]]
title = "x"
expect = "none"
"""
    with pytest.raises(ProblemsError) as raised:
        compile_rules([(parse("own.toml", text), text)], LEXICON)
    assert [problem.hint for problem in raised.value.problems] == [
        'did you mean "country.jp"?',
        'did you mean "office.jp-prime-minister"?',
    ]


# ------------------------------------------------------------------------------------------------ out of date


def test_an_office_that_nobody_holds_today_is_a_finding() -> None:
    text = (
        '[person.x]\ncountry = "jp"\nen = ["Hanako X"]\n'
        '[office.a]\ncountry = "jp"\nen = ["chief"]\n'
        'holders = [{ person = "x", from = 2020-01-01, to = 2021-12-31 }]\n'
        '[office.b]\ncountry = "jp"\nen = ["head"]\nholders = [{ person = "x", from = 2020-01-01 }]\n'
        '[office.c]\ncountry = "jp"\nen = ["bare"]\n'
    )
    documents = {"lexicon/0.toml": parse("lexicon/0.toml", text)}
    assert lint_lexicon(lexicon_of(text), documents, date(2021, 12, 31)) == ()
    (problem,) = lint_lexicon(lexicon_of(text), documents, date(2022, 1, 1))
    assert str(problem).splitlines()[0] == (
        'lexicon/0.toml:7:1: lint: the office "a" is out of date: nobody holds it on 2022-01-01 [L01]'
    )


# ------------------------------------------------------------------------------------------------ mistakes

BAD = sorted((Path(__file__).parent.parent / "data" / "bad_lexicon").glob("*.toml"))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_is_refused_with_exactly_these_words(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        read_lexicon([(parse(file.name, text), text)])
    assert f"{raised.value}\n" == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_groups_that_include_one_another_without_end_are_refused() -> None:
    links = [f'[org.a{number}]\nincludes = ["org.a{number + 1}"]\n' for number in range(2000)]
    with pytest.raises(ProblemsError) as raised:
        lexicon_of("".join(links) + '[org.a2000]\nen = ["end"]\n')
    assert "through more than 40 steps" in raised.value.problems[0].message


def test_groups_that_keep_out_of_one_another_without_end_are_refused() -> None:
    links = [f'[org.a{number}]\nen = ["w{number}"]\nnot_inside = ["org.a{number + 1}"]\n' for number in range(1500)]
    with pytest.raises(ProblemsError) as raised:
        lexicon_of("".join(links) + '[org.a1500]\nen = ["end"]\n')
    assert "through more than 40 groups" in raised.value.problems[0].message


def test_a_circle_of_guards_through_a_borrowed_term_is_refused() -> None:
    text = '[org.a]\nincludes = ["org.b"]\n[org.b]\nen = ["w"]\nnot_inside = ["org.a"]\n'
    with pytest.raises(ProblemsError) as raised:
        lexicon_of(text)
    assert raised.value.problems[0].message == '"org.b" and "org.a" exclude one another by not_inside'


# ------------------------------------------------------------------------------------------------ anything at all

NAMES = st.sampled_from(["a", "b"])
GROUPS = st.sampled_from([f"{family}.{name}" for family in ("org", "person", "office") for name in "ab"])
WORDS = st.lists(st.sampled_from(["w", "日", "총리", "韓", "首相"]), min_size=1, max_size=3)
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "ja": WORDS,
    "not_inside": st.lists(GROUPS, min_size=1, max_size=2),
    "not_after": st.fixed_dictionaries({"ja": WORDS}),
    "includes": st.lists(GROUPS, min_size=1, max_size=2),
    "holders": st.lists(st.fixed_dictionaries({"person": NAMES, "from": st.dates()}), min_size=1, max_size=2),
    "of": st.sampled_from(["jp", "kr"]),
    "sign": st.booleans(),
    "act": st.booleans(),
}


def tables(needed: dict[str, st.SearchStrategy[Any]], *keys: str) -> st.SearchStrategy[dict[str, Any]]:
    some = st.fixed_dictionaries({"en": WORDS, **needed}, optional={key: KEYS[key] for key in keys})
    return st.fixed_dictionaries({"a": some, "b": some})


HOME = {"country": st.just("jp")}
GUARDS = ("ja", "not_inside", "not_after", "sign", "act")
LEXICONS = st.fixed_dictionaries(
    {
        "person": tables(HOME, *GUARDS),
        "org": tables({}, *GUARDS, "of", "includes"),
        "office": tables(HOME, *GUARDS, "includes", "holders"),
    },
    optional={"former": tables({}, *GUARDS, "of", "includes")},
)


@given(LEXICONS)
@settings(max_examples=300)
def test_whatever_a_lexicon_says_it_is_usable_or_refused(data: dict[str, Any]) -> None:
    try:
        lexicon = read_lexicon([(Untold(data), "")])
    except ProblemsError:
        return
    for name, group in lexicon.groups.items():
        found(name, "前日·韓総理, 日총리 of Japan", lexicon=lexicon, status=Status.DONE if group.act else None)


@given(st.text(alphabet="日韓中首相外총리 전 前의of’s()·,。\nJapan一花子", max_size=60), st.sampled_from([None, *Lang]))
def test_whatever_a_text_says_its_titles_have_an_owner_or_none(text: str, lang: Lang | None) -> None:
    assert ANY_TITLE.match(Reading(title=text, text=text, lang=lang, on=ON)) is not None
