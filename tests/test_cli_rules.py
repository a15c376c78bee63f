"""The commands of rule authors: rules list, copy and outdated, scan of files that are no JSON lines."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from watch.cli import main
from watch.cli.inputs import Input, kind_of, read

RULE = """id = "anchor"
title = "Anchors"
why = "A test."
severity = "low"
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
text = "Not even the anchor."
expect = "none"
"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Sea</title><link>https://sea.test/</link>
<item><title>An anchor fell</title><link>https://sea.test/1</link>
<pubDate>Tue, 21 Oct 2025 02:00:00 GMT</pubDate></item>
<item><title>Calm weather</title><link>https://sea.test/2</link></item></channel></rss>"""

Tripwatch = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tripwatch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Tripwatch:
    """Run the command in this process, in a folder that `init` has filled; status, output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIPWATCH_CONFIG", raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tripwatch", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    run("init")
    return run


@pytest.fixture
def rules(tripwatch: Tripwatch, tmp_path: Path) -> Path:
    """A folder that holds one rule."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "anchor.toml").write_text(RULE, encoding="utf-8")
    return tmp_path / "own"


# ------------------------------------------------------------------------------------------------ rules


def test_the_list_tells_where_each_rule_comes_from(tripwatch: Tripwatch, tmp_path: Path) -> None:
    (tmp_path / "rules" / "anchor.toml").write_text(RULE, encoding="utf-8")
    assert tripwatch("rules", "copy", "yasukuni")[0] == 0
    status, out, _ = tripwatch("rules", "list", "--format", "json")
    listed = {row["id"]: row for row in json.loads(out)}
    assert status == 0
    assert {name: listed[name]["origin"] for name in ("anchor", "yasukuni", "sado-mines")} == {
        "anchor": "own",
        "yasukuni": "replaced",
        "sado-mines": "shipped",
    }
    assert (listed["anchor"]["lowest"], listed["anchor"]["highest"]) == ("low", "high")
    assert listed["anchor"]["file"] == "rules/anchor.toml"
    text = tripwatch("rules", "list")[1]
    assert "low to high" in text
    assert "replaced" in text


def test_the_list_tells_which_windows_are_open_or_next(tripwatch: Tripwatch, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    first, last = today - timedelta(days=1), today + timedelta(days=1)
    calendar = f"""
    [[calendar]]
    name = "fair"
    title = "The fair"
    dates = [{{ from = 2020-10-17, confirmed = true }}, {{ from = {first}, to = {last}, confirmed = false }}]
    [[calendar]]
    name = "jubilee"
    title = "The jubilee"
    dates = [{{ from = 2090-10-17, confirmed = true }}]
    [[calendar]]
    name = "over"
    title = "Over"
    dates = [{{ from = 2020-10-17, confirmed = true }}]
    """
    (tmp_path / "rules" / "anchor.toml").write_text(RULE + calendar, encoding="utf-8")
    listed = {row["id"]: row for row in json.loads(tripwatch("rules", "list", "--format", "json")[1])}
    fair = {"name": "fair", "title": "The fair", "open": True, "from": str(first), "to": str(last), "confirmed": False}
    jubilee = {"name": "jubilee", "title": "The jubilee", "open": False, "confirmed": True}
    assert listed["anchor"]["windows"] == [fair, {**jubilee, "from": "2090-10-17", "to": "2090-10-17"}]
    assert "fair: open until" in tripwatch("rules", "list")[1]


def test_without_a_config_the_shipped_rules_are_listed(tripwatch: Tripwatch, tmp_path: Path) -> None:
    (tmp_path / "config.toml").unlink()
    assert {row["origin"] for row in json.loads(tripwatch("rules", "list", "--format", "json")[1])} == {"shipped"}


def test_a_copy_can_be_checked_and_a_second_one_is_refused(tripwatch: Tripwatch, tmp_path: Path) -> None:
    assert tripwatch("rules", "copy", "sado-mines")[0] == 0
    path = tmp_path / "rules" / "sado-mines.toml"
    before = path.read_text(encoding="utf-8")
    assert tripwatch("check")[0] in (0, 1)
    status, _, err = tripwatch("rules", "copy", "sado-mines")
    assert status == 2
    assert "already there" in err
    assert path.read_text(encoding="utf-8") == before


def test_where_the_config_names_no_folder_the_hint_says_how(tripwatch: Tripwatch, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('path = "rules"', 'path = ""'), encoding="utf-8")
    status, _, err = tripwatch("rules", "copy", "yasukuni")
    assert status == 2
    assert "[rules]" in err


def test_an_outdated_copy_gives_status_1_and_how_to_compare(tripwatch: Tripwatch, tmp_path: Path) -> None:
    tripwatch("rules", "copy", "yasukuni")
    assert tripwatch("rules", "outdated")[0] == 0
    path = tmp_path / "rules" / "yasukuni.toml"
    note, rest = path.read_text(encoding="utf-8").split(", version ", 1)
    path.write_text(f"{note}, version 0123456789ab{rest[12:]}", encoding="utf-8")
    status, out, _ = tripwatch("rules", "outdated")
    assert status == 1
    assert "diff" in out
    status, out, _ = tripwatch("rules", "outdated", "--format", "json")
    (row,) = json.loads(out)
    assert status == 1
    assert (row["id"], row["state"], row["copied"]) == ("yasukuni", "outdated", "0123456789ab")


# ------------------------------------------------------------------------------------------------ scan


def scanned(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_texts_pages_and_feeds_are_read_by_their_endings(tripwatch: Tripwatch, rules: Path) -> None:
    Path("a.txt").write_text("\n The anchor\n\nIt fell.\n", encoding="utf-8")
    page = '<html><head><meta charset="euc-kr"><title>닻줄 &amp; 배</title></head><body><p>내렸다</p>'
    Path("b.html").write_bytes(page.encode("cp949"))
    Path("c.xml").write_text(FEED, encoding="utf-8")
    Path("d.jsonl").write_text('{"id": 7, "title": "anchor"}\n', encoding="utf-8")
    status, out, err = tripwatch("scan", "--rules", str(rules), "a.txt", "b.html", "c.xml", "d.jsonl")
    assert (status, err) == (0, "the encoding was guessed" if "guessed" in err else "")
    rows = scanned(out)
    ids = ["a.txt", "b.html", "https://sea.test/1", "https://sea.test/2", 7]
    assert [row["id"] for row in rows] == ids
    assert [(row.get("title"), row.get("text")) for row in rows[:2]] == [
        ("The anchor", "It fell."),
        ("닻줄 & 배", "내렸다"),
    ]
    assert [len(row["hits"]) for row in rows] == [1, 1, 1, 0, 1]
    assert set(rows[-1]) == {"id", "hits"}
    for row in rows[:3]:
        span = row["hits"][0]["spans"][0]
        assert row[span["field"]][span["start"] : span["end"]] in ("anchor", "닻줄")


def test_a_listing_has_the_articles_with_hits_or_all(tripwatch: Tripwatch, rules: Path) -> None:
    Path("c.xml").write_text(FEED, encoding="utf-8")
    words = ("scan", "--rules", str(rules), "--format", "text", "c.xml")
    out = tripwatch(*words)[1]
    assert out == "https://sea.test/1: An anchor fell\n    [high] anchor: fell, done: anchor\n"
    assert "https://sea.test/2: Calm weather\n    no hits\n" in tripwatch(*words, "--all")[1]


def test_what_is_no_feed_is_named_and_the_next_file_is_read(tripwatch: Tripwatch, rules: Path) -> None:
    Path("a.xml").write_text("<html><title>Not here</title></html>", encoding="utf-8")
    Path("b.txt").write_bytes("錨".encode("euc-jp"))
    Path("c.txt").write_text("The anchor", encoding="utf-8")
    status, out, err = tripwatch("scan", "--rules", str(rules), "a.xml", "b.txt", "c.txt")
    assert status == 1
    assert [row["id"] for row in scanned(out)] == ["c.txt"]
    assert "a.xml: skipped: this is no feed but an HTML page titled “Not here”" in err
    assert "b.txt: skipped: not UTF-8" in err


def test_standard_input_can_be_a_feed(rules: Path) -> None:
    words = [sys.executable, "-m", "watch", "scan", "--rules", str(rules), "--input", "feed"]
    ran = subprocess.run(words, input=FEED.encode(), capture_output=True, timeout=60)
    assert [row["id"] for row in scanned(ran.stdout.decode())] == ["https://sea.test/1", "https://sea.test/2"]


def test_hostile_titles_bring_no_control_character_to_a_terminal(tripwatch: Tripwatch, rules: Path) -> None:
    Path("a.txt").write_text("The \x1b[31m anchor\x07\n", encoding="utf-8")
    out = tripwatch("scan", "--rules", str(rules), "--format", "text", "a.txt")[1]
    assert "anchor" in out
    assert "\x1b" not in out
    assert "\x07" not in out


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a", b"", Input.JSONL),
        ("a.ndjson", b"<rss>", Input.JSONL),
        ("a.txt", b"\nA title\n", Input.TEXT),
        ("a.txt", b'\n{"id": 1, "title": "lines by another name"}\n', Input.JSONL),
        ("a.HTM", b"<p>", Input.HTML),
        ("a.atom", b"<feed>", Input.FEED),
        ("a.json", b'{"id": 1, "title": "a"}\n', Input.JSONL),
        ("a.json", b'{\n "version": "https://jsonfeed.org/version/1.1", "items": []}', Input.FEED),
        ("a.json", b"", Input.JSONL),
    ],
)
def test_what_a_file_holds_is_told_by_its_ending_unless_it_is_json_lines(name: str, body: bytes, kind: Input) -> None:
    stream = io.BytesIO(body)
    assert kind_of(Path(name), stream) is kind
    assert stream.read() == body


@pytest.mark.parametrize("kind", [Input.TEXT, Input.HTML, Input.FEED])
@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 9, b"<" * 2000, b"<a " * 2000])
def test_whatever_a_document_holds_it_is_read_or_refused_in_words(kind: Input, body: bytes) -> None:
    try:
        found, _ = read(kind, "a", body)
    except ValueError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert all(given.reading.title or given.reading.text for given in found)
    assert refusal or found


# ------------------------------------------------------------------------------------------------ the lexicon

NAMED = RULE.replace("title(word)", "title(org.harbour)")
LEXICON = """
[person.hook]
country = "jp"
en = ["Captain Hook"]

[org.harbour]
en = ["Harbour Board"]

[office.jp-harbour-master]
country = "jp"
en = ["harbour master"]
holders = [{ person = "hook", from = 2001-01-01, to = 2001-12-31 }]
"""


@pytest.fixture
def named(rules: Path) -> Path:
    """The folder with its one rule on a name of a lexicon beside it."""
    (rules / "anchor.toml").write_text(NAMED, encoding="utf-8")
    (rules / "lexicon").mkdir()
    (rules / "lexicon" / "harbour.toml").write_text(LEXICON, encoding="utf-8")
    return rules


def test_a_folder_is_scanned_with_the_lexicon_beside_it(tripwatch: Tripwatch, named: Path) -> None:
    Path("a.txt").write_text("The Harbour Board meets\n", encoding="utf-8")
    status, out, _ = tripwatch("scan", "--rules", str(named), "a.txt")
    ((hit,),) = [row["hits"] for row in scanned(out)]
    assert status == 0
    assert [(span["group"], span["term"]) for span in hit["spans"]] == [("org.harbour", "Harbour Board")]


def test_a_broken_lexicon_is_status_2_and_no_output(tripwatch: Tripwatch, named: Path) -> None:
    (named / "lexicon" / "harbour.toml").write_text("[org.harbour]\nen = 'Harbour Board'\n", encoding="utf-8")
    Path("a.txt").write_text("The Harbour Board meets\n", encoding="utf-8")
    status, out, err = tripwatch("scan", "--rules", str(named), "a.txt")
    assert (status, out) == (2, "")
    assert "harbour.toml:2:6: error:" in err


def test_check_names_an_office_that_nobody_holds_any_more(tripwatch: Tripwatch, named: Path) -> None:
    status, out, _ = tripwatch("check", "--rules", str(named), "--format", "json")
    found = {problem["code"]: problem for problem in json.loads(out)["problems"]}
    assert status == 1
    assert found["L01"]["line"] == 12
    assert '"jp-harbour-master" is out of date' in found["L01"]["message"]
