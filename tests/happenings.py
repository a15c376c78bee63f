"""Articles, hits, facts and incidents for tests, each with sensible values where a test does not care."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from watch.model import Article, Fact, Hit, Incident, Lang, Severity, Status, Tier
from watch.rules.tree import EventWindow, Group, Rule, Rung, Some

DAY = date(2026, 10, 17)
NOON = datetime(2026, 10, 17, 3, 0, tzinfo=UTC)

_ALWAYS = Some(place=Group(name="shrine"))
_LADDER = (
    ("offering", Severity.MEDIUM, "A ritual offering was sent to Yasukuni"),
    ("lawmakers", Severity.MEDIUM, "Members of parliament visited Yasukuni"),
    ("minister", Severity.HIGH, "A sitting minister visited Yasukuni"),
    ("prime-minister", Severity.CRITICAL, "The prime minister visited Yasukuni"),
)
SAYS = {name: says for name, _, says in _LADDER}
RANK = {name: rank for rank, (name, _, _) in enumerate(_LADDER, 1)}
SEVERITY = {name: severity for name, severity, _ in _LADDER}


def a_rule(**changes: Any) -> Rule:
    """A rule with a ladder of four rungs."""
    values: dict[str, Any] = {
        "id": "yasukuni",
        "title": "Yasukuni Shrine",
        "why": "A sitting minister's visit has cancelled summits before.",
        "severity": Severity.INFO,
        "groups": {},
        "when": _ALWAYS,
        "event": EventWindow(window=timedelta(days=4), zone="Asia/Tokyo"),
        "ladder": tuple(
            Rung(name=name, severity=severity, says=says, when=_ALWAYS, rank=RANK[name])
            for name, severity, says in _LADDER
        ),
        "file": "yasukuni.toml",
        "version": "abc",
    }
    return Rule(**(values | changes))


def an_article(title: str = "", text: str = "", **changes: Any) -> Article:
    values: dict[str, Any] = {"source_id": "daily", "key": "k", "title": title, "text": text, "lang": Lang.EN}
    return Article(**(values | changes))


def a_hit(**changes: Any) -> Hit:
    return Hit(**({"rule_id": "yasukuni", "rule_version": "abc"} | changes))


def a_fact(rung: str | None = "offering", **changes: Any) -> Fact:
    """A fact of a rung of the ladder, with that rung's rank and severity."""
    article_id = changes.pop("article_id", 1)
    day = changes.pop("day", DAY)
    values: dict[str, Any] = {
        "article_id": article_id,
        "hit_id": article_id,
        "rule_id": "yasukuni",
        "rung": rung,
        "rank": RANK.get(rung or "", 0),
        "severity": SEVERITY.get(rung or "", Severity.LOW),
        "status": Status.DONE,
        "reaction": None,
        "actor": None,
        "says": SAYS.get(rung or "", "Yasukuni Shrine"),
        "day": day,
        "at": datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC),
        "title": "A title",
        "url": None,
        "lang": Lang.EN,
        "source_id": "daily",
        "tier": Tier.NEWS,
        "origin": "daily",
    }
    return Fact(**(values | changes))


def an_incident(**changes: Any) -> Incident:
    """An incident of one offering that nobody was told of."""
    values: dict[str, Any] = {
        "id": "tw-00000001",
        "rule_id": "yasukuni",
        "first_day": DAY,
        "last_day": DAY,
        "opened_at": NOON,
        "updated_at": NOON,
        "rung": "offering",
        "rank": 1,
        "severity": Severity.MEDIUM,
        "status": Status.DONE,
        "says": SAYS["offering"],
        "articles": 1,
        "langs": ("en",),
        "origins": ("daily",),
        "sources": ("daily",),
    }
    return Incident(**(values | changes))
