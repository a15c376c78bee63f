"""What was seen, matched, joined, decided and said. Functions over a Connection of `Store.write` or `Store.read`.

They begin and end no transaction: a command is one transaction, whatever it calls (P1). What is due when stands in
queues.py; how a record lies in a table, in rows.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from watch.model import Article, Decision, DeliveryState, Fact, Hit, Incident, Message, Severity
from watch.store import rows, tables

#: Databases limit how many values one statement may carry.
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What is remembered of an article that a source showed before."""

    id: int
    digest: str
    edits: int
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """A known article by what a reader knows it by."""

    title: str
    published_at: datetime | None
    known: KnownArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with what we know of it ourselves."""

    id: int
    article: Article
    first_seen_at: datetime
    digest: str
    edits: int
    edited_at: datetime | None
    baseline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHit:
    """A hit with its place and time."""

    id: int
    article_id: int
    hit: Hit
    engine: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """A decision with its time, and what it was about."""

    id: int
    decision: Decision
    fact_id: int | None
    hit_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What was said, once for all channels."""

    id: int
    incident_id: str | None
    #: A value of `model.Reason`, or what the operator was told about.
    reason: str
    severity: Severity
    message: Message
    at: datetime


# ------------------------------------------------------------------------------------------------ articles


def known_articles(conn: Connection, source_id: str, keys: Collection[str]) -> dict[str, KnownArticle]:
    """Those of the keys that this source has shown before."""
    articles = tables.articles.c
    columns = (articles.key, articles.id, articles.digest, articles.edits, articles.first_seen_at)
    # A key is compared as it was stored.
    asked = {key: tables.clean(key) for key in keys}
    stored = iter(dict.fromkeys(asked.values()))
    found: dict[str, KnownArticle] = {}
    while chunk := list(islice(stored, _CHUNK)):
        query = select(*columns).where(articles.source_id == source_id, articles.key.in_(chunk))
        for key, id_, digest, edits, first_seen_at in conn.execute(query):
            found[key] = KnownArticle(id=id_, digest=digest, edits=edits, first_seen_at=first_seen_at)
    return {key: found[name] for key, name in asked.items() if name in found}


def has_history(conn: Connection, source_id: str) -> bool:
    """Whether the source has ever shown an article."""
    query = select(tables.articles.c.id).where(tables.articles.c.source_id == source_id).limit(1)
    return conn.scalar(query) is not None


def knows_any(conn: Connection, source_id: str, *, guids: Collection[str], titles: Collection[str]) -> bool:
    """Whether the source has ever shown an article of one of these guids or titles."""
    articles = tables.articles.c
    for column, values in ((articles.guid, guids), (articles.title, titles)):
        left = iter(set(values))
        while chunk := list(islice(left, _CHUNK)):
            query = select(articles.id).where(articles.source_id == source_id, column.in_(chunk)).limit(1)
            if conn.scalar(query) is not None:
                return True
    return False


def titled(conn: Connection, source_id: str, titles: Collection[str]) -> list[Titled]:
    """The articles of a source with these titles."""
    articles = tables.articles.c
    stored = iter({tables.clean(title) for title in titles})
    names = ("id", "digest", "edits", "first_seen_at")
    query = select(articles.title, articles.published_at, *(articles[name] for name in names))
    found: list[Titled] = []
    while chunk := list(islice(stored, _CHUNK)):
        for row in conn.execute(query.where(articles.source_id == source_id, articles.title.in_(chunk))).mappings():
            known = KnownArticle(**{name: row[name] for name in names})
            found.append(Titled(title=row["title"], published_at=row["published_at"], known=known))
    return found


def rename_article(conn: Connection, article_id: int, article: Article) -> None:
    """Know an article by the key, link and guid that its source gives it now."""
    query = update(tables.articles).where(tables.articles.c.id == article_id)
    conn.execute(query.values(key=article.key, url=article.url, guid=article.guid))


def add_article(conn: Connection, article: Article, *, digest: str, first_seen_at: datetime, baseline: bool) -> int:
    """Store an article that its source did not show before, and return its id."""
    values = {**rows.of_article(article), "digest": digest, "first_seen_at": first_seen_at, "baseline": baseline}
    return _inserted(conn, tables.articles, {**values, "edits": 0})


def edit_article(conn: Connection, article_id: int, article: Article, *, digest: str, at: datetime) -> None:
    """Store what an article says now; its identity and its first sight stay."""
    values = {name: value for name, value in rows.of_article(article).items() if name not in ("source_id", "key")}
    query = update(tables.articles).where(tables.articles.c.id == article_id)
    conn.execute(query.values(**values, digest=digest, edited_at=at, edits=tables.articles.c.edits + 1))


def article_counts(conn: Connection) -> dict[str, int]:
    """How many articles each source has shown; a source without any is left out."""
    articles = tables.articles.c
    query = select(articles.source_id, func.count()).group_by(articles.source_id)
    return dict(map(tuple, conn.execute(query)))


def latest_articles(conn: Connection, source_id: str, *, limit: int) -> list[StoredArticle]:
    """The articles of a source that were seen last, newest first."""
    articles = tables.articles.c
    query = select(tables.articles).where(articles.source_id == source_id).order_by(articles.id.desc()).limit(limit)
    return [_stored(row) for row in conn.execute(query).mappings()]


def waiting_articles(conn: Connection, source_id: str, mark: str) -> int:
    """How many articles of a source have a digest that ends with this mark."""
    articles = tables.articles.c
    query = select(func.count()).where(articles.source_id == source_id, articles.digest.endswith(mark, autoescape=True))
    return conn.scalar(query) or 0


def article(conn: Connection, article_id: int) -> StoredArticle | None:
    """The article of this id."""
    row = conn.execute(select(tables.articles).where(tables.articles.c.id == article_id)).mappings().first()
    return None if row is None else _stored(row)


def _stored(row: rows.Row) -> StoredArticle:
    own = {name: row[name] for name in StoredArticle.__slots__ if name != "article"}
    return StoredArticle(article=rows.article(row), **own)


# ------------------------------------------------------------------------------------------------ hits


def add_hit(conn: Connection, article_id: int, hit: Hit, *, engine: str, at: datetime) -> int | None:
    """Store a hit and return its id; None if this rule already hit this content of the article.

    An article that was edited since may hit again. Store the edit first.
    """
    articles, hits = tables.articles.c, tables.hits.c
    digest = conn.execute(select(articles.digest).where(articles.id == article_id)).scalar_one()
    same = select(hits.id).where(hits.article_id == article_id, hits.rule_id == hit.rule_id, hits.digest == digest)
    if conn.scalar(same) is not None:
        return None
    values = {**rows.of_hit(hit), "article_id": article_id, "digest": digest, "engine": engine, "at": at}
    return _inserted(conn, tables.hits, values)


def hits_of_article(conn: Connection, article_id: int) -> list[Hit]:
    """All hits of an article, those of its earlier wordings included, oldest first."""
    query = select(tables.hits).where(tables.hits.c.article_id == article_id).order_by(tables.hits.c.id)
    return [rows.hit(row) for row in conn.execute(query).mappings()]


def hits(
    conn: Connection, *, rule_id: str | None = None, since: datetime | None = None, limit: int = 100
) -> list[StoredHit]:
    """The latest hits, newest first, history included."""
    query = select(tables.hits).order_by(tables.hits.c.id.desc()).limit(limit)
    if rule_id is not None:
        query = query.where(tables.hits.c.rule_id == rule_id)
    if since is not None:
        query = query.where(tables.hits.c.at >= since)
    return [
        StoredHit(id=row["id"], article_id=row["article_id"], hit=rows.hit(row), engine=row["engine"], at=row["at"])
        for row in conn.execute(query).mappings()
    ]


# ------------------------------------------------------------------------------------------------ incidents


def incidents_near(conn: Connection, rule_id: str, first_day: date, last_day: date) -> list[Incident]:
    """The incidents of a rule whose days overlap these, oldest first."""
    incidents = tables.incidents.c
    query = (
        select(tables.incidents)
        .where(incidents.rule_id == rule_id, incidents.last_day >= first_day, incidents.first_day <= last_day)
        .order_by(incidents.first_day, incidents.opened_at, incidents.id)
    )
    return [rows.incident(row) for row in conn.execute(query).mappings()]


def incident(conn: Connection, incident_id: str) -> Incident | None:
    """The incident of this id."""
    row = conn.execute(select(tables.incidents).where(tables.incidents.c.id == incident_id)).mappings().first()
    return None if row is None else rows.incident(row)


def incident_ids(conn: Connection, prefix: str, *, limit: int = 20) -> list[str]:
    """The ids that begin so, for a person who typed part of one."""
    ids = tables.incidents.c.id
    query = select(ids).where(ids.startswith(prefix, autoescape=True)).order_by(ids).limit(limit)
    return list(conn.scalars(query))


def save_incident(conn: Connection, incident: Incident) -> None:
    """Store a new incident, or the new state of one that is stored."""
    values = rows.of_incident(incident)
    known = conn.execute(update(tables.incidents).where(tables.incidents.c.id == incident.id).values(**values))
    if known.rowcount == 0:
        conn.execute(insert(tables.incidents).values(**values))


def incidents(
    conn: Connection,
    *,
    rule_id: str | None = None,
    since: datetime | None = None,
    min_severity: Severity | None = None,
    limit: int = 100,
) -> list[Incident]:
    """Incidents, the one that changed last first; `since` asks for those that changed then or later."""
    columns = tables.incidents.c
    query = select(tables.incidents).order_by(columns.updated_at.desc(), columns.id).limit(limit)
    if rule_id is not None:
        query = query.where(columns.rule_id == rule_id)
    if since is not None:
        query = query.where(columns.updated_at >= since)
    if min_severity is not None:
        query = query.where(columns.severity.in_([level for level in Severity if level.rank >= min_severity.rank]))
    return [rows.incident(row) for row in conn.execute(query).mappings()]


def add_fact(conn: Connection, incident_id: str, fact: Fact) -> int:
    """Store what an article adds to an incident, and return the fact's id."""
    return _inserted(conn, tables.facts, {**rows.of_fact(fact), "incident_id": incident_id})


def facts(conn: Connection, incident_id: str) -> list[Fact]:
    """The facts of an incident in the order in which they came."""
    query = select(tables.facts).where(tables.facts.c.incident_id == incident_id).order_by(tables.facts.c.id)
    return [rows.fact(row) for row in conn.execute(query).mappings()]


# ------------------------------------------------------------------------------------------------ decisions, alerts


def add_decision(conn: Connection, decision: Decision, *, fact_id: int | None, hit_id: int | None, at: datetime) -> int:
    """Store why we spoke or did not, and return the decision's id."""
    values = {**rows.of_decision(decision), "fact_id": fact_id, "hit_id": hit_id, "at": at}
    return _inserted(conn, tables.decisions, values)


def decisions(conn: Connection, incident_id: str | None = None, *, hit_id: int | None = None) -> list[StoredDecision]:
    """The decisions about an incident, about a hit, or about both, oldest first."""
    columns = tables.decisions.c
    query = select(tables.decisions).order_by(columns.id)
    if incident_id is not None:
        query = query.where(columns.incident_id == incident_id)
    if hit_id is not None:
        query = query.where(columns.hit_id == hit_id)
    return [
        StoredDecision(
            id=row["id"], decision=rows.decision(row), fact_id=row["fact_id"], hit_id=row["hit_id"], at=row["at"]
        )
        for row in conn.execute(query).mappings()
    ]


def add_alert(
    conn: Connection, *, incident_id: str | None, reason: str, severity: Severity, message: Message, at: datetime
) -> int:
    """Store what is to be said, and return the alert's id. `queues.enqueue` sends it on its ways."""
    values = {**rows.of_message(message), "incident_id": incident_id, "reason": reason, "severity": severity, "at": at}
    return _inserted(conn, tables.alerts, values)


def reword_alert(conn: Connection, alert_id: int, message: Message) -> None:
    """Say it otherwise; for what nobody was sent yet."""
    conn.execute(update(tables.alerts).where(tables.alerts.c.id == alert_id).values(**rows.of_message(message)))


def alerts(conn: Connection, incident_id: str | None = None, *, limit: int = 1000) -> list[Alert]:
    """The alerts of an incident, or the latest of all, in the order in which they were made."""
    query = select(tables.alerts).order_by(tables.alerts.c.id.desc()).limit(limit)
    if incident_id is not None:
        query = query.where(tables.alerts.c.incident_id == incident_id)
    return [_alert(row) for row in conn.execute(query).mappings()][::-1]


def notices(conn: Connection, beginning: str, *, limit: int) -> list[Alert]:
    """What the operator was told last with a title or a line that begins so, newest first."""
    columns = tables.alerts.c
    told = or_(columns.title.startswith(beginning, autoescape=True), columns.text.contains(beginning, autoescape=True))
    query = select(tables.alerts).where(columns.incident_id.is_(None), told).order_by(columns.id.desc()).limit(limit)
    return [_alert(row) for row in conn.execute(query).mappings()]


def _alert(row: rows.Row) -> Alert:
    return Alert(
        id=row["id"],
        incident_id=row["incident_id"],
        reason=row["reason"],
        severity=Severity(row["severity"]),
        message=rows.message(row),
        at=row["at"],
    )


# ------------------------------------------------------------------------------------------------ status, settings


def counts(conn: Connection) -> dict[str, int]:
    """How much there is: articles, hits, incidents, alerts, and "deliveries_" with each state."""
    wholes = {table.name: table for table in (tables.articles, tables.hits, tables.incidents, tables.alerts)}
    found = {name: conn.scalar(select(func.count()).select_from(table)) or 0 for name, table in wholes.items()}
    states = tables.deliveries.c.state
    by_state: dict[str, int] = dict(conn.execute(select(states, func.count()).group_by(states)).all())
    return found | {f"deliveries_{state}": by_state.get(state, 0) for state in DeliveryState}


def remember(conn: Connection, key: str, value: str) -> None:
    """Keep a text under a name, in place of the one before."""
    settings = tables.settings
    if conn.execute(update(settings).where(settings.c.key == key).values(value=value)).rowcount == 0:
        conn.execute(insert(settings).values(key=key, value=value))


def recall(conn: Connection, key: str) -> str | None:
    """The text kept under this name."""
    return conn.scalar(select(tables.settings.c.value).where(tables.settings.c.key == key))


def forget(conn: Connection, key: str) -> None:
    """Keep nothing under this name any more."""
    conn.execute(delete(tables.settings).where(tables.settings.c.key == key))


def _inserted(conn: Connection, table: Table, values: dict[str, Any]) -> int:
    """Insert one row into a table whose key is a number, and return the number."""
    # As parameters, not as a part of the statement, which is then worked out once and not anew for each row.
    return tables.new_id(conn.execute(insert(table), values))
