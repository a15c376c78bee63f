"""docs/rules.md, "When a rule surprises you": what the page shows is what the commands print for the first rule."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from watch.cli import main
from watch.config.locate import parse
from watch.rules.compile import compile_rule
from watch.rules.mutate import mutants
from watch.rules.needed import unneeded
from watch.rules.tree import Lexicon

TEXT = (Path(__file__).parent.parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
CHAPTER = TEXT.split("## When a rule surprises you\n")[1].split("\n## ")[0]
(FIRST_RULE,) = (
    text for text in re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL) if text[:2] == "id"
)
#: Each command of the chapter with the output below it.
SHOWN = re.findall(r"^    tripwatch ([^\n]+)\n\n```output\n(.*?)^```$", CHAPTER, re.MULTILINE | re.DOTALL)


def printed(words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    """What a command prints to standard output, over the first rule in `my-rules`."""
    (folder / "my-rules").mkdir()
    rule = FIRST_RULE
    if words[0] == "test":
        # The page says so: the first test expects less than what is said.
        rule = rule.replace('expect = "approved"', 'expect = "info"', 1)
    (folder / "my-rules" / "textbook-news.toml").write_text(rule, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["tripwatch", *words])
    with pytest.raises(SystemExit):
        main()
    return capsys.readouterr().out


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_every_output_on_the_page_is_what_is_printed(
    command: str, output: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = printed(shlex.split(command), monkeypatch, capsys, tmp_path).splitlines()
    assert [line.rstrip() for line in lines] == output.splitlines()


def test_the_page_shows_each_of_the_three_commands() -> None:
    assert {command.split()[0] for command, _ in SHOWN} == {"explain", "test", "check"}
    assert len(SHOWN) == CHAPTER.count("```output")


def test_the_test_that_the_page_proposes_answers_the_first_finding() -> None:
    added = '\n[[tests]]\ntitle = "Court approves merger"\nexpect = "none"\n'
    assert '`Court approves merger` and `expect = "none"`' in CHAPTER
    found = [_unneeded(text) for text in (FIRST_RULE, FIRST_RULE + added)]
    assert (("when",), "“textbook” beside near/15") in found[0]
    assert (("when",), "“textbook” beside near/15") not in found[1]
    assert (("when",), "the distance of “textbook near/15 approval”") in found[1]


def _unneeded(text: str) -> list[tuple[object, str]]:
    rule = compile_rule(parse("textbook-news.toml", text), text=text)
    found = unneeded(rule, list(mutants(rule)), Lexicon())
    return [(each.path, each.part) for each in found if each is not None]
