"""The example config and docs/config.md say every setting that there is, and no other, with the right defaults."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from watch import shipped
from watch.config.load import load, load_config
from watch.config.locate import parse
from watch.config.settings import TABLES, Settings, default, header, keys
from watch.model import Severity

EXAMPLE = shipped.path("config.example.toml")
DOCS = Path(__file__).parents[2] / "docs" / "config.md"

_SETTING = re.compile(r"#?([a-z_]+) = ")
_HEADER = re.compile(r"#?\[+([a-z]+)[\].]")
ALL = [(table, key) for table in TABLES for key in keys(table)]


def uncommented() -> str:
    """The example with every setting in use that is only shown."""
    return re.sub(r"(?m)^#(?=[a-z\[])", "", EXAMPLE.read_text(encoding="utf-8"))


def in_example() -> list[tuple[str, str]]:
    table, found = "", []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if head := _HEADER.match(line):
            table = head[1]
        elif setting := _SETTING.match(line):
            found.append((table, setting[1]))
    return found


def test_the_example_loads_as_it_is() -> None:
    config, _ = load(EXAMPLE, environ={})
    assert len(config.sources) >= 30
    assert {source.lang for source in config.sources if source.lang} == {"en", "ko", "ja"}
    assert config.channels_for("yasukuni", Severity.LOW) == ("console",)
    assert len({source.url for source in config.sources}) == len(config.sources)


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    assert set(in_example()) == set(ALL)


def test_what_is_commented_is_valid_when_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "config.toml").write_text(uncommented(), encoding="utf-8")
    config = load_config(tmp_path / "config.toml", environ={"SLACK_URL": "slack://a/b/c"})
    assert config.channels["slack"].url.reveal() == "slack://a/b/c"


def test_what_is_commented_is_the_default() -> None:
    shown = Settings.model_validate(dict(parse("example", uncommented()).data))
    for table in ("database", "http", "polling", "web", "reader", "operator"):
        for key in keys(table):
            assert getattr(getattr(shown, table), key) == default(table, key), (table, key)
    assert shown.routes[0].rules == default("routes", "rules")
    assert shown.routes[0].min_severity == default("routes", "min_severity")
    example = next(source for source in shown.sources if source.id == "example")
    assert (example.kind, example.tier) == (default("sources", "kind"), default("sources", "tier"))
    assert example.interval == default("polling", "interval")


# -------------------------------------------------------------------------------- docs/config.md


def documented() -> dict[tuple[str, str], str]:
    """The row of each setting in the tables of docs/config.md."""
    table, found = "", {}
    for line in DOCS.read_text(encoding="utf-8").splitlines():
        if head := re.match(r"## `\[+([a-z]+)[\].]", line):
            table = head[1]
        elif row := re.match(r"\| `([a-z_]+)` \|", line):
            found[table, row[1]] = line
    return found


def test_every_setting_is_documented_and_no_other() -> None:
    assert list(documented()) == ALL


def test_every_table_is_documented_as_it_is_written() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for table in TABLES:
        assert f"## `{header(table)}`" in text


@pytest.mark.parametrize(("table", "key"), ALL)
def test_the_documented_default_is_the_default(table: str, key: str) -> None:
    written = documented()[table, key].split(" | ")[2]
    value = default(table, key)
    if TABLES[table].model_fields[key].is_required():
        assert written == "needed"
    elif value is None:
        assert written in ("none", "that of `[polling]`", "by `lang`")
    else:
        settings = parse("docs", f"value = {written.strip('`')}").data["value"]
        assert TABLES[table].model_construct(**{key: value}) == _checked(table, key, settings)


def _checked(table: str, key: str, written: object) -> object:
    """A model that has this one setting, as a file would give it."""
    checked = TABLES[table].__pydantic_validator__.validate_assignment(TABLES[table].model_construct(), key, written)
    return TABLES[table].model_construct(**{key: getattr(checked, key)})


@pytest.mark.parametrize(("table", "key"), ALL)
def test_the_words_that_a_setting_takes_are_documented(table: str, key: str) -> None:
    value = default(table, key)
    if isinstance(value, StrEnum):
        for word in type(value):
            assert f'`"{word}"`' in documented()[table, key]
