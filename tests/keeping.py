"""Records to store in tests, each with what the test does not care about filled in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from watch.model import (
    Article,
    Decision,
    Fact,
    Hit,
    Incident,
    Lang,
    Message,
    Reaction,
    Reason,
    Severity,
    SourceState,
    Span,
    Status,
    Tier,
    Tone,
)
from watch.remembered import Health, Move, Pace, PollState, Trouble, TroubleKind

NOON = datetime(2026, 10, 17, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class StandingClock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def an_article(**changes: Any) -> Article:
    about = {"source_id": "morning", "key": "https://news.example/1", "title": "A minister went to the shrine"}
    return Article(**{**about, **changes})


def a_full_article() -> Article:
    return an_article(
        title="장관이 신사를 참배했다",
        text="本文 𠮷野家 😀\nsecond line",
        url="https://news.example/1?a=%20b",
        guid="tag:news.example,2026:1",
        lang=Lang.KO,
        tier=Tier.WIRE,
        country="kr",
        published_at=NOON - timedelta(hours=3, microseconds=1),
        published_raw="Sat, 17 Oct 2026 18:00:00 +0900",
    )


def a_hit(**changes: Any) -> Hit:
    about = {"rule_id": "shrine", "rule_version": "r1", "rung": "minister", "rank": 3, "severity": Severity.HIGH}
    return Hit(**{**about, **changes})


def a_full_hit() -> Hit:
    return a_hit(
        status=Status.DONE,
        reaction=Reaction("kr", Tone.DEEP_REGRET),
        beside=("ruled-out", "called-for"),
        says="A minister visited",
        actor="大臣",
        spans=(Span("title", 2, 9, "visit", "minister"), Span("text", 0, 2, "shrine", "神社")),
    )


def an_incident(id_: str = "tw-00000001", **changes: Any) -> Incident:
    about = {
        "rule_id": "shrine",
        "first_day": date(2026, 10, 17),
        "last_day": date(2026, 10, 17),
        "opened_at": NOON,
        "updated_at": NOON,
    }
    return Incident(id=id_, **{**about, **changes})


def a_full_incident() -> Incident:
    return an_incident(
        split="Kobe Steel",
        last_day=date(2026, 10, 20),
        rung="minister",
        rank=3,
        severity=Severity.HIGH,
        status=Status.DONE,
        told_rank=2,
        told_severity=Severity.MEDIUM,
        told_status=Status.PLANNED,
        told_reaction=Reaction("cn", Tone.PROTEST),
        says="A minister visited",
        articles=4,
        langs=("en", "ko"),
        origins=("a", "b"),
        sources=("morning", "evening"),
        titles=(("en", "A minister went"), ("ko", "장관이 갔다")),
        join_version=2,
    )


def a_fact(article_id: int, hit_id: int, **changes: Any) -> Fact:
    about: dict[str, Any] = {
        "rule_id": "shrine",
        "rung": "minister",
        "rank": 3,
        "severity": Severity.HIGH,
        "status": Status.DONE,
        "reaction": Reaction("kr", Tone.SUMMONS),
        "actor": "장관",
        "says": "A minister visited",
        "split": "Kobe Steel",
        "day": date(2026, 10, 17),
        "at": NOON,
        "title": "장관이 갔다",
        "url": "https://news.example/1",
        "lang": Lang.KO,
        "source_id": "morning",
        "tier": Tier.NEWS,
        "origin": "morning",
        "excerpt": "… 장관이 신사를 참배 …",
        "marks": ((2, 5), (7, 9)),
    }
    return Fact(article_id=article_id, hit_id=hit_id, **{**about, **changes})


def a_decision(incident_id: str | None = "tw-00000001", **changes: Any) -> Decision:
    about = {"reason": Reason.NEW_INCIDENT, "severity": Severity.HIGH, "rule_version": "r1", "engine": "1"}
    return Decision(incident_id=incident_id, **{**about, **changes})


def a_message(title: str = "A minister visited the shrine") -> Message:
    return Message(title=title, text="text", markup="*text*", html="<p>text</p>")


def a_poll_state(source_id: str = "morning", **changes: Any) -> PollState:
    return PollState(source_id=source_id, **{"next_poll_at": NOON, **changes})


def a_full_poll_state() -> PollState:
    return a_poll_state(
        state=SourceState.BLOCKED,
        detail="the site asks for a cookie",
        etag='W/"abc"',
        last_modified="Sat, 17 Oct 2026 09:00:00 GMT",
        body_digest="f" * 64,
        validated_url="https://news.example/feed",
        last_polled_at=NOON - MINUTE,
        last_ok_at=NOON - 2 * MINUTE,
        baseline_at=NOON - 3 * MINUTE,
        failures=3,
        pace=Pace(
            learned=7 * MINUTE,
            ttl=90 * MINUTE,
            why="every 7m: 3 of 30 items were new",
            seen_items=30,
            new_items=3,
            max_age=5 * MINUTE,
            retry_after=2 * MINUTE,
        ),
        move=Move(moved_from="http://a.example/", moved_to="https://a.example/", moved_polls=2),
        health=Health(
            spoke_at=NOON - 4 * MINUTE,
            arrivals=12,
            longest_rest=timedelta(days=3),
            empty_polls=1,
            churned_polls=2,
            struck_digest="e" * 64,
            strikes=3,
            troubles=(
                Trouble(kind=TroubleKind.UNREADABLE, since=NOON, last=NOON + MINUTE, told_at=NOON, said="blocked"),
                Trouble(kind=TroubleKind.GAP, since=NOON, last=NOON, said="사이"),
            ),
        ),
    )
