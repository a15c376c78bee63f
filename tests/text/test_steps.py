"""No text makes the patterns that read it take more than a bounded number of steps: counted, not timed (P3)."""

import re
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import Counter, TooManyStepsError, deep

from watch.rules import find, fuzzy, guards
from watch.text import amount_words, cues, cues_english, cues_japanese, cues_korean, normalize, segment, status

#: How much of a sentence a cue is looked for in (`status._REACH`), and what that may cost for one act and one pattern.
REACH = 160
MOST = 1_000_000
#: What is searched in whole texts may take so many steps for each character. The counter tries each word of a list,
#: which `re` does not; a pattern whose steps grew with the square of the text would take a thousand.
MOST_EACH = 800

SEEDS = (
    *("-", " -", "a ", "a-", "a'", "'a-", " a", "not ", "to ", "and a ", "no a ", "visit to ", "of the ", ". ", "1,"),
    *("-a' ", "ず、", "参拝を", "年", "し、", "を 、", "に", "た", "하지 ", "을 ", "고, ", " 을", "할 것 ", "가 나 "),
    *("(", ")", "「", "」", "(a", "[)", "\u0301", "e\u0301", "\u200b", "…", "ｱﾞ"),
    *(
        "1",
        "1,000",
        "1.",
        "一",
        "数",
        "1億",
        "1億 5000万",
        "twenty-",
        "dozens of ",
        "20 a ",
        "us$",
        "수 ",
        "1~",
        "1 to ",
    ),
)


def patterns_of(module: ModuleType) -> dict[str, re.Pattern[str]]:
    return {f"{module.__name__}.{name}": found for name, found in vars(module).items() if isinstance(found, re.Pattern)}


OF_CUES = {
    name: pattern
    for module in (cues, cues_english, cues_japanese, cues_korean)
    for name, pattern in patterns_of(module).items()
}
OF_TEXTS = {
    name: pattern
    for module in (normalize, segment, status, amount_words, guards, find, fuzzy)
    for name, pattern in patterns_of(module).items()
}


def cost(pattern: re.Pattern[str], text: str, most: int) -> int:
    counter = Counter(pattern, text, most)
    with deep():
        counter.search()
    return counter.steps


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_CUES)
def test_a_cue_is_found_or_not_in_bounded_steps_whatever_the_sentence(name: str) -> None:
    for seed in SEEDS:
        for text in ((seed * REACH)[:REACH], (seed * REACH)[: REACH - 1] + "!"):
            try:
                cost(OF_CUES[name], text, MOST)
            except TooManyStepsError:
                pytest.fail(f"more than {MOST} steps on {text[:20]!r}…")


def test_a_title_of_hyphens_is_cut_into_words_in_one_way_only() -> None:
    for name in ("EN_DENIED_AFTER", "EN_PLANNED_AFTER", "EN_TIME_AFTER", "EN_WEIGHED", "EN_DROPPED"):
        assert cost(OF_CUES[f"watch.text.cues_english.{name}"], "-a" * (REACH // 2), MOST) < MOST


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_TEXTS)
def test_what_is_searched_in_whole_texts_takes_steps_in_proportion(name: str) -> None:
    for seed in SEEDS:
        text = (seed * 2000)[:2000]
        try:
            cost(OF_TEXTS[name], text, MOST_EACH * len(text))
        except TooManyStepsError:
            pytest.fail(f"more than {MOST_EACH} steps for each character of {seed!r} repeated")


def test_the_counter_sees_a_pattern_that_goes_back_for_ever() -> None:
    with pytest.raises(TooManyStepsError):
        cost(re.compile("(a+)+b"), "a" * 40, MOST)


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(sorted(OF_CUES)), text=st.lists(st.sampled_from(SEEDS), max_size=8).map("".join))
def test_the_counter_finds_what_python_finds(name: str, text: str) -> None:
    found = OF_CUES[name].search(text)
    with deep():
        assert Counter(OF_CUES[name], text, 10**7).search() == (found.span() if found else None)
