"""Makes a `configured.Config` of a parsed file, or names all that is wrong with it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from watch import __version__, configured, model, secret
from watch.config import across, complaints, values
from watch.config.hidden import is_reference, resolve
from watch.config.settings import EVERY, Settings
from watch.config.settings import Source as SourceSettings
from watch.errors import Document, KeyPath, Problem
from watch.sources.search import GDELT_SPACING, gdelt_url, google_news_url

Resolved = Mapping[KeyPath, secret.Secret]


def build(
    document: Document, *, file: Path, environ: Mapping[str, str]
) -> tuple[configured.Config | None, tuple[Problem, ...]]:
    """The config, or None and every problem of the file. `file` is absolute: paths are relative to its folder."""
    problems = [*across.problems(document), *_rules_folder(document, file.parent)]
    resolved, unresolved = _secrets(document, file.parent, environ)
    problems += unresolved
    try:
        settings = Settings.model_validate(dict(document.data))
    except ValidationError as error:
        return None, (*problems, *complaints.problems(error, document))
    if problems:
        return None, tuple(problems)
    return _config(settings, file, resolved), ()


def rules_folder(data: Mapping[str, Any], folder: Path) -> Path | None:
    """The folder of own rules that the file names, if it names one."""
    table = data.get("rules")
    path = table.get("path") if isinstance(table, dict) else None
    return folder / path if isinstance(path, str) and path.strip() else None


def _rules_folder(document: Document, folder: Path) -> Iterator[Problem]:
    place = rules_folder(document.data, folder)
    if place is not None and not place.is_dir():
        hint = 'make it, or write path = "" to use the shipped rules alone; it is relative to the config'
        yield document.problem(("rules", "path"), "there is no such folder", hint=hint)


# ------------------------------------------------------------------------------------------------ secrets


def _references(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, Callable[[str], None]]]:
    """Every value that may stand elsewhere, and the check for what it turns out to be."""
    places: list[tuple[KeyPath, Callable[[str], None]]] = [
        (("database", "url"), values.check_database),
        (("http", "proxy"), values.check_proxy),
    ]
    channels = data.get("channels")
    names = channels if isinstance(channels, dict) else ()
    places += [(("channels", name, "url"), values.check_channel) for name in names]
    places += [(path, values.check_header) for path in _header_paths(data)]
    for path, check in places:
        value = _at(data, path)
        if isinstance(value, str) and is_reference(value):
            yield path, value, check


def _header_paths(data: Mapping[str, Any]) -> Iterator[KeyPath]:
    sources = data.get("sources")
    for at, source in enumerate(sources if isinstance(sources, list) else ()):
        headers = source.get("headers") if isinstance(source, dict) else None
        for name in headers if isinstance(headers, dict) else ():
            yield ("sources", at, "headers", name)


def _at(data: Mapping[str, Any], path: KeyPath) -> object:
    value: Any = data
    for key in path:
        at_hand = (isinstance(value, list) and isinstance(key, int)) or (isinstance(value, dict) and key in value)
        value = value[key] if at_hand else None
    return value


def _secrets(document: Document, folder: Path, environ: Mapping[str, str]) -> tuple[Resolved, list[Problem]]:
    resolved: dict[KeyPath, secret.Secret] = {}
    problems: list[Problem] = []
    for path, value, check in _references(document.data):
        if value.startswith("file://"):
            continue  # Refused with the other checks of this value.
        try:
            resolved[path] = resolve(value, folder=folder, environ=environ)
            check(resolved[path].reveal())
        except PydanticCustomError as error:
            context = error.context or {}
            message = f"what {value} leads to cannot be used: {context['said'].replace('{name}', 'it')}"
            problems.append(document.problem(path, message, hint=context["hint"]))
        except ValueError as error:
            problems.append(document.problem(path, str(error)))
    return resolved, problems


# ------------------------------------------------------------------------------------------------ the config


def _config(settings: Settings, file: Path, resolved: Resolved) -> configured.Config:
    database = resolved.get(("database", "url"), secret.Secret(settings.database.url)).reveal()
    sources = _sources(settings, resolved)
    return configured.Config(
        file=str(file),
        database_url=_absolute(database, file.parent),
        rules_path=str(file.parent / settings.rules.path) if settings.rules.path else None,
        settle=settings.rules.settle,
        http=_http(settings, resolved),
        polling=_polling(settings),
        sources=tuple(source for source in sources if _is_allowed(source, settings)),
        left_out=tuple(source for source in sources if not _is_allowed(source, settings)),
        channels={
            name: configured.Channel(name=name, url=resolved.get(("channels", name, "url"), secret.Secret(channel.url)))
            for name, channel in settings.channels.items()
        },
        routes=_routes(settings),
        operator_channels=tuple(dict.fromkeys(settings.operator.channels)),
        web_listen=settings.web.listen,
        reader_zone=settings.reader.zone,
    )


def _absolute(url: str, folder: Path) -> str:
    """A SQLite URL with the whole path of its file; any other as it is."""
    scheme, _, rest = url.partition("://")
    if not scheme.lower().startswith("sqlite"):
        return url
    path, mark, options = rest[1:].partition("?")
    if not path.startswith("/"):
        # In a database URL these two characters have a meaning of their own; in the name of a folder they have none.
        path = f"{folder}/".replace("%", "%25").replace("?", "%3F") + path
    return f"{scheme}:///{path}{mark}{options}"


def default_http() -> configured.HttpSettings:
    """How sources are fetched where there is no config."""
    return _http(Settings(), {})


def _http(settings: Settings, resolved: Resolved) -> configured.HttpSettings:
    proxy = settings.http.proxy
    return configured.HttpSettings(
        user_agent=settings.http.user_agent or f"Tripwatch/{__version__} (news monitor)",
        timeout=settings.http.timeout,
        max_bytes=settings.http.max_bytes,
        allow_private=settings.http.allow_private,
        proxy=resolved.get(("http", "proxy"), secret.Secret(proxy)) if proxy else None,
    )


def _polling(settings: Settings) -> configured.PollingSettings:
    polling = settings.polling
    return configured.PollingSettings(
        interval=polling.interval, shortest=polling.shortest, longest=polling.longest, grace=polling.grace
    )


def _sources(settings: Settings, resolved: Resolved) -> tuple[model.Source, ...]:
    return tuple(
        model.Source(
            id=source.id,
            url=_address(source),
            interval=source.interval or settings.polling.interval,
            adapts=source.interval is None,
            kind=source.kind,
            page=_selectors(source),
            asking=_asking(at, source, resolved),
            full_text=source.full_text,
            briefings=source.briefings,
            lang=source.lang,
            tier=source.tier,
            country=source.country,
            zone=source.zone,
            terms=source.terms,
            tags=tuple(source.tags),
        )
        for at, source in enumerate(settings.sources)
    )


def _is_allowed(source: model.Source, settings: Settings) -> bool:
    """Whether the publisher's terms let this reader poll it."""
    return settings.polling.personal or source.terms is model.Terms.OPEN


def _address(source: SourceSettings) -> str:
    if source.kind is model.SourceKind.GDELT:
        return gdelt_url(source.query or "", source.lang)
    if source.kind is model.SourceKind.GOOGLE_NEWS:
        return google_news_url(source.query or "", source.lang)
    return source.url or ""


def _asking(at: int, source: SourceSettings, resolved: Resolved) -> model.Asking:
    headers = {
        name: resolved.get(("sources", at, "headers", name), secret.Secret(value))
        for name, value in source.headers.items()
    }
    spacing = GDELT_SPACING if source.kind is model.SourceKind.GDELT else timedelta()
    return model.Asking(post=source.post, headers=headers, cookies=source.cookies, spacing=spacing)


def _selectors(source: SourceSettings) -> model.Selectors | None:
    if source.item is None:
        return None
    return model.Selectors(item=source.item, link=source.link, title=source.title, date=source.date)


def _routes(settings: Settings) -> tuple[configured.Route, ...]:
    """The routes of the file; without any, one that takes everything to all channels."""
    if not settings.routes:
        return (configured.Route(channels=tuple(settings.channels)),)
    return tuple(
        configured.Route(
            rules=frozenset() if EVERY in route.rules else frozenset(route.rules),
            min_severity=route.min_severity,
            channels=tuple(route.channels),
        )
        for route in settings.routes
    )
