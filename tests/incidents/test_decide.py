"""One row for each case of deciding; the order of the reasons that silence; and whole happenings in every order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from happenings import DAY, NOON, RANK, SAYS, SEVERITY, a_fact, an_incident
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.incidents.decide import decide, told
from watch.incidents.join import absorb, incident_id, join
from watch.model import Fact, Incident, Lang, Reaction, Reason, Severity, Silence, Status, Tier, Tone

CHANNELS = ("desk",)
SILENCE = Silence(starts_at=NOON, ends_at=NOON + timedelta(days=1), author="kim", comment="known")


def known_as(rung: str, **changes: Any) -> Incident:
    """An incident of which everything was told."""
    incident = an_incident(rung=rung, rank=RANK[rung], severity=SEVERITY[rung], says=SAYS[rung], **changes)
    return replace(incident, told_rank=incident.rank, told_severity=incident.severity, told_status=incident.status)


def verdict(before: Incident | None, fact: Fact, **changes: Any) -> tuple[Reason, str]:
    values: dict[str, Any] = {"baseline": False, "silenced": None, "channels": CHANNELS, "now": NOON}
    after = absorb(before, fact, new_id="tw-1", at=NOON)
    return decide(before, after, fact, **(values | changes))


def answered(tone: Tone, by: str = "kr") -> Reaction:
    return Reaction(by, tone)


# ------------------------------------------------------------------------------------------------ what is new

NEW, RAISED, STATUS, NOTHING = Reason.NEW_INCIDENT, Reason.RUNG_RAISED, Reason.STATUS_CHANGED, Reason.NOTHING_NEW


@pytest.mark.parametrize(
    ("before", "fact", "reason"),
    [
        pytest.param(None, a_fact(), NEW, id="first"),
        pytest.param(an_incident(), a_fact(), NEW, id="known but never told"),
        pytest.param(known_as("offering"), a_fact("offering"), NOTHING, id="second outlet"),
        pytest.param(known_as("offering"), a_fact("offering", lang=Lang.KO), NOTHING, id="second language"),
        pytest.param(known_as("offering"), a_fact("minister"), RAISED, id="higher"),
        pytest.param(known_as("minister"), a_fact("offering"), NOTHING, id="lower"),
        pytest.param(known_as("minister"), a_fact("offering", status=Status.PLANNED), NOTHING, id="lower, planned"),
        pytest.param(
            known_as("offering"), a_fact("stormed", severity=Severity.CRITICAL), RAISED, id="worse, beside the ladder"
        ),
        pytest.param(known_as("offering"), a_fact("ruled-out", status=Status.DENIED), NOTHING, id="ruled out beside"),
        pytest.param(known_as("minister", status=Status.PLANNED), a_fact("minister"), STATUS, id="planned, done"),
        pytest.param(
            known_as("minister", status=Status.PLANNED),
            a_fact("ruled-out", status=Status.DENIED),
            STATUS,
            id="planned, called off",
        ),
        pytest.param(
            known_as("minister", status=Status.DENIED), a_fact("minister"), STATUS, id="called off, done after all"
        ),
        pytest.param(
            known_as("minister", status=Status.DENIED),
            a_fact("ruled-out", status=Status.DENIED),
            NOTHING,
            id="called off twice",
        ),
        pytest.param(
            known_as("minister"), a_fact("minister", status=Status.PLANNED), NOTHING, id="done, a late preview"
        ),
        pytest.param(known_as("minister"), a_fact("minister", status=Status.DENIED), NOTHING, id="reached by refusal"),
        pytest.param(known_as("minister", status=Status.REACTION), a_fact("minister"), NOTHING, id="answer came first"),
        pytest.param(known_as("minister", status=None), a_fact("minister"), NOTHING, id="no status before"),
        pytest.param(known_as("offering"), a_fact("offering", tier=Tier.OFFICIAL), NOTHING, id="officially confirmed"),
    ],
)
def test_what_a_fact_adds_decides(before: Incident | None, fact: Fact, reason: Reason) -> None:
    assert verdict(before, fact)[0] is reason


def test_an_official_confirmation_is_named_and_not_spoken() -> None:
    reason, detail = verdict(known_as("offering"), a_fact("offering", tier=Tier.OFFICIAL, source_id="mofa"))
    assert reason is Reason.NOTHING_NEW
    assert "officially confirmed by mofa" in detail


def test_an_official_denial_of_what_was_told_as_done_is_a_correction_once() -> None:
    before = replace(an_incident(rung=None, rank=0), told_severity=Severity.MEDIUM, told_status=Status.DONE)
    denial = a_fact(None, status=Status.DENIED, tier=Tier.OFFICIAL)
    assert verdict(before, denial)[0] is Reason.CORRECTION
    after = told(absorb(before, denial, new_id="x", at=NOON), denial)
    assert verdict(after, denial)[0] is Reason.NOTHING_NEW
    assert verdict(before, replace(denial, tier=Tier.NEWS))[0] is Reason.NOTHING_NEW


@pytest.mark.parametrize(
    ("earlier", "new", "reason"),
    [
        ([], answered(Tone.CALM), Reason.REACTION),
        ([answered(Tone.REGRET)], answered(Tone.REGRET), Reason.NOTHING_NEW),
        ([answered(Tone.REGRET)], answered(Tone.CALM), Reason.NOTHING_NEW),
        ([answered(Tone.REGRET)], answered(Tone.SUMMONS), Reason.REACTION),
        ([answered(Tone.PROTEST, "cn")], answered(Tone.REGRET), Reason.REACTION),
        ([answered(Tone.PROTEST, "cn"), answered(Tone.REGRET)], answered(Tone.REGRET), Reason.NOTHING_NEW),
        ([answered(Tone.REGRET), answered(Tone.PROTEST, "cn")], answered(Tone.REGRET), Reason.NOTHING_NEW),
    ],
)
def test_a_capital_speaks_once_and_again_when_it_gets_sharper(
    earlier: Sequence[Reaction], new: Reaction, reason: Reason
) -> None:
    before = known_as("minister")
    facts = [a_fact("minister", reaction=reaction) for reaction in earlier]
    for fact in facts:
        before = told(before, fact)
    assert verdict(before, a_fact("minister", reaction=new), known=facts)[0] is reason


def test_without_the_earlier_facts_only_a_sharper_tone_speaks_so_that_two_capitals_cannot_alternate() -> None:
    before = told(known_as("minister"), a_fact("minister", reaction=answered(Tone.PROTEST, "cn")))
    assert verdict(before, a_fact("minister", reaction=answered(Tone.REGRET)))[0] is Reason.NOTHING_NEW
    assert verdict(before, a_fact("minister", reaction=answered(Tone.SUMMONS)))[0] is Reason.REACTION


def test_an_answer_that_arrives_before_the_act_opens_the_incident_and_the_act_adds_nothing() -> None:
    answer = a_fact("minister", status=Status.REACTION, reaction=answered(Tone.PROTEST))
    assert verdict(None, answer)[0] is Reason.NEW_INCIDENT
    incident = told(absorb(None, answer, new_id="tw-1", at=NOON), answer)
    assert verdict(incident, a_fact("minister"))[0] is Reason.NOTHING_NEW
    assert verdict(incident, a_fact("prime-minister"))[0] is Reason.RUNG_RAISED


# ------------------------------------------------------------------------------------------------ reasons for silence


def test_history_is_never_told() -> None:
    assert verdict(None, a_fact(None, severity=Severity.INFO), baseline=True)[0] is Reason.BELOW_THRESHOLD


def test_a_baseline_is_not_told_whatever_it_holds() -> None:
    old = a_fact("prime-minister", day=DAY - timedelta(days=300))
    assert verdict(None, old, baseline=True, silenced=SILENCE, channels=())[0] is Reason.BASELINE


def test_an_article_of_long_ago_is_not_told() -> None:
    fact = a_fact("prime-minister", day=DAY - timedelta(days=12))
    reason, detail = verdict(None, fact, silenced=SILENCE)
    assert reason is Reason.TOO_OLD
    assert "2026-10-05" in detail
    assert verdict(None, fact, too_old_after=timedelta(days=30))[0] is Reason.NEW_INCIDENT


def test_a_silence_holds_back_what_would_speak_and_says_what_that_was() -> None:
    reason, detail = verdict(known_as("offering"), a_fact("minister"), silenced=SILENCE)
    assert reason is Reason.SILENCED
    assert detail.startswith("rung-raised")
    assert "kim" in detail
    assert verdict(known_as("offering"), a_fact("offering"), silenced=SILENCE)[0] is Reason.NOTHING_NEW


def test_a_silence_until_a_rung_ends_there() -> None:
    until = replace(SILENCE, until_rung="minister")
    assert verdict(known_as("offering"), a_fact("lawmakers"), silenced=until)[0] is Reason.SILENCED
    assert verdict(known_as("offering"), a_fact("minister"), silenced=until)[0] is Reason.RUNG_RAISED
    above = a_fact("prime-minister")
    assert verdict(known_as("offering"), above, silenced=until, until_rank=RANK["minister"])[0] is Reason.RUNG_RAISED


def test_what_was_silenced_is_told_by_the_next_article_after_the_silence() -> None:
    before = absorb(known_as("offering"), a_fact("minister"), new_id="x", at=NOON)
    assert verdict(before, a_fact("minister", source_id="other"))[0] is Reason.RUNG_RAISED


def test_without_a_channel_nothing_is_told_and_the_reason_is_the_threshold() -> None:
    reason, detail = verdict(None, a_fact(), channels=())
    assert reason is Reason.BELOW_THRESHOLD
    assert "medium" in detail


def test_telling_remembers_what_the_incident_is_known_for() -> None:
    fact = a_fact("minister", reaction=answered(Tone.REGRET))
    incident = told(absorb(None, fact, new_id="tw-1", at=NOON), fact)
    assert (incident.told_rank, incident.told_severity, incident.told_status) == (3, Severity.HIGH, Status.DONE)
    assert incident.told_reaction == answered(Tone.REGRET)
    calmer = told(incident, a_fact("minister", reaction=answered(Tone.CALM, "cn")))
    assert calmer.told_reaction == answered(Tone.REGRET)


# ------------------------------------------------------------------------------------------------ whole happenings

WINDOW = timedelta(days=4)


def spoken(facts: Sequence[Fact]) -> list[Reason]:
    """What is said when these facts come in this order, all of it as the pipeline does it."""
    incidents: dict[str, Incident] = {}
    kept: dict[str, list[Fact]] = {}
    reasons = []
    for number, fact in enumerate(facts):
        before = join(fact, incidents.values(), WINDOW)
        new_id = before.id if before else incident_id(fact.rule_id, fact.day, str(number))
        after = absorb(before, fact, new_id=new_id, at=NOON)
        reason, _ = decide(
            before,
            after,
            fact,
            baseline=False,
            silenced=None,
            channels=CHANNELS,
            now=NOON + timedelta(days=4),
            known=kept.get(after.id, ()),
        )
        incidents[after.id] = told(after, fact) if reason.speaks else after
        kept.setdefault(after.id, []).append(fact)
        reasons.append(reason)
    return [reason for reason in reasons if reason.speaks]


_TITLES = {Lang.EN: "Minister visits shrine", Lang.KO: "장관, 신사 참배", Lang.JA: "大臣が神社を参拝"}


@st.composite
def _reports(draw: st.DrawFn, rungs: Sequence[str]) -> list[Fact]:
    """Articles about one happening: any languages, outlets, tiers and days within the window, in any order."""
    count = draw(st.integers(3, 9))
    return [
        a_fact(
            draw(st.sampled_from(rungs)),
            article_id=number,
            lang=draw(st.sampled_from([*Lang, None])),
            title=draw(st.sampled_from(list(_TITLES.values()))),
            source_id=f"source-{number % 4}",
            origin=draw(st.sampled_from(["wire:kyodo", "wire:yonhap", f"source-{number % 4}"])),
            tier=draw(st.sampled_from(list(Tier))),
            day=DAY + timedelta(days=draw(st.integers(0, 4))),
            split=draw(st.sampled_from([None, "alpha"])),
        )
        for number in range(count)
    ]


@settings(max_examples=200, deadline=None)
@given(_reports(["minister"]))
def test_one_happening_in_three_languages_is_told_once_in_whatever_order_it_comes(facts: list[Fact]) -> None:
    assert spoken(facts) == [Reason.NEW_INCIDENT]


@settings(max_examples=200, deadline=None)
@given(_reports(list(RANK)))
def test_each_rung_is_told_once_at_most_and_the_highest_always(facts: list[Fact]) -> None:
    climbs: list[int] = []
    for fact in facts:
        if fact.rank > max(climbs, default=0):
            climbs.append(fact.rank)
    assert spoken(facts) == [Reason.NEW_INCIDENT] + [Reason.RUNG_RAISED] * (len(climbs) - 1)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(list(Status)), min_size=1, max_size=30),
    st.lists(st.sampled_from([None, *(Reaction(by, tone) for by in ("kr", "cn") for tone in Tone)]), max_size=30),
)
def test_no_wavering_between_outlets_makes_a_storm(statuses: list[Status], reactions: list[Reaction | None]) -> None:
    facts = [a_fact("minister", status=status) for status in statuses]
    facts += [a_fact("minister", reaction=reaction) for reaction in reactions]
    # New, planned to denied to done, and each of two capitals through its six tones.
    assert len(spoken(facts)) <= 1 + 2 + 2 * len(Tone)
