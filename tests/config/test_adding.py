"""What is added to a config leaves the rest of it as it was, to the letter; what would not be valid is not added."""

import stat
from pathlib import Path

import pytest

from watch.config.adding import append
from watch.config.load import config_of
from watch.errors import ProblemsError

CONFIG = """# My sources,   with blanks\t
[reader]
zone = "Asia/Seoul" # here

[[sources]]
id = "one"   # the first
url = "https://one.example/"
"""
BLOCK = '[[sources]]\nid = "two"\nurl = "https://two.example/"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    path.chmod(0o640)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_block_is_added_below_all_that_stands_there(config: Path) -> None:
    found = append(config, BLOCK, environ={})
    assert [source.id for source in found.sources] == ["one", "two"]
    assert config.read_text(encoding="utf-8") == f"{CONFIG}\n{BLOCK}"
    assert stat.S_IMODE(config.stat().st_mode) == 0o640
    assert names(config.parent) == ["config.toml"]


@pytest.mark.parametrize(
    ("before", "between"), [(b"", b""), (CONFIG.rstrip().encode(), b"\n\n"), (CONFIG.encode("utf-8-sig"), b"\n")]
)
def test_any_end_of_the_file_is_a_good_place(before: bytes, between: bytes, config: Path) -> None:
    config.write_bytes(before)
    append(config, BLOCK, environ={})
    assert config.read_bytes() == before + between + BLOCK.encode()


def test_line_ends_stay_those_of_the_file(config: Path) -> None:
    config.write_bytes(CONFIG.replace("\n", "\r\n").encode())
    append(config, BLOCK, environ={})
    assert config.read_bytes() == f"{CONFIG}\n{BLOCK}".replace("\n", "\r\n").encode()


def test_a_link_stays_a_link(config: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(config)
    append(link, BLOCK, environ={})
    assert link.is_symlink()
    assert config.read_text(encoding="utf-8").endswith(BLOCK)


@pytest.mark.parametrize(
    ("before", "block", "said"),
    [
        (CONFIG, BLOCK.replace("two", "one"), "taken in line 6"),
        (CONFIG, BLOCK.replace("https", "ftp"), "url"),
        (CONFIG, "[[sources]]\nid = ", "config.toml:10"),
        (CONFIG.replace("zone", "zoen"), BLOCK, "zone"),
        ('sources = [{ id = "one", url = "https://one.example/" }]\n', BLOCK, "config.toml"),
        ("# 경성".encode("euc-kr"), BLOCK, "UTF-8"),
        (CONFIG, f"# {'x' * 1024 * 1024}\n", "larger than"),
    ],
    ids=["an id twice", "a bad address", "no TOML", "bad before", "a list in brackets", "no UTF-8", "too large"],
)
def test_what_would_not_be_valid_is_refused_and_nothing_is_written(
    before: str | bytes, block: str, said: str, config: Path
) -> None:
    content = before.encode() if isinstance(before, str) else before
    config.write_bytes(content)
    with pytest.raises(ProblemsError) as refused:
        append(config, block, environ={})
    assert said in str(refused.value)
    assert config.read_bytes() == content
    assert names(config.parent) == ["config.toml"]


def test_what_somebody_wrote_meanwhile_is_not_written_over(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edit_meanwhile(path: Path, text: str, *, environ: dict[str, str]) -> object:
        config.write_text("# mine\n", encoding="utf-8")
        return config_of(path, text, environ=environ)

    monkeypatch.setattr("watch.config.adding.config_of", edit_meanwhile)
    with pytest.raises(ProblemsError, match="changed meanwhile"):
        append(config, BLOCK, environ={})
    assert config.read_text(encoding="utf-8") == "# mine\n"
    assert names(config.parent) == ["config.toml"]


def test_a_folder_in_which_nothing_can_be_made_is_named(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ProblemsError, match="no space left"):
        append(config, BLOCK, environ={})
    assert config.read_text(encoding="utf-8") == CONFIG
    assert names(config.parent) == ["config.toml"]
