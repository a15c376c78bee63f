"""Conditions: what they read to, what is wrong with wrong ones and where, and that a tree survives being written."""

import pytest
from conditions import places, truths
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Status
from watch.rules import tree
from watch.rules.language import ExpressionError, parse_place, parse_truth, show
from watch.rules.tree import (
    About,
    All,
    Before,
    Count,
    Either,
    Group,
    InTitle,
    Limit,
    Near,
    Not,
    Number,
    SameSentence,
    Some,
    Without,
)
from watch.rules.words import MAX_LENGTH, RESERVED
from watch.text.amounts import CURRENCIES
from watch.text.spelling import closest


def group(name: str, status: Status | None = None) -> Group:
    return Group(name=name, status=status)


def money(*limits: Limit) -> Number:
    return Number(what="money", limits=limits)


A, B, C = group("a"), group("b"), group("c")


def error_of(expression: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_truth(expression)
    return caught.value


# ------------------------------------------------------------------------------------------------ meaning


@pytest.mark.parametrize(
    ("expression", "meaning"),
    [
        ("a", Some(place=A)),
        ("office.jp-prime-minister", Some(place=group("office.jp-prime-minister"))),
        ("a:done", Some(place=group("a", Status.DONE))),
        ("a near/5 b", Some(place=Near(left=A, right=B, distance=5))),
        ("a before/100 b", Some(place=Before(left=A, right=B, distance=100))),
        ("a without/1 b", Some(place=Without(place=A, other=B, distance=1))),
        ("a near/5 (b or c)", Some(place=Near(left=A, right=Either(places=(B, C)), distance=5))),
        ("a or b", tree.Any(truths=(Some(place=A), Some(place=B)))),
        ("(a or b)", tree.Any(truths=(Some(place=A), Some(place=B)))),
        ("(a)", Some(place=A)),
        ("not a", Not(truth=Some(place=A))),
        ("count(a or b) >= 3", Count(place=Either(places=(A, B)), least=3)),
        ("title(a)", InTitle(place=A)),
        ("same-sentence(a, b near/2 c)", SameSentence(left=A, right=Near(left=B, right=C, distance=2))),
        ("lang(ko, ja)", About(what="lang", values=frozenset({"ko", "ja"}))),
        ("source(nhk-world)", About(what="source", values=frozenset({"nhk-world"}))),
        ("tier(think-tank)", About(what="tier", values=frozenset({"think-tank"}))),
        ("money", Some(place=Number(what="money"))),
        ("money(jpy)", Some(place=money(Limit(unit="jpy")))),
        (
            "money(krw >= 2 billion, jpy)",
            Some(place=money(Limit(unit="krw", least=2 * 10**9), Limit(unit="jpy"))),
        ),
        ("persons(>= 20)", Some(place=Number(what="persons", limits=(Limit(least=20),)))),
        ("money near/5 a", Some(place=Near(left=Number(what="money"), right=A, distance=5))),
        ("count(persons) >= 2", Count(place=Number(what="persons"), least=2)),
        ("country(kr)", About(what="country", values=frozenset({"kr"}))),
    ],
)
def test_an_expression_reads_to_its_tree(expression: str, meaning: tree.Truth) -> None:
    assert parse_truth(expression) == meaning


def test_near_binds_tighter_than_not_and_not_tighter_than_and() -> None:
    near = Some(place=Near(left=A, right=B, distance=5))
    assert parse_truth("not a near/5 b and c") == All(truths=(Not(truth=near), Some(place=C)))


def test_distances_group_from_the_left() -> None:
    inner = Near(left=A, right=B, distance=5)
    assert parse_place("a near/5 b without/3 c") == Without(place=inner, other=C, distance=3)


def test_brackets_group_a_distance_from_the_right() -> None:
    inner = Near(left=B, right=C, distance=3)
    assert parse_place("a near/5 (b near/3 c)") == Near(left=A, right=inner, distance=5)


def test_spaces_and_line_ends_do_not_matter() -> None:
    assert parse_truth("a near/5 b and c") == parse_truth(" a\n  near/5\tb\n and(c) ")


def test_a_node_knows_where_it_stood() -> None:
    truth = parse_truth("a and (bb near/5 c:done)")
    assert isinstance(truth, All)
    some = truth.truths[1]
    assert isinstance(some, Some)
    assert isinstance(some.place, Near)
    near = some.place
    assert (near.at, near.length) == (7, 16)
    assert (near.left.at, near.left.length) == (7, 2)
    assert (near.right.at, near.right.length) == (17, 6)


def test_a_truth_is_no_place() -> None:
    with pytest.raises(ExpressionError, match="a place is needed here"):
        parse_place("title(a)")


# ------------------------------------------------------------------------------------------------ mistakes


@pytest.mark.parametrize(
    ("expression", "marked", "message", "hint"),
    [
        ("a nera/5 b", "nera", 'unknown operator "nera"', 'did you mean "near"?'),
        ("a adn b", "adn", 'unknown operator "adn"', 'did you mean "and"?'),
        ("a AND b", "AND", 'unknown operator "AND"', 'did you mean "and"?'),
        ("a within/5 b", "within", 'unknown operator "within"', 'did you mean "without"?'),
        ("a xyzzy/5 b", "xyzzy", 'unknown operator "xyzzy"', "the operators are near, before, without, and, or"),
        ("titel(a)", "titel", 'unknown function "titel"', 'did you mean "title"?'),
        ("a near b", "near", '"near" needs a distance', "write near/10: at most 10 words (or 20 kanji, 30 Hangul"),
        ("a near/ b", "/", '"near/" needs a number', "write near/10"),
        ("a near/0 b", "0", "the distance of near must be from 1 to 100", None),
        ("a before/101 b", "101", "the distance of before must be from 1 to 100", None),
        (f"a near/{'9' * 4000} b", "9" * 4000, "the distance of near must be from 1 to 100", None),
        ("(a or b", "(", "this bracket is never closed", None),
        ("c and ((a or b)", "(", "this bracket is never closed", None),
        ("a)", ")", "this bracket was never opened", None),
        ("title(a", "(", "the bracket of title( is never closed", None),
        ("()", "(", "there is nothing in these brackets", None),
        ("a b", "b", 'an operator is missing before "b"', 'write "and", "or" or near/N between'),
        ("a (b or c)", "a", 'unknown function "a"', "the functions are"),
        ("a near/5 b (c)", "b", 'unknown function "b"', "the functions are"),
        ("a not b", "not", 'an operator is missing before "not"', 'write "and not"'),
        ("a and b or c", "or", '"and" and "or" are mixed without brackets', "put brackets around one of them"),
        ("a near/5 not b", "not", '"not" cannot stand inside near', "use without/N"),
        ("a near/5 (not b)", "(not b)", '"not" cannot stand beside near', "use without/N"),
        ("a near/5 (b and c)", "(b and c)", '"and" cannot stand beside near', "use near/N between the two"),
        ("title(not a)", "not a", '"not" cannot stand inside title()', "use without/N"),
        ("title(a) near/5 b", "title(a)", "a place is needed beside near, and this is a truth", "a place is a group"),
        ("near/5 a", "near", '"near" needs something before it', None),
        ("a and", "and", 'something is missing behind "and"', None),
        ("a or or b", "or", 'a group is missing before "or"', None),
        ("title", "title", '"title" is a function', "write title(group)"),
        ("count(a)", "count", 'count() needs ">= N" behind it', "write count(group) >= 2"),
        ("count(a) >= 0", "0", "the number of count() must be from 1 to 100", None),
        ("count(a) > 2", ">", '">" means nothing in a condition', "numbers are compared only as in"),
        ("same-sentence(a)", ")", 'expected "," and a second place in same-sentence(a, b), found ")"', None),
        ("title(a, b)", ",", "title() takes one place", "for any of two write (a or b)"),
        ("title()", ")", "title() needs a place here", "write title(group)"),
        ("lang(fr)", "fr", '"fr" is no lang', "one of en, ko, ja"),
        ("lang()", ")", "lang() needs a value here", "write lang(ko)"),
        ("tier(oficial)", "oficial", '"oficial" is no tier', 'did you mean "official"?'),
        ("country(kor)", "kor", '"kor" is no country', "two small letters"),
        ("money()", ")", "money() needs a currency here", "the currencies are jpy, krw, usd, eur, cny"),
        ("money(jpn)", "jpn", '"jpn" is no currency', 'did you mean "jpy"?'),
        ("money(>= 5)", ">=", "amounts are compared within one currency only", "write money(jpy >= 200 million)"),
        ("money >= 5", ">=", '"money" is compared in brackets', "write money(jpy >= 200 million)"),
        ("money(jpy >=)", ">=", '">=" needs a number', "a whole number, with thousand, million"),
        ("money(jpy >= 1.5 billion)", "1.5", '">=" needs a number', "a whole number, with thousand, million"),
        ("money(jpy >= 5 milion)", "milion", '"milion" is no word for a number', 'did you mean "million"?'),
        ("money(jpy >= 0)", "0", "the number of money() must be from 1 to 10000 trillion", None),
        (f"persons(>= {'9' * 4000})", "9" * 4000, "the number of persons() must be from 1 to 10000 trillion", None),
        ("money(jpy", "(", "the bracket of money( is never closed", None),
        ("money(jpy krw)", "krw", 'expected ")" behind what money() asks for, found "krw"', None),
        ("persons(20)", "20", 'persons() takes ">= N"', "write persons(>= 20)"),
        ("money:done", ":", '":" cannot stand here', None),
        ("a:don", "don", '"don" is no status of an act', 'did you mean "done"?'),
        ("a:reaction", "reaction", '"reaction" is no status of an act', "the words are done, planned, denied, past"),
        ("a:", "", "a status is missing behind the colon", "the words are done"),
        ("a near/5 'b'", "'", '"\'" means nothing in a condition', "words to look for stand in a"),
        ("a & b", "&", '"&" means nothing in a condition', 'write "and", "or" and "not"'),
        ("[a]", "[", '"[" means nothing in a condition', "use round brackets"),
        ("", "", "the condition is empty", "write a group's name"),
        (" \n ", " ", "the condition is empty", "write a group's name"),
    ],
)
def test_a_mistake_is_named_and_pointed_at(expression: str, marked: str, message: str, hint: str | None) -> None:
    error = error_of(expression)
    assert error.message == message
    assert expression[error.at : error.at + error.length] == marked
    if hint is None:
        assert error.hint is None
    else:
        assert error.hint is not None
        assert error.hint.startswith(hint)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * (MAX_LENGTH - 1) + "a",
        "(" * (MAX_LENGTH * 2),
        "not " * 1000 + "a",
        "a near/3 " * 500 + "a",
        "title(" * 800 + "a",
        "a or (" * 800 + "a",
    ],
)
def test_a_hostile_depth_is_an_error_and_no_crash(expression: str) -> None:
    assert "deeper than" in error_of(expression).message or "longer than" in error_of(expression).message


def test_many_alternatives_side_by_side_are_not_deep() -> None:
    truth = parse_truth(" or ".join(["a"] * 800))
    assert isinstance(truth, tree.Any)
    assert len(truth.truths) == 800


@given(st.text(max_size=60) | st.text(alphabet="ab ()/:,>=nearotd1 ", max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_reads_to_a_tree_or_to_an_error_inside_it(expression: str) -> None:
    found = reading(expression)
    if isinstance(found, ExpressionError):
        assert 0 <= found.at <= len(expression)
        assert found.length >= 1
    else:
        assert parse_truth(show(found)) == found


def reading(expression: str) -> tree.Truth | ExpressionError:
    try:
        return parse_truth(expression)
    except ExpressionError as error:
        return error


# ------------------------------------------------------------------------------------------------ and back

names = st.from_regex(r"[a-z][a-z0-9]{0,3}([.-][a-z0-9]{1,3})?", fullmatch=True).filter(lambda n: n not in RESERVED)
distances = st.integers(1, 100)
statuses = st.sampled_from([None, Status.DONE, Status.PLANNED, Status.DENIED, Status.PAST])
groups = st.builds(Group, name=names, status=statuses)


leasts = st.none() | st.integers(1, 10**16) | st.sampled_from([10**3, 15 * 10**8])
sums = st.lists(st.builds(Limit, unit=st.sampled_from(CURRENCIES), least=leasts), max_size=3).map(tuple)
crowds = st.lists(st.builds(Limit, least=st.integers(1, 10**6)), max_size=2).map(tuple)
numbers = st.builds(Number, what=st.just("money"), limits=sums) | st.builds(
    Number, what=st.just("persons"), limits=crowds
)
simple: st.SearchStrategy[Group | Number] = st.one_of(groups, numbers)


@given(truths(simple, distances))
@settings(max_examples=200, deadline=None)
def test_a_tree_written_and_read_is_the_same_tree(truth: tree.Truth) -> None:
    assert parse_truth(show(truth)) == truth


@given(places(groups, distances))
@settings(max_examples=200, deadline=None)
def test_a_place_written_and_read_is_the_same_place(place: tree.Place) -> None:
    assert parse_place(show(place)) == place


# ------------------------------------------------------------------------------------------------ guesses


def test_the_guess_ignores_capitals_and_gives_nothing_for_a_foreign_word() -> None:
    assert closest("SHRINE", ["shrine", "visit"]) == "shrine"
    assert closest("shirne", ["shrine", "visit"]) == "shrine"
    assert closest("공물", ["shrine", "visit"]) is None
