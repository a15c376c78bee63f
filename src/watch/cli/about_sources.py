"""Commands that say how sources are: sources list, show, why."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from watch.cli.settings import config_path, load_config, reading
from watch.cli.show import Format, FormatOption, as_json, aside, clean, moment, say, styles, table
from watch.configured import Config
from watch.errors import TripwatchError
from watch.model import Lang, Source, SourceState
from watch.remembered import PollState, Trouble
from watch.sources.health import complaints, may_rest
from watch.text.spelling import did_you_mean
from watch.times import SystemClock, format_duration

if TYPE_CHECKING:
    from watch.store.archive import Alert, StoredArticle

sources = typer.Typer(no_args_is_help=True, help="How the sources are, and how to find and add new ones.")

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `tripwatch sources list` shows it.")]

#: So many articles and notices are shown of one source.
_LATEST = 10


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(sources, name="sources")


def find_source(config: Config, source_id: str) -> Source:
    """The source of this id, polled or left out. Raises TripwatchError with the nearest id."""
    known = {source.id: source for source in (*config.sources, *config.left_out)}
    if source_id not in known:
        hint = did_you_mean(source_id, known) or "`tripwatch sources list` shows them"
        raise TripwatchError(f'there is no source "{source_id}"', hint=hint)
    return known[source_id]


# ------------------------------------------------------------------------------------------------ list


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What the database holds about the sources; nothing where there is none yet."""

    states: Mapping[str, PollState] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)


def _kept(config: Config) -> _Kept:
    from watch.store import archive, queues
    from watch.store.database import exists

    if not exists(config.database_url):
        return _Kept()
    with reading(config) as conn:
        states = {state.source_id: state for state in queues.poll_states(conn)}
        return _Kept(states=states, items=archive.article_counts(conn))


def states_of(config: Config) -> Mapping[str, PollState]:
    """What is remembered of the sources, by id; nothing where there is no database yet."""
    return _kept(config).states


@sources.command("list")
def list_sources(
    context: typer.Context,
    unhealthy: Annotated[bool, typer.Option("--unhealthy", help="Only those that are not well.")] = False,
    tag: Annotated[str | None, typer.Option("--tag", help="Only those with this tag.")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Only those in this language.")] = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """List the sources of the config: how each is, when it was asked, when it said something new, and what is wrong.

    Examples:  tripwatch sources list   |   tripwatch sources list --unhealthy --lang ko
    """
    config = load_config(context)
    kept = _kept(config)
    chosen = [source for source in (*config.sources, *config.left_out) if _is_wanted(source, tag, lang)]
    if unhealthy:
        chosen = [source for source in chosen if _complaints(kept.states.get(source.id))]
    _show(config, kept, chosen, output)
    if output is Format.TEXT:
        _say_what_is_missing(config, kept, chosen)


def show_sources(config: Config, chosen: Sequence[Source], output: Format) -> bool:
    """Show how these sources are, as `sources list` does; whether the last poll read all of them."""
    kept = _kept(config)
    _show(config, kept, chosen, output)
    return all(source.id in kept.states and kept.states[source.id].state.healthy for source in chosen)


def _show(config: Config, kept: _Kept, chosen: Sequence[Source], output: Format) -> None:
    if output is Format.JSON:
        as_json([_row_json(source, config, kept) for source in chosen])
        return
    columns = ("source", "state", "last poll", "last news", "next poll", "items", "what is wrong, or odd")
    table(columns, (_row(source, config, kept) for source in chosen))


def _is_wanted(source: Source, tag: str | None, lang: Lang | None) -> bool:
    return (tag is None or tag in source.tags) and (lang is None or source.lang is lang)


def _complaints(state: PollState | None) -> tuple[str, ...]:
    return complaints(state) if state else ()


def _row(source: Source, config: Config, kept: _Kept) -> tuple[str, ...]:
    state, zone = kept.states.get(source.id), config.reader_zone
    if source in config.left_out:
        return (source.id, "left out", "-", "-", "-", "", "for personal use only: [polling] personal = true polls it")
    if state is None:
        return (source.id, SourceState.NEW, "-", "-", "-", "", "")
    return (
        source.id,
        state.state,
        moment(state.last_polled_at, zone),
        moment(state.health.spoke_at, zone),
        moment(state.next_poll_at, zone),
        str(kept.items.get(source.id, 0)),
        "; ".join(complaints(state)) or state.detail or "",
    )


def _row_json(source: Source, config: Config, kept: _Kept) -> dict[str, object]:
    state = kept.states.get(source.id) or PollState(source_id=source.id, next_poll_at=SystemClock().now())
    known = source.id in kept.states
    return {
        "id": source.id,
        "kind": source.kind,
        "url": source.url,
        "lang": source.lang,
        "tier": source.tier,
        "tags": source.tags,
        "polled": source not in config.left_out,
        "state": state.state,
        "detail": state.detail,
        "complaints": complaints(state),
        "last_polled_at": state.last_polled_at,
        "last_ok_at": state.last_ok_at,
        "last_news_at": state.health.spoke_at,
        "next_poll_at": state.next_poll_at if known else None,
        "failures": state.failures,
        "items": kept.items.get(source.id, 0),
    }


def _say_what_is_missing(config: Config, kept: _Kept, chosen: Sequence[Source]) -> None:
    """What a reader of the list must know beside it."""
    from watch.store.database import running_pid

    if not chosen:
        aside("no source is so" if config.sources or config.left_out else "the config has no [[sources]]")
    if not kept.states:
        aside("nothing was polled yet: tripwatch run")
    elif running_pid(config.database_url) is None:
        aside("no daemon runs: nothing is polled until `tripwatch run`")
    gone = sorted(kept.states.keys() - {source.id for source in (*config.sources, *config.left_out)})
    if gone:
        aside(f"known from before and not in the config any more: {', '.join(gone)}")


# ------------------------------------------------------------------------------------------------ show


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """All that the database holds about one source."""

    state: PollState | None = None
    items: int = 0
    waiting: int = 0
    articles: Sequence["StoredArticle"] = ()
    notices: Sequence["Alert"] = ()


def _about(config: Config, source_id: str) -> _About:
    from watch import health
    from watch.pipeline.full_text import PENDING
    from watch.store import archive, queues
    from watch.store.database import exists

    if not exists(config.database_url):
        return _About()
    with reading(config) as conn:
        return _About(
            state=next((state for state in queues.poll_states(conn) if state.source_id == source_id), None),
            items=archive.article_counts(conn).get(source_id, 0),
            waiting=archive.waiting_articles(conn, source_id, PENDING),
            articles=archive.latest_articles(conn, source_id, limit=_LATEST),
            notices=archive.notices(conn, health.about(source_id), limit=_LATEST),
        )


@sources.command("show")
def show_source(context: typer.Context, source_id: IdArgument, output: FormatOption = Format.TEXT) -> None:
    """Show all that is known of a source: its settings, how it is, its rhythm, its latest items, what was told of it.

    Headers and forms are not shown: they may hold passwords.

    Example:  tripwatch sources show kr-mofa-en
    """
    config = load_config(context)
    source = find_source(config, source_id)
    about = _about(config, source.id)
    state = about.state or PollState(source_id=source.id, next_poll_at=SystemClock().now())
    if output is Format.JSON:
        as_json(_source_json(source, config, about, state))
        return
    zone, style = config.reader_zone, styles()
    say(style(source.id, "cyan") + ("" if source in config.sources else "  (left out: for personal use only)"))
    _say_pairs(_shown_settings(source))
    say()
    _say_pairs(_health(state, about, zone))
    for trouble in state.health.troubles:
        told = f"told {moment(trouble.told_at, zone)}" if trouble.told_at else "not told yet"
        say(f"  since {moment(trouble.since, zone)}  {trouble.kind} ({told}): {clean(trouble.said)}")
    _say_latest(about, zone)


def _say_pairs(pairs: Mapping[str, object]) -> None:
    for name, value in pairs.items():
        if value is not None and value not in ("", False):
            say(f"  {name:<14} {clean('yes' if value is True else str(value))}")


def settings_of(source: Source) -> dict[str, object]:
    """Its settings by the keys of the config; of what may be secret only that it is there."""
    page, asking = source.page, source.asking
    return {
        "url": source.url,
        "kind": source.kind,
        "item": page.item if page else None,
        "link": page.link if page else None,
        "title": page.title if page else None,
        "date": page.date if page else None,
        "lang": source.lang,
        "tier": source.tier,
        "interval": format_duration(source.interval),
        "learned": source.adapts,
        "terms": source.terms,
        "tags": source.tags,
        "country": source.country,
        "zone": source.zone,
        "full_text": source.full_text,
        "briefings": source.briefings,
        "post": asking.post is not None,
        "headers": tuple(asking.headers),
        "cookies": asking.cookies,
    }


def _shown_settings(source: Source) -> dict[str, object]:
    """The same for a reader."""
    learned = " at first; learned from then on" if source.adapts else ""
    headers = source.asking.headers
    return settings_of(source) | {
        "interval": format_duration(source.interval) + learned,
        "learned": None,
        "tags": ", ".join(source.tags),
        "post": "a form, not shown" if source.asking.post is not None else None,
        "headers": f"{', '.join(headers)} (values not shown)" if headers else None,
    }


def _health(state: PollState, about: _About, zone: str) -> dict[str, object]:
    """How it is, for a reader."""
    health = state.health
    rest, allowed = health.longest_rest, may_rest(state, SystemClock().now())
    arrivals = f"new items in {health.arrivals} polls" + (f", {format_duration(rest)} apart at most" if rest else "")
    return {
        "state": state.state,
        "detail": state.detail,
        "failures": f"{state.failures} in a row" if state.failures else None,
        "last poll": moment(state.last_polled_at, zone),
        "last read": moment(state.last_ok_at, zone),
        "last news": moment(health.spoke_at, zone),
        "first read": moment(state.baseline_at, zone),
        "next poll": moment(state.next_poll_at, zone) if about.state else "-",
        "schedule": state.pace.why,
        "rhythm": arrivals if health.arrivals else "not known yet",
        "may rest": f"{format_duration(allowed)} before it counts as silent" if allowed else None,
        "items": about.items,
        "pages waiting": f"{about.waiting} articles whose text is still to be read" if about.waiting else None,
        "asked by": " and ".join(name for name in _validators(state)) or "the whole document each time",
        "moved": f"{state.move.moved_to} ({state.move.moved_polls} polls agree)" if state.move.moved_to else None,
        "strikes": f"{health.strikes}: its document ended the parser" if health.strikes else None,
    }


def _validators(state: PollState) -> Iterator[str]:
    if state.etag:
        yield "ETag"
    if state.last_modified:
        yield "Last-Modified"


def _say_latest(about: _About, zone: str) -> None:
    if about.articles:
        say("\nlatest items")
    for stored in about.articles:
        say(f"  {moment(stored.first_seen_at, zone)}  {clean(stored.article.title)}")
    if about.notices:
        say("\ntold to the operator")
    for notice in about.notices:
        say(f"  {moment(notice.at, zone)}  {clean(notice.message.title)}")


def _source_json(source: Source, config: Config, about: _About, state: PollState) -> dict[str, object]:
    health = state.health
    kept = _Kept(states={source.id: about.state} if about.state else {}, items={source.id: about.items})
    return {
        **_row_json(source, config, kept),
        "settings": settings_of(source),
        "first_read_at": state.baseline_at,
        "why": state.pace.why,
        "arrivals": health.arrivals,
        "longest_rest": format_duration(health.longest_rest) if health.longest_rest else None,
        "waiting": about.waiting,
        "moved_to": state.move.moved_to,
        "strikes": health.strikes,
        "troubles": [_trouble_json(trouble) for trouble in health.troubles],
        "latest": [
            {"title": stored.article.title, "url": stored.article.url, "first_seen_at": stored.first_seen_at}
            for stored in about.articles
        ],
        "notices": [{"at": notice.at, "title": notice.message.title} for notice in about.notices],
    }


def _trouble_json(trouble: Trouble) -> dict[str, object]:
    return {
        "kind": trouble.kind,
        "since": trouble.since,
        "last": trouble.last,
        "told_at": trouble.told_at,
        "said": trouble.said,
    }


# ------------------------------------------------------------------------------------------------ why


@sources.command("why")
def why_source(context: typer.Context, source_id: IdArgument, output: FormatOption = Format.TEXT) -> None:
    """Say why a source is asked when it is asked: what the schedule decided, and from what.

    Example:  tripwatch sources why kr-mofa-en
    """
    from watch.config import load
    from watch.rules.windows import open_now
    from watch.sources.reasons import grounds

    config, ruleset = load.load(config_path(context), environ=os.environ)
    now = SystemClock().now()
    source = find_source(config, source_id)
    state = _about(config, source.id).state
    known = state or PollState(source_id=source.id, next_poll_at=now)
    found = grounds(source, known, config.polling, open_now(ruleset.rules, now), now)
    if output is Format.JSON:
        as_json(
            {
                "id": source.id,
                "why": known.pace.why,
                "state": known.state,
                "last_polled_at": known.last_polled_at,
                "next_poll_at": state.next_poll_at if state else None,
                "grounds": [{"name": one.name, "value": one.value, "meaning": one.meaning} for one in found],
            }
        )
        return
    style, zone = styles(), config.reader_zone
    say(style(source.id, "cyan") + f"  {known.pace.why or 'nothing was decided yet: it was never asked'}")
    if state:
        say(
            f"  last poll {moment(state.last_polled_at, zone)} ({state.state}), next {moment(state.next_poll_at, zone)}"
        )
    say()
    for one in found:
        say(f"  {one.name:<12} {'-' if one.value is None else clean(str(one.value)):<16} {one.meaning}")
