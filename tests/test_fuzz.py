"""Whatever chance makes of a document, its parse neither ends a worker nor lasts to the deadline (P3)."""

import random

import pytest
from fuzzing import SEEDS, mutated, run, sources


@pytest.mark.parametrize("count", [600, pytest.param(20_000, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
async def test_par_01_changed_documents_of_every_kind_are_read_or_refused(count: int) -> None:
    dice = random.Random(count)
    seeds = [seed.encode() for seed in SEEDS]
    tally = await run((mutated(dice, seeds) for _ in range(count)), sources())
    assert tally.failed == []
    assert sum(tally.kinds.values()) == count
    assert set(tally.kinds) == {"Feed", "NotAFeed"}
