"""The JSON Schema of rule files says nothing against what the loader accepts, and objects to what it can see."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from watch import shipped
from watch.config.load import load_rules
from watch.config.locate import parse
from watch.errors import ProblemsError
from watch.rules.compile import compile_rule
from watch.rules.schema import LEXICON_FILE, file_text, is_ours, lexicon_schema, schema

BAD = Path(__file__).parent.parent / "data" / "bad"
SHIPPED = sorted(shipped.path("rules").glob("*.toml"))
VALIDATOR = Draft7Validator(schema())

#: What a schema cannot see: inside a condition, from one key to another, to the name of the file, in the calendar.
UNSEEN = {
    *("behind-wide-characters", "bracket-never-closed", "bracket-never-opened", "distance-too-long", "mixed-and-or"),
    *("in-a-long-condition", "near-without-distance", "not-inside-near", "trailing-text", "truth-as-place"),
    *("unknown-function", "unknown-group", "unknown-operator", "unknown-status", "status-of-no-act"),
    *("not-inside-circle", "not-inside-unknown", "rung-twice", "split-by-unknown", "unknown-expectation"),
    *("unless-below-nothing", "file-of-another-name", "dated-term-backwards"),
    *("unknown-zone", "window-not-a-duration", "window-too-long"),
    *("and-inside-near", "and-twice", "comma-in-a-condition", "count-without-figure", "count-without-number"),
    *("empty-brackets", "function-never-closed", "function-of-two", "function-without-brackets"),
    *("function-without-place", "function-without-value", "near-before-anything", "near-without-number"),
    *("nested-too-deeply", "not-without-operator", "nothing-behind-near", "same-sentence-of-one"),
    *("starts-with-a-bracket", "starts-with-a-comma", "status-missing", "unknown-country"),
    *("group-twice", "not-inside-itself", "not-inside-without-end", "term-of-signs", "absence-longer-than-time"),
    *("absence-of-unknown-rung", "absence-of-rung-beside", "absence-too-short", "absence-for-no-duration"),
    *("absence-twice", "calendar-twice", "calendar-in-no-zone"),
    *("calendar-backwards", "calendar-too-long", "calendar-out-of-order", "calendar-with-a-text"),
    *("fuzzy-too-short", "fuzzy-with-a-wildcard", "fuzzy-with-case"),
    *("regex-looks-around", "regex-refers-back", "regex-word-edge-beside-japanese", "regex-digit-beside-korean"),
    *("regex-never-closed", "regex-too-large", "regex-of-nothing"),
    *("money-in-no-currency", "money-in-unknown-currency", "money-with-a-fraction", "money-outside-brackets"),
    *("persons-with-an-unknown-scale", "reaction-without-tone"),
}


def as_editors_see_it(value: Any) -> Any:
    """TOML as JSON: a day is a string."""
    if isinstance(value, dict):
        return {key: as_editors_see_it(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_editors_see_it(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def objections(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(as_editors_see_it(tomllib.loads(text)))]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_file_that_the_loader_accepts_validates(path: Path) -> None:
    assert objections(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", sorted(path for path in BAD.glob("*.toml") if not path.stem.startswith("toml-")), ids=lambda path: path.stem
)
def test_the_schema_objects_to_every_mistake_that_a_schema_can_see(path: Path) -> None:
    assert bool(objections(path.read_text(encoding="utf-8"))) is (path.stem not in UNSEEN)


SMALL: dict[str, Any] = {
    "id": "small",
    "title": "Small",
    "when": "word",
    "terms": {"word": {"en": ["word"]}},
    "tests": [{"title": "Nothing", "expect": "none"}],
}


def loads(data: dict[str, Any]) -> bool:
    class Plain:
        file = "small.toml"

        def __init__(self) -> None:
            self.data = data

        def problem(self, *args: Any, **kwargs: Any) -> Any:
            return parse("small.toml", "").problem(*args, **kwargs)

    try:
        compile_rule(Plain(), text="")
    except ProblemsError:
        return False
    return True


WORDS = st.text(alphabet="ab~*?| -.Éé参배", max_size=4)
VALUES: st.SearchStrategy[Any] = st.one_of(
    WORDS, st.booleans(), st.integers(0, 2), st.lists(WORDS, max_size=2), st.just({})
)
GROUPS = st.dictionaries(
    st.sampled_from(["en", "ja", "act", "word", "not_after", "not_inside", "not_before", "a", "b.c", "B"]),
    st.one_of(VALUES, st.dictionaries(st.sampled_from(["en", "ko", "x", "act"]), VALUES, max_size=2)),
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(group=GROUPS, name=st.sampled_from(["more", "more.of-it", "near", "More", "a..b"]))
def test_whatever_group_the_loader_accepts_validates(group: dict[str, Any], name: str) -> None:
    data = {**SMALL, "terms": {**SMALL["terms"], name: group}}
    if loads(data):
        assert [error.message for error in VALIDATOR.iter_errors(data)] == []


@pytest.mark.parametrize(
    "term",
    ["*", "vis~it", "参拝~", "", "~", {"term": "Ishiba"}, {"from": "2024-10-01"}, {"term": "Ishiba", "from": "soon"}],
)
def test_an_unusable_term_is_objected_to(term: object) -> None:
    data = {**SMALL, "terms": {"word": {"en": [term]}}}
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize(
    "term", ["Łódź~", "ＹＡＳＵ~", "U.S.", "靖国 神社", "야스쿠니", {"term": "石破", "to": "2025-10-20"}]
)
def test_a_usable_term_is_not(term: object) -> None:
    assert VALIDATOR.is_valid({**SMALL, "terms": {"word": {"en": [term]}}})


def test_what_is_written_for_editors_is_known_again_until_somebody_changes_it() -> None:
    text = file_text()
    assert {key: value for key, value in json.loads(text).items() if key != "$comment"} == schema()
    assert is_ours(text)
    assert is_ours(json.dumps(json.loads(text)))
    assert not is_ours(text.replace("A rule of Tripwatch", "A rule of mine"))
    assert not is_ours("{}")
    assert not is_ours("[" * 100_000)
    assert not is_ours("")


def test_a_rule_file_may_name_its_schema_in_the_first_line() -> None:
    text = "#:schema rule.schema.json\n" + SHIPPED[0].read_text(encoding="utf-8")
    assert compile_rule(parse(SHIPPED[0].name, text), text=text, lexicon=load_rules(None).lexicon).id == SHIPPED[0].stem


# ------------------------------------------------------------------------------------------------ the lexicon

BAD_LEXICON = Path(__file__).parent.parent / "data" / "bad_lexicon"
SHIPPED_LEXICON = sorted((shipped.path("rules") / "lexicon").glob("*.toml"))
LEXICON_VALIDATOR = Draft7Validator(lexicon_schema())

#: What a schema cannot see: from one table or file to another, and in the calendar.
UNSEEN_IN_A_LEXICON = {
    *("holder-backwards", "holder-nobody-knows", "includes-circle", "includes-unknown", "not-inside-circle"),
    *("country-that-asks",),
    *("not-inside-unknown", "office-without-country", "person-without-country", "status-with-any-ending-in-japanese"),
}


def objections_to_a_lexicon(text: str) -> list[str]:
    return [error.message for error in LEXICON_VALIDATOR.iter_errors(as_editors_see_it(tomllib.loads(text)))]


def test_the_schema_of_a_lexicon_knows_its_own_work_again() -> None:
    assert is_ours(file_text(LEXICON_FILE))


@pytest.mark.parametrize("path", SHIPPED_LEXICON, ids=lambda path: path.stem)
def test_a_lexicon_that_the_loader_accepts_validates(path: Path) -> None:
    Draft7Validator.check_schema(lexicon_schema())
    assert objections_to_a_lexicon(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(BAD_LEXICON.glob("*.toml")), ids=lambda path: path.stem)
def test_the_schema_objects_to_every_mistake_in_a_lexicon_that_a_schema_can_see(path: Path) -> None:
    assert bool(objections_to_a_lexicon(path.read_text(encoding="utf-8"))) is (path.stem not in UNSEEN_IN_A_LEXICON)
