"""Everyday texts that hold the words of the rules and are about something else: next to none may alert.

Two kinds, both in `tests/data/everyday`: headlines as the papers of three languages print them every day, and two
thousand sentences that a small grammar makes of every term of every rule and of the lexicon.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from watch.config.load import load_rules
from watch.model import Hit, Lang, Severity
from watch.rules.match import Matcher, Reading
from watch.rules.tree import TermKind

DATA = Path(__file__).parent.parent / "data" / "everyday"
HEADLINES = tomllib.loads((DATA / "headlines.toml").read_text(encoding="utf-8"))
GRAMMAR = tomllib.loads((DATA / "grammar.toml").read_text(encoding="utf-8"))
RULES = load_rules(None)
MATCHER = Matcher(RULES)
ON = date(2026, 11, 25)

#: So many sentences are made: of about two terms each.
SENTENCES = {Lang.EN: 1400, Lang.KO: 1000, Lang.JA: 900}


def alerts(text: str, lang: Lang) -> list[Hit]:
    """What the shipped rules alert on in a headline: hits that are more than history."""
    return [hit for hit in MATCHER.match(Reading(title=text, lang=lang, on=ON)) if hit.severity is not Severity.INFO]


# ------------------------------------------------------------------------------------------------ headlines


@pytest.mark.parametrize(("lang", "subject"), [(lang, subject) for lang in Lang for subject in HEADLINES[lang]])
def test_everyday_headlines_alert_nobody(lang: Lang, subject: str) -> None:
    wrong = {headline: hits for headline in HEADLINES[lang][subject] if (hits := alerts(headline, lang))}
    assert not wrong


def test_there_are_ninety_headlines_in_every_language() -> None:
    for lang in Lang:
        headlines = [headline for subject in HEADLINES[lang].values() for headline in subject]
        assert len(headlines) == len(set(headlines)) >= 90


# ------------------------------------------------------------------------------------------------ sentences


def wordings(lang: Lang) -> list[str]:
    """Those of all rules and of the lexicon, in a set order."""
    groups = [*RULES.lexicon.groups.values(), *(group for rule in RULES.rules for group in rule.own_groups)]
    literal = [term for group in groups for term in group.terms if term.kind is TermKind.LITERAL]
    return sorted({term.written for term in literal if term.lang is lang})


def terms(lang: Lang) -> list[str]:
    """The wordings without those that only the thing itself has."""
    names = [name.lower() for name in GRAMMAR[lang]["names"]]
    return [term for term in wordings(lang) if not any(name in term.lower() for name in names)]


def drawn(term: str, purpose: str, choices: int) -> int:
    """One of so many choices, the same for a term whatever other terms there are."""
    return int.from_bytes(sha256(f"{purpose}: {term}".encode()).digest()[:8]) % choices


def clause(term: str, grammar: dict[str, Any]) -> str:
    """The term inside a longer word, as the name of a place, or as the title of something else."""
    disguise = ("inside", "place", "title")[drawn(term, "disguise", 3)]
    forms = grammar[disguise]
    name = term if disguise == "inside" else term[0].upper() + term[1:]
    return str(forms[drawn(term, "form", len(forms))]).format(name)


def sentences(lang: Lang) -> Iterator[str]:
    """Each term in one sentence: of two that are drawn for it, the one that holds fewer."""
    grammar, count = GRAMMAR[lang], SENTENCES[lang]
    clauses: list[list[str]] = [[] for _ in range(count)]
    for term in terms(lang):
        first, second = clauses[drawn(term, "sentence", count)], clauses[drawn(term, "other sentence", count)]
        min(first, second, key=len).append(clause(term, grammar))
    for number, held in enumerate(clauses):
        yield grammar["joint"].join([*held, grammar["friend"][number % len(grammar["friend"])]])


#: Alerts on made sentences that were looked at and are right to stand: the rule and a wording in the sentence, and why.
ACCEPTED = {
    ("summit-diplomacy", "한국 방문"): "Takaichi by name, and a visit to Korea",
    ("export-controls", "経済報復"): "economic retaliation by that word, and Korea",
    ("forced-labor", "State foundation"): "a state foundation, as the one that pays is called, and Japan",
    ("trilateral", "日中は"): "Yoon by name, a telephone, and the day that is written like Japan and China",
    ("trilateral", "日米韓"): "the three by their signs, and an agreement",
}


def test_made_sentences_alert_ten_times_at_most_and_each_was_looked_at() -> None:
    made = [(sentence, lang) for lang in Lang for sentence in sentences(lang)]
    found = [(hit.rule_id, sentence) for sentence, lang in made for hit in alerts(sentence, lang)]
    unknown = [(rule, text) for rule, text in found if not any(rule == at and term in text for at, term in ACCEPTED)]
    assert not unknown, "mend the rule, or say in ACCEPTED why it is right"
    assert len(made) >= 2000
    assert len(found) <= 10


def test_the_made_sentences_hold_nine_of_ten_terms_in_every_language() -> None:
    for lang in Lang:
        text = "\n".join(sentences(lang)).lower()
        held = [term for term in wordings(lang) if term.lower() in text]
        assert set(terms(lang)) <= set(held)
        assert len(held) >= 0.9 * len(wordings(lang))
