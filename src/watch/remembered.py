"""What is remembered of a source between polls. Frozen; every instant in it is aware and UTC."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from watch.model import SourceState


class TroubleKind(StrEnum):
    """What can be wrong with a source that somebody should know of."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    #: It is read, and has said nothing new for far longer than it ever did.
    SILENT = "silent"
    #: Items came and went between two polls.
    GAP = "gap"
    #: The same items come under other links and guids again and again.
    UNSTABLE_IDS = "unstable-ids"
    #: It answers for good from another address than the config's.
    MOVED = "moved"

    @property
    def lasts(self) -> bool:
        """Whether its end is worth a word."""
        return self in (TroubleKind.UNREADABLE, TroubleKind.EMPTY, TroubleKind.SILENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong with a source."""

    kind: TroubleKind
    since: datetime
    #: When it was last seen.
    last: datetime
    #: When the operator was told; None: not yet.
    told_at: datetime | None = None
    #: One sentence for a person.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source has been: counts that single polls add to, and what is wrong with it."""

    #: The last poll that brought a new article, the first one included.
    spoke_at: datetime | None = None
    #: Polls that brought a new article, the first one not included.
    arrivals: int = 0
    #: The longest time between two of them, fading slowly.
    longest_rest: timedelta | None = None
    #: Polls in a row without any item, and those in which most items came under other ids.
    empty_polls: int = 0
    churned_polls: int = 0
    #: A body that ended the parser, and how often it did.
    struck_digest: str | None = None
    strikes: int = 0
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a source is asked, and why."""

    #: What was learned; None while nothing was.
    learned: timedelta | None = None
    #: How long its document asks to be left alone.
    ttl: timedelta | None = None
    #: One sentence for a person: what the schedule decided last, and from what.
    why: str | None = None
    #: Of the poll that was decided after: the items that taught something, and those of them that were new.
    seen_items: int | None = None
    new_items: int | None = None
    #: How long its server asks to be left alone: by Cache-Control or Expires, and by Retry-After.
    max_age: timedelta | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A permanent redirect: from which address to which, and in how many polls in a row."""

    moved_from: str | None = None
    moved_to: str | None = None
    moved_polls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """A source as its last poll left it."""

    source_id: str
    state: SourceState = SourceState.NEW
    #: One sentence for a person: why it is in this state.
    detail: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    #: sha256 of the last body that was parsed, so that an unchanged body is not parsed again.
    body_digest: str | None = None
    #: The address the validators belong to: they are not sent to another one.
    validated_url: str | None = None
    next_poll_at: datetime
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    #: Set by the first good poll; before it every article is baseline.
    baseline_at: datetime | None = None
    failures: int = 0
    leased_until: datetime | None = None
    pace: Pace = field(default_factory=Pace)
    move: Move = field(default_factory=Move)
    health: Health = field(default_factory=Health)
