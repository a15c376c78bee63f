"""How a text is encoded changes nothing of what the engine says of it, and its spans show the same words."""

import random
from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from watch.config.load import load_rules
from watch.model import Hit
from watch.rules.match import Matcher, Reading
from watch.text.normalize import fold

RULES = load_rules(None)
MATCHER = Matcher(RULES)
#: The texts that stand in the shipped rules: three languages, hits and non-hits.
TESTS = [test for rule in RULES.rules for test in rule.tests]
INVISIBLE = ("\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060")


def decomposed(text: str, _dice: random.Random) -> str:
    return normalize("NFD", text)


def composed(text: str, _dice: random.Random) -> str:
    return normalize("NFC", text)


def wide(text: str, dice: random.Random) -> str:
    """Letters, digits and signs of ASCII in their full width, here and there."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and dice.random() < 0.5 else c for c in text)


def sprinkled(text: str, dice: random.Random) -> str:
    """Characters that show nothing, between any two others."""
    return "".join(c + (dice.choice(INVISIBLE) if dice.random() < 0.3 else "") for c in text)


def said(hits: tuple[Hit, ...], reading: Reading) -> list[tuple[object, ...]]:
    """What hits say, with the words that their spans show, however these are encoded."""
    texts = {"title": reading.title, "text": reading.text}
    return [
        (
            *(hit.rule_id, hit.rung, hit.severity, hit.status, hit.reaction, hit.beside),
            [(span.field, span.group, span.term, fold(texts[span.field][span.start : span.end])) for span in hit.spans],
        )
        for hit in hits
    ]


@settings(max_examples=400, deadline=None)
@given(
    test=st.sampled_from(TESTS),
    change=st.sampled_from([decomposed, composed, wide, sprinkled]),
    seed=st.integers(0, 2**32),
)
def test_par_14_what_the_shipped_rules_say_does_not_hang_on_how_a_text_is_encoded(test, change, seed) -> None:  # type: ignore[no-untyped-def]
    dice = random.Random(seed)
    plain = Reading(title=test.title, text=test.text, lang=test.lang, on=test.on)
    other = Reading(title=change(test.title, dice), text=change(test.text, dice), lang=test.lang, on=test.on)
    assert said(MATCHER.match(other), other) == said(MATCHER.match(plain), plain)


@settings(max_examples=300, deadline=None)
@given(
    title=st.text(max_size=80),
    text=st.lists(
        st.sampled_from(
            [*(test.title for test in TESTS[::7]), "(", "（", "[", "」", "\ud800", "\x00", "\u202e", "。", "\n", "ΐ"]
        ),
        max_size=12,
    ).map("".join),
)
def test_no_text_makes_the_shipped_rules_raise_and_every_span_lies_in_it(title: str, text: str) -> None:
    for hit in MATCHER.match(Reading(title=title, text=text)):
        for span in hit.spans:
            assert 0 <= span.start < span.end <= len({"title": title, "text": text}[span.field])
