"""Whether to speak about an incident now that one more fact belongs to it, and why. One happening, one alert.

Only a higher rung, a changed status, a correction or a reaction speaks again. An official source that confirms what
others said is kept in the incident and named in the decision; it is not a second alert for the same thing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from watch.incidents.join import calls_off, claim, corrects, standing
from watch.model import Fact, Incident, Reaction, Reason, Severity, Silence, Tier, Tone

#: An article published longer ago than this is history when it first appears.
TOO_OLD_AFTER = timedelta(days=10)

Verdict = tuple[Reason, str]


def decide(
    before: Incident | None,
    after: Incident,
    fact: Fact,
    *,
    baseline: bool,
    silenced: Silence | None,
    channels: Sequence[str],
    now: datetime,
    too_old_after: timedelta = TOO_OLD_AFTER,
    known: Sequence[Fact] = (),
    until_rank: int = 0,
) -> Verdict:
    """The reason to speak or to stay silent, and a sentence that says it.

    `channels` are those that incidents of this rule and severity go to. `known` are the incident's earlier facts; they
    are asked only what each capital has answered so far. `until_rank` is the place of the silence's `until_rung`.
    """
    if fact.severity is Severity.INFO:
        return Reason.BELOW_THRESHOLD, "on topic, no rung reached: history"
    if baseline:
        return Reason.BASELINE, "the source held this already when it was first read, or after a reset"
    if now - fact.at > too_old_after:
        return Reason.TOO_OLD, f"published {fact.at.date().isoformat()}, more than {too_old_after.days} days ago"
    reason, detail = _news(before, fact, known)
    if not reason.speaks:
        return reason, detail
    if silenced is not None and not _outgrown(silenced, after, until_rank):
        until = f" until {silenced.until_rung}" if silenced.until_rung else ""
        return Reason.SILENCED, f"{reason}: {detail}; silenced{until} by {silenced.author}"
    if not channels:
        return Reason.BELOW_THRESHOLD, f"{reason}: {detail}; no route takes severity {after.severity}"
    return reason, detail


def told(incident: Incident, fact: Fact) -> Incident:
    """The incident, with all that is known of it by now told."""
    return replace(
        incident,
        told_rank=max(incident.told_rank, incident.rank),
        told_severity=incident.severity,
        told_status=incident.status,
        told_reaction=_sharper(incident.told_reaction, fact.reaction),
    )


# ------------------------------------------------------------------------------------------------ what is new


def _news(before: Incident | None, fact: Fact, known: Sequence[Fact]) -> Verdict:
    """What the fact tells that was not told before, silences and routes aside."""
    if before is None or before.told_severity is None:
        return Reason.NEW_INCIDENT, "nothing was told of this happening before"
    if fact.rank > before.told_rank:
        return Reason.RUNG_RAISED, f"reaches {fact.rung}, above what was told"
    if fact.severity.rank > before.told_severity.rank:
        return Reason.RUNG_RAISED, f"{fact.severity}, told so far: {before.told_severity}"
    return _status_news(before, fact) or _reaction_news(before, fact, known) or _nothing(before, fact)


def _status_news(before: Incident, fact: Fact) -> Verdict | None:
    """A status moves forward only, planned → denied → done, at the rung that was told; so it cannot swing for ever.

    Only a plan may be called off from a lower rung. Back from done to denied is a correction, and takes an official
    source.
    """
    if calls_off(before.told_status, fact):
        return Reason.STATUS_CHANGED, "planned → denied"
    status = standing(fact)
    if fact.rank != before.told_rank or not claim(before.told_status) or not claim(status):
        return None
    if claim(status) > claim(before.told_status):
        return Reason.STATUS_CHANGED, f"{before.told_status} → {status}"
    if corrects(before.told_status, fact):
        return Reason.CORRECTION, f"denied by {fact.source_id} after it was told as done"
    return None


def _reaction_news(before: Incident, fact: Fact, known: Sequence[Fact]) -> Verdict | None:
    """A capital speaks once, and again only when it gets sharper."""
    answer = fact.reaction
    if answer is None:
        return None
    tones = [seen.reaction.tone for seen in known if seen.reaction is not None and seen.reaction.by == answer.by]
    last = before.told_reaction
    # Without the earlier facts nothing is known of other capitals than the last told: then any tone told counts.
    if last is not None and (last.by == answer.by or not known):
        tones.append(last.tone)
    if not tones:
        return Reason.REACTION, f"{answer.by} answers: {answer.tone}"
    sharpest = max(tones, key=_sharpness)
    if _sharpness(answer.tone) <= _sharpness(sharpest):
        return None
    return Reason.REACTION, f"{answer.by} answers: {answer.tone}, before: {sharpest}"


def _nothing(before: Incident, fact: Fact) -> Verdict:
    if fact.tier is Tier.OFFICIAL and fact.rank == before.told_rank and fact.source_id not in before.sources:
        return Reason.NOTHING_NEW, f"officially confirmed by {fact.source_id}; told before"
    if fact.rank < before.told_rank:
        return Reason.NOTHING_NEW, f"a lower rung than what was told: {fact.rung or 'none'}, told: {before.rung}"
    return Reason.NOTHING_NEW, "another report of what was told"


def _outgrown(silenced: Silence, after: Incident, until_rank: int) -> bool:
    """Whether the incident reached the rung until which it was to be silent."""
    if silenced.until_rung is None:
        return False
    return after.rung == silenced.until_rung or 0 < until_rank <= after.rank


def _sharpness(tone: Tone) -> int:
    return list(Tone).index(tone)


def _sharper(one: Reaction | None, other: Reaction | None) -> Reaction | None:
    if one is None or other is None:
        return one or other
    return other if _sharpness(other.tone) > _sharpness(one.tone) else one
