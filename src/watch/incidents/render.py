"""What is said about an incident: first what happened, in English, from the facts; then the evidence as it was written.

The first line is complete without the rest. How it is laid out and escaped for each kind of channel is layout.py's.
"""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from watch.incidents.layout import Item, Page, Piece, compose
from watch.incidents.wording import clean_lines
from watch.model import Fact, Incident, Message, Reaction, Reason, Status, Tier, Tone
from watch.rules.tree import Rule

#: Articles shown in an alert; the rest are counted.
MOST_EVIDENCE = 4
#: Incidents listed in a message about many.
MOST_LISTED = 10

_CAPITALS = {
    "kr": "Seoul",
    "jp": "Tokyo",
    "cn": "Beijing",
    "us": "Washington",
    "kp": "Pyongyang",
    "tw": "Taipei",
    "ru": "Moscow",
}
_ANSWERS = {
    Tone.CALM: "calmly",
    Tone.REGRET: "with regret",
    Tone.DEEP_REGRET: "with deep regret",
    Tone.PROTEST: "with a protest",
    Tone.SUMMONS: "by summoning an envoy",
    Tone.CANCELLED: "by calling something off",
}
_REASONS = {
    Reason.NEW_INCIDENT: "a new incident",
    Reason.RUNG_RAISED: "a higher rung",
    Reason.STATUS_CHANGED: "a changed status",
    Reason.CORRECTION: "a correction",
    Reason.REACTION: "a reaction",
    Reason.OFFICIALLY_CONFIRMED: "an official confirmation",
    Reason.DIGEST: "a digest",
    Reason.REMINDER: "a reminder",
    Reason.ALREADY_IN_FEEDS: "already in the feeds when they were first read",
}


# ------------------------------------------------------------------------------------------------ messages


def message(incident: Incident, facts: Sequence[Fact], reason: Reason, rule: Rule | None, *, zone: str) -> Message:
    """An alert about one incident. `zone` is the reader's; the day in the first line is the happening's own.

    `facts` are the incident's, in any order; without any the message still says what happened. `rule` is None when its
    file is gone by now.
    """
    chosen = _telling(facts, reason)
    shown = chosen[:MOST_EVIDENCE]
    # An article that was edited is counted twice in the incident; where all its facts are here they tell.
    articles = len(chosen) if len(facts) >= incident.articles else incident.articles
    page = Page(
        title=_headline(incident, facts, reason),
        items=tuple(_evidence(fact, ZoneInfo(zone)) for fact in shown),
        more=articles - len(shown) if shown else 0,
        notes=(
            _ladder(incident, rule),
            _counts(incident, facts, articles),
            _answers(facts),
            f"why you get this: {_REASONS.get(reason, str(reason))}",
            rule.why if rule else "",
            f"{incident.id} · tripwatch incidents show {incident.id}",
        ),
    )
    return compose(page)


def digest_message(incidents: Sequence[Incident], reason: Reason, *, zone: str) -> Message:
    """One message about many incidents, the worst first: a baseline's, or those of one poll when they are too many."""
    worst = sorted(
        incidents, key=lambda incident: (-incident.severity.rank, -incident.last_day.toordinal(), incident.id)
    )
    count = f"{len(worst)} incident{'s' if len(worst) != 1 else ''}"
    opening = "Already in the feeds" if reason is Reason.ALREADY_IN_FEEDS else "Many at once"
    lead = f", first: {worst[0].says or worst[0].rule_id}" if worst else ""
    items = tuple(
        Item(
            head=f"{_headline(incident, (), reason)} · {incident.rule_id} · {incident.id}",
            pieces=((_newest_title(incident), False),) if incident.titles else (),
        )
        for incident in worst[:MOST_LISTED]
    )
    page = Page(
        title=f"{opening}: {count}{lead}",
        items=items,
        more=len(worst) - len(items),
        noun="incident",
        notes=(
            f"why you get this: {_REASONS.get(reason, str(reason))}",
            f"as of {_moment(incidents, ZoneInfo(zone))} · tripwatch incidents list",
        ),
    )
    return compose(page)


def notice_message(title: str, text: str) -> Message:
    """What the operator is told about Tripwatch itself, line by line."""
    lines = clean_lines(text).splitlines()[:20]
    return compose(Page(title=title, notes=tuple(line for line in lines if line)))


# ------------------------------------------------------------------------------------------------ the first line


def _headline(incident: Incident, facts: Sequence[Fact], reason: Reason) -> str:
    """ "[high] A sitting minister visited Yasukuni (Sato Ken), 2026-10-17"."""
    top = [fact for fact in facts if fact.rank == incident.rank]
    says = incident.says or f"Hit on rule {incident.rule_id}"
    actor = next((fact.actor for fact in top if fact.actor), None)
    who = f" ({actor})" if actor and actor.casefold() not in says.casefold() else ""
    day = min((fact.day for fact in top), default=incident.first_day).isoformat()
    # The day of a report about a plan is not the day of the act.
    when = f"as of {day}" if incident.status in (Status.PLANNED, Status.DENIED) else day
    return f"[{incident.severity}] {_opening(incident, facts, reason)}{says}{who}, {when}"


def _opening(incident: Incident, facts: Sequence[Fact], reason: Reason) -> str:
    """What has to stand before the rung's sentence, which is written as if the act were done."""
    answers = [fact for fact in facts if fact.reaction is not None]
    if answers and (reason is Reason.REACTION or incident.status is Status.REACTION):
        latest = max(answers, key=lambda fact: fact.at)
        return f"{_answer(latest.reaction)}: " if latest.reaction else ""
    # A rung beside the ladder says itself what was planned or ruled out.
    if incident.rank == 0 and incident.rung is not None:
        return ""
    if reason is Reason.CORRECTION and incident.status is Status.DENIED:
        return "correction, denied: "
    if reason is Reason.STATUS_CHANGED and incident.status is not None:
        return f"now {incident.status}: "
    return f"{incident.status}: " if incident.status in (Status.PLANNED, Status.DENIED) else ""


def _answer(reaction: Reaction) -> str:
    return f"{_CAPITALS.get(reaction.by, reaction.by.upper())} answers {_ANSWERS[reaction.tone]}"


# ------------------------------------------------------------------------------------------------ the evidence


def _telling(facts: Iterable[Fact], reason: Reason) -> list[Fact]:
    """One fact for each article, the most telling first: every language is heard before any is heard twice."""
    answers_first = reason is Reason.REACTION
    ordered = sorted(
        facts,
        key=lambda fact: (answers_first and fact.reaction is not None, fact.rank, fact.tier is Tier.OFFICIAL, fact.at),
        reverse=True,
    )
    articles = {fact.article_id: fact for fact in reversed(ordered)}
    once = [fact for fact in ordered if articles[fact.article_id] is fact]
    first: dict[str, Fact] = {}
    for fact in once:
        first.setdefault(str(fact.lang or ""), fact)
    heard = list(first.values())
    origins = {fact.origin for fact in heard}
    rest = [fact for fact in once if fact not in heard]
    return [*heard, *(f for f in rest if f.origin not in origins), *(f for f in rest if f.origin in origins)]


def _evidence(fact: Fact, zone: ZoneInfo) -> Item:
    at = fact.at.astimezone(zone)
    about = ", ".join(part for part in (str(fact.tier), str(fact.lang or "")) if part)
    return Item(
        head=f"{at:%Y-%m-%d %H:%M %Z} · {fact.source_id} ({about})",
        pieces=_pieces(fact),
        url=fact.url,
    )


def _pieces(fact: Fact) -> tuple[Piece, ...]:
    """The excerpt, parted at the marks."""
    words = fact.excerpt or fact.title
    pieces: list[Piece] = []
    at = 0
    for start, end in fact.marks if fact.excerpt else ():
        if at <= start < end <= len(words):
            pieces += [(words[at:start], False), (words[start:end], True)]
            at = end
    return (*pieces, (words[at:], False))


def _moment(incidents: Sequence[Incident], zone: ZoneInfo) -> str:
    latest = max((incident.updated_at for incident in incidents), default=None)
    return f"{latest.astimezone(zone):%Y-%m-%d %H:%M %Z}" if latest else "now"


def _newest_title(incident: Incident) -> str:
    """One title, English if there is one."""
    english = [title for lang, title in incident.titles if lang == "en"]
    return english[-1] if english else incident.titles[-1][1]


# ------------------------------------------------------------------------------------------------ the notes


def _ladder(incident: Incident, rule: Rule | None) -> str:
    """ "offering ▸ lawmakers ▸ [minister] ▸ prime-minister"; a rung beside the ladder is named after it."""
    if rule is None or not rule.ladder:
        return incident.rung or ""
    steps = " ▸ ".join(f"[{step.name}]" if step.name == incident.rung else step.name for step in rule.ladder)
    beside = incident.rung is not None and all(step.name != incident.rung for step in rule.ladder)
    return f"{steps} · beside it: {incident.rung}" if beside else steps


def _counts(incident: Incident, facts: Sequence[Fact], articles: int) -> str:
    """ "3 articles, 2 languages (ja, ko), 2 origins"."""
    langs = sorted(incident.langs)
    spoken = f"{_many(len(langs), 'language')} ({', '.join(langs)})" if langs else ""
    official = sorted({fact.source_id for fact in facts if fact.tier is Tier.OFFICIAL})
    parts = (
        _many(articles, "article"),
        spoken,
        _many(len(incident.origins), "origin"),
        f"official: {', '.join(official[:3])}" if official else "",
    )
    return ", ".join(part for part in parts if part)


def _answers(facts: Sequence[Fact]) -> str:
    """How each capital answered, at its sharpest."""
    sharpest: dict[str, Reaction] = {}
    for fact in facts:
        if fact.reaction is None:
            continue
        known = sharpest.get(fact.reaction.by)
        if known is None or list(Tone).index(fact.reaction.tone) > list(Tone).index(known.tone):
            sharpest[fact.reaction.by] = fact.reaction
    return "; ".join(_answer(reaction) for _, reaction in sorted(sharpest.items()))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"
