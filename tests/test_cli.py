"""The command line as a person meets it: what it prints, its exit status, and one clear line for every bad input."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from watch.cli import main

CONFIG = """[database]
url = "sqlite:///watch.db"

[rules]
path = "rules"

[[sources]]
id = "one"
url = "https://feeds.test/one"

[channels.console]
url = "console://"
"""

RULE = """id = "anchor"
title = "Anchors"
why = "A test."
when = 'title(word)'

[terms.word]
en = ["anchor"]
ja = ["錨"]
ko = ["닻줄"]

[[ladder]]
rung = "fell"
severity = "high"
says = "An anchor fell"
when = 'title(word)'

[[tests]]
title = "The anchor fell"
expect = "fell"

[[tests]]
title = "Nothing fell"
expect = "none"
"""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


Tripwatch = Callable[..., Ran]


@pytest.fixture
def tripwatch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Tripwatch:
    """Run the command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIPWATCH_CONFIG", raising=False)

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tripwatch", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a good config and one good rule."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "anchor.toml").write_text(RULE, encoding="utf-8")
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


# ------------------------------------------------------------------------------------------------ check and test


def test_five_mistakes_in_the_config_and_five_in_a_rule_are_all_named_at_once(tripwatch: Tripwatch, desk: Path) -> None:
    config = (
        CONFIG.replace('url = "sqlite', 'urll = "sqlite')
        .replace("https://feeds.test/one", "ftp://feeds.test/one")
        .replace('id = "one"', 'id = "one"\ninterval = 15\ntier = "wires"')
        .replace('url = "console://"', 'url = "env:NOT_SET_ANYWHERE"')
    )
    rule = (
        RULE.replace("when = 'title(word)'", "when = 'title(wrod)'", 1)
        .replace('severity = "high"', 'severity = "hihg"')
        .replace('expect = "fell"', 'expect = "felt"')
        .replace('why = "A test."', 'whi = "A test."')
        .replace(
            "says = \"An anchor fell\"\nwhen = 'title(word)'", "says = \"An anchor fell\"\nwhen = 'word nera/5 word'"
        )
    )
    (desk / "config.toml").write_text(config, encoding="utf-8")
    (desk / "rules" / "anchor.toml").write_text(rule, encoding="utf-8")
    ran = tripwatch("check")
    assert ran.status == 2
    places = [line.split(" error: ")[0] for line in ran.out.splitlines() if " error: " in line]
    assert len(places) >= 10
    for place in places:
        file, line, column = place.rstrip(":").rsplit(":", 2)
        assert file.endswith(("config.toml", "anchor.toml"))
        assert int(line) >= 1
        assert int(column) >= 1
    for word in ("urll", "ftp", "interval", "wires", "NOT_SET_ANYWHERE", "wrod", "hihg", "felt", "whi", "nera"):
        assert word in ran.out, f"nothing is said of {word}"
    assert 'did you mean "near"' in ran.out
    assert ran.out.count("^") >= 10


def test_check_prints_problems_as_json_too(tripwatch: Tripwatch, desk: Path) -> None:
    (desk / "rules" / "anchor.toml").write_text(RULE.replace("title(word)", "title(wrod)", 1), encoding="utf-8")
    ran = tripwatch("check", "--format", "json")
    (problem,) = [found for found in json.loads(ran.out)["problems"] if found["level"] == "error"]
    assert ran.status == 2
    assert (problem["line"], problem["column"]) == (4, 15)


def test_a_lint_finding_is_shown_at_its_line_and_gives_status_1(tripwatch: Tripwatch, desk: Path) -> None:
    unused = RULE.replace(
        "[[ladder]]", '[terms.spare]\nen = ["spare part"]\nja = ["予備品"]\nko = ["예비품"]\n\n[[ladder]]', 1
    )
    (desk / "rules" / "anchor.toml").write_text(unused, encoding="utf-8")
    ran = tripwatch("check")
    assert ran.status == 1
    (place,) = [line for line in ran.out.splitlines() if "R01" in line]
    assert "anchor.toml:11:1: lint: " in place
    assert "spare" in place


def test_a_failing_rule_test_is_shown_with_what_was_expected_and_what_came(tripwatch: Tripwatch, desk: Path) -> None:
    (desk / "rules" / "anchor.toml").write_text(RULE.replace("The anchor fell", "The boat fell"), encoding="utf-8")
    ran = tripwatch("test", "anchor")
    assert ran.status == 1
    assert "- expected fell" in ran.out
    assert "+ got      none" in ran.out
    assert "1 passed, 1 failed" in ran.out


@pytest.mark.slow
def test_the_tests_of_the_shipped_rules_pass_without_any_config(tripwatch: Tripwatch) -> None:
    ran = tripwatch("test")
    assert ran.status == 0, ran.out


def test_a_rule_that_is_not_there_is_named_with_those_that_are(tripwatch: Tripwatch, desk: Path) -> None:
    ran = tripwatch("test", "ancor")
    assert ran.status == 2
    assert "ancor" in ran.err
    assert "anchor" in ran.err


# ------------------------------------------------------------------------------------------------ init


def test_init_writes_what_check_accepts_and_overwrites_nothing(tripwatch: Tripwatch, tmp_path: Path) -> None:
    assert tripwatch("init").status == 0
    config = tmp_path / "config.toml"
    assert tripwatch("check").status in (0, 1)
    config.write_text(CONFIG, encoding="utf-8")
    again = tripwatch("init")
    assert again.status == 0
    assert config.read_text(encoding="utf-8") == CONFIG


# ------------------------------------------------------------------------------------------------ scan


def scan(lines: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "watch", "scan", "--format", "jsonl", *words],
        input=lines,
        capture_output=True,
        timeout=60,
    )


def test_scan_answers_every_article_in_order_with_offsets_of_the_input() -> None:
    title = "石破首相が靖國神社に真榊を奉納"
    rows = [
        {"id": 1, "title": "Nothing"},
        {"id": "b", "title": title, "text": "", "lang": "ja", "published": "2025-04-21"},
    ]
    ran = scan("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
    assert ran.returncode == 0, ran.stderr
    first, second = [json.loads(line) for line in ran.stdout.splitlines()]
    assert first == {"id": 1, "hits": []}
    (hit,) = second["hits"]
    assert (hit["rule"], hit["rung"], hit["severity"], hit["status"]) == ("yasukuni", "offering", "medium", "done")
    words = {title[span["start"] : span["end"]] for span in hit["spans"] if span["field"] == "title"}
    assert "靖國神社" in words


def test_a_bad_line_is_named_and_skipped_and_the_rest_is_answered() -> None:
    ran = scan(
        b'{"id": 1, "title": "a"}\n\xff\xfe\n[1]\n{"title": "no id"}\n{"id": 2, "title": 7}\n{"id": 3, "title": "c"}\n'
    )
    assert ran.returncode == 1
    assert [json.loads(line)["id"] for line in ran.stdout.splitlines()] == [1, 3]
    said = ran.stderr.decode()
    for number in (2, 3, 4, 5):
        assert f"standard input:{number}: skipped" in said
    assert "Traceback" not in said


def test_half_a_surrogate_pair_in_the_input_is_answered() -> None:
    ran = scan(b'{"id": "\\ud83d", "title": "Yasukuni \\udc00 offering sent"}\n')
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["id"] == "\ud83d"


def test_unusable_rules_give_status_2_and_no_output(tmp_path: Path) -> None:
    (tmp_path / "anchor.toml").write_text(RULE.replace("title(word)", "title(wrod)"), encoding="utf-8")
    ran = scan(b'{"id": 1, "title": "a"}\n', "--rules", str(tmp_path))
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"anchor.toml:4:15" in ran.stderr


# ------------------------------------------------------------------------------------------------ bad input


def bad_config(text: bytes) -> Callable[[Path], None]:
    def spoil(desk: Path) -> None:
        (desk / "config.toml").write_bytes(text)

    return spoil


def folder_for_config(desk: Path) -> None:
    (desk / "config.toml").unlink()
    (desk / "config.toml").mkdir()


def fifo_for_rule(desk: Path) -> None:
    os.mkfifo(desk / "rules" / "pipe.toml")


def foreign_database(desk: Path) -> None:
    (desk / "watch.db").write_text("these are my notes, not a database\n" * 50, encoding="utf-8")


def replaced(old: str, new: str) -> Callable[[Path], None]:
    return bad_config(CONFIG.replace(old, new).encode())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda desk: (desk / "config.toml").unlink(), "tripwatch init"),
        (folder_for_config, "config.toml"),
        (bad_config(CONFIG.encode().replace(b"one", b"\xff\xfe")), "UTF-8"),
        (bad_config(CONFIG.encode("utf-16")), "UTF-8"),
        (bad_config(b""), "sources"),
        (replaced("sqlite:///watch.db", "sqlite:///nowhere/at/all/watch.db"), "nowhere"),
        (replaced("sqlite:///watch.db", "sqlite:////proc/watch.db"), "/proc"),
        (replaced("sqlite:///watch.db", "sqlite:///rules"), "rules"),
        (replaced("[channels.console]", '[[routes]]\nchannels = ["consol"]\n[channels.console]'), "consol"),
        (foreign_database, "watch.db"),
        (lambda desk: (desk / "rules" / "anchor.toml").write_bytes(RULE.encode("shift_jis", "replace")), "UTF-8"),
        (fifo_for_rule, "pipe.toml"),
    ],
    ids=[
        "no config",
        "a folder for a config",
        "bytes that are no UTF-8",
        "UTF-16",
        "an empty config",
        "a database folder that is not there",
        "a folder that cannot be written",
        "a folder for a database",
        "an unknown channel",
        "a file that is not our database",
        "a rule in Shift_JIS",
        "a pipe for a rule",
    ],
)
def test_bad_input_is_one_clear_message_and_status_2(
    spoil: Callable[[Path], object], said: str, tripwatch: Tripwatch, desk: Path
) -> None:
    spoil(desk)
    ran = tripwatch("run", "--once")
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.said


def test_a_file_that_is_not_our_database_is_left_as_it_was(tripwatch: Tripwatch, desk: Path) -> None:
    foreign_database(desk)
    before = (desk / "watch.db").read_bytes()
    assert tripwatch("run", "--once").status == 2
    assert tripwatch("db", "upgrade").status == 2
    assert (desk / "watch.db").read_bytes() == before


def test_an_unknown_command_is_a_usage_error(tripwatch: Tripwatch) -> None:
    assert tripwatch("wacth").status == 2


# ------------------------------------------------------------------------------------------------ reading


def test_status_and_lists_work_on_a_new_database(tripwatch: Tripwatch, desk: Path) -> None:
    assert tripwatch("db", "upgrade").status == 0
    status = tripwatch("status", "--format", "json")
    assert json.loads(status.out)["pid"] is None
    assert json.loads(tripwatch("incidents", "list", "--format", "json").out) == []
    assert json.loads(tripwatch("deliveries", "list", "--format", "json").out) == []
    assert tripwatch("incidents", "show", "tw-00000000").status == 2


def test_help_has_an_example_for_every_command(tripwatch: Tripwatch) -> None:
    for command in ("run", "init", "check", "test", "scan", "status", "demo"):
        assert "Example" in tripwatch(command, "--help").out, command
