"""The lexicon that ships: whole in three languages, true on the days we know of, and quiet in other people's words."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from watch.config.load import load_rules
from watch.model import Lang, Severity
from watch.rules.match import Matcher, Reading
from watch.rules.tree import Group, Rule, RuleSet, Some
from watch.text.normalize import fold

LEXICON = load_rules(None).lexicon
TODAY = date(2026, 11, 25)

#: Groups with a reason to lack a language.
PARTIAL = ("acronym.", "sign.")


@cache
def matcher(name: str) -> Matcher:
    """What looks for one group of the shipped lexicon."""
    rule = Rule(
        id="a-rule",
        title="A rule",
        why="",
        severity=Severity.LOW,
        groups=LEXICON.groups,
        when=Some(place=Group(name=name)),
        file="a-rule.toml",
        version="1",
    )
    return Matcher(RuleSet(rules=(rule,), version="1", lexicon=LEXICON))


def found(name: str, title: str, text: str = "", on: date | None = TODAY) -> set[str]:
    """The wordings by which a group of the shipped lexicon is found."""
    hits = matcher(name).match(Reading(title=title, text=text, on=on))
    return {(title if span.field == "title" else text)[span.start : span.end] for hit in hits for span in hit.spans}


@pytest.mark.parametrize("name", [name for name in LEXICON.groups if not name.startswith(PARTIAL)])
def test_every_group_speaks_three_languages_and_says_nothing_twice(name: str) -> None:
    group = LEXICON.groups[name]
    assert {term.lang for term in group.terms} == set(Lang)
    own = Counter((fold(term.written), term.lang, term.since, term.until) for term in group.terms if term.home is None)
    assert [term for term, times in own.items() if times > 1] == []


def test_every_office_with_holders_has_one_today() -> None:
    held = [office for office in LEXICON.offices if office.holders]
    assert len(held) > 10
    for office in held:
        assert any(each.since <= TODAY and (each.until or TODAY) >= TODAY for each in office.holders), office.name


@pytest.mark.parametrize(
    ("on", "title", "office"),
    [
        (date(2006, 8, 15), "小泉純一郎氏が参拝", "office.jp-prime-minister"),
        (date(2013, 12, 26), "아베 신조 참배", "office.jp-prime-minister"),
        (date(2013, 12, 26), "Takaichi prays", "office.jp-lawmaker"),
        (date(2023, 8, 15), "高市早苗氏が参拝", "office.jp-minister"),
        (date(2024, 10, 17), "岸田文雄氏が参拝", "former.jp-prime-minister"),
        (date(2025, 8, 15), "小泉進次郎氏が参拝", "office.jp-minister"),
        (date(2026, 4, 21), "高市氏が真榊を奉納", "office.jp-prime-minister"),
        (date(2026, 10, 17), "고이즈미 신지로 참배", "office.jp-defence-minister"),
        (date(2026, 10, 17), "Ishiba sends an offering", "former.jp-prime-minister"),
        (date(2019, 1, 1), "문재인 발언", "office.kr-president"),
        (date(2026, 8, 15), "이재명 발언", "office.kr-president"),
    ],
)
def test_names_resolve_to_who_held_the_office_that_day(on: date, title: str, office: str) -> None:
    every = ("office.jp-prime-minister", "office.jp-minister", "office.jp-defence-minister", "former.jp-prime-minister")
    offices = {name for name in (*every, "office.kr-president") if found(name, title, on=on)}
    expected = {office} & {*every, "office.kr-president"}
    if office == "office.jp-defence-minister":
        expected |= {"office.jp-minister"}
    assert offices == expected


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("office.kr-president", "트럼프 대통령 방일"),
        ("office.kr-president", "トランプ大統領が来日"),
        ("office.kr-president", "首相は米大統領と会談"),
        ("office.kr-president", "바이든 대통령, 한국 방문"),
        ("office.jp-prime-minister", "리창 총리, 도쿄 방문"),
        ("office.jp-prime-minister", "김민석 국무총리 발언"),
        ("office.jp-prime-minister", "首相補佐官が訪韓"),
        ("office.jp-prime-minister", "首相官邸で会見"),
        ("office.jp-minister", "外務副大臣が出席"),
        ("office.jp-minister", "Vice Foreign Minister visits Seoul"),
        ("office.jp-minister", "석탄산업 담당 장관"),
        ("office.jp-lawmaker", "市議会議員が出席"),
        ("person.suga-yoshihide", "뉴스가 전한 소식"),
        ("person.abe-shinzo", "安倍晴明を祀る"),
        ("person.park-jin", "박진감 넘치는 경기"),
        ("country.jp", "毎日、日産の25日"),
        ("country.jp", "その日首相は"),
        ("country.us", "お米大使のポスター"),
        ("country.kr", "North Korean missile"),
        ("country.kr", "Korean Peninsula weather"),
        ("country.us", "north of us"),
        ("capital.kr", "서울시 예산"),
        ("org.fki", "fki"),
        ("org.jp-diet", "a new diet"),
        ("org.kr-foreign-ministry", "中외교부 대변인"),
        ("org.kr-foreign-ministry", "日本の外務省が抗議"),
        ("org.ishin", "明治維新の史跡"),
        ("voice.jp", "韓国の趙外相「深い遺憾」"),
        ("voice.jp", "Seoul summons Japan's ambassador"),
        ("voice.kr", "外務省、韓国大使を呼び抗議"),
        ("voice.kr", "日, 한국대사 초치"),
    ],
)
def test_what_only_looks_like_it_is_not_found(name: str, title: str) -> None:
    assert found(name, title) == set()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("office.jp-prime-minister", "Japanese Prime Minister Sanae Takaichi"),
        ("office.jp-prime-minister", "다카이치 사나에(高市早苗) 일본 총리"),
        ("office.jp-chief-cabinet-secretary", "木原稔官房長官が会見"),
        ("office.jp-education-minister", "日 문부과학상, 교과서 검정"),
        ("office.jp-ambassador-to-korea", "외교부, 주한일본대사 초치"),
        ("office.kr-ambassador-to-japan", "駐日韓国大使が出席"),
        ("org.kr-foreign-ministry", "외교부 대변인 논평"),
        ("org.kr-foreign-ministry", "韓国外務省が遺憾表明"),
        ("org.jp-foreign-ministry", "日외무성 홈페이지"),
        ("org.jp-foreign-ministry", "外務省、韓国に抗議"),
        ("org.nippon-steel", "新日鐵住金に賠償命令"),
        ("company.wartime", "대법원, 미쓰비시중공업에 배상 판결"),
        ("org.fki", "전경련, 한경협으로 이름 변경"),
        ("org.keidanren", "게이단렌 회장 방한"),
        ("org.future-fund", "日韓未来パートナーシップ基金"),
        ("org.trilateral-secretariat", "日米韓調整事務局が発足"),
        ("org.trilateral-cooperation-secretariat", "한중일 3국 협력사무국"),
        ("voice.kr", "韓国の趙外相「深い遺憾」"),
        ("voice.jp", "岩屋外相「極めて遺憾」"),
        ("country.jp", "日기시다 내각"),
        ("country.kr", "韓·美·日 회의"),
        ("country.cn", "日中韓サミット"),
        ("country.us", "トランプ米大統領が来日"),
        ("country.jp", "開かれた日米韓の協議"),
    ],
)
def test_what_is_meant_is_found(name: str, title: str) -> None:
    assert found(name, title)
