"""What the labelled documents have seldom or never, and what an analyst must be woken for all the same.

The texts are data, in `tests/data/rare`. Each happening names a rung with texts that must reach it, and texts of the
same words that are not that grave: those must stay below it, since nobody may be woken for nothing.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from watch.config.load import load_rules
from watch.model import Hit, Lang, Severity
from watch.rules.match import Matcher, Reading
from watch.rules.tree import RuleSet

RULES = load_rules(None)
FILES = sorted((Path(__file__).parent.parent / "data" / "rare").glob("*.toml"))
HAPPENINGS = [one for file in FILES for one in tomllib.loads(file.read_text(encoding="utf-8"))["happening"]]
CASES = [(happening, text) for happening in HAPPENINGS for text in happening["texts"]]
LESS = [(happening, text) for happening in HAPPENINGS for text in happening["less"]]


def _language(text: str) -> Lang:
    if re.search("[가-힣]", text):
        return Lang.KO
    return Lang.JA if re.search("[ぁ-ヺ一-龥]", text) else Lang.EN


@cache
def _matcher(rule_id: str) -> Matcher:
    rule = RULES.rule(rule_id)
    assert rule is not None
    return Matcher(RuleSet(rules=(rule,), version="1", lexicon=RULES.lexicon))


def _hit(rule_id: str, text: dict[str, Any]) -> Hit | None:
    lang = _language(text["title"])
    hits = _matcher(rule_id).match(Reading(title=text["title"], text=text["text"], lang=lang, on=text["on"]))
    return hits[0] if hits else None


def _said(hit: Hit | None, asked: dict[str, Any]) -> dict[str, Any]:
    """What the hit says of the points that are asked for."""
    if hit is None:
        return {}
    reaction = f"{hit.reaction.by}:{hit.reaction.tone}" if hit.reaction else None
    reached = asked["rung"] if asked["rung"] in hit.beside and hit.rung is None else hit.rung
    said = {"rung": reached, "severity": hit.severity, "status": hit.status, "reaction": reaction}
    return {name: said[name] for name in asked}


def _titles(cases: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[str]:
    return [f"{happening['name']}: {text['title']}" for happening, text in cases]


@pytest.mark.parametrize(("happening", "text"), CASES, ids=_titles(CASES))
def test_what_seldom_happens_is_graded_as_it_is(happening: dict[str, Any], text: dict[str, Any]) -> None:
    wanted = {name: happening[name] for name in ("rung", "severity")}
    wanted |= {name: text[name] for name in ("status", "reaction") if name in text}
    assert _said(_hit(happening["rule"], text), wanted) == wanted


@pytest.mark.parametrize(("happening", "text"), LESS, ids=_titles(LESS))
def test_the_same_words_for_less_stay_below(happening: dict[str, Any], text: dict[str, Any]) -> None:
    hit = _hit(happening["rule"], text)
    if hit is not None:
        assert hit.severity.rank < Severity(happening["severity"]).rank, f"reached {hit.rung or hit.beside}"


def test_there_are_forty_texts_and_as_many_for_less_in_every_language() -> None:
    for cases in (CASES, LESS):
        assert len(cases) >= 40
        for lang in Lang:
            assert sum(_language(text["title"]) is lang for _, text in cases) >= 13, lang


def test_every_happening_names_a_rung_of_its_rule() -> None:
    for happening in HAPPENINGS:
        rule = RULES.rule(happening["rule"])
        assert rule is not None
        assert happening["rung"] in {rung.name for rung in (*rule.ladder, *rule.beside)}
