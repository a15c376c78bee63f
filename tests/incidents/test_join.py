from dataclasses import replace
from datetime import timedelta

import pytest
from happenings import DAY, NOON, a_fact, an_incident

from watch.incidents.join import absorb, dice, incident_id, join
from watch.model import Lang, Severity, Status, Tier

WINDOW = timedelta(days=3)


def days(count: int) -> timedelta:
    return timedelta(days=count)


# ------------------------------------------------------------------------------------------------ joining


@pytest.mark.parametrize(("after", "joined"), [(0, True), (3, True), (4, False), (-3, True), (-4, False)])
def test_a_fact_joins_what_lies_within_the_window_before_or_after(after: int, joined: bool) -> None:
    found = join(a_fact(day=DAY + days(after)), [an_incident()], WINDOW)
    assert (found is not None) is joined


def test_the_window_slides_with_the_incident() -> None:
    incident = an_incident(last_day=DAY + days(3))
    assert join(a_fact(day=DAY + days(6)), [incident], WINDOW) is incident


def test_no_incident_grows_longer_than_ten_days_however_steadily_it_is_written_about() -> None:
    incident = an_incident(last_day=DAY + days(8))
    assert join(a_fact(day=DAY + days(10)), [incident], WINDOW) is incident
    assert join(a_fact(day=DAY + days(11)), [incident], WINDOW) is None
    assert join(a_fact(day=DAY - days(3)), [incident], WINDOW) is None


def test_another_rules_incident_is_no_candidate() -> None:
    assert join(a_fact(rule_id="sado-mines"), [an_incident()], WINDOW) is None


@pytest.mark.parametrize(
    ("fact", "incident", "joined"),
    [
        (None, "alpha", True),
        ("alpha", None, True),
        ("alpha", "alpha", True),
        ("alpha", "beta", False),
        ("ja:甲製鉄", "ja:乙重工", False),
        # Another language has another name for it: that tells nothing.
        ("ja:甲製鉄", "ko:갑제철", True),
        ("alpha", "ja:甲製鉄", True),
    ],
)
def test_unknown_agrees_with_everything_and_two_known_different_do_not(
    fact: str | None, incident: str | None, joined: bool
) -> None:
    assert (join(a_fact(split=fact), [an_incident(split=incident)], WINDOW) is not None) is joined


def test_of_several_the_one_known_to_be_about_the_same_wins() -> None:
    same = an_incident(id="tw-same", split="alpha", last_day=DAY - days(2), first_day=DAY - days(2))
    nearer = an_incident(id="tw-near", split=None)
    assert join(a_fact(split="alpha"), [nearer, same], WINDOW) is same


def test_then_the_nearest_date_wins() -> None:
    far = an_incident(id="tw-far", first_day=DAY - days(3), last_day=DAY - days(3))
    near = an_incident(id="tw-near", first_day=DAY + days(1), last_day=DAY + days(1))
    assert join(a_fact(), [far, near], WINDOW) is near


def test_then_the_likest_title_of_the_same_language() -> None:
    protest = an_incident(id="tw-b", titles=(("ko", "외교부, 독도 영유권 주장에 항의"),), opened_at=NOON + days(1))
    drill = an_incident(id="tw-a", titles=(("ko", "해군, 독도 방어 훈련 실시"), ("en", "Seoul protests islets claim")))
    fact = a_fact(title='외교부 "독도 영유권 주장에 강력 항의"', lang=Lang.KO)
    assert join(fact, [drill, protest], WINDOW) is protest


def test_then_the_older_incident() -> None:
    older, newer = an_incident(id="tw-z"), an_incident(id="tw-a", opened_at=NOON + days(1))
    assert join(a_fact(), [newer, older], WINDOW) is older


def test_titles_are_compared_without_spaces_marks_and_width() -> None:
    assert dice("독도 방어 훈련", "독도방어훈련!") == 1.0
    assert dice("ＡＢＣ", "abc") == 1.0
    assert dice("", "abc") == 0.0


# ------------------------------------------------------------------------------------------------ ids


def test_the_same_article_gives_the_same_id_and_a_salt_another() -> None:
    one = incident_id("yasukuni", DAY, "https://news.test/1")
    assert one == incident_id("yasukuni", DAY, "https://news.test/1")
    assert one != incident_id("yasukuni", DAY, "https://news.test/1", salt=1)
    assert len(one) == len("tw-7f3a9c21")


def test_a_key_with_a_lone_surrogate_has_an_id() -> None:
    assert incident_id("yasukuni", DAY, "\ud800").startswith("tw-")


# ------------------------------------------------------------------------------------------------ adding


def test_the_first_fact_opens_an_incident() -> None:
    incident = absorb(None, a_fact("minister", lang=Lang.KO, origin="wire:yonhap"), new_id="tw-1", at=NOON)
    assert (incident.id, incident.rung, incident.rank, incident.severity) == ("tw-1", "minister", 3, Severity.HIGH)
    assert (incident.first_day, incident.last_day, incident.articles) == (DAY, DAY, 1)
    assert (incident.langs, incident.origins, incident.sources) == (("ko",), ("wire:yonhap",), ("daily",))
    assert incident.told_severity is None


def test_a_higher_rung_raises_the_incident_and_a_lower_one_leaves_it() -> None:
    raised = absorb(an_incident(), a_fact("minister"), new_id="x", at=NOON)
    assert (raised.rung, raised.says) == ("minister", "A sitting minister visited Yasukuni")
    again = absorb(raised, a_fact("offering"), new_id="x", at=NOON)
    assert (again.rung, again.rank, again.severity, again.says) == (
        "minister",
        3,
        Severity.HIGH,
        "A sitting minister visited Yasukuni",
    )


def test_a_copy_of_a_wire_story_is_no_new_origin() -> None:
    incident = an_incident(origins=("wire:kyodo",))
    after = absorb(incident, a_fact(origin="wire:kyodo", source_id="other", lang=Lang.JA), new_id="x", at=NOON)
    assert after.origins == ("wire:kyodo",)
    assert after.sources == ("daily", "other")
    assert after.langs == ("en", "ja")
    assert after.articles == 2


def test_a_late_article_moves_the_first_day_and_not_the_last() -> None:
    after = absorb(an_incident(), a_fact(day=DAY - days(2)), new_id="x", at=NOON)
    assert (after.first_day, after.last_day) == (DAY - days(2), DAY)


@pytest.mark.parametrize(
    ("known", "new", "status"),
    [
        (Status.PLANNED, Status.DONE, Status.DONE),
        (Status.DONE, Status.PLANNED, Status.DONE),
        (Status.DONE, Status.REACTION, Status.DONE),
        (Status.REACTION, Status.DONE, Status.DONE),
        (None, Status.PLANNED, Status.PLANNED),
        (Status.DONE, None, Status.DONE),
        # A rung that is reached by a refusal is reached.
        (Status.PLANNED, Status.DENIED, Status.DONE),
    ],
)
def test_at_one_rung_the_stronger_claim_stands(known: Status | None, new: Status | None, status: Status) -> None:
    assert absorb(an_incident(status=known), a_fact(status=new), new_id="x", at=NOON).status is status


def test_a_plan_can_be_called_off_by_what_is_not_on_the_ladder() -> None:
    off = a_fact(None, status=Status.DENIED)
    assert absorb(an_incident(status=Status.PLANNED), off, new_id="x", at=NOON).status is Status.DENIED
    assert absorb(an_incident(status=Status.DONE), off, new_id="x", at=NOON).status is Status.DONE


def test_only_an_official_source_takes_back_what_was_done() -> None:
    done = an_incident(rung=None, rank=0, status=Status.DONE)
    denied = a_fact(None, status=Status.DENIED)
    assert absorb(done, denied, new_id="x", at=NOON).status is Status.DONE
    assert absorb(done, replace(denied, tier=Tier.OFFICIAL), new_id="x", at=NOON).status is Status.DENIED


def test_beside_the_ladder_the_worse_rung_names_the_incident() -> None:
    incident = an_incident(rung="ruled-out", rank=0, severity=Severity.LOW, says="A visit was ruled out")
    worse = a_fact("stormed", severity=Severity.HIGH, says="The shrine was stormed")
    assert absorb(incident, worse, new_id="x", at=NOON).rung == "stormed"
    assert absorb(incident, a_fact("noted", severity=Severity.LOW), new_id="x", at=NOON).rung == "ruled-out"


def test_the_latest_three_titles_of_each_language_are_kept() -> None:
    incident = an_incident()
    for number in range(5):
        incident = absorb(incident, a_fact(title=f"t{number}", lang=Lang.JA), new_id="x", at=NOON)
    incident = absorb(incident, a_fact(title="e", lang=Lang.EN), new_id="x", at=NOON)
    assert incident.titles == (("ja", "t2"), ("ja", "t3"), ("ja", "t4"), ("en", "e"))


def test_a_name_for_all_languages_replaces_a_wording_of_one() -> None:
    assert absorb(an_incident(split="ja:甲製鉄"), a_fact(split="alpha"), new_id="x", at=NOON).split == "alpha"
    assert absorb(an_incident(split=None), a_fact(split="ja:甲製鉄"), new_id="x", at=NOON).split == "ja:甲製鉄"
    assert absorb(an_incident(split="alpha"), a_fact(split=None), new_id="x", at=NOON).split == "alpha"
