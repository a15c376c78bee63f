"""Regular expressions as terms: what RE2 finds in a folded text, and that no pattern and no text holds it up."""

from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching import found, group

from watch.model import Lang
from watch.rules.regex import MAX_STEPS, MOST_MATCHES, PIECE, Sieve, pieces, regex_finder
from watch.rules.tree import TermGroup
from watch.rules.words import ExpressionError
from watch.text.segment import View


def regex(*patterns: str, **guards: Any) -> TermGroup:
    return group("re", regex=patterns, **guards)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (
            r"\bsado (gold )?mines?\b",
            "The Sado Mine, SADO GOLD MINES, ambassado mine",
            ["Sado Mine", "SADO GOLD MINES"],
        ),
        ("Sado", "sado in the ambassador's SADO", ["sado", "sado", "SADO"]),
        ("第[0-9]+回", "第２０回の会合", ["第２０回"]),
        ("靖國.{0,3}參拜", "靖国神社参拝、靖國に參拜", ["靖国神社参拝", "靖國に參拜"]),
        (r"\p{Han}{2}神社", "明治神社とジャの神社", ["明治神社"]),
        ("제[0-9]+차 (한일|일한)", "제12차 한일 회담", ["제12차 한일"]),
        ("envoy.*visit", "An envoy asked for a visit. The envoy left.\nNo visit.", ["envoy asked for a visit"]),
        (
            "^minister|visit$",
            "Minister, a minister's visit\nMinister: a visit",
            ["Minister", "visit", "Minister", "visit"],
        ),
        (r"(?i)YASUKUNI", "Yasukuni", ["Yasukuni"]),
        (r"(?P<name>tokyo)", "Tokyo", ["Tokyo"]),
        (r"[(?=\d]x", "=x", ["=x"]),
    ],
)
def test_a_regex_is_looked_for_in_small_letters_sentence_by_sentence(
    pattern: str, text: str, expected: list[str]
) -> None:
    assert found(regex(pattern), "", text) == expected


def test_a_regex_never_reaches_from_the_title_into_the_text() -> None:
    assert found(regex(r"seoul[^x]*tokyo", r"[^x]protest"), "Seoul", "Tokyo") == []
    assert found(regex("^tokyo$"), "Tokyo", "Tokyo") == ["Tokyo", "Tokyo"]


def test_guards_hold_for_a_regex_too() -> None:
    assert found(
        regex("(prime )?ministers?", not_after={Lang.EN: ("former",)}), "A former prime minister, a minister"
    ) == ["minister"]
    assert found(regex("사도 ?광산", word=True), "가사도 광산과 사도광산") == ["사도광산"]


def test_the_longest_match_wins_within_a_group() -> None:
    assert found(regex("prime minister", "minister [a-z]+"), "a prime minister visits") == ["minister visits"]


#: Patterns known to take for ever in engines that go back, and a text that makes them do so.
HOSTILE = [
    (r"(a+)+$", "a"),
    (r"(a*)*b", "a"),
    (r"([a-z]+)*\.$", "a"),
    (r"(a|aa)+$", "a"),
    (r"(a|a?)+$", "a"),
    (r"(.*a){12}$", "a"),
    (r"(.*)*=.*;", "a"),
    (r"(\s+)+$", "a "),
    (r"\s+$", "  a"),
    (r"^(\w+\s?)*$", "word "),
    (r"^(([a-z])+.)+[a-z]([a-z])+$", "a"),
    (r"^([a-z0-9_.-]+)+@([a-z0-9-]+\.)+[a-z]{2,6}$", "a"),
    (r"^[a-z0-9]+([._-]?[a-z0-9]+)*@", "a"),
    (r"(x+x+)+y", "x"),
    (r"(x+)*y", "x"),
    (r"([0-9]+)+\.$", "1"),
    (r"^(\d+|\d+\.\d+)+$", "1"),
    (r"<(.|\s)*>", "< "),
    (r"<!--(.*?)*-->", "<!--"),
    (r"(https?://)?([\da-z.-]+)+/$", "a"),
    (r"^(https?://)?([a-z0-9]+\.?)+$", "a"),
    (r"(/\*(.|[\r\n])*?\*/)+x", "/**/"),
    (r"(\"[^\"]*\"|[^,]*)*,$", '"a'),
    (r"^(.+,)+$", "a,"),
    (r"(;|,|\s)*(;|,|\s)*(;|,|\s)*x", ", "),
    (r".*.*.*.*=x", "a"),
    (r"a.*b.*c.*d.*e", "abcd"),
    (r"(ab|a)*(b|ab)*c", "ab"),
    (r"((ab)*)+c", "ab"),
    (r"(a?){30}a{30}x", "a"),
    (r"(a{1,30}){1,30}b", "a"),
    (r"([a-c]|[b-d]|b)+e", "b"),
    (r"(\w|_|-)+:", "a_"),
    (r"(\W+\w+)+!$", " a"),
    (r"^\s*(\S+\s+)*\S+:$", "a "),
    (r"(?:(?:a+)?b?)*c", "a"),
    (r"(a+b+)*c", "ab"),
    (r"([^ ]+ ?)+#", "a "),
    (r"(?:[^<]+|<[^/])*</x", "<a"),
    (r"b(?:.*z)?", "b"),
    (r"(?:b|b.*z)", "b"),
    (r"\b(?:.*z)?", "b "),
    (r"([一-龥]+)+$", "国"),
    (r"(한|한국|국)+!", "한국"),
    (r"(参拝|参|拝)*。$", "参拝"),
    (r"^(?:가+)*나$", "가"),
    (r"(?=(a+))\1b", "a"),
    (r"(a+)\1+b", "a"),
    (r"^(?!(x+x+)+y).*$", "x"),
    (r"(?<=(a|aa)+)b", "a"),
    (r"(a+)++b", "a"),
    (r"(((a{90}){90}){90}){90}", "a"),
]


class Reader:
    """Stands before RE2 and counts: how often it was asked, for how many characters, and what it gave."""

    def __init__(self, compiled: object) -> None:
        self.compiled = compiled
        self.characters = 0
        self.matches = 0
        self.longest = 0

    def finditer(self, text: str) -> object:
        self.characters += len(text)
        self.longest = max(self.longest, len(text))
        for match in self.compiled.finditer(text):  # type: ignore[attr-defined]
            self.matches += 1
            yield match


def steps_of(pattern: str, text: str) -> int | None:
    """The most steps RE2 can have taken for a text; None for a pattern that is refused.

    Each of its steps follows one instruction of the program for one byte. It reads every piece once, and a piece once
    more behind each match.
    """
    try:
        finder = regex_finder(pattern)
    except ExpressionError:
        return None
    reader = Reader(finder._compiled)
    object.__setattr__(finder, "_compiled", reader)
    list(finder.find(View("", text)))
    assert reader.longest <= PIECE
    assert reader.matches <= MOST_MATCHES
    size = reader.compiled.programsize  # type: ignore[attr-defined]
    return int(size * (reader.characters + reader.matches * reader.longest))


def test_there_are_more_than_fifty_hostile_patterns() -> None:
    assert len({pattern for pattern, _ in HOSTILE}) >= 50


@pytest.mark.parametrize(("pattern", "seed"), HOSTILE)
def test_a_hostile_pattern_is_refused_or_takes_steps_in_proportion_to_the_text(pattern: str, seed: str) -> None:
    text = seed * (100_000 // len(seed)) + "#"
    steps = steps_of(pattern, text)
    assert steps is None or steps <= MAX_STEPS * (len(text) + MOST_MATCHES * PIECE)
    short = steps_of(pattern, text[:50_000])
    assert steps is None or short is None or steps <= 2.1 * short


@pytest.mark.parametrize("pattern", [r"(?=(a+))\1b", r"(a+)\1+b", r"^(?!(x+x+)+y).*$", r"(?<=(a|aa)+)b", r"(a+)++b"])
def test_what_needs_going_back_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionError):
        regex_finder(pattern)


@given(st.text(alphabet="ab()[]{}|*+?\\^$.靖1,-=!<PpwbdsZ:", max_size=20), st.text(alphabet="ab靖1 。.\n", max_size=40))
def test_no_pattern_raises_anything_but_what_a_person_can_mend(pattern: str, text: str) -> None:
    view = View(text, text)
    finder = None
    with suppress(ExpressionError):
        finder = regex_finder(pattern)
    spans = finder.find(view) if finder else ()
    assert all(0 <= start < end <= len(view.text) for start, end in spans)


@given(st.text(alphabet="ab 。.\n(", max_size=80))
def test_pieces_are_stretches_in_order_that_leave_out_only_space(text: str) -> None:
    view = View(text, text)
    found = list(pieces(view))
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert "".join(view.text[start:end] for start, end in found).replace(" ", "").replace("\n", "") == (
        view.text.replace(" ", "").replace("\n", "")
    )


# ------------------------------------------------------------------------------------------------ the sieve

_SIEVED = [
    regex_finder(written)
    for written in (
        *(r"\b(three|3)[ -](countries|nations)\b", r"第[0-9]+回", r"[3三][かカヶケ]?国", r"(^|[^가-힣])(윤|문)·"),
        *(r"stra(ss|ß)e", r"İ?stanbul", r"[a-z]+ pact", r"ｔｒｅａｔｙ|조약", r"visit(s|ed)? (to )?seoul", r".+"),
    )
]
_FRAGMENTS = st.sampled_from(
    [
        *(
            "three",
            "THREE",
            "3",
            " ",
            "-",
            "countries",
            "Nations",
            "第",
            "１2",
            "回",
            "三",
            "ヶ",
            "国",
            "윤",
            "·",
            "가",
        ),
        *("Straße", "STRASSE", "İSTANBUL", "istanbul", "a", "pact", "treaty", "ＴＲＥＡＴＹ", "조약", "visited"),
        *("seoul", "to ", ". ", "\n"),
    ]
)


@given(st.lists(_FRAGMENTS, max_size=12).map("".join) | st.text(max_size=30))
def test_what_the_sieve_leaves_out_does_not_match(text: str) -> None:
    view = View(text, text)
    possible = Sieve(_SIEVED).possible(view)
    assert [finder.pattern for finder in _SIEVED if finder not in possible and any(finder.find(view))] == []


def test_the_sieve_leaves_most_expressions_out_of_a_text_without_their_letters() -> None:
    sieve = Sieve(_SIEVED)
    assert {finder.pattern for finder in sieve.possible(View("Rain in Osaka", "Umbrellas sold out."))} == {".+"}
    assert {finder.pattern for finder in sieve.open} == {".+"}


def test_a_sieve_of_nothing_lets_nothing_through() -> None:
    assert Sieve([]).possible(View("a", "b")) == frozenset()


def test_more_expressions_than_re2_takes_at_once_are_sieved_all_the_same() -> None:
    many = [regex_finder(rf"\bsubject{number:05}[a-z]+ of (matter|thing){number:05}\b") for number in range(6_000)]
    view = View("Nothing", "A subject04711xyz of thing04711, they say.")
    possible = Sieve(many).possible(view)
    assert many[4711] in possible
    assert len(possible) < 20
