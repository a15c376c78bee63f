"""Which rule files are read, which of two counts, and what is said of those that cannot be read."""

import os
from pathlib import Path

import pytest

from watch import shipped
from watch.config.load import load_rules, load_rules_in, read_rules
from watch.errors import ProblemsError
from watch.rules.tree import RuleSet

RULE = """
id = "{id}"
title = "{title}"
why = "A test."
when = 'title(word)'
[terms.word]
en = ["{id}"]
ko = ["시험"]
ja = ["試験"]
[[tests]]
title = "Nothing of the kind"
expect = "none"
"""


def write(folder: Path, name: str, *, title: str = "Mine") -> Path:
    path = folder / name
    path.write_text(RULE.format(id=path.stem, title=title), encoding="utf-8")
    return path


def said(path: Path) -> list[str]:
    """The first lines of the problems of a folder."""
    with pytest.raises(ProblemsError) as raised:
        load_rules_in(path)
    return [str(problem).splitlines()[0] for problem in raised.value.problems]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    return tmp_path / "rules"


def test_a_folder_alone_is_read_in_the_order_of_its_names(folder: Path) -> None:
    write(folder, "beta.toml")
    write(folder, "alpha.toml")
    assert [rule.id for rule in load_rules_in(folder).rules] == ["alpha", "beta"]
    assert load_rules_in(folder).rules[0].file == "rules/alpha.toml"


def test_every_rule_comes_with_the_file_that_counts(folder: Path) -> None:
    write(folder, "yasukuni.toml", title="My own")
    loaded = read_rules(folder)
    assert set(loaded.documents) == {rule.id for rule in loaded.ruleset.rules}
    assert {rule.id: rule.file for rule in loaded.ruleset.rules} == {
        rule_id: document.file for rule_id, document in loaded.documents.items()
    }
    assert loaded.documents["yasukuni"].file == "rules/yasukuni.toml"
    assert loaded.documents["sado-mines"].file != "rules/sado-mines.toml"


def test_without_an_own_folder_the_shipped_rules_are_loaded(tmp_path: Path) -> None:
    rules = load_rules(None)
    assert rules.rule("yasukuni") is not None
    assert load_rules(tmp_path / "nowhere").version == rules.version
    assert load_rules(shipped.path("rules")).version == rules.version


def test_own_rules_are_added_and_replace_shipped_ones_of_the_same_id(folder: Path) -> None:
    before = load_rules(None)
    write(folder, "zoo.toml")
    write(folder, "yasukuni.toml", title="My own Yasukuni")
    rules = load_rules(folder)
    yasukuni = rules.rule("yasukuni")
    assert yasukuni is not None
    assert yasukuni.title == "My own Yasukuni"
    assert rules.rule("zoo") is not None
    assert len(rules.rules) == len(before.rules) + 1
    assert rules.version != before.version


def test_an_empty_own_folder_changes_nothing(folder: Path) -> None:
    assert load_rules(folder).version == load_rules(None).version


def test_what_editors_leave_behind_is_not_read(folder: Path) -> None:
    write(folder, "good.toml")
    for name in (
        ".#good.toml",
        ".good.toml.swp",
        "good.toml~",
        "#good.toml#",
        ".hidden.toml",
        "good.toml.orig",
        "a.md",
    ):
        (folder / name).write_text("not a rule", encoding="utf-8")
    (folder / ".#other.toml").symlink_to("nobody@host.123")
    (folder / "more").mkdir()
    assert [rule.id for rule in load_rules_in(folder).rules] == ["good"]


def test_a_folder_without_rules_is_a_problem(folder: Path) -> None:
    assert said(folder) == ["rules:1:1: error: there are no rule files here"]
    assert "cannot be read: no such file or directory" in said(folder / "nowhere")[0]
    assert "cannot be read: not a directory" in said(write(folder, "a.toml"))[0]


def test_every_file_that_cannot_be_read_is_one_problem_and_all_are_told(folder: Path) -> None:
    write(folder, "good.toml")
    os.mkfifo(folder / "a-pipe.toml")
    (folder / "b-folder.toml").mkdir()
    (folder / "c-gone.toml").symlink_to("nowhere.toml")
    (folder / "d-circle.toml").symlink_to("d-circle.toml")
    (folder / "e-bytes.toml").write_bytes(b'id = "e"\ntitle = "\xec\xa2\x8b\xc0"\n')
    (folder / "f-large.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    (folder / "g-toml.toml").write_text("id = ", encoding="utf-8")
    assert said(folder) == [
        "rules/a-pipe.toml:1:1: error: this is a pipe or device, not a file",
        "rules/b-folder.toml:1:1: error: this is a folder, not a file",
        "rules/c-gone.toml:1:1: error: cannot be read: no such file or directory",
        "rules/d-circle.toml:1:1: error: cannot be read: too many levels of symbolic links",
        "rules/e-bytes.toml:2:11: error: this is not UTF-8 (byte 0xc0)",
        "rules/f-large.toml:1:1: error: the file is larger than 1024 KiB",
        "rules/g-toml.toml:1:5: error: a value is missing here",
    ]


def test_mistakes_of_several_rules_are_told_together(folder: Path) -> None:
    for name in ("one", "two"):
        path = write(folder, f"{name}.toml")
        path.write_text(path.read_text(encoding="utf-8").replace("title(word)", "titel(word)"), encoding="utf-8")
    found = said(folder)
    assert {line.partition(":")[0] for line in found} == {"rules/one.toml", "rules/two.toml"}


# ------------------------------------------------------------------------------------------------ the lexicon

USING = """
id = "zoo"
title = "Zoo"
why = "A test."
when = 'title({group})'
[terms.word]
en = ["panda"]
[[tests]]
title = "Nothing of the kind"
expect = "none"
"""


def lexicon(folder: Path, text: str, name: str = "own.toml") -> None:
    (folder / "lexicon").mkdir(exist_ok=True)
    (folder / "lexicon" / name).write_text(text, encoding="utf-8")


def terms(rules: RuleSet, group: str) -> list[str]:
    return [term.written for term in rules.lexicon.groups[group].terms]


def test_an_own_lexicon_adds_to_the_shipped_one(folder: Path) -> None:
    lexicon(folder, '[org.keidanren]\nen = ["Japan Inc."]\n[org.zoo]\nen = ["Ueno Zoo"]\n')
    rules = load_rules(folder)
    assert terms(rules, "org.zoo") == ["Ueno Zoo"]
    assert {"Keidanren", "Japan Inc."} < set(terms(rules, "org.keidanren"))
    assert rules.version != load_rules(None).version
    assert rules.lexicon.version != load_rules(None).lexicon.version


def test_a_folder_alone_uses_its_own_lexicon_and_no_other(folder: Path) -> None:
    (folder / "zoo.toml").write_text(USING.format(group="org.zoo"), encoding="utf-8")
    lexicon(folder, '[org.zoo]\nen = ["Ueno Zoo"]\n')
    assert set(load_rules_in(folder).lexicon.groups) == {"org.zoo"}


def test_a_folder_alone_without_a_lexicon_uses_the_shipped_one(folder: Path) -> None:
    (folder / "zoo.toml").write_text(USING.format(group="country.jp"), encoding="utf-8")
    assert load_rules_in(folder).lexicon.version == load_rules(None).lexicon.version


def test_a_broken_lexicon_makes_the_set_unusable_and_is_told_alone(folder: Path) -> None:
    (folder / "zoo.toml").write_text(USING.format(group="org.zoo"), encoding="utf-8")
    lexicon(folder, '[org.zoo]\nen = "Ueno Zoo"\n')
    assert said(folder) == ['rules/lexicon/own.toml:2:6: error: "en" must be a list of terms, not a text']


def test_of_a_lexicon_that_is_no_toml_no_rule_is_blamed(folder: Path) -> None:
    (folder / "zoo.toml").write_text(USING.format(group="country.jq"), encoding="utf-8")
    lexicon(folder, "[org.zoo\n")
    first, *rest = said(folder)
    assert first.startswith("rules/lexicon/own.toml:1:")
    assert rest == []


def test_what_a_lexicon_leaves_open_is_known_by_its_file(folder: Path) -> None:
    lexicon(folder, '[org.zoo]\nen = ["Ueno Zoo"]\n')
    assert "rules/lexicon/own.toml" in read_rules(folder).lexicon
