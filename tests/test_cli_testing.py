"""`tripwatch test` says why a test fails; `tripwatch check --mutate` says what no test needs."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from watch.cli import main

RULE = """id = "anchor"
title = "Anchors"
why = "A test."
when = 'anchor near/3 (fall or fall:denied) or film'

[terms.anchor]
en = ["anchor"]
ja = ["船錨"]
ko = ["닻줄"]
not_before = { ja = ["泊地"] }

[terms.fall]
act = true
en = ["fall~", "fell"]
ja = ["落下"]
ko = ["낙하"]

[terms.film]
en = ["film"]
ja = ["映画"]
ko = ["영화"]

[[ladder]]
rung = "fell"
severity = "high"
says = "An anchor fell"
when = 'anchor near/3 fall:done'

[[tests]]
title = "The anchor fell"
expect = "fell"

[[tests]]
title = "닻줄이 낙하"
text = "어제 있었던 일이다."
expect = "fell"

[[tests]]
title = "船錨の落下は見送り"
expect = "info"

[[tests]]
title = "The anchor is old"
expect = "none"

[[tests]]
title = "Leaves fall"
expect = "none"
"""

Tripwatch = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tripwatch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Tripwatch:
    """Run the command over one rule in an empty folder; status, output, standard error."""
    (tmp_path / "own").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIPWATCH_CONFIG", raising=False)

    def run(text: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "own" / "anchor.toml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["tripwatch", *words, "--rules", "own"])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def test_a_failed_test_shows_its_place_its_words_and_what_decided(tripwatch: Tripwatch) -> None:
    text = RULE.replace('title = "닻줄이 낙하"', 'title = "닻줄이 오늘도 내일도 모레도 아침에도 낙하"')
    status, out, _ = tripwatch(text, "test")
    assert status == 1
    assert out == (
        "anchor: own/anchor.toml:34:9\n"
        "    *닻줄*이 오늘도 내일도 모레도 아침에도 *낙하*\n"
        "    어제 있었던 일이다.\n"
        "  - expected fell\n"
        "  + got      none\n"
        "    no hit: anchor “닻줄” found, fall “낙하” found 5 units away, near/3 wanted\n"
        "    rung fell: anchor “닻줄” found, fall “낙하” found 5 units away, near/3\n"
        "    wanted\n"
        "\n"
        "4 passed, 1 failed, in 1 rule\n"
    )


def test_programs_get_the_reasons_too(tripwatch: Tripwatch) -> None:
    status, out, _ = tripwatch(RULE.replace('expect = "info"', 'expect = "fell"'), "test", "--format", "json")
    rows = json.loads(out)
    assert status == 1
    assert [row["reasons"] for row in rows] == [[], [], ["rung fell: fall “落下” is denied: は見送"], [], []]
    assert (rows[2]["file"], rows[2]["line"], rows[2]["got"]) == ("own/anchor.toml", 39, "info")


def test_parts_that_no_test_needs_are_findings_of_check(tripwatch: Tripwatch) -> None:
    status, out, err = tripwatch(RULE, "check", "--mutate", "anchor")
    assert status == 1
    places = [line.partition(": lint: ") for line in out.splitlines() if "lint" in line]
    assert [(place, said) for place, _, said in places] == [
        ("own/anchor.toml:4:9", "no test needs the distance of “anchor near/3 (fall or fall:denied)” [R30]"),
        ("own/anchor.toml:4:48", "no test needs “film” [R30]"),
        ("own/anchor.toml:10:22", 'no test needs not_before "泊地" of "anchor" [R31]'),
        ("own/anchor.toml:27:9", "no test needs “anchor” beside near/3 [R30]"),
        ("own/anchor.toml:27:23", "no test needs :done of fall [R30]"),
    ]
    assert "1 rule, 5 lint findings" in err


def test_without_mutate_nothing_is_taken_out(tripwatch: Tripwatch) -> None:
    assert tripwatch(RULE, "check")[:2] == (0, "")


def test_single_terms_are_asked_for_with_terms(tripwatch: Tripwatch) -> None:
    out = tripwatch(RULE, "check", "--mutate", "--terms", "--format", "json")[1]
    messages = {problem["message"]: problem["code"] for problem in json.loads(out)["problems"]}
    assert messages['no test needs the term "映画" of "film"'] == "R33"
    assert 'no test needs the term "船錨" of "anchor"' not in messages


def test_failing_tests_are_named_as_left_out(tripwatch: Tripwatch) -> None:
    err = tripwatch(RULE.replace('expect = "info"', 'expect = "none"'), "check", "--mutate")[2]
    assert "1 failing test was left out; see: tripwatch test" in err


def test_an_unknown_rule_is_a_usage_problem(tripwatch: Tripwatch) -> None:
    status, out, err = tripwatch(RULE, "check", "--mutate", "ancor")
    assert (status, out) == (2, "")
    assert 'did you mean "anchor"?' in err
