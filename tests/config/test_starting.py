"""What `tripwatch init` writes can be used as it is, and nothing that exists is touched."""

import stat
from pathlib import Path

import pytest

from watch.config.load import load
from watch.config.starting import init
from watch.errors import TripwatchError
from watch.model import Terms
from watch.rules import schema


def test_what_init_writes_loads_without_a_problem(tmp_path: Path) -> None:
    written = init(tmp_path / "new" / "desk")
    names = ["config.toml", "rules/README.md", "rules/rule.schema.json", "rules/lexicon.schema.json"]
    assert written == [tmp_path / "new/desk" / name for name in names]
    config, rules = load(tmp_path / "new/desk/config.toml", environ={})
    assert config.sources
    assert config.channels_for("yasukuni", config.routes[0].min_severity) == ("console",)
    assert rules.rule("yasukuni") is not None


def test_only_the_owner_may_read_the_config(tmp_path: Path) -> None:
    init(tmp_path)
    assert stat.S_IMODE((tmp_path / "config.toml").stat().st_mode) == 0o600


def test_sources_for_personal_use_are_polled_only_by_who_says_so(tmp_path: Path) -> None:
    init(tmp_path / "firm")
    init(tmp_path / "me", personal=True)
    firm, mine = (load(tmp_path / name / "config.toml", environ={})[0] for name in ("firm", "me"))
    assert {source.terms for source in firm.sources} == {Terms.OPEN}
    assert (len(mine.sources), mine.left_out) == (len(firm.sources) + len(firm.left_out), ())
    assert {source.terms for source in firm.left_out} == {Terms.PERSONAL}
    assert len(firm.left_out) > 10


def test_nothing_that_exists_is_changed(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("# mine\n", encoding="utf-8")
    (tmp_path / "rules").mkdir()
    assert init(tmp_path) == []
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "# mine\n"
    assert list((tmp_path / "rules").iterdir()) == []


def test_a_schema_of_an_older_version_is_renewed_and_one_that_somebody_changed_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rules" / "rule.schema.json"
    with monkeypatch.context() as older:
        older.setattr(schema, "schema", lambda: {"title": "as it was"})
        init(tmp_path)
        old = path.read_text(encoding="utf-8")
    assert init(tmp_path) == [path]
    assert path.read_text(encoding="utf-8") == schema.file_text()
    assert init(tmp_path) == []
    mine = old.replace("as it was", "as I like it")
    path.write_text(mine, encoding="utf-8")
    assert init(tmp_path) == []
    assert path.read_text(encoding="utf-8") == mine


def test_a_folder_that_an_older_init_made_gets_the_schema(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "rules" / "rule.schema.json").unlink()
    assert init(tmp_path) == [tmp_path / "rules" / "rule.schema.json"]


def test_a_config_that_is_a_link_to_elsewhere_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").symlink_to(tmp_path / "elsewhere.toml")
    init(tmp_path)
    assert not (tmp_path / "elsewhere.toml").exists()


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TripwatchError, match="cannot write in"):
        init(tmp_path / "file" / "desk")
