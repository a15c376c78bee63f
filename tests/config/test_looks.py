"""A look at the files of config and rules changes with every write, and with nothing else."""

import os
from pathlib import Path

import pytest

from watch.config.looks import look_at


@pytest.fixture
def config(tmp_path: Path) -> Path:
    rules = tmp_path / "rules"
    (rules / "lexicon").mkdir(parents=True)
    for name in ("one.toml", "two.toml", "lexicon/people.toml"):
        (rules / name).write_text("a = 1\n", encoding="utf-8")
    path = tmp_path / "config.toml"
    path.write_text("[rules]\npath = 'rules'\n", encoding="utf-8")
    return path


def test_a_look_counts_the_rules_and_the_lexicon_of_the_folder_that_the_config_names(config: Path) -> None:
    look = look_at(config)
    assert look.folder == str(config.parent / "rules")
    assert look.count == 3
    assert len(look.files) == 4
    assert look_at(config) == look == look_at(config, look)


def test_a_config_without_a_folder_is_looked_at_alone(config: Path) -> None:
    config.write_text("", encoding="utf-8")
    look = look_at(config)
    assert (look.folder, look.count, list(look.files)) == (None, 0, [str(config)])


@pytest.mark.parametrize("name", ["config.toml", "rules/one.toml", "rules/lexicon/people.toml"])
def test_a_write_is_seen_though_size_and_date_stay_the_same(config: Path, name: str) -> None:
    before = look_at(config)
    path = config.parent / name
    kept = path.stat()
    path.write_text(path.read_text(encoding="utf-8").swapcase(), encoding="utf-8")
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert look_at(config, before) != before


@pytest.mark.parametrize("name", ["rules/three.toml", "rules/lexicon/places.toml"])
def test_a_new_file_and_one_that_goes_are_seen(config: Path, name: str) -> None:
    before = look_at(config)
    (config.parent / name).write_text("", encoding="utf-8")
    with_it = look_at(config, before)
    assert with_it.count == before.count + 1
    (config.parent / name).unlink()
    assert look_at(config, with_it) == before


@pytest.mark.parametrize("name", [".one.toml.swp", "one.toml~", ".#one.toml", "#one.toml#", "README.md", "deep/a.toml"])
def test_what_is_never_read_is_not_looked_at(config: Path, name: str) -> None:
    before = look_at(config)
    path = config.parent / "rules" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    assert look_at(config, before) == before


def test_a_config_that_names_another_folder_is_followed(config: Path) -> None:
    before = look_at(config)
    (config.parent / "others").mkdir()
    config.write_text("[rules]\npath = 'others'\n", encoding="utf-8")
    look = look_at(config, before)
    assert (look.folder, look.count) == (str(config.parent / "others"), 0)


def test_a_config_that_cannot_be_read_names_the_folder_that_it_did(config: Path) -> None:
    before = look_at(config)
    config.write_text("[rules\npath = ", encoding="utf-8")
    assert look_at(config, before).folder == before.folder
    assert look_at(config).folder is None
    config.unlink()
    assert look_at(config, before).count == before.count


def test_a_folder_that_is_gone_is_empty(config: Path) -> None:
    before = look_at(config)
    (config.parent / "rules").rename(config.parent / "away")
    look = look_at(config, before)
    assert (look.folder, look.count) == (before.folder, 0)
    (config.parent / "away").rename(config.parent / "rules")
    assert look_at(config, look).count == before.count


def test_a_link_that_leads_nowhere_is_not_there(config: Path) -> None:
    before = look_at(config)
    (config.parent / "rules" / "three.toml").symlink_to("nowhere")
    assert look_at(config, before) == before
