"""Fuzzy terms: which spellings of a romanised name count, and which other words do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching import found, group

from watch.rules.fuzzy import alike, fuzzy_finder
from watch.rules.tree import TermGroup
from watch.rules.words import ExpressionError
from watch.text.segment import View

SPELLINGS = {
    "yasukuni": "yasukuni yaskuni yasukini yasukunni yasakuni yasukun yasukuny yashukuni yasuguni yasukkuni yasuukuni",
    "masakaki": "masakaki masagaki masakagi maskaki massakaki masakakis",
    "dokdo": "dokdo tokto dogdo tokdo dokto dogto dokkdo togto",
    "takeshima": "takeshima dakeshima takeshimma takesima takeshma takeshimo",
    "keidanren": "keidanren keidaren geidanren keidanran keitanren keidarnen",
    "pyongyang": "pyongyang pyeongyang byongyang pyongyan",
    "busan": "busan pusan buzan",
    "cheju": "cheju jeju",
}
OTHERS = {
    "yasukuni": "yasuda yasukawa yakuni yatsushiro sukuni kasukuni yasukuzi-ji tasukuni",
    "masakaki": "masaki kasakaki sasakaki masakazu masanaga",
    "dokdo": "tokyo doc dodo dakota kokto dokda",
    "tokto": "tokyo toto taketo",
    "takeshima": "tokushima kagoshima iwoshima nakeshima takehara",
    "keidanren": "keizai kaidan nikkeiren leidanren",
    "ishiba": "ishida ishihara shiba ishibashi chiba",
    "seoul": "soul seul seol",
    "niigata": "nagata nakata nikita",
    "busan": "busing nissan busy",
}


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name, words in SPELLINGS.items() for word in words.split()]
)
def test_a_misspelt_name_is_still_the_name(name: str, word: str) -> None:
    assert alike(name, word)


@pytest.mark.parametrize(("name", "word"), [(name, word) for name, words in OTHERS.items() for word in words.split()])
def test_another_word_is_not(name: str, word: str) -> None:
    assert not alike(name, word)


def test_two_names_a_letter_apart_cannot_be_told_apart_and_are_parted_by_another_group() -> None:
    assert alike("takeshima", "takashima")
    assert alike("takeshima", "takeshita")


def fuzzy(*names: str) -> TermGroup:
    return group("name", fuzzy=names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ministers at Yaskuni, YASUKINI and yasukuni", ["Yaskuni", "YASUKINI", "yasukuni"]),
        ("the Yaskuni's gate, pro-Yaskuni lawmakers", ["Yaskuni", "Yaskuni"]),
        ("Yasukūni", ["Yasukūni"]),
        ("Ｙａｓｋｕｎｉ", ["Ｙａｓｋｕｎｉ"]),
        ("Yaskuni神社", ["Yaskuni"]),
        ("Yaskuni2, 2Yaskuni, preyaskuni, Yaskunians", []),
        ("the minister's Yasushi", []),
    ],
)
def test_a_fuzzy_term_is_a_whole_word(text: str, expected: list[str]) -> None:
    assert found(fuzzy("Yasukuni"), "", text) == expected
    assert found(fuzzy("Yasukuni"), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sado Kinzan, Sado-Kinzan and Sado\nKinzann", ["Sado Kinzan", "Sado-Kinzan", "Sado\nKinzann"]),
        ("Sado (Niigata) Kinzan", ["Sado (Niigata) Kinzan"]),
        ("the mine (Sado Kinsan) closed", ["Sado Kinsan"]),
        ("Sade Kinzan, Sado, Kinzan, Sado. Kinzan, Sado and Kinzan, Sado Kinzanite", []),
        ("Sado" + " " * 41 + "Kinzan", []),
    ],
)
def test_words_of_a_fuzzy_term_follow_one_another_and_short_ones_are_exact(text: str, expected: list[str]) -> None:
    assert found(fuzzy("Sado Kinzan"), "", text) == expected


@pytest.mark.parametrize(
    "name", ["Sado", "Yasukuni~", "靖国神社", "Yasukuni 2", "Yasukuni, Shrine", "the war", "-", ""]
)
def test_what_cannot_be_fuzzy_is_refused(name: str) -> None:
    with pytest.raises(ExpressionError):
        fuzzy_finder(name)


@given(st.text(alphabet="yaskuni yY-(。\n京2", max_size=60))
def test_a_fuzzy_term_finds_only_what_stands_alone(text: str) -> None:
    view = View("", text)
    for start, end in fuzzy_finder("Yasukuni").find(view):
        word = view.text[start:end]
        assert alike("yasukuni", word)
        assert word in view.latin_words
