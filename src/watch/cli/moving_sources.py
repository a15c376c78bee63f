"""Commands that bring sources in from other readers, and out to them: sources import, sources export."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watch.cli.about_sources import settings_of
from watch.cli.settings import config_path, has_config, load_config
from watch.cli.show import Format, FormatOption, as_json, aside, clean, say
from watch.configured import Config
from watch.errors import TripwatchError
from watch.sources.identity import normal_link
from watch.sources.naming import readable_id
from watch.times import SystemClock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watch.sources.opml import Outline


def register(app: typer.Typer) -> None:
    """Add these commands to `sources`."""
    app.command("import")(import_sources)
    app.command("export")(export_sources)


@dataclass(slots=True, kw_only=True)
class _Import:
    """What becomes of the feeds of a list."""

    #: By the new ids.
    added: "dict[str, Outline]" = field(default_factory=dict)
    #: With why, and the id of the source that it is already.
    skipped: "list[tuple[Outline, str, str | None]]" = field(default_factory=list)


def import_sources(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list of feeds (OPML); - for standard input.")],
    write: Annotated[
        bool, typer.Option("--write", help="Add them to the config file instead of printing them.")
    ] = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Take over the feeds of another reader: prints blocks for the config, or with --write adds them.

    Folders become tags. What is in the config already is skipped and named. Nothing is fetched. With --write the config
    keeps all that stands in it, and is changed only if the outcome is valid.

    Exit status 0: done; 1: some addresses cannot be used; 2: the file is no list, or the config would not be valid.

    Examples:  tripwatch sources import feeds.opml   |   tripwatch sources import feeds.opml --write
    """
    # With --write there must be a config; without, what is in one is skipped.
    config = load_config(context) if write or has_config(context) else None
    done = _sorted(_read(file), config)
    block = "\n".join(_block(source_id, outline) for source_id, outline in done.added.items())
    written = _write(context, block, file, len(done.added)) if write and done.added else None
    if output is Format.JSON:
        as_json(_import_json(done, block, written))
    else:
        _say_import(done, block, written)
    raise typer.Exit(1 if any(known is None for _, _, known in done.skipped) else 0)


def _read(file: Path) -> "tuple[Outline, ...]":
    from watch.config.files import read_bytes
    from watch.sources.opml import LARGEST, NoListError, read_opml

    if str(file) == "-":
        name, body = "standard input", sys.stdin.buffer.read(LARGEST + 1)
    else:
        name, body = str(file), read_bytes(file, most=LARGEST)
    try:
        return read_opml(body)
    except NoListError as error:
        hint = "other readers export such a list as OPML"
        raise TripwatchError(f"{name} cannot be read as a list of feeds: {error}", hint=hint) from None


def _sorted(outlines: "Sequence[Outline]", config: Config | None) -> _Import:
    """Which are added, and under which ids."""
    from watch.net.guard import BadUrl, check_url

    sources = (*config.sources, *config.left_out) if config else ()
    known = {normal_link(source.url): source.id for source in sources}
    taken = {source.id for source in sources}
    done = _Import()
    for outline in outlines:
        checked = check_url(outline.url, config.http.allow_private if config else False)
        if isinstance(checked, BadUrl):
            done.skipped.append((outline, checked.reason, None))
            continue
        address = normal_link(outline.url)
        if address in known:
            done.skipped.append((outline, f"it is {known[address]} already", known[address]))
            continue
        known[address] = readable_id(outline.title, outline.url, taken)
        taken.add(known[address])
        done.added[known[address]] = outline
    return done


def _block(source_id: str, outline: "Outline") -> str:
    from watch.config.blocks import source_block

    lang = outline.lang.value if outline.lang else None
    settings = {"id": source_id, "url": outline.url, "lang": lang, "tags": outline.tags}
    return source_block(settings, outline.title if outline.title != source_id else "")


def _write(context: typer.Context, block: str, file: Path, count: int) -> Path:
    from watch.config.adding import append

    path, today = config_path(context), SystemClock().now().date()
    name = "standard input" if str(file) == "-" else clean(file.name)
    append(path, f"# {_counted(count)} from {name}, {today}\n\n{block}", environ=os.environ)
    return path


def _import_json(done: _Import, block: str, written: Path | None) -> dict[str, object]:
    added = [
        {"id": source_id, "title": one.title, "url": one.url, "lang": one.lang, "tags": one.tags}
        for source_id, one in done.added.items()
    ]
    skipped = [
        {"title": one.title, "url": one.url, "reason": reason, "known_as": known} for one, reason, known in done.skipped
    ]
    return {"added": added, "skipped": skipped, "config": block, "written": str(written) if written else None}


def _say_import(done: _Import, block: str, written: Path | None) -> None:
    for outline, reason, _ in done.skipped:
        aside(f"skipped: {clean(outline.title) or '(no title)'} ({clean(outline.url)}): {reason}")
    count = _counted(len(done.added))
    if written:
        say(f"added {count} to {written}")
        say("a running daemon takes them by itself; `tripwatch sources list` shows them")
        return
    if block:
        say(block.rstrip())
    aside(f"{count} to add, {len(done.skipped)} skipped; --write adds them to the config")


def _counted(count: int) -> str:
    return f"{count} source{'s' if count != 1 else ''}"


# ------------------------------------------------------------------------------------------------ export


def export_sources(context: typer.Context, output: FormatOption = Format.TEXT) -> None:
    """Print the sources as a list for other readers (OPML 2.0), or all their settings as JSON.

    In OPML go the feeds only: pages, sitemaps and GDELT are read by nobody else. Headers and forms are never exported.

    Example:  tripwatch sources export > feeds.opml
    """
    from watch.sources.opml import FEEDS, write_opml

    config = load_config(context)
    sources = (*config.sources, *config.left_out)
    if output is Format.JSON:
        as_json([{"id": source.id, **settings_of(source)} for source in sources])
        return
    say(write_opml(sources, "Tripwatch", SystemClock().now()).rstrip())
    others = sum(1 for source in sources if source.kind not in FEEDS)
    if others:
        are = "is no feed and" if others == 1 else "are no feeds and"
        aside(f"{_counted(others)} {are} left out; --format json has them all")
