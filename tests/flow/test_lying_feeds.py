"""Feeds that lie about ids, resets, gaps and being alive, through a whole poll: real store, rules and HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from desk import Desk, open_desk
from house import RULE, Item, rss

from watch.config.load import load_rules_in
from watch.model import Selectors, SourceKind, SourceState
from watch.pipeline import parts
from watch.pipeline.active import Active
from watch.pipeline.ingest import MOST_EDITS
from watch.store import archive

ANCHOR = "The anchor fell in {}"
LISTING = Selectors(item="ul.news li")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    rules = tmp_path / "rules"
    rules.mkdir()
    for word in ("anchor", "beacon"):
        (rules / f"{word}.toml").write_text(RULE.format(id=word, word=word), encoding="utf-8")
    async with open_desk(tmp_path, sources=("en",), rules=rules) as desk:
        yield desk


def stories(
    count: int, form: str = "http://news.test/{}", about: str = "Story {} of the day", at: datetime | None = None
) -> list[Item]:
    """So many stories, newest first, with links and guids of a form."""
    return [Item(title=about.format(n), link=form.format(n), guid=form.format(n), at=at) for n in range(count, 0, -1)]


def serve(desk: Desk, items: list[Item]) -> None:
    desk.publisher.publish("/en", rss(items))


def news(desk: Desk) -> list[str]:
    """What was alerted, but for the one message about what a baseline held."""
    return [title for title in desk.alerts if not title.startswith("Already in the feeds")]


def known(desk: Desk) -> int:
    """How many articles are known."""
    with desk.store.read() as conn:
        return archive.counts(conn)["articles"]


# ------------------------------------------------------------------------------------------------ identity


@pytest.mark.parametrize("dated", [True, False])
async def test_feed_01_links_and_guids_new_at_every_poll_make_one_notice_and_no_storm(desk: Desk, dated: bool) -> None:
    at = desk.clock.at - timedelta(hours=1) if dated else None
    for poll in range(30):
        serve(desk, stories(12, f"http://news.test/{{}}?sid={poll}", ANCHOR, at))
        await desk.poll()
    assert known(desk) == 12
    assert news(desk) == []
    assert desk.notices == ["Source en keeps changing its ids"]


async def test_feed_01_news_and_edits_among_items_whose_ids_change_are_told(desk: Desk) -> None:
    for poll in range(6):
        items = stories(10, f"http://news.test/{poll}/{{}}")
        if poll == 4:
            items = [Item(title="The anchor fell", link="http://news.test/new"), *items]
        serve(desk, items)
        await desk.poll()
    assert len(news(desk)) == 1


async def test_a_title_that_comes_every_week_is_news_every_week(desk: Desk) -> None:
    for week in range(3):
        at = desk.clock.at
        serve(desk, stories(8, f"http://news.test/{week}/{{}}", "The anchor briefing, part {}", at))
        await desk.poll()
        desk.clock.pass_(timedelta(days=7))
    assert known(desk) == 24


@pytest.mark.parametrize("form", ["https://news.test/{}", "http://www.new-site.test/articles/{}"])
async def test_feed_04_500_old_items_under_new_addresses_tell_nothing(desk: Desk, form: str) -> None:
    at = desk.clock.at - timedelta(days=2)
    serve(desk, stories(500, about=ANCHOR, at=at))
    await desk.poll()
    serve(desk, stories(500, form, ANCHOR, at))
    for _ in range(2):
        await desk.poll()
    assert (known(desk), news(desk), desk.notices) == (500, [], [])


async def test_feed_04_a_rebuilt_feed_of_other_old_items_is_baseline_again(desk: Desk) -> None:
    serve(desk, stories(40, at=desk.clock.at - timedelta(days=9)))
    await desk.poll()
    serve(desk, stories(500, "http://new.test/{}", ANCHOR, desk.clock.at - timedelta(days=2)))
    await desk.poll()
    assert (news(desk), desk.notices) == ([], [])


async def test_feed_05_a_guid_that_flips_between_two_forms_repeats_nothing(desk: Desk) -> None:
    for poll in range(8):
        form = "tag:news.test,2026:{}" if poll % 2 else "tag:news.test,2026:{}?from=rss"
        serve(desk, [replace(item, link="") for item in stories(10, form, ANCHOR)])
        await desk.poll()
    assert (known(desk), news(desk)) == (10, [])


async def test_feed_06_a_counter_in_an_item_speaks_once_and_is_passed_over_in_the_end(desk: Desk) -> None:
    serve(desk, stories(3))
    for look in range(MOST_EDITS + 6):
        await desk.poll()
        serve(desk, [Item(title="The anchor fell", text=f"{look} comments", link="http://news.test/a"), *stories(3)])
    assert len(news(desk)) == 1
    with desk.store.read() as conn:
        assert conn.exec_driver_sql("select max(edits) from articles").scalar() == MOST_EDITS


async def test_feed_08_items_in_another_order_and_back_after_a_while_say_nothing_again(desk: Desk) -> None:
    told = [Item(title="The beacon fell", link="http://news.test/b"), *stories(12, about=ANCHOR)]
    serve(desk, stories(12, about=ANCHOR))
    for shown in (told, told[::-1], told[5:], told[:3], told[::-2], told):
        await desk.poll()
        serve(desk, shown)
    await desk.poll()
    assert (known(desk), len(news(desk))) == (13, 1)


async def test_feed_07_an_item_that_matches_only_after_an_edit_is_told(desk: Desk) -> None:
    serve(desk, stories(3))
    await desk.poll()
    for title in ("A ship was in trouble", "A ship lost its anchor", "A ship lost its anchor"):
        serve(desk, [Item(title=title, link="http://news.test/ship"), *stories(3)])
        await desk.poll()
    assert len(news(desk)) == 1


# ------------------------------------------------------------------------------------------------ gaps, baselines


async def test_feed_16_news_at_the_end_of_a_feed_of_thousands_are_told(desk: Desk) -> None:
    old = stories(1300, at=desk.clock.at - timedelta(days=3))
    serve(desk, old)
    await desk.poll()
    assert (known(desk), news(desk)) == (1300, [])
    serve(desk, [*old, Item(title="The beacon fell", link="http://news.test/new")])
    await desk.poll()
    assert (known(desk), len(news(desk))) == (1301, 1)


async def test_feed_12_a_first_document_that_takes_several_polls_is_baseline_to_its_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_NEW", 1)
    form = "http://news.test/old/{}"
    serve(desk, [*stories(1100), *stories(5, form, ANCHOR)])
    await desk.poll()
    assert known(desk) == 1000
    assert "only the first 1000 of 1105 items" in (desk.state("en").detail or "")
    await desk.poll()
    assert (known(desk), news(desk), desk.state("en").detail) == (1105, [], None)
    serve(desk, [*stories(1100), Item(title="The beacon fell", link="http://news.test/new"), *stories(5, form, ANCHOR)])
    await desk.poll()
    assert (known(desk), len(news(desk))) == (1106, 1)


@pytest.mark.parametrize("window", [10, 30])
async def test_feed_09_a_window_shorter_than_our_interval_is_told_once_and_asked_sooner(
    desk: Desk, window: int
) -> None:
    desk.change("en", adapts=True)
    for poll in range(6):
        serve(desk, stories(window, f"http://news.test/{poll}/{{}}", f"Story {{}} of poll {poll}", desk.clock.at))
        await desk.poll()
    assert desk.notices == ["Source en may have lost items"]
    pace = desk.state("en").pace
    assert pace.learned == timedelta(minutes=1)
    assert "may have been missed" in (pace.why or "")


async def test_feed_12_the_first_500_items_are_baseline_and_the_next_one_is_news(desk: Desk) -> None:
    old = stories(500, about=ANCHOR, at=desk.clock.at - timedelta(days=3))
    serve(desk, old)
    await desk.poll()
    assert news(desk) == []
    with desk.store.read() as conn:
        assert conn.exec_driver_sql("select count(*) from articles where baseline").scalar() == 500
    serve(desk, [Item(title="The beacon fell", link="http://news.test/new"), *old])
    await desk.poll()
    assert len(news(desk)) == 1


async def test_feed_13_a_rule_added_later_reads_what_comes_and_not_what_was(desk: Desk, tmp_path: Path) -> None:
    old = stories(30, about="The canyon fell in {}")
    serve(desk, old)
    await desk.poll()
    (tmp_path / "rules" / "canyon.toml").write_text(RULE.format(id="canyon", word="canyon"), encoding="utf-8")
    desk.active = Active.of(desk.active.config, load_rules_in(tmp_path / "rules"))
    await desk.poll()
    assert news(desk) == []
    serve(desk, [Item(title="The canyon fell today", link="http://news.test/today"), *old])
    await desk.poll()
    assert len(news(desk)) == 1


# ------------------------------------------------------------------------------------------------ pages, answers


def show_list(desk: Desk, links: list[str], noise: str = "") -> None:
    entries = "".join(f'<li><a href="{link}">{ANCHOR.format(n)}</a></li>' for n, link in enumerate(links))
    body = f"<html><body>{noise}<ul class=news>{entries}</ul></body></html>"
    desk.publisher.publish("/en", body.encode(), "text/html")


async def test_feed_14_what_changes_beside_and_in_the_links_of_a_list_is_no_news(desk: Desk) -> None:
    desk.change("en", kind=SourceKind.PAGE, page=LISTING)
    for look in range(10):
        noise = f"<p>The anchor fell, advertisement {look}</p><input name=csrf value={look}>"
        token = f"?csrf={look}" if look > 5 else ""
        show_list(desk, [f"/release/{n}{token}" for n in range(8)], noise)
        await desk.poll()
    assert (known(desk), news(desk)) == (8, [])


async def test_feed_15_a_page_that_shrinks_to_an_error_text_is_redesigned_and_nothing_is_forgotten(desk: Desk) -> None:
    desk.change("en", kind=SourceKind.PAGE, page=LISTING)
    links = [f"/release/{n}" for n in range(8)]
    show_list(desk, links)
    await desk.poll()
    desk.publisher.publish("/en", b"<html><body>Service unavailable: the anchor fell</body></html>", "text/html")
    await desk.poll()
    assert desk.state("en").state is SourceState.REDESIGNED
    show_list(desk, links, "<p>back</p>")
    await desk.poll()
    assert (desk.state("en").state, known(desk), news(desk)) == (SourceState.OK, 8, [])


LOGIN = b"<!doctype html><html><head><title>Log in</title></head><body><a href=/x>The anchor fell</a></body></html>"


async def test_net_01_a_login_page_with_200_is_a_failure_and_leaves_everything_as_it_was(desk: Desk) -> None:
    serve(desk, stories(10))
    await desk.poll()
    before = desk.state("en")
    desk.publisher.publish("/en", LOGIN, "text/html")
    await desk.poll()
    after = desk.state("en")
    assert after.state is SourceState.NOT_A_FEED
    kept = ("etag", "last_modified", "body_digest", "validated_url", "last_ok_at", "baseline_at")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    serve(desk, stories(10))
    await desk.poll()
    assert (desk.state("en").state, known(desk), news(desk)) == (SourceState.UNCHANGED, 10, [])


async def test_net_03_a_feed_that_is_suddenly_empty_is_told_after_five_polls_and_nothing_is_forgotten(
    desk: Desk,
) -> None:
    serve(desk, stories(10, about=ANCHOR))
    await desk.poll()
    serve(desk, [])
    for poll in range(1, 8):
        await desk.poll()
        assert bool(desk.notices) == (poll >= 5)
    serve(desk, stories(10, about=ANCHOR))
    await desk.poll()
    assert (known(desk), news(desk)) == (10, [])
    assert desk.notices == ["Source en is empty", "Source en has items again"]


async def test_a_source_that_fails_is_told_once_and_so_is_its_recovery(desk: Desk) -> None:
    serve(desk, stories(10))
    await desk.poll()
    desk.publisher.failing["/en"] = 503
    for _ in range(8):
        await desk.poll()
        desk.clock.pass_(timedelta(minutes=20))
    assert desk.notices == ["Source en cannot be read"]
    desk.publisher.failing.clear()
    await desk.poll()
    await desk.poll()
    assert desk.notices == ["Source en cannot be read", "Source en can be read again"]
    assert desk.state("en").health.troubles == ()


async def test_net_19_a_day_offline_is_one_notice_and_its_end_another(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.poll()
        there = desk.active
        for source in there.config.sources:
            # A port of loopback on which nothing listens.
            desk.change(source.id, url="http://127.0.0.1:9/" + source.id)
        for _ in range(48):
            await desk.poll()
            desk.clock.pass_(timedelta(minutes=30))
        assert desk.notices == ["No source can be reached"]
        desk.active = there
        for _ in range(3):
            await desk.poll()
        assert desk.notices == ["No source can be reached", "Sources answer again"]
        assert news(desk) == []


async def test_one_dead_source_among_living_ones_is_not_taken_for_being_offline(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        for source in ("ko", "ja"):
            desk.publish(source, Item(title="Nothing of note", link="http://news.test/0"))
        desk.change("en", url="http://127.0.0.1:9/en")
        for _ in range(8):
            await desk.poll()
            desk.clock.pass_(timedelta(minutes=20))
        assert desk.notices == ["Source en cannot be read"]
