"""Guards beside a term: what counts as the neighbour in English, Japanese and Korean, and what does not."""

import pytest
from matching import found, group, hit_of, rule, some

from watch.model import Lang

EN, JA, KO = Lang.EN, Lang.JA, Lang.KO
PREMIER = group(
    "premier",
    en=["prime minister", "premier"],
    ja=["首相"],
    ko=["총리"],
    not_after={EN: ("former", "ex", "deputy", "café"), JA: ("元", "前", "副"), KO: ("전", "전직", "부")},
    not_before={EN: ("elect", "hopeful~", "of state"), JA: ("官邸", "経験者"), KO: ("실", "후보", "관저")},
)

#: The text, and whether the premier is found in it.
NEIGHBOURS = [
    # English: the next word, over one country, a hyphen, a possessive and a wrapped line
    ("former prime minister", False),
    ("ex-premier", False),
    ("ex premier", False),
    ("former Japanese prime minister", False),
    ("former South Korean prime minister", False),
    ("former U.S. premier", False),
    ("former\nprime minister", False),
    ("the former's premier", False),
    ("deputy prime minister", False),
    ("café prime minister", False),
    ("decaf prime minister", True),
    ("scafé prime minister", True),
    ("former ally and prime minister", True),
    ("former Japanese Korean prime minister", True),
    ("former, prime minister", True),
    ("former - prime minister", True),
    ("former – prime minister", True),
    ("former: prime minister", True),
    ("former. Prime minister", True),
    ("“former” prime minister", True),
    ("performer prime minister", True),
    ("formerly prime minister", True),
    ("prime minister-elect", False),
    ("prime minister elect", False),
    ("premier's hopeful", False),
    ("prime minister hopefuls", False),
    ("premier of\nstate", False),
    ("premier of the state", True),
    ("prime minister elected", True),
    ("prime minister - elect", True),
    ("prime minister, elect", True),
    # Japanese: the adjoining characters, over a space, a bracket with a reading and one country
    ("岸田前首相", False),
    ("元首相", False),
    ("元 首相", False),
    ("元（もと）首相", False),
    ("元日本首相", False),
    ("前韓国首相", False),
    ("副首相", False),
    ("前、首相", True),
    ("前・首相", True),
    ("前。首相", True),
    ("「前」首相", True),
    ("午前首相", True),
    ("地元首相", True),
    ("次元首相", True),
    ("前の首相", True),
    ("首相官邸", False),
    ("首相 官邸", False),
    ("首相（総理）官邸", False),
    ("首相経験者", False),
    ("首相、官邸", True),
    ("首相の官邸", True),
    # Korean: a guard of one syllable is a word of its own or attached, a longer one the word beside it
    ("전 총리", False),
    ("전총리", False),
    ("전(前) 총리", False),
    ("전 일본 총리", False),
    ("전직 총리", False),
    ("부총리", False),
    ("오전 총리", True),
    ("안전 총리", True),
    ("전, 총리", True),
    ("전·총리", True),
    ("전 의원과 총리", True),
    ("총리실", False),
    ("총리 실", False),
    ("총리 실적", True),
    ("총리 후보", False),
    ("총리후보", False),
    ("총리 관저", False),
    ("총리, 후보", True),
    ("총리의 후보", True),
]


@pytest.mark.parametrize(("text", "expected"), NEIGHBOURS)
def test_a_guard_looks_at_the_neighbouring_word_and_never_over_punctuation(text: str, expected: bool) -> None:
    assert bool(found(PREMIER, "", text)) is expected
    assert bool(found(PREMIER, f"x {text} x")) is expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("高市首相", "官邸で会見した。"),
        ("Talks with the premier", "Elect a leader, he said."),
        ("한일 총리", "후보가 나섰다."),
    ],
)
def test_a_guard_never_looks_from_the_title_into_the_text(title: str, text: str) -> None:
    assert len(found(PREMIER, title, text)) == 1


@pytest.mark.parametrize(
    ("title", "text"), [("Once he was former", "Premier speaks."), ("あれから前", "首相は語った。")]
)
def test_nor_back_from_the_text_into_the_title(title: str, text: str) -> None:
    assert len(found(PREMIER, title, text)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("사도광산", True),
        ("일본 사도광산", True),
        ("일본사도광산", True),
        ("日사도광산", True),
        ("(사도광산)", True),
        ("2사도광산", True),
        ("가사도광산", False),
        ("한일사도광산", False),
        ("대대한민국사도광산", False),
    ],
)
def test_a_word_starts_at_no_hangul_or_behind_a_country(text: str, expected: bool) -> None:
    assert bool(found(group("mine", ko=["사도광산"], word=True), text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ROK and US", ["ROK", "US"]),
        ("ＲＯＫ", ["ＲＯＫ"]),
        ("(ROK)", ["ROK"]),
        ("ROK의", ["ROK"]),
        ("Rok, rok, us, Us", []),
        ("ROKS, BUS", []),
    ],
)
def test_an_acronym_keeps_its_letters_and_its_edges(text: str, expected: list[str]) -> None:
    assert found(group("country", en=["ROK", "US"], case=True), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the prime minister and a minister", ["minister"]),
        ("総理大臣と外務大臣", ["外務大臣"]),
        ("国務総理大臣", []),
        ("former prime minister", []),
        ("prime, minister", ["minister"]),
    ],
)
def test_a_group_inside_the_words_of_another_is_not_found_even_where_the_other_is_ruled_out(
    text: str, expected: list[str]
) -> None:
    outer = group("pm", en=["prime minister"], ja=["総理大臣"], not_after={EN: ("former",)})
    inner = group("minister", en=["minister"], ja=["大臣", "外務大臣"], not_inside=["pm"])
    hit = hit_of(rule([outer, inner], some("minister")), "", text)
    spans = hit.spans if hit else ()
    assert [text[span.start : span.end] for span in spans] == expected
