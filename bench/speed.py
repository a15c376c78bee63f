"""How fast articles are matched, and where the time goes: `make bench`.

Everything is CPU time of one process on one core. Each rule set is measured in a process of its own, so that memory is
its own. Machines differ: the ratios are what counts, above all that of scan and evaluation together to the raw
scan, which is ahocorasick_rs as it comes, looking for the same literals in the same folded texts.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from ahocorasick_rs import AhoCorasick
from invented import ARTICLE_BYTES, KINDS, Press, invented_rules
from rich.console import Console
from rich.table import Table

from watch.config.load import load_rules_in
from watch.rules.match import Matcher, Reading
from watch.text.segment import View

COUNTS = (13, 100, 1_000, 10_000)
QUICK_COUNTS = (13, 1_000)
#: So many articles suffice to see what plain evaluation costs.
PLAIN_ARTICLES = 4
#: Articles between two looks at the clock.
BATCH = 50
STAGES = ("fold", "scan", "judge", "raw", "whole")

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is measured."""

    articles: int
    rounds: int


@dataclass(frozen=True, kw_only=True)
class Speed:
    """One stream through one rule set; times in microseconds of an article, of the best round: the rest is noise."""

    hits: float
    fold: float
    scan: float
    judge: float
    #: The same by `Matcher.match`, in one go.
    whole: float
    raw: float
    plain: float


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One rule set."""

    kind: str
    rules: int
    #: Different literals, of all terms.
    literals: int
    #: Seconds to read and check the files, and to prepare the matcher.
    read: float
    prepare: float
    #: Megabytes that reading and preparing add.
    memory: float
    speeds: tuple[Speed, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rules, articles and rounds: under 20 seconds")
    quick = parser.parse_args().quick
    effort = Effort(articles=120, rounds=5) if quick else Effort(articles=300, rounds=15)
    cases = [(kind, count) for kind in KINDS for count in (QUICK_COUNTS if quick else COUNTS)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as apart:
        results = list(apart.map(measure, *zip(*cases, strict=True), [effort] * len(cases)))
    console = Console()
    console.print(f"Articles of about {ARTICLE_BYTES} bytes in three languages, one core", LEGEND, sep="\n\n")
    for kind in KINDS:
        show(console, kind, [each for each in results if each.kind == kind])


# ------------------------------------------------------------------------------------------------ measuring


def measure(kind: str, count: int, effort: Effort) -> Measured:
    """One rule set, in the process that calls this."""
    wanted = invented_rules(kind, count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rule in wanted:
            (folder / f"{rule.name}.toml").write_text(rule.toml(), encoding="utf-8")
        before = _megabytes()
        read, ruleset = _timed(lambda: load_rules_in(folder))
    prepare, matcher = _timed(lambda: Matcher(ruleset))
    memory = _megabytes() - before
    press = Press(wanted)
    return Measured(
        kind=kind,
        rules=count,
        literals=len(matcher.scanner.literals),
        read=read,
        prepare=prepare,
        memory=memory,
        speeds=tuple(_speed(matcher, press.articles(effort.articles, hits=hits), effort) for hits in (0, 0.05)),
    )


def _speed(matcher: Matcher, articles: list[Reading], effort: Effort) -> Speed:
    raw = AhoCorasick(matcher.scanner.literals)
    rounds = [_round(matcher, raw, articles) for _ in range(effort.rounds)]
    stages = {stage: min(spent[stage] for spent in rounds) / len(articles) * 1e6 for stage in STAGES}
    plain, _ = _timed(lambda: [matcher.match_plainly(each) for each in articles[:PLAIN_ARTICLES]])
    hits = sum(bool(matcher.match(each)) for each in articles)
    return Speed(hits=hits / len(articles), plain=plain / PLAIN_ARTICLES * 1e6, **stages)


def _round(matcher: Matcher, raw: AhoCorasick, articles: list[Reading]) -> dict[str, float]:
    """Seconds that each stage takes for all articles."""
    spent = dict.fromkeys(STAGES, 0.0)
    for start in range(0, len(articles), BATCH):
        for stage, seconds in _stages(matcher, raw, articles[start : start + BATCH]):
            spent[stage] += seconds
    return spent


def _stages(matcher: Matcher, raw: AhoCorasick, articles: list[Reading]) -> Iterator[tuple[str, float]]:
    """Seconds that each stage takes for a few articles. Their strings are new each time, as those of a feed are."""
    fresh = [replace(each, title=_copy(each.title), text=_copy(each.text)) for each in articles]
    seconds, views = _timed(lambda: [View(each.title, each.text) for each in fresh])
    yield "fold", seconds
    seconds, matches = _timed(lambda: [matcher.scanner.scan(view) for view in views])
    yield "scan", seconds
    texts = [_copy(view.squeezed) for view in views]
    seconds, _ = _timed(lambda: [raw.find_matches_as_indexes(text, overlapping=True) for text in texts])
    yield "raw", seconds
    seconds, _ = _timed(lambda: [matcher.judge(*each) for each in zip(fresh, views, matches, strict=True)])
    yield "judge", seconds
    fresh = [replace(each, title=_copy(each.title), text=_copy(each.text)) for each in articles]
    seconds, _ = _timed(lambda: [matcher.match(each) for each in fresh])
    yield "whole", seconds


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def _copy(text: str) -> str:
    """An equal string that remembers nothing: Python keeps the UTF-8 form of one that was scanned."""
    return text.encode("utf-8").decode("utf-8")


def _megabytes() -> float:
    """The most memory this process has had. Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


# ------------------------------------------------------------------------------------------------ showing

COLUMNS = ("rules", "literals", "hits", "articles/s", "fold", "scan", "judge", "raw", "ratio", "plain")
LEGEND = """\
fold, scan, judge   microseconds an article
raw                 the same for ahocorasick_rs alone, with the same literals and texts
ratio               (scan + judge) / raw
plain               how many times as long plain evaluation of every rule takes
"""


def show(console: Console, kind: str, results: list[Measured]) -> None:
    """The table of one kind of rules."""
    table = Table(title=f"Rules with {kind}", title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    for one in results:
        for speed in one.speeds:
            table.add_row(f"{one.rules:,}", f"{one.literals:,}", *_cells(speed))
    console.print(table)
    for one in results:
        console.print(
            f"{one.rules:,} rules: {one.read:.2f} s to read and check the files, {one.prepare:.2f} s to prepare, "
            f"{one.memory:,.0f} MB"
        )
    console.print()


def _cells(speed: Speed) -> tuple[str, ...]:
    times = (speed.fold, speed.scan, speed.judge, speed.raw)
    return (
        f"{speed.hits:.0%}",
        f"{1e6 / speed.whole:,.0f}",
        *(f"{each:.1f}" for each in times),
        f"{(speed.scan + speed.judge) / speed.raw:.2f}",
        f"× {speed.plain / speed.whole:,.0f}",
    )


if __name__ == "__main__":
    main()
