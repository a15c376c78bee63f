"""docs/rules.md: every example in it works, and it says something of every word that a rule file may hold."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from watch.config.load import load_rules
from watch.config.locate import parse
from watch.errors import KeyPath, Level, Problem
from watch.model import Severity, Status, Tier, Tone
from watch.rules import companions
from watch.rules import compile as compiling
from watch.rules.check import lint, run_tests
from watch.rules.compile import compile_rule, compile_rules
from watch.rules.groups import ENTRY_KEYS
from watch.rules.groups import KEYS as GROUP_KEYS
from watch.rules.language import parse_truth
from watch.rules.lexicon import HOLDER_KEYS, OFFICE_KEYS, OTHER_KEYS, PERSON_KEYS, STATUS, read_lexicon
from watch.rules.match import Matcher, Reading
from watch.rules.tree import RuleSet
from watch.rules.walk import groups_in
from watch.rules.words import AMOUNTS, DISTANCES, FUNCTIONS, JOINTS, RESERVED

DOCS = Path(__file__).parent.parent.parent / "docs" / "rules.md"
TEXT = DOCS.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)

#: What the fragments of the page lean on.
GROUPS = ("shrine", "visit", "offering", "minister", "lawmakers", "blossom", "cemetery", "seoul", "regret", "protest")
ACTS = ("visit", "offering")
LEXICON = load_rules(None).lexicon


def blocks(kind: str) -> list[str]:
    return [text for found, text in BLOCKS if found == kind]


@dataclass(frozen=True)
class Merged:
    """A fragment of the page laid over a small rule, as a document without lines."""

    data: Mapping[str, Any]
    file: str = "shrine.toml"

    def problem(
        self,
        path: KeyPath,
        message: str,
        *,
        hint: str | None = None,
        offset: int | None = None,
        length: int | None = None,
        at_key: bool = False,
        level: Level = Level.ERROR,
        code: str | None = None,
    ) -> Problem:
        return Problem(message=f"{path}: {message}", hint=hint, level=level, code=code)


def merged(fragment: str) -> Merged:
    rung = {"rung": "minister", "severity": "high", "says": "A minister visited", "when": "minister near/8 visit:done"}
    terms: dict[str, Any] = {name: {"en": [name], **({"act": True} if name in ACTS else {})} for name in GROUPS}
    terms |= {"office": {"prime-minister": {"en": ["premier"]}}, "company": {"en": ["Hitachi"]}}
    data: dict[str, Any] = {"id": "shrine", "title": "Shrine", "when": "shrine near/5 visit", "terms": terms}
    data |= {"ladder": [rung], "tests": [{"title": "New ferry line", "expect": "none"}]}
    added = tomllib.loads(fragment)
    terms.update(added.pop("terms", {}))
    return Merged(data | added)


@pytest.mark.parametrize("text", blocks("condition"))
def test_every_condition_on_the_page_can_be_read(text: str) -> None:
    known = {*GROUPS, "office.prime-minister", "company"}
    assert {group.name for group in groups_in(parse_truth(text))} <= known


@pytest.mark.parametrize("text", [text for text in blocks("toml") if not text.startswith("id ")])
def test_every_fragment_on_the_page_fits_into_a_rule(text: str) -> None:
    assert compile_rule(merged(text), text=text, lexicon=LEXICON).id == "shrine"


#: What the groups of the lexicon on the page are asked of.
OFFICES = [
    *(
        f"office.{name}"
        for name in ("jp-prime-minister", "cn-premier", "kr-prime-minister", "kr-president", "us-president")
    ),
    *(f"office.{country}-foreign-minister" for country in ("jp", "kr", "cn")),
    *(f"org.{country}-foreign-ministry" for country in ("jp", "kr", "cn")),
    *("former.jp-prime-minister", "former.us-president"),
]


@cache
def looking_for(name: str) -> Matcher:
    rule = compile_rule(merged(f"when = 'title({name})'"), text="", lexicon=LEXICON)
    return Matcher(RuleSet(rules=(rule,), version="1", lexicon=LEXICON))


@pytest.mark.parametrize("line", "".join(blocks("titles")).splitlines())
def test_every_title_on_the_page_belongs_to_whom_the_page_says(line: str) -> None:
    title, expected = re.split(r"  +", line)
    reading = Reading(title=title, on=date(2026, 11, 25))
    assert {name for name in OFFICES if looking_for(name).match(reading)} == set(expected.split())


@pytest.mark.parametrize("text", blocks("lexicon"))
def test_every_table_of_a_lexicon_on_the_page_can_be_read(text: str) -> None:
    groups = tomllib.loads(text)
    read = read_lexicon([(parse("own.toml", text), text)]).groups
    assert {f"{family}.{name}" for family, named in groups.items() for name in named if family != STATUS} <= set(read)


@pytest.mark.parametrize("key", [*PERSON_KEYS, *OFFICE_KEYS, *OTHER_KEYS, *HOLDER_KEYS])
def test_every_key_of_a_lexicon_is_in_an_example(key: str) -> None:
    assert any(re.search(rf"\b{key} = ", text) for text in blocks("lexicon") + blocks("toml"))


def test_the_first_rule_passes_its_tests_and_its_check() -> None:
    (text,) = [text for text in blocks("toml") if text.startswith("id ")]
    ruleset = compile_rules([(parse("textbook-news.toml", text), text)])
    outcomes = run_tests(ruleset)
    assert [outcome.got for outcome in outcomes] == [outcome.expected for outcome in outcomes]
    assert lint(ruleset.rules[0]) == ()


def test_the_error_on_the_page_is_what_is_said() -> None:
    said = (Path(__file__).parent.parent / "data" / "bad" / "unknown-operator.txt").read_text(encoding="utf-8")
    assert blocks("error") == [said]


@pytest.mark.parametrize("word", sorted({*DISTANCES, *JOINTS, "not", *FUNCTIONS, *AMOUNTS}))
def test_every_operator_has_an_example(word: str) -> None:
    assert any(re.search(rf"(?<![\w-]){word}(?![\w-])", text) for text in blocks("condition"))


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *(*compiling.RULE_KEYS, *companions.EVENT_KEYS, *compiling.RUNG_KEYS, *companions.REACTION_KEYS),
            *(*companions.ABSENCE_KEYS, *companions.CALENDAR_KEYS, *companions.DATES_KEYS),
            *(
                *compiling.TEST_KEYS,
                *GROUP_KEYS,
                *ENTRY_KEYS,
                *RESERVED,
                *Severity,
                *Tier,
                *Tone,
                *compiling.REPORTED,
                Status.PAST,
            ),
        }
    ),
)
def test_every_word_of_a_rule_file_is_on_the_page(word: str) -> None:
    assert re.search(rf"(?<![\w-]){word}(?![\w-])", TEXT)


def test_every_code_of_a_finding_is_on_the_page() -> None:
    rooms = (DOCS.parent.parent / "src" / "watch" / "rules").glob("*.py")
    codes = {code for path in rooms for code in re.findall(r'"([RL]\d\d)"', path.read_text(encoding="utf-8"))}
    assert codes
    assert codes == set(re.findall(r"^\| ([RL]\d\d) \|", TEXT, flags=re.MULTILINE))


def test_every_link_inside_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, flags=re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
