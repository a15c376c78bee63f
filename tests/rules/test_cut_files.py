"""A rule file that was cut off or damaged is refused or still says the same: never is a part of a rule used for it.

The damage goes through the reading of real files. `make test` tries a few hundred, `make test-all` ten thousand.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from watch.config.load import load_rules_in
from watch.errors import ProblemsError
from watch.rules.tree import Rule

WHOLE = """\
# Visits to the shrine.
id = "shrine"
title = "Shrine visits"
why = "They strain ties."
when = 'place near/20 (visit or visit:denied)'
unless = 'title(blossom)'
unless_below = "minister"

[event]
window = "4d"
zone = "Asia/Tokyo"

[terms.place]
en = ["Yasukuni"]
ja = ["靖国神社", "靖国"]
ko = ["야스쿠니"]
not_before = { ja = ["通り"] }   # a street

[terms.visit]
act = true
en = ["visit~", "paid respects"]
ja = ["参拝"]
ko = ["참배"]

[terms.minister]
en = ["minister~", { term = "Ishiba", from = 2024-10-01, to = 2025-10-20 }]
ja = ["閣僚"]
ko = ["각료"]

[terms.blossom]
en = ["blossom~"]
ja = ["開花"]
ko = ["개화"]

[[ladder]]
rung = "visited"
severity = "medium"
says = "Somebody visited"
when = 'place near/10 visit:done'

[[ladder]]
rung = "minister"
severity = "high"
says = "A minister visited"
when = 'minister near/10 visit:done'

[[ladder]]
rung = "ruled-out"
beside = true
severity = "low"
says = "A visit was ruled out"
when = 'place near/10 visit:denied'

[[reaction]]
by = "kr"
tone = "regret"
when = 'same-sentence(place, visit)'

[[absence]]
name = "nobody"
no = "rung >= visited"
for = "90d"
severity = "low"
says = "Nobody came for 90 days"

[[calendar]]
name = "autumn"
title = "Autumn festival"
dates = [{ from = 2026-10-17, to = 2026-10-19, confirmed = true }]

[[tests]]
title = "Yasukuni in bloom: blossoms everywhere"
expect = "none"

[[tests]]
title = "Minister visits Yasukuni"
on = 2025-10-17
expect = "minister"
status = "done"
"""
OTHER = WHOLE.replace('"shrine"', '"temple"')


def what_it_says(rule: Rule) -> Rule:
    """The rule without its tests and the digest of its text: neither changes what it finds."""
    return replace(rule, tests=(), version="")


class Folder:
    """A folder with two rules, of which one is damaged again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "temple.toml").write_text(OTHER, encoding="utf-8")
        # With a lexicon of its own the folder does without the shipped one, which takes far longer to read.
        (path / "lexicon").mkdir()
        (path / "lexicon" / "bodies.toml").write_text('[org.council]\nen = ["Islands Council"]\n', encoding="utf-8")
        self.put(WHOLE.encode())
        self.rules = load_rules_in(path).rules

    def put(self, content: bytes) -> None:
        (self.path / "shrine.toml").write_bytes(content)

    def read(self) -> tuple[Rule, ...] | None:
        """The rules, or None when the set is refused. Whatever else is raised is a failure."""
        try:
            return load_rules_in(self.path).rules
        except ProblemsError:
            return None


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


SEVERAL = [200, pytest.param(10_000, marks=pytest.mark.slow)]


@pytest.mark.parametrize("count", SEVERAL)
def test_a_file_that_was_cut_off_is_refused_or_says_the_same(folder: Folder, count: int) -> None:
    chance = random.Random(20260825)
    whole = WHOLE.encode()
    expected = [what_it_says(rule) for rule in folder.rules]
    refused = 0
    for _ in range(count):
        folder.put(whole[: chance.randrange(len(whole))])
        rules = folder.read()
        refused += rules is None
        assert rules is None or [what_it_says(rule) for rule in rules] == expected
    # What is lost behind the last rung are tests alone.
    assert count * 0.8 < refused < count


def holes(whole: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """The file without a stretch of it: blocks that never reached the disk are missing, or are zeros."""
    for _ in range(count):
        start, end = sorted(chance.randrange(len(whole) + 1) for _ in range(2))
        yield whole[:start] + bytes(end - start) * chance.choice([0, 1]) + whole[end:]


def flips(whole: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """The file with one bit of it turned."""
    for _ in range(count):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        yield bytes(damaged)


@pytest.mark.parametrize("count", SEVERAL)
def test_a_turned_bit_never_costs_a_rule_a_rung_or_a_group(folder: Folder, count: int) -> None:
    for damaged in flips(WHOLE.encode(), random.Random(20260826), count):
        folder.put(damaged)
        rules = folder.read()
        if rules is not None:
            assert [shape(rule) for rule in rules] == [shape(rule) for rule in folder.rules], damaged


def shape(rule: Rule) -> tuple[object, ...]:
    """What must be there whatever a letter in it became."""
    counts = (rule.groups, rule.ladder, rule.beside, rule.reactions, rule.absences, rule.calendar, rule.tests)
    return (rule.id, rule.unless is None, *(len(each) for each in counts))


@pytest.mark.parametrize("count", SEVERAL)
def test_a_file_with_a_hole_never_costs_the_other_rule_or_raises(folder: Folder, count: int) -> None:
    for damaged in holes(WHOLE.encode(), random.Random(20260827), count):
        folder.put(damaged)
        rules = folder.read()
        assert rules is None or [rule.id for rule in rules] == ["shrine", "temple"]
