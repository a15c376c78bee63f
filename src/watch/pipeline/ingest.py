"""What a poll found becomes history, incidents and alerts, in one transaction (P1).

Identity check, articles, hits, joining, decisions, alerts, deliveries, poll state: either all of it is committed or the
next poll sees the same items again. Nothing here fetches, parses or matches; that was done before.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from watch.incidents import decide, facts, join, render
from watch.model import Article, Decision, Fact, Hit, Incident, Message, Reason, Severity, Silence
from watch.pipeline.active import Active
from watch.remembered import PollState
from watch.rules.match import ENGINE
from watch.store import archive, queues

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from watch.rules.tree import Rule

#: An article that changes more often than this is a live counter; further edits are passed over.
MOST_EDITS = 24
#: A feed of which this many items are unknown, and none known by link, guid or title, was reset: it is baseline again.
RESET_ITEMS = 20
#: A shorter document of which nothing is known is no sign of a gap: it holds little at any time.
GAP_ITEMS = 5
#: What of a baseline is told in its one message: high or worse, and published no longer ago than this.
RECENT = timedelta(hours=24)
#: More incidents than this from one poll are told in one message.
MOST_MESSAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An article, the digest of what it says, and what the rules found in it."""

    article: Article
    digest: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What came of a poll, for the log."""

    new: int = 0
    edited: int = 0
    hits: int = 0
    alerts: int = 0
    baseline: bool = False
    #: Items that were known before, and those of them that came under other links and guids.
    overlap: int = 0
    renamed: int = 0
    #: Nothing was known, and no reset explains it: items may have come and gone since the last poll.
    gap: bool = False


@dataclass(slots=True, kw_only=True)
class _Told:
    """An incident that this poll gives a reason to speak about."""

    incident: Incident
    reason: Reason


@dataclass(slots=True, kw_only=True)
class _Transaction:
    """The work of one ingest: what it was given, and what it has found so far."""

    conn: "Connection"
    active: Active
    now: datetime
    #: Whether this poll is the first look at the source, or the first after a reset.
    baseline: bool
    #: When the source was last read; None when it never was.
    read_at: datetime | None
    new: int = 0
    edited: int = 0
    hits: int = 0
    #: By incident; in the order in which they came to speak.
    told: dict[str, _Told] = field(default_factory=dict)
    #: Baseline incidents that are bad and fresh enough for the one message.
    recent: dict[str, Incident] = field(default_factory=dict)

    def is_baseline(self, article: Article) -> bool:
        """Whether an article was there before we looked. What is dated after we last read the source is news.

        Otherwise a weekend without a network, which looks like a reset, would swallow what happened in it.
        """
        if not self.baseline or self.read_at is None:
            return self.baseline
        return article.published_at is None or article.published_at <= self.read_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a poll found: what is new or changed in it, and how many other items we knew already."""

    matched: tuple[Matched, ...]
    overlap: int = 0
    #: Known articles that came under another link or guid, by number.
    renamed: Mapping[int, Article] = field(default_factory=dict)


def ingest(conn: "Connection", found: Found, before: PollState, active: Active, now: datetime) -> Ingested:
    """Take in what a poll found.

    The caller records, in the same transaction, the poll state that would make us not see it again.
    """
    for article_id, article in found.renamed.items():
        archive.rename_article(conn, article_id, article)
    known = archive.known_articles(conn, before.source_id, [matched.article.key for matched in found.matched])
    strange = not known and not found.overlap and not found.renamed
    reset = strange and _was_reset(conn, before, found.matched)
    baseline = before.baseline_at is None or reset
    work = _Transaction(conn=conn, active=active, now=now, baseline=baseline, read_at=before.last_ok_at)
    for matched in found.matched:
        _take(work, matched, known.get(matched.article.key))
    alerts = _speak(work)
    return Ingested(
        new=work.new,
        edited=work.edited,
        hits=work.hits,
        alerts=alerts,
        baseline=baseline,
        overlap=found.overlap + len(found.renamed),
        renamed=len(found.renamed),
        gap=strange and not baseline and len(found.matched) >= GAP_ITEMS,
    )


def _was_reset(conn: "Connection", before: PollState, found: tuple[Matched, ...]) -> bool:
    """Whether the feed was rebuilt: many items, none known by link (the caller saw to that), guid or title.

    Not if all of them are dated after we last read it: then its window is shorter than our absence.
    """
    if len(found) < RESET_ITEMS:
        return False
    read_at, dates = before.last_ok_at, [matched.article.published_at for matched in found]
    if read_at is not None and all(date is not None and date > read_at for date in dates):
        return False
    source_id = before.source_id
    guids = [matched.article.guid for matched in found if matched.article.guid]
    titles = [matched.article.title for matched in found if matched.article.title]
    return not archive.knows_any(conn, source_id, guids=guids, titles=titles)


def is_news(known: archive.KnownArticle | None, digest: str) -> bool:
    """Whether an article is new, or edited since; what is edited time and again is a live counter."""
    return known is None or (known.digest != digest and known.edits < MOST_EDITS)


def _take(work: _Transaction, matched: Matched, known: archive.KnownArticle | None) -> None:
    """One article: new, edited, or nothing new."""
    article = matched.article
    if known is None:
        work.new += 1
        article_id = archive.add_article(
            work.conn, article, digest=matched.digest, first_seen_at=work.now, baseline=work.is_baseline(article)
        )
        first_seen_at, fresh = work.now, matched.hits
    elif is_news(known, matched.digest):
        work.edited += 1
        archive.edit_article(work.conn, known.id, article, digest=matched.digest, at=work.now)
        article_id, first_seen_at = known.id, known.first_seen_at
        fresh = _newly_matching(matched.hits, archive.hits_of_article(work.conn, known.id))
    else:
        return
    for hit in fresh:
        _hit(work, article, article_id, first_seen_at, hit)


def _newly_matching(hits: tuple[Hit, ...], before: list[Hit]) -> tuple[Hit, ...]:
    """After an edit: what says more than any hit this article gave before."""
    said = {(hit.rule_id, hit.rung, hit.status, hit.reaction) for hit in before}
    return tuple(hit for hit in hits if (hit.rule_id, hit.rung, hit.status, hit.reaction) not in said)


def _hit(work: _Transaction, article: Article, article_id: int, first_seen_at: datetime, hit: Hit) -> None:
    """Keep a hit; join it to its incident, unless it is history only; decide."""
    rule = work.active.ruleset.rule(hit.rule_id)
    hit_id = archive.add_hit(work.conn, article_id, hit, engine=ENGINE, at=work.now)
    if hit_id is None or rule is None:
        return
    work.hits += 1
    if hit.severity is Severity.INFO:
        _keep_decision(work, None, Reason.BELOW_THRESHOLD, "on topic, no rung reached: history", hit, hit_id, None)
        return
    fact = facts.fact_of(article, hit, article_id=article_id, hit_id=hit_id, rule=rule, first_seen_at=first_seen_at)
    with queues.joining(work.conn, rule.id):
        _join(work, article, fact, hit, rule)


def _join(work: _Transaction, article: Article, fact: Fact, hit: Hit, rule: "Rule") -> None:
    """Add a fact to the incident it belongs to, or open one; decide whether that is worth speaking."""
    window = rule.event.window
    near = archive.incidents_near(work.conn, rule.id, fact.day - window, fact.day + window)
    before = join.join(fact, near, window)
    new_id = before.id if before else _free_id(work.conn, fact, article)
    after = join.absorb(before, fact, new_id=new_id, at=work.now)
    channels = work.active.config.channels_for(rule.id, after.severity)
    silence = _silence(work, rule.id)
    reason, detail = decide.decide(
        before,
        after,
        fact,
        baseline=work.is_baseline(article),
        silenced=silence,
        channels=channels,
        now=work.now,
        # Asked only what each capital has answered, so read only for an answer: an incident may have many facts.
        known=archive.facts(work.conn, before.id) if before and fact.reaction else (),
        until_rank=rule.rank_of(silence.until_rung) if silence else 0,
    )
    recent = reason is Reason.BASELINE and _is_recent(fact, work.now)
    if reason.speaks or recent:
        after = decide.told(after, fact)
    archive.save_incident(work.conn, after)
    fact_id = archive.add_fact(work.conn, after.id, fact)
    _keep_decision(work, after.id, reason, detail, hit, fact.hit_id, fact_id)
    if reason.speaks:
        first = work.told.get(after.id)
        work.told[after.id] = _Told(incident=after, reason=first.reason if first else reason)
    elif recent:
        work.recent[after.id] = after
    elif after.id in work.told:
        work.told[after.id].incident = after


def _silence(work: _Transaction, rule_id: str) -> Silence | None:
    """The silence that covers this rule now, if there is one."""
    active = queues.active_silences(work.conn, work.now)
    return next((silence for silence in active if silence.rule_id in (None, rule_id)), None)


def _is_recent(fact: Fact, now: datetime) -> bool:
    return fact.severity.rank >= Severity.HIGH.rank and now - fact.at <= RECENT


def _free_id(conn: "Connection", fact: Fact, article: Article) -> str:
    """An id for a new incident that no other has: the same for the same article, should the transaction be repeated."""
    salt = 0
    while archive.incident(conn, wanted := join.incident_id(fact.rule_id, fact.day, article.key, salt=salt)):
        salt += 1
    return wanted


def _keep_decision(
    work: _Transaction, incident_id: str | None, reason: Reason, detail: str, hit: Hit, hit_id: int, fact_id: int | None
) -> None:
    decision = Decision(
        incident_id=incident_id,
        reason=reason,
        severity=hit.severity,
        detail=detail,
        rule_version=hit.rule_version,
        engine=ENGINE,
    )
    archive.add_decision(work.conn, decision, fact_id=fact_id, hit_id=hit_id, at=work.now)


# ------------------------------------------------------------------------------------------------ speaking


def _speak(work: _Transaction) -> int:
    """Make alerts of what is to be told, one for each incident, or one for all where they are many."""
    count = 0
    if len(work.told) > MOST_MESSAGES:
        count += _tell_together(work, [told.incident for told in work.told.values()], Reason.DIGEST)
    else:
        for told in work.told.values():
            count += _tell(work, told)
    if work.recent:
        count += _tell_together(work, list(work.recent.values()), Reason.ALREADY_IN_FEEDS)
    return count


def _tell(work: _Transaction, told: _Told) -> int:
    incident = told.incident
    message = render.message(
        incident,
        archive.facts(work.conn, incident.id),
        told.reason,
        work.active.ruleset.rule(incident.rule_id),
        zone=work.active.config.reader_zone,
    )
    channels = work.active.config.channels_for(incident.rule_id, incident.severity)
    return _enqueue(work, incident.id, told.reason, incident.severity, message, channels)


def _tell_together(work: _Transaction, incidents: list[Incident], reason: Reason) -> int:
    """One message for many incidents, to every channel that one of them goes to, with those that go there."""
    config = work.active.config
    by_channel: dict[str, list[Incident]] = {}
    for incident in incidents:
        for channel in config.channels_for(incident.rule_id, incident.severity):
            by_channel.setdefault(channel, []).append(incident)
    groups: dict[tuple[str, ...], list[str]] = {}
    for channel, mine in by_channel.items():
        groups.setdefault(tuple(incident.id for incident in mine), []).append(channel)
    for ids, channels in groups.items():
        mine = [incident for incident in incidents if incident.id in ids]
        message = render.digest_message(mine, reason, zone=config.reader_zone)
        worst = max((incident.severity for incident in mine), key=lambda severity: severity.rank)
        _enqueue(work, None, reason, worst, message, tuple(channels))
    return len(groups)


def _enqueue(
    work: _Transaction,
    incident_id: str | None,
    reason: Reason,
    severity: Severity,
    message: Message,
    channels: tuple[str, ...],
) -> int:
    """An alert and its deliveries, each with a key that every copy of it will carry."""
    alert_id = archive.add_alert(
        work.conn, incident_id=incident_id, reason=reason, severity=severity, message=message, at=work.now
    )
    for channel in channels:
        queues.enqueue(work.conn, alert_id, channel, delivery_key(alert_id, channel, work.now), work.now)
    return 1


def delivery_key(alert_id: int, channel: str, at: datetime) -> str:
    """A short key for one delivery, the same on every copy of it; a receiver can tell a repeat by it."""
    return hashlib.sha256(f"{alert_id}\n{channel}\n{at.isoformat()}".encode()).hexdigest()[:16]
