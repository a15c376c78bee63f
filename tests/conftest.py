"""What holds for all tests: no property fails for being slow, and a real database in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from keeping import StandingClock

from watch.store.database import Store

# A busy machine is no fault of ours.
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'watch.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url, clock=StandingClock(), create=True) as opened:
        yield opened
