"""Copies of shipped rules: they say what they were made of, nothing is overwritten, and an old one is recognised."""

from pathlib import Path

import pytest

from watch import shipped
from watch.config.copies import State, copies, copy
from watch.config.load import load_rules
from watch.config.starting import init
from watch.errors import TripwatchError


def states(folder: Path) -> dict[str, State]:
    return {Path(found.file).stem: found.state for found in copies(folder)}


def test_a_copy_replaces_the_shipped_rule_and_is_current(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    path = copy("yasukuni", folder)
    rule = load_rules(folder).rule("yasukuni")
    assert rule is not None
    assert Path(rule.file) == path
    assert path.read_text(encoding="utf-8").endswith(
        (shipped.path("rules") / "yasukuni.toml").read_text(encoding="utf-8")
    )
    assert states(folder) == {"yasukuni": State.CURRENT}


def test_a_copy_stays_current_whatever_is_edited_in_it(tmp_path: Path) -> None:
    path = copy("yasukuni", tmp_path)
    path.write_text("# mine\n" + path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert states(tmp_path) == {"yasukuni": State.CURRENT}


def test_a_copy_of_another_version_is_outdated_also_where_it_is_no_usable_rule(tmp_path: Path) -> None:
    version = next(rule.version for rule in load_rules(None).rules if rule.id == "sado-mines")
    path = copy("sado-mines", tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(version, "0123456789ab") + "\n[[", encoding="utf-8")
    (found,) = copies(tmp_path)
    assert (found.state, found.copied, found.shipped) == (State.OUTDATED, "0123456789ab", version)


def test_a_copy_whose_original_is_gone_and_one_that_says_nothing_are_told_apart(tmp_path: Path) -> None:
    note = "# Copied from the shipped rule whaling of Tripwatch 0.1, version 0123456789ab.\n"
    (tmp_path / "whaling.toml").write_text(note, encoding="utf-8")
    (tmp_path / "yasukuni.toml").write_text('id = "yasukuni"\n', encoding="utf-8")
    (tmp_path / "mine.toml").write_text('id = "mine"\n', encoding="utf-8")
    assert states(tmp_path) == {"whaling": State.GONE, "yasukuni": State.UNKNOWN}


def test_nothing_is_overwritten_not_even_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "yasukuni.toml").symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(TripwatchError, match="already there"):
        copy("yasukuni", tmp_path)
    assert not (tmp_path / "elsewhere.toml").exists()


def test_an_unknown_rule_is_named_with_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(TripwatchError, match="yasukini") as raised:
        copy("yasukini", tmp_path)
    assert "yasukuni" in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_beside_a_schema_the_copy_names_it_in_its_first_line(tmp_path: Path) -> None:
    init(tmp_path)
    text = copy("yasukuni", tmp_path / "rules").read_text(encoding="utf-8")
    assert text.startswith("#:schema rule.schema.json\n# Copied from")
