"""What is published works alone: the wheel in an empty environment, without anything that only development needs."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the wheel and what it needs to run, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    # Built from a copy, so that nothing is left in the checkout.
    kept = ("src", "rules", "migrations", "config.example.toml", "pyproject.toml", "README.md")
    for name in kept:
        part = ROOT / name
        if part.is_dir():
            shutil.copytree(part, folder / "project" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (folder / "project").mkdir(exist_ok=True)
            shutil.copy(part, folder / "project" / name)
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=folder / "project")
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    made = run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    assert made.returncode == 0, made.stderr
    python, uv = folder / "env" / "bin" / "python", Path(sys.executable).with_name("uv")
    lists: tuple[list[str | Path], ...] = (
        ["--require-hashes", "-r", ROOT / "requirements" / "run.txt"],
        ["--no-deps", wheel],
    )
    for what in lists:
        installed = run(uv, "pip", "install", "--quiet", "--python", python, *what, cwd=folder)
        assert installed.returncode == 0, installed.stderr
    return folder / "env" / "bin"


def test_the_wheel_holds_the_rules_the_migrations_and_the_example(bare: Path) -> None:
    (wheel,) = bare.parents[1].glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "watch/shipped/rules/yasukuni.toml" in names
    assert "watch/shipped/config.example.toml" in names
    assert "watch/demo/stories.toml" in names
    assert any(name.startswith("watch/shipped/migrations/versions/0001") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_help_init_check_and_the_demo_work_without_a_checkout(bare: Path, tmp_path: Path) -> None:
    tripwatch = bare / "tripwatch"
    shown = run(tripwatch, "--help", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "tripwatch init" in shown.stdout
    assert run(tripwatch, "init", "here", cwd=tmp_path).returncode == 0
    checked = run(tripwatch, "--config", "here/config.toml", "check", cwd=tmp_path)
    assert checked.returncode in (0, 1), checked.stdout + checked.stderr
    told = run(tripwatch, "demo", "--once", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "Yasukuni" in told.stdout
    as_module = run(bare / "python", "-m", "watch", "--version", cwd=tmp_path)
    assert as_module.stdout == shown_version(tripwatch, tmp_path)


def shown_version(tripwatch: Path, cwd: Path) -> str:
    return run(tripwatch, "--version", cwd=cwd).stdout
