"""What the config says, checked: where to speak, how to fetch, what to poll. Frozen; replaced whole on reload."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from watch.model import Severity, Source
from watch.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where to speak: an Apprise URL, or `console://`."""

    name: str
    url: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which incidents go to which channels. `rules` is empty for all of them."""

    rules: frozenset[str] = frozenset()
    min_severity: Severity = Severity.LOW
    channels: tuple[str, ...] = ()

    def takes(self, rule_id: str, severity: Severity) -> bool:
        """Whether an incident of this rule and severity goes this way."""
        return (not self.rules or rule_id in self.rules) and severity.rank >= self.min_severity.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """How sources are fetched."""

    user_agent: str
    timeout: timedelta
    #: After decompression.
    max_bytes: int
    #: False: public addresses only. True: any. Else the hosts and networks that may be private.
    allow_private: bool | tuple[str, ...] = False
    proxy: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingSettings:
    """How often sources are asked that do not say so themselves, and how patient we are with them."""

    #: To begin with; what is learned lies between the other two.
    interval: timedelta = timedelta(minutes=15)
    shortest: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=2)
    #: How long a source may be in trouble before the operator is told.
    grace: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole config file, checked. Replaced whole on reload."""

    #: The file it came from, absolute; paths in it are relative to its folder and absolute here.
    file: str
    database_url: str
    rules_path: str | None
    #: How long the files of config and rules must rest before a change is read.
    settle: timedelta = timedelta(seconds=2)
    http: HttpSettings
    polling: PollingSettings = PollingSettings()
    sources: tuple[Source, ...]
    #: Those of the file that are not polled, being for personal use.
    left_out: tuple[Source, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    #: At least one: without any in the file, everything goes to all channels.
    routes: tuple[Route, ...] = ()
    operator_channels: tuple[str, ...] = ()
    web_listen: str = "127.0.0.1:8710"
    #: IANA name of the zone that alerts and tables show times in.
    reader_zone: str = "UTC"

    def channels_for(self, rule_id: str, severity: Severity) -> tuple[str, ...]:
        """The channels that an incident goes to, each once, in the order of the routes."""
        names = (name for route in self.routes if route.takes(rule_id, severity) for name in route.channels)
        return tuple(dict.fromkeys(names))

    def source(self, source_id: str) -> Source | None:
        """The source of this id, if the config still has it."""
        return next((source for source in self.sources if source.id == source_id), None)
