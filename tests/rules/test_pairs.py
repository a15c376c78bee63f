"""Pairs of texts that differ in one point: the rule must hit the one and leave the other alone.

The pairs are data, in `tests/data/pairs`: each topic is a small rule with its pairs. In a text a line break parts the
title from the body.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from matching import ON

from watch.config.load import load_rules
from watch.config.locate import parse
from watch.model import Lang
from watch.rules.compile import compile_rule
from watch.rules.match import Matcher, Reading
from watch.rules.tree import RuleSet

LEXICON = load_rules(None).lexicon
FILES = sorted((Path(__file__).parent.parent / "data" / "pairs").glob("*.toml"))
TOPICS = [topic for file in FILES for topic in tomllib.loads(file.read_text(encoding="utf-8"))["topic"]]
PAIRS = [pair for topic in TOPICS for pair in topic["pairs"]]

# A rule needs a group of its own, also where only the lexicon's are asked for.
_RULE = """id = "pairs"
title = "Pairs"
{rule}
[terms.spare]
en = ["spare"]
[[tests]]
title = "-"
expect = "none"
"""


def _matcher(rule: str) -> Matcher:
    text = _RULE.format(rule=rule)
    compiled = compile_rule(parse("pairs.toml", text), text=text, lexicon=LEXICON)
    return Matcher(RuleSet(rules=(compiled,), version="1", lexicon=LEXICON))


def _hits(matcher: Matcher, text: str, topic: dict[str, Any]) -> bool:
    title, _, body = text.partition("\n")
    return bool(matcher.match(Reading(title=title, text=body, on=topic.get("on", ON))))


def _language(text: str) -> Lang:
    if re.search("[가-힣ᄀ-ᇿ]", text):
        return Lang.KO
    return Lang.JA if re.search("[ぁ-ヺ一-龥ｦ-ﾟ]", text) else Lang.EN


@pytest.mark.parametrize("topic", TOPICS, ids=[topic["name"] for topic in TOPICS])
def test_a_rule_hits_the_first_of_a_pair_and_not_the_second(topic: dict[str, Any]) -> None:
    matcher = _matcher(topic["rule"])
    wrong = [
        f"{'missed' if wanted else 'wrongly hit'}: {text!r}  ({pair['why']})"
        for pair in topic["pairs"]
        for text, wanted in ((pair["yes"], True), (pair["no"], False))
        if _hits(matcher, text, topic) is not wanted
    ]
    assert not wrong, "\n" + topic["rule"] + "\n".join(wrong)


def test_every_pair_says_what_it_is_about_and_stands_there_once() -> None:
    assert all(set(pair) == {"yes", "no", "why"} and pair["why"] for pair in PAIRS)
    assert len({(topic["rule"], pair["yes"], pair["no"]) for topic in TOPICS for pair in topic["pairs"]}) == len(PAIRS)
    assert len({topic["name"] for topic in TOPICS}) == len(TOPICS)


def test_there_are_three_hundred_pairs_and_enough_in_every_language() -> None:
    assert len(PAIRS) >= 300
    for lang in Lang:
        assert sum(_language(pair["yes"]) is lang for pair in PAIRS) >= 90, lang
