"""What was seen, matched, joined and said comes back as it went in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keeping import (
    MINUTE,
    NOON,
    a_decision,
    a_fact,
    a_full_article,
    a_full_hit,
    a_full_incident,
    a_hit,
    a_message,
    an_article,
    an_incident,
)
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from watch.model import Article, Incident, Reason, Severity
from watch.store import archive, queues
from watch.store.database import Store

T = TypeVar("T")


def done(store: Store, command: Callable[[Connection], T]) -> T:
    return store.write(command).result()


def saving(*incidents: Incident) -> Callable[[Connection], None]:
    def command(conn: Connection) -> None:
        for incident in incidents:
            archive.save_incident(conn, incident)

    return command


def add(conn: Connection, article: Article, *, digest: str = "d1") -> int:
    return archive.add_article(conn, article, digest=digest, first_seen_at=NOON, baseline=False)


def add_a_hit(conn: Connection) -> tuple[int, int]:
    article_id = add(conn, an_article())
    hit_id = archive.add_hit(conn, article_id, a_hit(), engine="1", at=NOON)
    assert hit_id is not None
    return article_id, hit_id


# ------------------------------------------------------------------------------------------------ articles


def test_an_article_comes_back_as_it_was(store: Store) -> None:
    article_id = done(
        store,
        lambda conn: archive.add_article(conn, a_full_article(), digest="d1", first_seen_at=NOON, baseline=True),
    )
    with store.read() as conn:
        stored = archive.article(conn, article_id)
    assert stored is not None
    assert stored.article == a_full_article()
    assert (stored.digest, stored.first_seen_at, stored.baseline, stored.edits) == ("d1", NOON, True, 0)


def test_a_sparse_article_comes_back_with_its_gaps(store: Store) -> None:
    article_id = done(store, lambda conn: add(conn, an_article()))
    with store.read() as conn:
        stored = archive.article(conn, article_id)
        assert archive.article(conn, article_id + 1) is None
    assert stored is not None
    assert stored.article == an_article()


def test_known_articles_are_those_of_the_same_source(store: Store) -> None:
    def command(conn: Connection) -> None:
        add(conn, an_article(key="a"))
        add(conn, an_article(key="b", source_id="evening"))

    done(store, command)
    with store.read() as conn:
        assert archive.known_articles(conn, "morning", ["a", "b", "c"]).keys() == {"a"}
        assert archive.known_articles(conn, "morning", []) == {}
        assert archive.has_history(conn, "evening")
        assert not archive.has_history(conn, "night")


def test_thousands_of_keys_are_looked_up_at_once(store: Store) -> None:
    done(store, lambda conn: [add(conn, an_article(key=f"k{number}")) for number in range(0, 2000, 2)])
    with store.read() as conn:
        known = archive.known_articles(conn, "morning", [f"k{number}" for number in range(2000)])
    assert known.keys() == {f"k{number}" for number in range(0, 2000, 2)}


def test_an_edit_keeps_the_identity_and_the_first_sight(store: Store) -> None:
    article_id = done(store, lambda conn: add(conn, an_article()))
    edited = an_article(title="Two ministers went", key="another key altogether")
    done(store, lambda conn: archive.edit_article(conn, article_id, edited, digest="d2", at=NOON + MINUTE))
    with store.read() as conn:
        known = archive.known_articles(conn, "morning", [an_article().key])[an_article().key]
        stored = archive.article(conn, article_id)
    assert (known.id, known.digest, known.edits, known.first_seen_at) == (article_id, "d2", 1, NOON)
    assert stored is not None
    assert (stored.article.title, stored.edited_at) == ("Two ministers went", NOON + MINUTE)


def test_an_article_is_stored_once(store: Store) -> None:
    done(store, lambda conn: add(conn, an_article()))
    with pytest.raises(IntegrityError):
        done(store, lambda conn: add(conn, an_article()))


def test_any_guid_or_title_of_the_source_is_enough_to_be_known(store: Store) -> None:
    done(store, lambda conn: add(conn, an_article(guid="g1", title="T1")))
    with store.read() as conn:
        assert archive.knows_any(conn, "morning", guids=["g0", "g1"], titles=[])
        assert archive.knows_any(conn, "morning", guids=[], titles=["T1"])
        assert not archive.knows_any(conn, "morning", guids=["T1"], titles=["g1"])
        assert not archive.knows_any(conn, "evening", guids=["g1"], titles=["T1"])
        assert not archive.knows_any(conn, "morning", guids=[], titles=[])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec=None, exclude_categories=())))
def test_whatever_a_feed_writes_can_be_stored_and_found_again(store: Store, words: str) -> None:
    """Lone surrogates and NUL, which no database takes, must not raise out of a poll."""

    def command(conn: Connection) -> tuple[int, set[str]]:
        article = an_article(source_id="wild", key=words, title=words, text=words, guid=words)
        known = archive.known_articles(conn, "wild", [words]).get(words)
        article_id = known.id if known else add(conn, article)
        return article_id, set(archive.known_articles(conn, "wild", [words]))

    article_id, known = done(store, command)
    assert known == {words}
    with store.read() as conn:
        stored = archive.article(conn, article_id)
    assert stored is not None
    stored.article.title.encode()


# ------------------------------------------------------------------------------------------------ hits


def test_a_hit_comes_back_as_it_was(store: Store) -> None:
    def command(conn: Connection) -> int:
        article_id = add(conn, an_article())
        archive.add_hit(conn, article_id, a_full_hit(), engine="1", at=NOON)
        archive.add_hit(conn, article_id, a_hit(rule_id="other", rung=None, rank=0), engine="1", at=NOON)
        return article_id

    article_id = done(store, command)
    with store.read() as conn:
        assert archive.hits_of_article(conn, article_id) == [
            a_full_hit(),
            a_hit(rule_id="other", rung=None, rank=0),
        ]
        (latest,) = archive.hits(conn, rule_id="shrine", since=NOON, limit=5)
    assert (latest.hit, latest.article_id, latest.engine, latest.at) == (a_full_hit(), article_id, "1", NOON)


def test_the_same_content_hits_once_and_an_edited_one_may_hit_again(store: Store) -> None:
    def command(conn: Connection) -> list[int | None]:
        article_id = add(conn, an_article())
        first = [archive.add_hit(conn, article_id, a_hit(), engine="1", at=NOON) for _ in range(2)]
        archive.edit_article(conn, article_id, an_article(title="new"), digest="d2", at=NOON)
        return [*first, archive.add_hit(conn, article_id, a_hit(), engine="1", at=NOON)]

    first, repeated, after_edit = done(store, command)
    assert first is not None
    assert repeated is None
    assert after_edit not in (None, first)


# ------------------------------------------------------------------------------------------------ incidents


def test_an_incident_is_saved_and_saved_again(store: Store) -> None:
    done(store, lambda conn: archive.save_incident(conn, an_incident()))
    with store.read() as conn:
        assert archive.incident(conn, an_incident().id) == an_incident()
    done(store, lambda conn: archive.save_incident(conn, a_full_incident()))
    with store.read() as conn:
        assert archive.incident(conn, an_incident().id) == a_full_incident()
        assert archive.counts(conn)["incidents"] == 1
        assert archive.incident(conn, "tw-ffffffff") is None


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(10, 14, False), (10, 15, True), (16, 16, True), (10, 25, True), (17, 20, True), (18, 20, False)],
)
def test_incidents_near_are_those_whose_days_overlap(store: Store, first: int, last: int, found: bool) -> None:
    lasting = an_incident(first_day=date(2026, 10, 15), last_day=date(2026, 10, 17))
    done(store, lambda conn: archive.save_incident(conn, lasting))
    with store.read() as conn:
        near = archive.incidents_near(conn, "shrine", date(2026, 10, first), date(2026, 10, last))
        assert archive.incidents_near(conn, "other", date(2026, 10, first), date(2026, 10, last)) == []
    assert near == ([lasting] if found else [])


def test_incidents_are_listed_newest_first_and_by_what_is_asked(store: Store) -> None:
    kept = [
        an_incident("tw-1", updated_at=NOON, severity=Severity.LOW),
        an_incident("tw-2", updated_at=NOON + MINUTE, severity=Severity.CRITICAL, rule_id="other"),
        an_incident("tw-3", updated_at=NOON + 2 * MINUTE, severity=Severity.MEDIUM),
    ]
    done(store, saving(*kept))
    with store.read() as conn:

        def ids(**asked: object) -> list[str]:
            return [incident.id for incident in archive.incidents(conn, **asked)]  # type: ignore[arg-type]

        assert ids() == ["tw-3", "tw-2", "tw-1"]
        assert ids(limit=1) == ["tw-3"]
        assert ids(rule_id="shrine") == ["tw-3", "tw-1"]
        assert ids(since=NOON + MINUTE) == ["tw-3", "tw-2"]
        assert ids(min_severity=Severity.MEDIUM) == ["tw-3", "tw-2"]


def test_the_beginning_of_an_id_finds_it_and_is_no_pattern(store: Store) -> None:
    ids = ("tw-7f3a9c21", "tw-7f3b0000", "tw-8")
    done(store, saving(*map(an_incident, ids)))
    with store.read() as conn:
        assert archive.incident_ids(conn, "tw-7f3") == ["tw-7f3a9c21", "tw-7f3b0000"]
        assert archive.incident_ids(conn, "tw-7f3a") == ["tw-7f3a9c21"]
        assert archive.incident_ids(conn, "%") == []
        assert archive.incident_ids(conn, "tw_7") == []


def test_facts_come_back_in_the_order_in_which_they_came(store: Store) -> None:
    def command(conn: Connection) -> list[object]:
        article_id, hit_id = add_a_hit(conn)
        other = add(conn, an_article(key="2"))
        other_hit = archive.add_hit(conn, other, a_hit(), engine="1", at=NOON)
        archive.save_incident(conn, an_incident())
        kept = [
            a_fact(article_id, hit_id, at=NOON + MINUTE),
            a_fact(other, other_hit or 0, reaction=None, status=None, lang=None, split=None, marks=()),
        ]
        for fact in kept:
            archive.add_fact(conn, "tw-00000001", fact)
        return list(kept)

    kept = done(store, command)
    with store.read() as conn:
        assert archive.facts(conn, "tw-00000001") == kept


def test_a_fact_without_its_incident_is_refused(store: Store) -> None:
    def command(conn: Connection) -> None:
        archive.add_fact(conn, "tw-none", a_fact(*add_a_hit(conn)))

    with pytest.raises(IntegrityError):
        done(store, command)


def test_decisions_are_kept_with_what_they_were_about(store: Store) -> None:
    history = a_decision(None, reason=Reason.BELOW_THRESHOLD, detail="history")

    def command(conn: Connection) -> tuple[int, int]:
        article_id, hit_id = add_a_hit(conn)
        archive.save_incident(conn, an_incident())
        fact_id = archive.add_fact(conn, "tw-00000001", a_fact(article_id, hit_id))
        archive.add_decision(conn, a_decision(detail="first"), fact_id=fact_id, hit_id=hit_id, at=NOON)
        archive.add_decision(conn, history, fact_id=None, hit_id=hit_id, at=NOON + MINUTE)
        return fact_id, hit_id

    fact_id, hit_id = done(store, command)
    with store.read() as conn:
        (about,) = archive.decisions(conn, "tw-00000001")
        both = archive.decisions(conn, hit_id=hit_id)
    assert (about.decision, about.fact_id, about.hit_id, about.at) == (
        a_decision(detail="first"),
        fact_id,
        hit_id,
        NOON,
    )
    assert [kept.decision for kept in both] == [a_decision(detail="first"), history]


# ------------------------------------------------------------------------------------------------ alerts, status


def test_alerts_come_back_in_the_order_in_which_they_were_made(store: Store) -> None:
    def command(conn: Connection) -> None:
        archive.save_incident(conn, an_incident())
        for title, incident_id in (("one", "tw-00000001"), ("two", "tw-00000001"), ("notice", None)):
            archive.add_alert(
                conn,
                incident_id=incident_id,
                reason=Reason.RUNG_RAISED,
                severity=Severity.HIGH,
                message=a_message(title),
                at=NOON,
            )

    done(store, command)
    with store.read() as conn:
        assert [alert.message for alert in archive.alerts(conn, "tw-00000001")] == [a_message("one"), a_message("two")]
        assert [alert.message.title for alert in archive.alerts(conn)] == ["one", "two", "notice"]
        assert [alert.message.title for alert in archive.alerts(conn, limit=2)] == ["two", "notice"]


def test_counts_tell_every_state_of_a_delivery(store: Store) -> None:
    def command(conn: Connection) -> None:
        add_a_hit(conn)
        alert_id = archive.add_alert(
            conn, incident_id=None, reason="notice", severity=Severity.LOW, message=a_message(), at=NOON
        )
        for channel in ("a", "b", "c"):
            queues.enqueue(conn, alert_id, channel, f"key-{channel}", NOON)
        (first, *_) = queues.claim_deliveries(conn, NOON, timedelta(minutes=1), channels=["a"], limit=1)
        queues.sent(conn, first.id, NOON)

    done(store, command)
    with store.read() as conn:
        assert archive.counts(conn) == {
            "articles": 1,
            "hits": 1,
            "incidents": 0,
            "alerts": 1,
            "deliveries_pending": 2,
            "deliveries_sending": 0,
            "deliveries_sent": 1,
            "deliveries_folded": 0,
            "deliveries_dead": 0,
        }


def test_a_text_is_remembered_replaced_and_forgotten(store: Store) -> None:
    done(store, lambda conn: archive.remember(conn, "refused", "one"))
    done(store, lambda conn: archive.remember(conn, "refused", "two"))
    with store.read() as conn:
        assert archive.recall(conn, "refused") == "two"
        assert archive.recall(conn, "never") is None
    done(store, lambda conn: archive.forget(conn, "refused"))
    with store.read() as conn:
        assert archive.recall(conn, "refused") is None


# ------------------------------------------------------------------------------------------------ time


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(Exception, match="needs a zone"):
        done(store, lambda conn: archive.save_incident(conn, replace(an_incident(), updated_at=naive)))
    with pytest.raises(Exception, match="needs a zone"):
        done(store, lambda conn: archive.incidents(conn, since=naive))


def test_instants_sort_as_time_does_whatever_their_zone_and_year(store: Store) -> None:
    from zoneinfo import ZoneInfo

    seoul = ZoneInfo("Asia/Seoul")
    instants = [
        NOON.replace(year=1),
        NOON.replace(year=999),
        NOON,
        (NOON + timedelta(microseconds=1)).astimezone(seoul),
        NOON + timedelta(seconds=1),
        NOON.replace(year=9999),
    ]
    kept = [an_incident(f"tw-{number}", updated_at=at) for number, at in enumerate(instants)]
    done(store, saving(*kept))
    with store.read() as conn:
        found = archive.incidents(conn)[::-1]
    assert [incident.updated_at for incident in found] == instants
    assert {incident.updated_at.utcoffset() for incident in found} == {timedelta(0)}
