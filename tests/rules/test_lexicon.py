"""The lexicon: what its tables become, and what its groups find."""

from datetime import date

import pytest

from watch.config.locate import parse
from watch.errors import ProblemsError
from watch.model import Lang, Severity
from watch.rules.lexicon import read_lexicon
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


def found(name: str, title: str, *, lexicon: Lexicon = LEXICON, on: date | None = ON, **about: object) -> list[str]:
    """The stretches of a title in which a group of the lexicon is found."""
    rule = Rule(
        id="a-rule",
        title="A rule",
        why="",
        severity=Severity.LOW,
        groups={name: lexicon.groups[name]},
        when=Some(place=Group(name=name)),
        file="a-rule.toml",
        version="1",
    )
    reading = Reading(title=title, on=on, **about)  # type: ignore[arg-type]
    hits = Matcher(RuleSet(rules=(rule,), version="1", lexicon=lexicon)).match(reading)
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
]


@pytest.mark.parametrize(("title", "countries"), FOREIGN)
def test_ministers_of_two_countries_with_one_title_are_told_apart(title: str, countries: set[str]) -> None:
    assert {each for each in ("jp", "kr") if found(f"office.{each}-foreign-minister", title)} == countries


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
    ],
)
def test_a_sign_is_a_country_in_headlines(title: str) -> None:
    assert found("country.jp", title)


@pytest.mark.parametrize(
    "title", ["毎日", "25日", "17日(日)", "その日、", "日産", "土・日", "同日、", "その日韓国で", "朝に日韓国人会が"]
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
        '[office.jp-prime-minister]\nja = ["総理"]\nholders = [{ person = "three", from = 2030-01-01 }]\n'
    )
    both = lexicon_of(PEOPLE, more)
    assert found("office.jp-prime-minister", "三夏子氏", lexicon=both, on=date(2030, 1, 1))
    assert found("office.jp-prime-minister", "総理が参拝", lexicon=both)
    assert not found("office.jp-prime-minister", "中国の総理が参拝", lexicon=both)
    assert not found("office.jp-prime-minister", "元総理が参拝", lexicon=both)


def test_the_version_tells_what_the_lexicon_says() -> None:
    assert lexicon_of(PEOPLE).version == LEXICON.version
    assert lexicon_of(PEOPLE, "[word.x]\nen = ['y']\n").version != LEXICON.version
    assert lexicon_of().version == ""


# ------------------------------------------------------------------------------------------------ mistakes

WRONG = [
    ('[word.x]\nen = ["y"]\ncountry = "jp"', 'lexicon/0.toml:3:1: error: unknown key "country"'),
    ('[denial]\nen = ["no"]', 'lexicon/0.toml:1:2: error: "denial" needs a family and a name'),
    ('[country.japan]\nen = ["Japan"]', 'lexicon/0.toml:1:10: error: "japan" is no country'),
    ('[person.x]\nen = ["Y Z"]', 'lexicon/0.toml:1:1: error: the key "country" is missing'),
    (
        '[office.x]\ncountry = "jp"\nen = ["y"]\nholders = [{ person = "z", from = 2020-01-01 }]',
        'lexicon/0.toml:4:23: error: there is no person "z"',
    ),
    (
        '[office.x]\ncountry = "jp"\nen = ["y"]\nholders = ["z"]',
        'lexicon/0.toml:4:12: error: a holder is written { person = "…", from = 2025-10-21 }',
    ),
    ('[word.x]\nincludes = ["word.y"]', 'lexicon/0.toml:2:13: error: there is no group "word.y"'),
    (
        '[word.x]\nincludes = ["word.y"]\n[word.y]\nincludes = ["word.x"]',
        'lexicon/0.toml:4:13: error: "word.y" and "word.x" include one another',
    ),
    (
        '[word.x]\nen = ["y"]\nnot_inside = ["word.z"]',
        'lexicon/0.toml:3:15: error: there is no group "word.z"',
    ),
]


@pytest.mark.parametrize(("text", "first"), WRONG)
def test_a_mistake_is_named_where_it_stands(text: str, first: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        lexicon_of(text)
    assert str(raised.value.problems[0]).splitlines()[0] == first
