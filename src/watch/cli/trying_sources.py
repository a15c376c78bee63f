"""Commands for sources that may be added: sources test, sources discover. They fetch as polls do, and store nothing."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from watch.cli.progress import bar
from watch.cli.settings import config_path, has_config
from watch.cli.show import Format, FormatOption, as_json, aside, clean, moment, say, styles, table
from watch.configured import HttpSettings, PollingSettings
from watch.errors import TripwatchError
from watch.model import Asking, Lang, Selectors, Source, SourceKind
from watch.sources.identity import normal_link
from watch.times import SystemClock

if TYPE_CHECKING:
    from watch.pipeline.discovery import Discovery, Found
    from watch.pipeline.look import Look
    from watch.rules.tree import RuleSet

UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="A whole address, with https:// or http://.")]
SelectorOption = Annotated[str | None, typer.Option(help="A CSS selector, as in the config.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add these commands to `sources`."""
    app.command("test")(try_source)
    app.command("discover")(discover_sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What a look stands on: the config and its rules, or without a config the defaults and the shipped rules."""

    http: HttpSettings
    polling: PollingSettings
    ruleset: "RuleSet"
    zone: str
    #: The ids of the sources there are, by their addresses in the form in which addresses are compared.
    known: Mapping[str, str]


def _ground(context: typer.Context) -> _Ground:
    from watch.config import load
    from watch.config.build import default_http

    if not has_config(context):
        ruleset = load.load_rules(None)
        polling = PollingSettings()
        return _Ground(http=default_http(), polling=polling, ruleset=ruleset, zone="UTC", known={})
    config, ruleset = load.load(config_path(context), environ=os.environ)
    return _Ground(
        http=config.http,
        polling=config.polling,
        ruleset=ruleset,
        zone=config.reader_zone,
        known={normal_link(source.url): source.id for source in (*config.sources, *config.left_out)},
    )


# ------------------------------------------------------------------------------------------------ test


def try_source(
    context: typer.Context,
    url: UrlArgument,
    kind: Annotated[SourceKind | None, typer.Option(help="What stands there; else feed and sitemap are tried.")] = None,
    item: SelectorOption = None,
    link: SelectorOption = None,
    title: SelectorOption = None,
    date: SelectorOption = None,
    lang: Annotated[Lang | None, typer.Option(help="Its language.")] = None,
    post: Annotated[str | None, typer.Option(help="A form to send.", show_default=False)] = None,
    cookies: Annotated[bool, typer.Option("--cookies", help="Keep its cookies and bring them along.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Show so many items, and all that have hits.")] = 10,
    output: FormatOption = Format.TEXT,
) -> None:
    """Try a source before it is added: what it serves, its items and their hits, what is odd, the block for the config.

    With --item (and --link, --title, --date) it is read as a listing page. Nothing is stored; no config is needed.

    Exit status 0: it can be read; 1: it cannot.

    Examples:  tripwatch sources test https://example.org/feed

    tripwatch sources test https://example.org/press --item "ul.news li" --date span.date
    """
    asking = Asking(post=post, cookies=cookies)
    selectors = _selectors(item, link, title, date)
    source = _source(url, SourceKind.PAGE if kind is None and selectors else kind, selectors, asking, lang)
    ground = _ground(context)
    with bar("asking", None):
        look = asyncio.run(_look(source, ground, sniff=kind is None and selectors is None))
    _show_try(look, ground, limit, output)
    raise typer.Exit(1 if look.failure else 0)


def _selectors(item: str | None, link: str | None, title: str | None, date: str | None) -> Selectors | None:
    from watch.sources.page import checked

    given = [selector for selector in (item, link, title, date) if selector is not None]
    try:
        for selector in given:
            checked(selector)
    except ValueError as error:
        raise TripwatchError(str(error), hint='write one such as "ul.news li"') from None
    if item is None:
        if given:
            raise TripwatchError("a listing page needs --item, the selector of its entries")
        return None
    return Selectors(item=item, link=link, title=title, date=date)


def _source(
    url: str, kind: SourceKind | None, selectors: Selectors | None, asking: Asking, lang: Lang | None
) -> Source:
    """The source as the config would have it. Raises TripwatchError for what could stand in no config."""
    if kind is SourceKind.PAGE and selectors is None:
        raise TripwatchError(
            "a listing page needs --item, the selector of its entries", hint='such as --item "ul.news li"'
        )
    if kind not in (None, SourceKind.PAGE) and selectors is not None:
        raise TripwatchError(f"selectors mean nothing to kind {kind}", hint="they belong to --kind page")
    return Source(
        id="tried",
        url=url,
        kind=kind or SourceKind.FEED,
        page=selectors,
        asking=asking,
        lang=lang,
        interval=timedelta(minutes=15),
    )


async def _look(source: Source, ground: _Ground, *, sniff: bool) -> "Look":
    """Look at it; with `sniff` what is no feed is read as a sitemap, too."""
    from dataclasses import replace

    from watch.net.fetch import Fetched
    from watch.pipeline.look import Look, looking
    from watch.sources.document import Feed

    async with looking(ground.http, SystemClock()) as looker:
        look = await looker.look(source)
        if not (sniff and look.failure and isinstance(look.answer, Fetched)):
            return look
        sitemap = replace(source, kind=SourceKind.SITEMAP)
        outcome = await looker.read(look.answer, sitemap)
        return Look(source=sitemap, answer=look.answer, outcome=outcome) if isinstance(outcome, Feed) else look


def _show_try(look: "Look", ground: _Ground, limit: int, output: Format) -> None:
    from watch.cli import looked
    from watch.rules.match import Matcher
    from watch.sources.advice import advice

    feed, now = looked.feed_of(look), SystemClock().now()
    items = looked.judged(feed.articles, Matcher(ground.ruleset), now) if feed else []
    warnings = advice(feed, ground.polling.interval, now) if feed else ()
    known = _known_as(look.source, ground)
    block = looked.block_for(look, looked.id_for(look, ground.known.values())) if feed else None
    if output is Format.JSON:
        rows = [looked.item_json(item, now) for item in items]
        as_json({**looked.look_json(look), "known_as": known, "warnings": warnings, "config": block, "items": rows})
        return
    say(styles()(clean(look.source.url), "cyan"))
    looked.say_look(look, ground.zone)
    if feed is None:
        _say_what_to_do(look)
        return
    say()
    looked.say_items(items, ground.zone, now, most=limit)
    for warning in warnings:
        say(f"  warning: {clean(warning)}")
    say(f"\nit is in the config already: {known}" if known else f"\nto add it, write into the config:\n\n{block}")


def _say_what_to_do(look: "Look") -> None:
    from watch.sources.document import NotAFeed

    if isinstance(look.outcome, NotAFeed) and look.source.kind is SourceKind.FEED:
        aside(
            f"hint: `tripwatch sources discover {clean(look.source.url)}` looks for feeds; a list is read with --item"
        )


# ------------------------------------------------------------------------------------------------ discover


def discover_sources(context: typer.Context, url: UrlArgument, output: FormatOption = Format.TEXT) -> None:
    """Find what can be polled on a site: feeds that a page names, sitemaps of its robots.txt, the usual places.

    Asks one address after the other, at most thirty and for two minutes at most; robots.txt counts. Nothing is stored.
    For each that is found, the block for the config is printed.

    Exit status 0: something was found; 1: nothing was.

    Example:  tripwatch sources discover https://example.org/press/
    """
    from watch.pipeline.discovery import discover
    from watch.pipeline.look import looking

    ground = _ground(context)

    async def find() -> "Discovery":
        async with looking(ground.http, SystemClock()) as looker:
            return await discover(url, looker)

    with bar("asking the site", None):
        discovery = asyncio.run(find())
    good = [one for one in discovery.found if one.good]
    blocks = _blocks(good, ground)
    if output is Format.JSON:
        as_json(_discovery_json(discovery, blocks, ground))
    else:
        _show_discovery(discovery, blocks, ground)
    raise typer.Exit(0 if good else 1)


def _blocks(good: Sequence["Found"], ground: _Ground) -> dict[str, str]:
    """The blocks of the config for what is not in it, by address; those of sitemaps only where there is no feed."""
    from watch.cli import looked

    kinds = {one.look.source.kind for one in good}
    taken, blocks = list(ground.known.values()), {}
    for one in good:
        source = one.look.source
        if _known_as(source, ground) or (source.kind is SourceKind.SITEMAP and SourceKind.FEED in kinds):
            continue
        taken.append(looked.id_for(one.look, taken))
        blocks[source.url] = looked.block_for(one.look, taken[-1])
    return blocks


def _known_as(source: Source, ground: _Ground) -> str | None:
    return ground.known.get(normal_link(source.url))


def _discovery_json(discovery: "Discovery", blocks: Mapping[str, str], ground: _Ground) -> dict[str, object]:
    from watch.cli import looked
    from watch.net.fetch import FetchFailed

    page = discovery.page.answer
    failed = {"state": page.state, "detail": page.detail} if isinstance(page, FetchFailed) else None
    found = [
        {
            "way": one.way,
            "label": one.label or None,
            **looked.look_json(one.look),
            "known_as": _known_as(one.look.source, ground),
            "config": blocks.get(one.look.source.url),
        }
        for one in discovery.found
    ]
    return {"url": discovery.page.source.url, "failure": failed, "cut": discovery.cut, "found": found}


def _show_discovery(discovery: "Discovery", blocks: Mapping[str, str], ground: _Ground) -> None:
    from watch.cli import looked
    from watch.net.fetch import FetchFailed

    page = discovery.page.answer
    if isinstance(page, FetchFailed):
        say(f"{clean(discovery.page.source.url)}: {page.state}: {clean(page.detail)}")
        return
    rows = [
        (
            one.look.source.kind,
            feed.title or one.label or "-",
            str(len(feed.articles)),
            moment(looked.newest(feed), ground.zone),
            one.way,
            _known_as(one.look.source, ground) or "",
            one.look.source.url,
        )
        for one in discovery.found
        if (feed := looked.feed_of(one.look)) is not None
    ]
    if rows:
        table(("kind", "title", "items", "newest", "found by", "known as", "address"), rows)
    else:
        say("nothing was found that can be polled")
        aside("hint: a list of releases is read with `tripwatch sources test URL --item SELECTOR`")
    for one in discovery.found:
        if one.look.failure:
            state, detail = one.look.failure
            aside(f"named, but {state}: {clean(one.look.source.url)}: {clean(detail)}")
    if discovery.cut:
        aside("the site is slow: the time was over before all was asked")
    for block in blocks.values():
        say(f"\n{block.rstrip()}")
