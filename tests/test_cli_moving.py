"""Sources come in from other readers and go out to them; what is there already is named and never doubled."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from watch.cli import main
from watch.config.load import load_config
from watch.sources.opml import read_opml

CONFIG = """# Mine.
[[sources]]
id = "sea"
url = "https://sea.example/rss/"
lang = "ja"
tags = ["press"]
[[sources]]
id = "paper"
url = "https://paper.example/feed"
terms = "personal"
[[sources]]
id = "ministry"
url = "https://ministry.example/list"
kind = "page"
item = "li"
headers = { X-Key = "hunter2-and-more" }
post = "token=open-sesame"
"""
LIST = """<opml version="1.0"><body>
<outline text="Sea again" xmlUrl="http://sea.example/rss"/>
<outline text="The paper" xmlUrl="https://paper.example/feed#top"/>
<outline text="Korea"><outline text="Hankyung: news" xmlUrl="https://han.example/rss"/></outline>
<outline text="Hankyung: news" xmlUrl="https://han.example/en/rss"/>
<outline text="Hankyung, twice" xmlUrl="https://han.example/rss"/>
</body></opml>"""

Tripwatch = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tripwatch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Tripwatch:
    """Run the command in this process, in a folder with a config and a list: status, output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIPWATCH_CONFIG", raising=False)
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "list.opml").write_text(LIST, encoding="utf-8")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tripwatch", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


# ------------------------------------------------------------------------------------------------ import


def test_new_feeds_are_printed_as_blocks_and_known_ones_are_named(tripwatch: Tripwatch, tmp_path: Path) -> None:
    status, out, err = tripwatch("sources", "import", "list.opml")
    assert status == 0
    (tmp_path / "config.toml").write_text(f"{CONFIG}\n{out}", encoding="utf-8")
    added = load_config(tmp_path / "config.toml", environ={}).sources[2:]
    assert [(one.id, one.url, one.tags) for one in added] == [
        ("hankyung-news", "https://han.example/rss", ("Korea",)),
        ("hankyung-news-2", "https://han.example/en/rss", ()),
    ]
    for name in ("sea", "paper", "hankyung-news"):
        assert f"it is {name} already" in err
    assert "2 sources to add, 3 skipped" in err


def test_with_write_they_stand_in_the_config_and_a_second_import_adds_none(
    tripwatch: Tripwatch, tmp_path: Path
) -> None:
    status, out, _ = tripwatch("sources", "import", "list.opml", "--write")
    assert status == 0
    assert "added 2 sources" in out
    written = (tmp_path / "config.toml").read_text(encoding="utf-8")
    assert written.startswith(CONFIG)
    status, out, _ = tripwatch("sources", "import", "list.opml", "--write", "--format", "json")
    again = json.loads(out)
    assert (status, again["added"], again["written"]) == (0, [], None)
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == written


def test_an_address_that_cannot_be_fetched_is_skipped_with_the_reason_and_status_1(
    tripwatch: Tripwatch, tmp_path: Path
) -> None:
    bad = ("ftp://a.example/", "http://127.0.0.1/feed", "https://u:p@a.example/", "https://a.example/a b", "feed")
    outlines = "".join(f'<outline text="Bad" xmlUrl="{url}"/>' for url in bad)
    (tmp_path / "list.opml").write_text(LIST.replace("</body>", f"{outlines}</body>"), encoding="utf-8")
    status, out, _ = tripwatch("sources", "import", "list.opml", "--format", "json")
    done = json.loads(out)
    assert status == 1
    assert [one["url"] for one in done["skipped"] if one["known_as"] is None] == list(bad)
    assert len(done["added"]) == 2


def test_a_title_can_smuggle_nothing_into_the_config(tripwatch: Tripwatch, tmp_path: Path) -> None:
    evil = "x&#10;[http]&#10;allow_private = true&#10;#&quot;&#92;"
    (tmp_path / "list.opml").write_text(
        f'<opml><body><outline text="{evil}"><outline text="{evil}" xmlUrl="https://a.example/&quot;&#10;"/></outline>'
        "</body></opml>",
        encoding="utf-8",
    )
    assert tripwatch("sources", "import", "list.opml", "--write")[0] == 0
    config = load_config(tmp_path / "config.toml", environ={})
    assert config.http.allow_private is False
    assert config.sources[-1].url == 'https://a.example/"'


def test_a_list_can_come_over_standard_input_and_needs_no_config(
    tripwatch: Tripwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").unlink()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LIST.encode())))
    status, out, _ = tripwatch("sources", "import", "-")
    assert (status, out.count("[[sources]]")) == (0, 4)
    status, _, err = tripwatch("sources", "import", "list.opml", "--write")
    assert status == 2
    assert "tripwatch init" in err


@pytest.mark.parametrize(
    ("content", "said"), [(b"<rss/>", "no OPML"), (b"\x00\xff", "cannot be read as a list"), (None, "no such file")]
)
def test_what_is_no_list_is_refused_in_one_line(
    content: bytes | None, said: str, tripwatch: Tripwatch, tmp_path: Path
) -> None:
    (tmp_path / "list.opml").unlink()
    if content is not None:
        (tmp_path / "list.opml").write_bytes(content)
    status, out, err = tripwatch("sources", "import", "list.opml", "--write")
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == CONFIG


# ------------------------------------------------------------------------------------------------ export


def test_the_feeds_go_out_as_a_list_and_the_rest_is_counted(tripwatch: Tripwatch) -> None:
    status, out, err = tripwatch("sources", "export")
    assert status == 0
    assert {(one.title, one.url, one.tags, one.lang) for one in read_opml(out.encode())} == {
        ("sea", "https://sea.example/rss/", ("press",), "ja"),
        ("paper", "https://paper.example/feed", (), None),
    }
    assert "1 source is no feed" in err


def test_no_header_or_form_goes_out(tripwatch: Tripwatch) -> None:
    status, out, _ = tripwatch("sources", "export", "--format", "json")
    assert status == 0
    (ministry,) = [row for row in json.loads(out) if row["id"] == "ministry"]
    assert (ministry["item"], ministry["headers"], ministry["post"]) == ("li", ["X-Key"], True)
    assert "hunter2" not in out
    assert "sesame" not in out
