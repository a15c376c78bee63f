"""Where a group's terms are found, and where not, in three languages."""

from datetime import date
from unicodedata import normalize

import pytest
from matching import ON, found, group

from watch.model import Lang
from watch.rules.tree import Term, TermGroup

SHRINE = group(
    "shrine",
    en=["Yasukuni Shrine", "Yasukuni", "Tokyo war shrine"],
    ja=["靖国神社", "靖国"],
    ko=["야스쿠니신사", "야스쿠니"],
    not_before={Lang.JA: ("通り",)},
)
SADO = group(
    "sado",
    en=["Sado mine~", "Sado"],
    ja=["佐渡島の金山", "佐渡金山"],
    ko=["사도광산"],
    word=True,
    not_before={Lang.KO: ("세자", "행전")},
)
VISIT = group("visit", en=["visit~", "pay respects", "paid respects"], ja=["参拝"], ko=["참배"])
DAY = group("day", en=["Takeshima Day"], ja=["竹島の日"], ko=["다케시마의 날"])
TIES = group("ties", en=["Japan-Korea"], ja=["日韓", "日米韓"], ko=["한일", "한미일"])
FUND = group("fund", en=["FKI", "MOU", "US"], case=True)
PM = group(
    "pm",
    en=["prime minister", "premier"],
    ja=["総理大臣", "首相"],
    ko=["총리"],
    not_after={Lang.EN: ("former", "ex", "then deputy"), Lang.JA: ("元", "前"), Lang.KO: ("전", "전직", "前", "부")},
    not_before={Lang.EN: ("elect", "hopeful~"), Lang.JA: ("官邸", "経験者"), Lang.KO: ("실", "후보")},
)

FOUND: list[tuple[TermGroup, str, list[str]]] = [
    # Latin: whole words, any spelling of the spaces, possessives, brackets, neighbours of another script
    (SHRINE, "Takaichi visits Yasukuni", ["Yasukuni"]),
    (SHRINE, "YASUKUNI SHRINE", ["YASUKUNI SHRINE"]),
    (SHRINE, "Yasukuni's gate", ["Yasukuni"]),
    (SHRINE, "the (Yasukuni) shrine", ["Yasukuni"]),
    (SHRINE, "Yasukuni-Shrine", ["Yasukuni-Shrine"]),
    (SHRINE, "Yasukuni  \n Shrine", ["Yasukuni  \n Shrine"]),
    (SHRINE, "Yasukuni\n\nShrine", ["Yasukuni"]),
    (SHRINE, "YasukuniShrine", []),
    (SHRINE, "pro-Yasukuni lawmakers", ["Yasukuni"]),
    (SHRINE, "Yasukunis", []),
    (SHRINE, "Yasukuni2", []),
    (SHRINE, "Yasukuni神社", ["Yasukuni"]),
    (SHRINE, "Yasukuni (Tokyo) Shrine", ["Yasukuni (Tokyo) Shrine"]),
    (SHRINE, "Yasukuni and Shrine", ["Yasukuni"]),
    (SHRINE, "Ｙａｓｕｋｕｎｉ　Ｓｈｒｉｎｅ", ["Ｙａｓｕｋｕｎｉ　Ｓｈｒｉｎｅ"]),
    (SHRINE, "Yasu\u00adkuni", ["Yasu\u00adkuni"]),
    (SADO, "the ambassador", []),
    (SADO, "has a dog", []),
    (SADO, "was ado", []),
    (SADO, "Sado鉱山", ["Sado"]),
    (SADO, "Sadō mines", ["Sadō mines"]),
    (SADO, "Sado's gold", ["Sado"]),
    (SADO, "Sado mine.", ["Sado mine"]),
    (VISIT, "visits, visited, visiting", ["visits", "visited", "visiting"]),
    (VISIT, "revisit", []),
    (VISIT, "PAID  RESPECTS", ["PAID  RESPECTS"]),
    (VISIT, "paid no respects", []),
    (FUND, "FKI signs MOU with US", ["FKI", "MOU", "US"]),
    (FUND, "fki, Mou, us", []),
    (FUND, "ＦＫＩ", ["ＦＫＩ"]),
    (FUND, "BUS, MOUs", []),
    (FUND, "U S", []),
    # Japanese: particles, stray spaces, brackets, old forms, width
    (SHRINE, "靖国神社を参拝", ["靖国神社"]),
    (SHRINE, "靖國神社", ["靖國神社"]),
    (SHRINE, "靖国 神社", ["靖国 神社"]),
    (SHRINE, "靖国\n神社", ["靖国\n神社"]),
    (SHRINE, "靖国（やすくに）神社", ["靖国（やすくに）神社"]),
    (SHRINE, "首相（靖国）参拝", ["靖国"]),
    (SHRINE, "靖国通りで事故", []),
    (SHRINE, "靖国（やすくに）通り", []),
    (SHRINE, "靖国、通りの名", ["靖国"]),
    (SHRINE, "「靖国」", ["靖国"]),
    (SHRINE, "靖国へ、靖國へ", ["靖国", "靖國"]),
    (SHRINE, "靖　国", []),
    (SADO, "佐渡島（さど）の金山", ["佐渡島（さど）の金山"]),
    (SADO, "佐渡島(さど)の金山", ["佐渡島(さど)の金山"]),
    (SADO, "佐渡島［さど］の金山", ["佐渡島［さど］の金山"]),
    (SADO, "佐渡島〔さど〕の金山", ["佐渡島〔さど〕の金山"]),
    (SADO, "佐渡島（" + "さ" * 31 + "）の金山", []),
    (SADO, "佐渡島 の 金山", ["佐渡島 の 金山"]),
    (DAY, "「竹島の日」式典", ["竹島の日"]),
    (DAY, "竹島の日（2月22日）", ["竹島の日"]),
    (DAY, "竹島（島根県）の日", ["竹島（島根県）の日"]),
    (TIES, "日・韓首脳会談", ["日・韓"]),
    (TIES, "米・日・韓", ["日・韓"]),
    (TIES, "来日・韓国大統領", []),
    (TIES, "来日 韓国大統領", []),
    (TIES, "日米韓", ["日米韓"]),
    (TIES, "日韓関係", ["日韓"]),
    (VISIT, "參拜した", ["參拜"]),
    # Korean: particles, spaces, brackets with readings, decomposed, word starts
    (SHRINE, "야스쿠니신사를 찾았다", ["야스쿠니신사"]),
    (SHRINE, "야스쿠니 신사를", ["야스쿠니 신사"]),
    (SHRINE, "야스쿠니(靖國)신사", ["야스쿠니(靖國)신사"]),
    (SHRINE, "야스쿠니(靖國) 신사", ["야스쿠니(靖國) 신사"]),
    (SHRINE, "日야스쿠니", ["야스쿠니"]),
    (SHRINE, "야스쿠니\u200b신사", ["야스쿠니\u200b신사"]),
    (SHRINE, normalize("NFD", "야스쿠니 신사를"), [normalize("NFD", "야스쿠니 신사")]),
    (SADO, "사도광산 등재", ["사도광산"]),
    (SADO, "사도 광산의", ["사도 광산"]),
    (SADO, "日사도광산", ["사도광산"]),
    (SADO, "일본사도광산", ["사도광산"]),
    (SADO, "'사도광산'", ["사도광산"]),
    (SADO, "가사도광산", []),
    (SADO, "가사도 광산", []),
    (SADO, "사도세자", []),
    (SADO, "사도행전", []),
    (DAY, "다케시마(竹島·일본이 주장하는 독도의 명칭)의 날", ["다케시마(竹島·일본이 주장하는 독도의 명칭)의 날"]),
    (DAY, "다케시마(竹島)의 날", ["다케시마(竹島)의 날"]),
    (DAY, "다케시마의날", ["다케시마의날"]),
    (TIES, "한·일 정상", ["한·일"]),
    (TIES, "한ㆍ미ㆍ일", ["한ㆍ미ㆍ일"]),
    (TIES, "한-일", ["한-일"]),
    (TIES, "한일관계", ["한일"]),
    (TIES, "북한 일본", []),
    (TIES, "남북한·일본", []),
    (TIES, "한 일", []),
    # guards
    (PM, "former prime minister visits", []),
    (PM, "former Japanese prime minister", []),
    (PM, "former South Korean prime minister", []),
    (PM, "Japan's former prime minister", []),
    (PM, "ex-premier", []),
    (PM, "then deputy prime minister", []),
    (PM, "former, prime minister", ["prime minister"]),
    (PM, "former aide and prime minister", ["prime minister"]),
    (PM, "performer prime minister", ["prime minister"]),
    (PM, "prime minister-elect", []),
    (PM, "prime minister hopefuls", []),
    (PM, "prime minister, hopeful of talks", ["prime minister"]),
    (PM, "岸田前首相", []),
    (PM, "元日本首相", []),
    (PM, "元首相", []),
    (PM, "午前首相は", ["首相"]),
    (PM, "地元首相", ["首相"]),
    (PM, "以前、首相は", ["首相"]),
    (PM, "首相官邸", []),
    (PM, "首相、官邸で会見", ["首相"]),
    (PM, "전 총리", []),
    (PM, "전총리", []),
    (PM, "아베 전 일본 총리", []),
    (PM, "아베 前총리", []),
    (PM, "전직 총리", []),
    (PM, "오전 총리는", ["총리"]),
    (PM, "안전 총리", ["총리"]),
    (PM, "전, 총리", ["총리"]),
    (PM, "부총리", []),
    (PM, "총리실", []),
    (PM, "총리 후보", []),
    (PM, "日총리", ["총리"]),
]


@pytest.mark.parametrize(("terms", "text", "expected"), FOUND)
def test_a_term_is_found_where_it_is_meant(terms: TermGroup, text: str, expected: list[str]) -> None:
    assert found(terms, "", text) == expected
    assert found(terms, text.replace("\n\n", "  .")) == expected


@pytest.mark.parametrize(("terms", "text", "expected"), FOUND)
def test_a_term_is_found_in_decomposed_text_too(terms: TermGroup, text: str, expected: list[str]) -> None:
    assert len(found(terms, "", normalize("NFD", text))) == len(expected)


def test_no_term_reaches_from_the_title_into_the_text() -> None:
    assert found(SHRINE, "靖国神", "社に") == ["靖国"]
    assert found(VISIT, "He paid", "respects") == []


def test_the_longest_term_of_a_group_wins() -> None:
    lawmakers = group("lawmakers", en=["prime minister", "former prime minister", "minister"])
    assert found(lawmakers, "A former prime minister and a minister") == ["former prime minister", "minister"]
    overlapping = group("overlapping", ja=["日韓首", "韓首脳会談"])
    assert found(overlapping, "日韓首脳会談") == ["韓首脳会談"]


def test_a_dated_term_counts_in_its_time_only_and_never_without_a_date() -> None:
    dated = TermGroup(
        name="pm",
        terms=(Term(written="Kishida", lang=Lang.EN, since=date(2021, 10, 4), until=date(2024, 10, 1)),),
    )
    assert found(dated, "Kishida", on=date(2021, 10, 4)) == ["Kishida"]
    assert found(dated, "Kishida", on=date(2024, 10, 1)) == ["Kishida"]
    assert found(dated, "Kishida", on=date(2021, 10, 3)) == []
    assert found(dated, "Kishida", on=ON) == []
    assert found(dated, "Kishida", on=None) == []


def test_a_term_in_which_nothing_is_left_is_never_found() -> None:
    assert found(group("empty", en=["-"], ja=["・", "（靖国）"]), "- ・（靖国）") == []


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("Löwe", [normalize("NFD", "Löwe"), "LÖWE", "Ｌöｗｅ", "Lö\u200bwe", "Lö\u00adwe", "L\u200dö\u2060we"]),
        ("Straße", ["STRASSE", "STRAẞE", "strasse", "Stra\u00adße"]),
        ("Izmir", ["İzmir", "İZMİR", normalize("NFD", "İzmir")]),
        ("야스쿠니", [normalize("NFD", "야스쿠니"), normalize("NFKD", "야스쿠니"), "야\u200b스\u2060쿠니"]),
        ("ヤスクニ", ["ﾔｽｸﾆ", "ヤ\ufeffスクニ"]),
        ("靖国神社", ["靖國神社", "靖\u200d国\u00ad神社", "靖国\ufe00神社"]),
    ],
)
def test_par_14_a_term_is_found_however_its_letters_are_encoded(term: str, written: list[str]) -> None:
    a_group = group("g", en=[term], ja=[term], ko=[term])
    for form in written:
        assert found(a_group, f"The {form} fell") == [form]
        assert found(group("g", en=[form], ja=[form], ko=[form]), f"The {term} fell") == [term]
