"""The records and enums that cross a border between rooms. Frozen; every instant in them is aware and UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from watch.secret import Secret

# ------------------------------------------------------------------------------------------------ enums


class Lang(StrEnum):
    """The languages that rules are written in."""

    EN = "en"
    KO = "ko"
    JA = "ja"


class Tier(StrEnum):
    """How near to the fact a source is."""

    OFFICIAL = "official"
    WIRE = "wire"
    NEWS = "news"
    THINK_TANK = "think-tank"
    AGGREGATOR = "aggregator"


class Severity(StrEnum):
    """How much a hit matters. Info is history: kept, never alerted."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Zero for info, four for critical; strings do not compare by weight."""
        return list(Severity).index(self)


class Status(StrEnum):
    """What has become of an act: it was done, is planned, was denied, lies in the past, or is an answer to one."""

    DONE = "done"
    PLANNED = "planned"
    DENIED = "denied"
    PAST = "past"
    REACTION = "reaction"


class Tone(StrEnum):
    """How the other capital answers, mildest first."""

    CALM = "calm"
    REGRET = "regret"
    DEEP_REGRET = "deep-regret"
    PROTEST = "protest"
    SUMMONS = "summons"
    CANCELLED = "cancelled"


class SourceState(StrEnum):
    """How a source answered when it was last polled."""

    NEW = "new"
    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    NOT_A_FEED = "not-a-feed"
    FROZEN = "frozen"
    BLOCKED = "blocked"
    MOVED = "moved"
    GONE = "gone"
    REDESIGNED = "redesigned"
    TOO_LARGE = "too-large"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    FAILED = "failed"

    @property
    def healthy(self) -> bool:
        """Whether the source could be read."""
        return self in (SourceState.OK, SourceState.UNCHANGED, SourceState.EMPTY, SourceState.FROZEN)


class Reason(StrEnum):
    """Why a decision was to speak, or to stay silent."""

    NEW_INCIDENT = "new-incident"
    RUNG_RAISED = "rung-raised"
    STATUS_CHANGED = "status-changed"
    CORRECTION = "correction"
    REACTION = "reaction"
    OFFICIALLY_CONFIRMED = "officially-confirmed"
    DIGEST = "digest"
    REMINDER = "reminder"
    ALREADY_IN_FEEDS = "already-in-feeds"
    NOTHING_NEW = "nothing-new"
    SILENCED = "silenced"
    QUIET_HOURS = "quiet-hours"
    BELOW_THRESHOLD = "below-threshold"
    BASELINE = "baseline"
    TOO_OLD = "too-old"
    DUPLICATE = "duplicate"
    BUDGET_EXCEEDED = "budget-exceeded"

    @property
    def speaks(self) -> bool:
        """Whether this is a reason to speak."""
        return list(Reason).index(self) <= list(Reason).index(Reason.ALREADY_IN_FEEDS)


class DeliveryState(StrEnum):
    """Where a delivery stands. It ends as sent, folded into one that is sent, or dead and visible."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FOLDED = "folded"
    DEAD = "dead"


# ------------------------------------------------------------------------------------------------ sources


class Terms(StrEnum):
    """What a publisher allows to be done with a source."""

    OPEN = "open"
    PERSONAL = "personal"


class SourceKind(StrEnum):
    """What stands behind the address of a source."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"
    GDELT = "gdelt"
    GOOGLE_NEWS = "google-news"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Where on a listing page the entries stand, as CSS selectors; those of link, title and date within an entry."""

    item: str
    link: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a source wants to be asked, where a plain GET does not do."""

    #: The form that is sent; None: nothing is, and the request is a GET.
    post: str | None = None
    #: Sent to the source's own host and no other, whatever it redirects to.
    headers: Mapping[str, Secret] = field(default_factory=dict)
    #: Whether cookies are kept and brought along.
    cookies: bool = False
    #: How long its host wants to be left alone between two requests of ours.
    spacing: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What to poll, as the config says it."""

    id: str
    url: str
    interval: timedelta
    #: Whether the interval is only the first one, and is learned from then on: the config gives the source none.
    adapts: bool = False
    kind: SourceKind = SourceKind.FEED
    #: Of a page.
    page: Selectors | None = None
    asking: Asking = field(default_factory=Asking)
    #: Whether the page of each new article is read, so that rules see its body and not only the headline.
    full_text: bool = False
    #: Whether its pages hold several topics, which are matched apart.
    briefings: bool = False
    lang: Lang | None = None
    tier: Tier = Tier.NEWS
    #: Two letters, lower case ("jp", "kr"): whose 총리 is meant when no country is named.
    country: str | None = None
    terms: Terms = Terms.OPEN
    #: IANA name of the zone in which dates without one are meant; by the language where it is not given.
    zone: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One item of a source, normalised: text only, http(s) link only."""

    source_id: str
    #: Identity within the source; survives edits (sources/feed.py says how it is made).
    key: str
    title: str
    text: str = ""
    url: str | None = None
    guid: str | None = None
    lang: Lang | None = None
    tier: Tier = Tier.NEWS
    country: str | None = None
    #: The publisher's date; never the test of newness. `published_raw` is what stood in the document.
    published_at: datetime | None = None
    published_raw: str | None = None

    def __post_init__(self) -> None:
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError(f"published_at needs a zone: {self.published_at!r}")


# ------------------------------------------------------------------------------------------------ matching


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where a term was found: code points of the original string, end exclusive."""

    field: str
    start: int
    end: int
    group: str
    term: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """The answer of a capital ("kr", "jp", "cn") and how sharp it was."""

    by: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article matched by a rule."""

    rule_id: str
    rule_version: str
    #: The highest rung that holds, and its place on the ladder from 1; None and 0 when the article is only on topic.
    rung: str | None = None
    rank: int = 0
    severity: Severity = Severity.INFO
    #: What is newly reported.
    status: Status | None = None
    reaction: Reaction | None = None
    #: Rungs beside the ladder that hold too.
    beside: tuple[str, ...] = ()
    #: The sentence of the rung, or the rule's title.
    says: str = ""
    #: Who acted, where the matched words tell it.
    actor: str | None = None
    spans: tuple[Span, ...] = ()


# ------------------------------------------------------------------------------------------------ incidents


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What one article adds to an incident."""

    article_id: int
    hit_id: int
    rule_id: str
    rung: str | None
    rank: int
    severity: Severity
    status: Status | None
    reaction: Reaction | None
    actor: str | None
    says: str
    #: The value of what the rule splits by (a company, a court case); None where unknown or not split.
    split: str | None = None
    #: The day the happening belongs to, in the rule's zone: stated, else published, else first seen.
    day: date
    at: datetime
    title: str
    url: str | None
    lang: Lang | None
    source_id: str
    tier: Tier
    #: The independent report this is a copy of.
    origin: str
    #: The wording around the match, in its own language, with the matched words' offsets in it.
    excerpt: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One happening: a rule, what it splits by, a window of time, and what is known so far."""

    #: "tw-7f3a9c21": said in every alert, understood by every command.
    id: str
    rule_id: str
    split: str | None = None
    first_day: date
    last_day: date
    opened_at: datetime
    updated_at: datetime
    rung: str | None = None
    rank: int = 0
    severity: Severity = Severity.INFO
    status: Status | None = None
    #: Highest rank and severity that an alert has already told (or that a baseline made known).
    told_rank: int = 0
    told_severity: Severity | None = None
    told_status: Status | None = None
    told_reaction: Reaction | None = None
    says: str = ""
    articles: int = 0
    langs: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    #: The latest titles, a few for each language, to tell near dates apart.
    titles: tuple[tuple[str, str], ...] = ()
    join_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """To speak about an incident or not, and why. A hit that is history only has no incident."""

    incident_id: str | None
    reason: Reason
    severity: Severity
    #: What was decided in words, for `tripwatch why`.
    detail: str = ""
    #: Versions that made it: rule, engine.
    rule_version: str
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Somebody asked not to be told for a while."""

    #: None until it is stored.
    id: int | None = None
    #: None for every rule.
    rule_id: str | None = None
    starts_at: datetime
    #: Exclusive.
    ends_at: datetime
    author: str
    comment: str
    #: It ends early when an incident reaches this rung.
    until_rung: str | None = None


# ------------------------------------------------------------------------------------------------ delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert put into words, once for each kind of channel. All feed text in it is escaped for that kind."""

    #: One line, complete without the rest.
    title: str
    text: str
    markup: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An alert on its way to one channel."""

    id: int
    alert_id: int
    incident_id: str | None
    channel: str
    #: The same on every copy of this delivery, so that a receiver can tell a repeat.
    key: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    last_error: str | None = None
    sent_at: datetime | None = None
    message: Message
