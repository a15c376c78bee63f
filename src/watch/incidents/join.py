"""Which happening a fact belongs to, and what it adds to it.

Joining is compatibility, not equality: what is unknown agrees with everything, two known different values do not.
Strings do not match across languages, so a title decides only between candidates that the facts cannot tell apart.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from unicodedata import normalize

from watch.model import Fact, Incident, Status, Tier

#: Changes when the same facts would be joined otherwise.
JOIN_VERSION = 1
#: No happening is longer than this, however steadily it is written about.
LONGEST = timedelta(days=10)
#: Titles kept for each language.
_TITLES = 3

#: What a status claims, weakest first. The others claim nothing about whether the act was done.
_CLAIM = {Status.PLANNED: 1, Status.DENIED: 2, Status.DONE: 3}


def incident_id(rule_id: str, day: date, article_key: str, salt: int = 0) -> str:
    """A short id that is the same whenever the same article opens the incident. `salt` resolves a collision."""
    digest = hashlib.sha256(f"{rule_id}\n{day.isoformat()}\n{article_key}\n{salt}".encode("utf-8", "replace"))
    return f"tw-{digest.hexdigest()[:8]}"


# ------------------------------------------------------------------------------------------------ joining


def join(fact: Fact, candidates: Iterable[Incident], window: timedelta) -> Incident | None:
    """The incident that a fact belongs to, or None if it opens one.

    Of several the one that is known to be about the same thing wins, then the nearest date, then the likest title in
    the fact's language, then the older incident.
    """
    fitting = [incident for incident in candidates if _fits(fact, incident, window)]
    return min(fitting, key=lambda incident: _preference(fact, incident), default=None)


def _fits(fact: Fact, incident: Incident, window: timedelta) -> bool:
    return (
        fact.rule_id == incident.rule_id
        and _agree(fact.split, incident.split)
        and _distance(fact.day, incident) <= min(window, LONGEST)
        and max(fact.day, incident.last_day) - min(fact.day, incident.first_day) <= LONGEST
    )


def _preference(fact: Fact, incident: Incident) -> tuple[bool, timedelta, float, datetime, str]:
    same = fact.split is not None and fact.split == incident.split
    return not same, _distance(fact.day, incident), -_likeness(fact, incident), incident.opened_at, incident.id


def _agree(one: str | None, other: str | None) -> bool:
    """Two known values of one language, or two that no language owns, must be equal; all else agrees."""
    if one is None or other is None or one == other:
        return True
    return _language(one) != _language(other)


def _language(value: str) -> str:
    """ "ja" of a wording that one language owns ("ja:…"), "" of a name for all of them."""
    head, colon, _ = value.partition(":")
    return head if colon else ""


def _distance(day: date, incident: Incident) -> timedelta:
    """How far a day lies outside the incident's days; zero inside."""
    return max(incident.first_day - day, day - incident.last_day, timedelta(0))


def _likeness(fact: Fact, incident: Incident) -> float:
    titles = (title for lang, title in incident.titles if lang == (fact.lang or ""))
    return max((dice(fact.title, title) for title in titles), default=0.0)


def dice(one: str, other: str) -> float:
    """How alike two titles of one language are by their pairs of characters: 0 to 1."""
    ours, theirs = _pairs(one), _pairs(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0


def _pairs(title: str) -> set[str]:
    letters = [char for char in normalize("NFKC", title[:300]).casefold() if char.isalnum()]
    return {a + b for a, b in pairwise(letters)}


# ------------------------------------------------------------------------------------------------ adding


def absorb(incident: Incident | None, fact: Fact, *, new_id: str, at: datetime) -> Incident:
    """The incident with a fact added to it, or a new one. Neither the rung nor the severity ever sinks."""
    if incident is None:
        return _open(fact, new_id, at)
    rises = _rises(incident, fact)
    return replace(
        incident,
        split=_narrower(incident.split, fact.split),
        first_day=min(incident.first_day, fact.day),
        last_day=max(incident.last_day, fact.day),
        updated_at=max(incident.updated_at, at),
        rung=fact.rung if rises else incident.rung,
        rank=max(incident.rank, fact.rank),
        severity=max(incident.severity, fact.severity, key=lambda severity: severity.rank),
        status=standing(fact) if rises else _status(incident, fact),
        says=fact.says if rises or not incident.says else incident.says,
        articles=incident.articles + 1,
        langs=_with(incident.langs, fact.lang),
        origins=_with(incident.origins, fact.origin),
        sources=_with(incident.sources, fact.source_id),
        titles=_titles(incident.titles, fact),
    )


def _open(fact: Fact, new_id: str, at: datetime) -> Incident:
    return Incident(
        id=new_id,
        rule_id=fact.rule_id,
        split=fact.split,
        first_day=fact.day,
        last_day=fact.day,
        opened_at=at,
        updated_at=at,
        rung=fact.rung,
        rank=fact.rank,
        severity=fact.severity,
        status=standing(fact),
        says=fact.says,
        articles=1,
        langs=_with((), fact.lang),
        origins=_with((), fact.origin),
        sources=_with((), fact.source_id),
        titles=_titles((), fact),
        join_version=JOIN_VERSION,
    )


def _rises(incident: Incident, fact: Fact) -> bool:
    """Whether the fact says what the incident is from now on: a higher rung, or among those beside it a worse one."""
    if fact.rank != incident.rank:
        return fact.rank > incident.rank
    return fact.rank == 0 and fact.rung is not None and fact.severity.rank > incident.severity.rank


def _status(incident: Incident, fact: Fact) -> Status | None:
    """At the same rung the stronger claim stands: done over denied over planned. A weaker rung calls off plans only."""
    if calls_off(incident.status, fact):
        return Status.DENIED
    if fact.rank < incident.rank or fact.status is None:
        return incident.status
    status = standing(fact)
    if incident.status is None or claim(status) > claim(incident.status) or corrects(incident.status, fact):
        return status
    return incident.status


def standing(fact: Fact) -> Status | None:
    """What a fact claims of its own rung. A rung that is reached by a refusal (a boycott) is reached: done."""
    return Status.DONE if fact.rank > 0 and fact.status is Status.DENIED else fact.status


def calls_off(status: Status | None, fact: Fact) -> bool:
    """Whether a fact says that what was planned will not be, on whichever rung that was read."""
    return status is Status.PLANNED and standing(fact) is Status.DENIED


def corrects(status: Status | None, fact: Fact) -> bool:
    """Whether a fact takes back what was reported as done: that takes an official source."""
    return status is Status.DONE and standing(fact) is Status.DENIED and fact.tier is Tier.OFFICIAL


def claim(status: Status | None) -> int:
    """How strong a claim a status makes about the act: planned 1, denied 2, done 3, others none."""
    return _CLAIM.get(status, 0) if status is not None else 0


def _narrower(one: str | None, other: str | None) -> str | None:
    """What is known of the split by now: a name for all languages says more than a wording of one."""
    if one is None or (other is not None and _language(one) and not _language(other)):
        return other
    return one


def _with(known: Sequence[str], new: str | None) -> tuple[str, ...]:
    return (*known, str(new)) if new is not None and new not in known else tuple(known)


def _titles(known: Sequence[tuple[str, str]], fact: Fact) -> tuple[tuple[str, str], ...]:
    """The latest few titles of each language, the new one last."""
    lang = str(fact.lang or "")
    mine = [title for other, title in known if other == lang and title != fact.title]
    rest = [(other, title) for other, title in known if other != lang]
    return (*rest, *((lang, title) for title in [*mine, fact.title][-_TITLES:]))
