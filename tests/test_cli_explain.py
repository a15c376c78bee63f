"""`tripwatch explain`: what is said to a person and to a program, of which inputs, with which exit status."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from watch.cli import main

RULE = """id = "anchor"
title = "Anchors"
why = "A test."
when = 'anchor near/3 (fall or fall:denied)'
unless = 'film near/9 anchor'
unless_below = "fell"

[terms.anchor]
en = ["anchor"]
ja = ["錨"]
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
when = 'anchor near/3 fall:done and lang(en, ko)'

[[tests]]
title = "The anchor fell"
expect = "fell"

[[tests]]
title = "Nothing fell"
expect = "none"
"""
OTHER = RULE.replace("anchor", "buoy").replace("錨", "浮標").replace("닻줄", "부표")

Explain = Callable[..., tuple[int, str, str]]


@pytest.fixture
def explain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Explain:
    """Run `tripwatch explain` over two small rules in an empty folder; status, output, standard error."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "anchor.toml").write_text(RULE, encoding="utf-8")
    (tmp_path / "own" / "buoy.toml").write_text(OTHER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIPWATCH_CONFIG", raising=False)

    def run(*words: str, given: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        monkeypatch.setattr(sys, "argv", ["tripwatch", "explain", "--rules", "own", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def test_a_hit_is_told_with_its_words_and_why(explain: Explain) -> None:
    status, out, err = explain("An anchor fell", "--on", "2026-10-17")
    assert (status, err) == (0, "")
    assert out == (
        "An *anchor* *fell*\n"
        "language en, day 2026-10-17\n"
        "\n"
        "✓ anchor: rung fell, high, done\n"
        "✗ buoy: no hit: no word of buoy found\n"
        "\n"
        "✓ anchor: rung fell, high, done\n"
        "├── ✓ when: anchor near/3 (fall or fall:denied): anchor “anchor” and fall “fell”\n"
        "│   side by side\n"
        "│   ├── ✓ anchor: “anchor”\n"
        "│   └── ✓ fall or fall:denied\n"
        "│       └── ✓ fall: “fell” done\n"
        "└── ✓ rung fell (high): anchor near/3 fall:done and lang(en, ko)\n"
        "    ├── ✓ anchor near/3 fall:done: anchor “anchor” and fall “fell” side by side\n"
        "    │   ├── ✓ anchor: “anchor”\n"
        "    │   └── ✓ fall:done: “fell” done\n"
        "    └── ✓ lang(en, ko): the language of the article is en\n"
        "\n"
        "✗ buoy: no hit: no word of buoy found\n"
        "└── ✗ when: buoy near/3 (fall or fall:denied) (without it there is no hit)\n"
        "    ├── ✗ buoy: no word of buoy found\n"
        "    └── ✓ fall or fall:denied\n"
        "        └── ✓ fall: “fell” done\n"
    )


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("錨は2013年に落下した", "✗ anchor: no hit: fall “落下” is past: 2013年"),
        ("錨が落下した", "✓ anchor: no rung, info, done"),
        ("닻줄 낙하 보류", "✓ anchor: no rung, info, denied"),
        ("錨泊地に落下", "✗ anchor: no hit: anchor “錨” is ruled out by not_before: 泊地"),
        ("映画の錨が落下", "✗ anchor: no hit: hidden by unless: film “映画” and anchor “錨” 1 unit apart"),
    ],
)
def test_a_miss_says_where_it_failed_and_is_no_failure_of_the_command(
    explain: Explain, text: str, outcome: str
) -> None:
    status, out, _ = explain(text)
    assert status == 0
    assert f"\n{outcome}\n" in out


def test_a_rule_that_was_asked_for_is_shown_whole_also_where_it_came_nowhere_near(explain: Explain) -> None:
    assert "2 rules did not come near" in explain("Calm weather")[1]
    out = explain("Calm weather", "--rule", "buoy")[1]
    assert "✗ buoy: no hit: no word of buoy found" in out
    assert "rung fell (high)" in out
    assert "✗ fall:denied: “fell” is done" in explain("It fell", "--rule", "buoy")[1]
    assert "unless: film near/9 buoy" in out
    assert "anchor" not in out


def test_no_line_is_wider_than_eighty_columns(explain: Explain) -> None:
    for text in ("映画の錨が落下", "닻줄이 낙하했다", "An anchor that was long " + "very " * 60 + "fell"):
        assert max(cell_len(line) for line in explain(text, "--rule", "anchor")[1].splitlines()) <= 80


def test_what_is_said_of_the_text_counts(explain: Explain) -> None:
    out = explain("The anchor fell\nat night", "--title", "News", "--lang", "ja", "--source-country", "kr")[1]
    assert out.startswith("News\nThe *anchor* *fell*\nlanguage ja, day not known (--on DATE)")
    assert "✓ anchor: no rung" in out


def test_files_are_read_by_what_they_hold(explain: Explain) -> None:
    Path("a.txt").write_text("The anchor\nfell", encoding="utf-8")
    Path("b.html").write_text("<title>닻줄 낙하</title><p>x", encoding="utf-8")
    Path("c.jsonl").write_text('{"id": 1, "title": "錨が落下", "published": "2026-10-17"}\n{"id"\n', encoding="utf-8")
    Path("notes").write_text("An anchor fell", encoding="utf-8")
    assert explain("a.txt")[1].startswith("The *anchor*\n")
    assert "*닻줄* *낙하*" in explain("b.html")[1]
    assert explain("notes")[1].startswith("An *anchor* *fell*\n")
    status, out, err = explain("c.jsonl")
    assert status == 1
    assert "day 2026-10-17" in out
    assert "c.jsonl:2: skipped" in err


def test_standard_input_is_a_text_or_json_lines(explain: Explain) -> None:
    assert explain("-", given="닻줄 낙하\n".encode())[1].startswith("*닻줄* *낙하*\n")
    assert explain("-", given=b'{"id": 1, "title": "An anchor fell"}')[1].startswith("An *anchor* *fell*\n")


def test_programs_get_the_same_as_json(explain: Explain) -> None:
    status, out, _ = explain("2013年に錨が落下", "--on", "2026-10-17", "--format", "json", "--rule", "anchor")
    (article,) = json.loads(out)
    assert status == 0
    assert (article["lang"], article["on"]) == ("ja", "2026-10-17")
    (rule,) = article["rules"]
    assert (rule["rule"], rule["hit"], rule["outcome"]) == ("anchor", None, "no hit: fall “落下” is past: 2013年")
    assert [step["role"] for step in rule["steps"]] == ["when", "unless", "rung"]
    when = rule["steps"][0]["condition"]
    assert when["text"] == "anchor near/3 (fall or fall:denied)"
    fault = when["parts"][1]["parts"][0]["occurrences"][0]
    assert (fault["words"], fault["fault"], fault["told"]) == ("落下", "is past: 2013年", "2013年")
    assert article["title"][fault["start"] : fault["end"]] == "落下"


def test_every_field_of_the_json_is_described(explain: Explain) -> None:
    described = (Path(__file__).parent.parent / "docs" / "json.md").read_text(encoding="utf-8")
    chapter = described.split("## explain", 1)[1].split("\n## ", 1)[0]

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    out = explain("An anchor fell", "--format", "json")[1]
    hit = {"rung", "reaction", "spans"}
    for key in keys(json.loads(out)) - hit:
        assert f"`{key}`" in chapter or f'"{key}"' in chapter, key


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["A text", "--rule", "anchr"], 'did you mean "anchor"?'),
        (["missing.html"], "there is no file missing.html"),
        (["  "], "there is nothing in it"),
    ],
)
def test_what_cannot_be_explained_is_said_with_what_to_do(explain: Explain, words: list[str], said: str) -> None:
    status, out, err = explain(*words)
    assert (status, out) == (2, "")
    assert said in err


def test_hostile_text_brings_no_control_character_to_a_terminal(explain: Explain) -> None:
    hostile = "An \x1b[31m anchor\x07 fell \u202e \ud800 [bold]x[/bold] :smile:"
    out = explain(hostile, "--rule", "anchor")[1]
    assert "✓ anchor" in out
    assert "[bold]x[/bold] :smile:" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals here")
def test_on_a_terminal_the_words_are_coloured_and_elsewhere_marked(explain: Explain) -> None:
    assert "\x1b" not in explain("An anchor fell")[1]
    ours, theirs = os.openpty()
    environ = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    words = [sys.executable, "-m", "watch", "explain", "--rules", "own", "An anchor fell"]
    ran = subprocess.Popen(words, stdout=theirs, stdin=subprocess.DEVNULL, env=environ | {"TERM": "xterm"})
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux ends the reading of a terminal that is gone with an error
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert ran.wait(timeout=60) == 0
    assert "An \x1b[1;33manchor\x1b[0m \x1b[1;33mfell\x1b[0m\r\n" in shown.decode()
