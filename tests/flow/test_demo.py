"""The demo shows what Tripwatch is for, and ends."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.timeout(90)
def test_the_demo_tells_each_happening_once_and_ends_with_status_0(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "watch", "demo", "--once"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "TRIPWATCH_CONFIG"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=80,
    )
    assert ran.returncode == 0, ran.stderr
    told = re.findall(r"^\[(?:medium|high)\] (.*), \d{4}-\d\d-\d\d$", ran.stdout, re.MULTILINE)
    # The minister's visit and Seoul's answer may come with one poll on a slow machine; then one message tells both.
    assert 3 <= len(told) <= 4, ran.stdout
    assert "offering" in told[0]
    assert "minister" in told[1]
    assert "Sado" in told[-1]
    assert "Seoul answers" in ran.stdout
    for noise in ("ambassador", "水族館", "현충원", "사도세자", "靖国通り", "2013"):
        assert noise not in ran.stdout
    assert list(tmp_path.iterdir()) == []
