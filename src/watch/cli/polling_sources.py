"""`tripwatch sources poll`: sources asked now, for good or only to look."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from watch.cli.about_sources import find_source, show_sources, states_of
from watch.cli.progress import bar
from watch.cli.settings import config_path, load_config, reading
from watch.cli.show import Format, FormatOption, as_json, aside, say, styles
from watch.configured import Config
from watch.errors import AlreadyRunningError, TripwatchError
from watch.model import Source
from watch.remembered import PollState
from watch.times import SystemClock

if TYPE_CHECKING:
    from watch.cli.looked import Item
    from watch.pipeline.look import Look
    from watch.rules.match import Matcher

#: Sources looked at together; the fetcher holds back more than a few on one host.
_AT_ONCE = 8


def register(app: typer.Typer) -> None:
    """Add this command to `sources`."""
    app.command("poll")(poll_sources)


def poll_sources(
    context: typer.Context,
    source_ids: Annotated[list[str], typer.Argument(metavar="ID…", help="As `tripwatch sources list` shows them.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only look: show what would be new, and store and send nothing.")
    ] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Ask sources now, whether they are due or not: what is new is kept, and alerted as always.

    While a daemon runs, it alone writes into the database; then only --dry-run is possible.

    Exit status 0: all could be read; 1: one could not.

    Examples:  tripwatch sources poll kr-mofa-ko   |   tripwatch sources poll kr-mofa-ko jp-mofa-ja --dry-run
    """
    config = load_config(context)
    chosen = [_polled(config, source_id) for source_id in dict.fromkeys(source_ids)]
    good = _look_at(context, chosen, output) if dry_run else _poll(context, config, chosen, output)
    raise typer.Exit(0 if good else 1)


def _polled(config: Config, source_id: str) -> Source:
    source = find_source(config, source_id)
    if source in config.left_out:
        hint = "[polling] personal = true in the config allows it, for one's own reading"
        raise TripwatchError(f"{source_id} is left out: its terms are for personal use", hint=hint)
    return source


def _poll(context: typer.Context, config: Config, chosen: Sequence[Source], output: Format) -> bool:
    """Poll as a daemon does, which none may be beside; whether all could be read."""
    from watch import serving

    try:
        serving.serve(
            config_path(context),
            environ=os.environ,
            clock=SystemClock(),
            once=True,
            only=[source.id for source in chosen],
        )
    except AlreadyRunningError as error:
        hint = "the daemon asks it when it is due; --dry-run looks now, and stores nothing"
        raise TripwatchError(error.message, hint=hint) from None
    return show_sources(config, chosen, output)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dry:
    """A poll of which nothing is kept."""

    look: "Look"
    #: How many of its items are known; None where the source was never read.
    known: int | None = None
    items: Sequence["Item"] = ()


def _look_at(context: typer.Context, chosen: Sequence[Source], output: Format) -> bool:
    """Look at sources and show what a poll would find new; whether all could be read."""
    from watch.config import load
    from watch.rules.match import Matcher

    config, ruleset = load.load(config_path(context), environ=os.environ)
    states = states_of(config)
    looks = asyncio.run(_looks(chosen, config, states))
    matcher, now = Matcher(ruleset), SystemClock().now()
    found = [_dry(look, config, states, matcher, now) for look in looks]
    if output is Format.JSON:
        as_json([_dry_json(one, now) for one in found])
    else:
        for one in found:
            _show_dry(one, config.reader_zone, now)
    return not any(look.failure for look in looks)


async def _looks(chosen: Sequence[Source], config: Config, states: Mapping[str, PollState]) -> list["Look"]:
    from watch.pipeline.look import looking
    from watch.sources import moves

    with bar("asking", len(chosen)) as advance:
        async with looking(config.http, SystemClock()) as looker:
            gate = asyncio.Semaphore(_AT_ONCE)

            async def look(source: Source) -> "Look":
                state = states.get(source.id)
                async with gate:
                    found = await looker.look(source, moves.address(source, state.move) if state else None)
                advance(1)
                return found

            return await asyncio.gather(*map(look, chosen))


def _dry(look: "Look", config: Config, states: Mapping[str, PollState], matcher: "Matcher", now: datetime) -> _Dry:
    """What a poll would take in of this look."""
    from watch.cli import looked
    from watch.pipeline.fresh import fresh_of

    feed, state = looked.feed_of(look), states.get(look.source.id)
    if feed is None:
        return _Dry(look=look)
    if state is None or state.baseline_at is None or not feed.articles:
        return _Dry(look=look, items=looked.judged(feed.articles, matcher, now))
    with reading(config) as conn:
        fresh = fresh_of(conn, feed.articles)
    news = [draft.article for draft in fresh.drafts]
    return _Dry(look=look, known=len(feed.articles) - len(news), items=looked.judged(news, matcher, now))


def _dry_json(dry: _Dry, now: datetime) -> dict[str, object]:
    from watch.cli import looked

    rows = [looked.item_json(item, now) for item in dry.items]
    return {"id": dry.look.source.id, **looked.look_json(dry.look), "known": dry.known, "new": rows}


def _show_dry(dry: _Dry, zone: str, now: datetime) -> None:
    from watch.cli import looked

    say(styles()(dry.look.source.id, "cyan"))
    looked.say_look(dry.look, zone)
    if dry.look.failure:
        return
    if dry.known is None:
        say("  never read before: all of it would be its baseline, kept and not alerted one by one")
    else:
        say(f"  {len(dry.items)} new or edited, {dry.known} known")
    looked.say_items(dry.items, zone, now, most=10)
    if dry.look.source.full_text:
        aside("the pages of its articles are read by a true poll only")
