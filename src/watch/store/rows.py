"""Records to rows and back: the only place that knows how a record of the model lies in the tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from watch.model import (
    Article,
    Decision,
    Delivery,
    DeliveryState,
    Fact,
    Hit,
    Incident,
    Lang,
    Message,
    Reaction,
    Reason,
    Severity,
    Silence,
    SourceState,
    Span,
    Status,
    Tier,
    Tone,
)
from watch.remembered import Health, Move, Pace, PollState, Trouble, TroubleKind

Row = RowMapping
Values = dict[str, Any]


def _fields(record: object, *left_out: str) -> Values:
    """A record's fields by name; most columns are called as the field is."""
    names = type(record).__slots__  # type: ignore[attr-defined]
    return {name: getattr(record, name) for name in names if name not in left_out}


def _reaction(row: Row, prefix: str = "reaction") -> Reaction | None:
    by, tone = row[f"{prefix}_by"], row[f"{prefix}_tone"]
    return None if by is None else Reaction(by=by, tone=Tone(tone))


def _of_reaction(reaction: Reaction | None, prefix: str = "reaction") -> Values:
    return {
        f"{prefix}_by": reaction.by if reaction else None,
        f"{prefix}_tone": reaction.tone if reaction else None,
    }


def _status(value: str | None) -> Status | None:
    return None if value is None else Status(value)


def _lang(value: str | None) -> Lang | None:
    return None if value is None else Lang(value)


def poll_state(row: Row) -> PollState:
    """A row of `sources`."""
    values: dict[str, Any] = {name: row[name] for name in PollState.__slots__ if name in row}
    health = {name: row[name] for name in Health.__slots__}
    return PollState(
        **{
            **values,
            "state": SourceState(row["state"]),
            "pace": Pace(**{name: row[name] for name in Pace.__slots__}),
            "move": Move(**{name: row[name] for name in Move.__slots__}),
            "health": Health(**{**health, "troubles": tuple(map(_trouble, row["troubles"]))}),
        }
    )


def of_poll_state(state: PollState) -> Values:
    """All columns of `sources`."""
    return {
        **_fields(state, "pace", "move", "health"),
        **_fields(state.pace),
        **_fields(state.move),
        **_fields(state.health, "troubles"),
        "troubles": [_of_trouble(trouble) for trouble in state.health.troubles],
    }


def _trouble(values: Values) -> Trouble:
    told_at = values["told_at"]
    return Trouble(
        kind=TroubleKind(values["kind"]),
        since=datetime.fromisoformat(values["since"]),
        last=datetime.fromisoformat(values["last"]),
        told_at=datetime.fromisoformat(told_at) if told_at else None,
        said=values["said"],
    )


def _of_trouble(trouble: Trouble) -> Values:
    told_at = trouble.told_at
    return {
        "kind": str(trouble.kind),
        "since": trouble.since.isoformat(),
        "last": trouble.last.isoformat(),
        "told_at": told_at.isoformat() if told_at else None,
        "said": trouble.said,
    }


def of_article(article: Article) -> Values:
    """The columns of `articles` that the article itself tells."""
    return _fields(article)


def article(row: Row) -> Article:
    """A row of `articles`."""
    values = {name: row[name] for name in Article.__slots__}
    return Article(**{**values, "lang": _lang(row["lang"]), "tier": Tier(row["tier"])})


def of_hit(hit: Hit) -> Values:
    """The columns of `hits` that the hit itself tells."""
    spans = [[span.field, span.start, span.end, span.group, span.term] for span in hit.spans]
    return {
        **_fields(hit, "reaction", "beside", "spans"),
        **_of_reaction(hit.reaction),
        "beside": list(hit.beside),
        "spans": spans,
    }


def hit(row: Row) -> Hit:
    """A row of `hits`."""
    return Hit(
        rule_id=row["rule_id"],
        rule_version=row["rule_version"],
        rung=row["rung"],
        rank=row["rank"],
        severity=Severity(row["severity"]),
        status=_status(row["status"]),
        reaction=_reaction(row),
        beside=tuple(row["beside"]),
        says=row["says"],
        actor=row["actor"],
        spans=tuple(Span(*span) for span in row["spans"]),
    )


def of_incident(incident: Incident) -> Values:
    """All columns of `incidents`."""
    return {
        **_fields(incident, "told_reaction", "langs", "origins", "sources", "titles"),
        **_of_reaction(incident.told_reaction, "told_reaction"),
        "langs": list(incident.langs),
        "origins": list(incident.origins),
        "sources": list(incident.sources),
        "titles": [list(pair) for pair in incident.titles],
    }


def incident(row: Row) -> Incident:
    """A row of `incidents`."""
    values: dict[str, Any] = {name: row[name] for name in Incident.__slots__ if name in row}
    told = row["told_severity"]
    return Incident(
        **{
            **values,
            "severity": Severity(row["severity"]),
            "status": _status(row["status"]),
            "told_severity": None if told is None else Severity(told),
            "told_status": _status(row["told_status"]),
            "told_reaction": _reaction(row, "told_reaction"),
            "langs": tuple(row["langs"]),
            "origins": tuple(row["origins"]),
            "sources": tuple(row["sources"]),
            "titles": tuple((lang, title) for lang, title in row["titles"]),
        }
    )


def of_fact(fact: Fact) -> Values:
    """The columns of `facts` that the fact itself tells."""
    return {
        **_fields(fact, "reaction", "marks"),
        **_of_reaction(fact.reaction),
        "marks": [list(mark) for mark in fact.marks],
    }


def fact(row: Row) -> Fact:
    """A row of `facts`."""
    values: dict[str, Any] = {name: row[name] for name in Fact.__slots__ if name in row}
    return Fact(
        **{
            **values,
            "severity": Severity(row["severity"]),
            "status": _status(row["status"]),
            "reaction": _reaction(row),
            "lang": _lang(row["lang"]),
            "tier": Tier(row["tier"]),
            "marks": tuple((start, end) for start, end in row["marks"]),
        }
    )


def of_decision(decision: Decision) -> Values:
    """The columns of `decisions` that the decision itself tells."""
    return _fields(decision)


def decision(row: Row) -> Decision:
    """A row of `decisions`."""
    values: dict[str, Any] = {name: row[name] for name in Decision.__slots__}
    return Decision(**{**values, "reason": Reason(row["reason"]), "severity": Severity(row["severity"])})


def of_message(message: Message) -> Values:
    """The columns of `alerts` that hold its wording."""
    return _fields(message)


def message(row: Row) -> Message:
    """The wording in a row of `alerts`, or of a join with it."""
    return Message(title=row["title"], text=row["text"], markup=row["markup"], html=row["html"])


def delivery(row: Row) -> Delivery:
    """A row of `deliveries` joined with its alert."""
    values = {name: row[name] for name in Delivery.__slots__ if name != "message"}
    return Delivery(**{**values, "state": DeliveryState(row["state"]), "message": message(row)})


def of_silence(silence: Silence) -> Values:
    """The columns of `silences` without the id, which the database gives."""
    return _fields(silence, "id")


def silence(row: Row) -> Silence:
    """A row of `silences`."""
    return Silence(**row)
