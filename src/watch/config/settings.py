"""Every setting there is: its key, its check and its default. `docs/config.md` and the example config say the same.

These are the values as a file writes them. load.py resolves paths and secrets and makes a `configured.Config` of them.
"""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from watch.config import values
from watch.model import Lang, Severity, SourceKind, Terms, Tier

_interval = values.duration(timedelta(seconds=1), timedelta(days=30), "15m")
_grace = values.duration(timedelta(0), timedelta(days=30), "1h")
_settle = values.duration(timedelta(milliseconds=100), timedelta(minutes=10), "2s")
_timeout = values.duration(timedelta(seconds=1), timedelta(minutes=5), "20s")

Text = Annotated[str, PlainValidator(values.text)]
Interval = Annotated[timedelta, PlainValidator(_interval)]
Selector = Annotated[str | None, PlainValidator(values.selector)]
Flag = Annotated[bool, PlainValidator(values.flag)]
EVERY = "*"


def _rules(value: object) -> list[str]:
    if value == EVERY:
        return [EVERY]
    if not isinstance(value, list):
        values.wrong(f'{{name}} must be "*" or a list of ids of rules; found {values.found(value)}')
    for item, entry in enumerate(value):
        if not isinstance(entry, str) or not entry:
            values.wrong(f"each of {{name}} must be the id of a rule; found {values.found(entry)}", item=item)
    if not value:
        values.wrong('{name} is empty, so that this route takes nothing; write "*" for all')
    return list(value)


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Database(_Table):
    """Where everything is kept."""

    url: Annotated[str, PlainValidator(values.database_url)] = "sqlite:///tripwatch.db"


class Rules(_Table):
    """Rules of one's own."""

    path: Annotated[str, PlainValidator(values.optional_text)] = ""
    settle: Annotated[timedelta, PlainValidator(_settle)] = timedelta(seconds=2)


class Http(_Table):
    """How sources are fetched."""

    allow_private: Annotated[bool | tuple[str, ...], PlainValidator(values.allow_private)] = False
    proxy: Annotated[str, PlainValidator(values.proxy)] = ""
    user_agent: Annotated[str, PlainValidator(values.user_agent)] = ""
    timeout: Annotated[timedelta, PlainValidator(_timeout)] = timedelta(seconds=20)
    max_bytes: Annotated[int, PlainValidator(values.number(10_000, 100_000_000))] = 10_000_000


class Polling(_Table):
    """How often sources are asked."""

    interval: Interval = timedelta(minutes=15)
    shortest: Interval = timedelta(minutes=1)
    longest: Interval = timedelta(hours=2)
    grace: Annotated[timedelta, PlainValidator(_grace)] = timedelta(hours=1)
    personal: Flag = False


class Source(_Table):
    """A feed or page to poll. Which of the keys a kind needs is across.py's to say."""

    id: Annotated[str, PlainValidator(values.identifier)]
    url: Annotated[str | None, PlainValidator(values.web_url)] = None
    kind: Annotated[SourceKind, PlainValidator(values.one_of(SourceKind))] = SourceKind.FEED
    query: Annotated[str | None, PlainValidator(values.text)] = None
    item: Selector = None
    link: Selector = None
    title: Selector = None
    date: Selector = None
    post: Annotated[str | None, PlainValidator(values.optional_text)] = None
    headers: Annotated[dict[str, str], PlainValidator(values.headers)] = Field(default_factory=dict)
    cookies: Flag = False
    full_text: Flag = False
    briefings: Flag = False
    lang: Annotated[Lang | None, PlainValidator(values.one_of(Lang))] = None
    tier: Annotated[Tier, PlainValidator(values.one_of(Tier))] = Tier.NEWS
    #: None: that of [polling].
    interval: Interval | None = None
    terms: Annotated[Terms, PlainValidator(values.one_of(Terms))] = Terms.OPEN
    tags: list[Text] = Field(default_factory=list)
    country: Annotated[str | None, PlainValidator(values.country)] = None
    zone: Annotated[str | None, PlainValidator(values.zone)] = None


class Channel(_Table):
    """Where to speak."""

    url: Annotated[str, PlainValidator(values.channel_url)]


class Route(_Table):
    """Which incidents go where."""

    rules: Annotated[list[str], PlainValidator(_rules)] = Field(default_factory=lambda: [EVERY])
    min_severity: Annotated[Severity, PlainValidator(values.one_of(Severity))] = Severity.LOW
    channels: list[Text]


class Operator(_Table):
    """Who hears of failures of the watching itself."""

    channels: list[Text] = Field(default_factory=list)


class Web(_Table):
    """The dashboard."""

    listen: Annotated[str, PlainValidator(values.listen)] = "127.0.0.1:8710"


class Reader(_Table):
    """For whom times are written."""

    zone: Annotated[str, PlainValidator(values.zone)] = "UTC"


class Settings(_Table):
    """A whole config file."""

    database: Database = Database()
    rules: Rules = Rules()
    http: Http = Http()
    polling: Polling = Polling()
    sources: list[Source] = Field(default_factory=list)
    channels: dict[str, Channel] = Field(default_factory=dict)
    routes: list[Route] = Field(default_factory=list)
    operator: Operator = Operator()
    web: Web = Web()
    reader: Reader = Reader()


#: The tables of the file, by name: for one of a list and for a named one, what each of them holds.
TABLES: dict[str, type[BaseModel]] = {
    "database": Database,
    "rules": Rules,
    "http": Http,
    "polling": Polling,
    "sources": Source,
    "channels": Channel,
    "routes": Route,
    "operator": Operator,
    "web": Web,
    "reader": Reader,
}


def header(table: str) -> str:
    """How a table is opened in the file."""
    return {"sources": "[[sources]]", "routes": "[[routes]]", "channels": "[channels.NAME]"}.get(table, f"[{table}]")


def keys(table: str) -> list[str]:
    """The keys of a table."""
    return list(TABLES[table].model_fields)


def default(table: str, key: str) -> Any:
    """What a setting is when the file does not say; None where it has to, or where it has no value then."""
    setting = TABLES[table].model_fields[key]
    return None if setting.is_required() else setting.get_default(call_default_factory=True)
