"""Where a source gives headlines only, rules see the pages of its articles, and no page can hold up or lose a poll."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from desk import Desk, open_desk
from house import RULE, Item

from watch.model import Selectors, SourceKind, SourceState
from watch.pipeline.full_text import MOST_PAGES

SENTENCE = "The ministry published its account of the day, and nothing else was of note in it. "
PAGE = "<html><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


def page(text: str) -> bytes:
    return PAGE.format(title="A release", text=text + " " + SENTENCE * 6).encode()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    rules = tmp_path / "rules"
    rules.mkdir()
    rule = RULE.replace("when = 'title(word)'", "when = 'word near/30 word or count(word) >= 1'")
    (rules / "anchor.toml").write_text(rule.format(id="anchor", word="anchor"), encoding="utf-8")
    async with open_desk(tmp_path, sources=("en",), rules=rules) as desk:
        desk.change("en", full_text=True)
        await desk.poll()
        yield desk


def release(desk: Desk, name: str, text: str | None) -> Item:
    """An item with a page; without a text there is no page yet."""
    if text is not None:
        desk.publisher.publish(f"/{name}.html", page(text), "text/html")
    return Item(title=f"Release {name}", link=desk.publisher.url(f"/{name}.html"), guid=name)


async def test_a_word_that_stands_on_the_page_only_is_found(desk: Desk) -> None:
    desk.publish("en", release(desk, "one", "The anchor fell at noon."))
    await desk.poll()
    assert len(desk.alerts) == 1


async def test_a_page_is_read_once_for_each_article(desk: Desk) -> None:
    desk.publish("en", release(desk, "one", "Nothing fell."))
    for _ in range(3):
        desk.publish("en", Item(title="Something else", guid=str(desk.clock.at)))
        await desk.poll()
    assert desk.publisher.asked["/one.html"] == 1


async def test_a_page_that_cannot_be_had_is_asked_for_again_until_it_can(desk: Desk) -> None:
    desk.publisher.failing["/one.html"] = 503
    desk.publish("en", release(desk, "one", "The anchor fell at noon."))
    await desk.poll()
    assert desk.alerts == []
    assert desk.state("en").state is SourceState.OK
    desk.publisher.failing.clear()
    await desk.poll()
    assert len(desk.alerts) == 1
    await desk.poll()
    assert desk.publisher.asked["/one.html"] == 2


async def test_a_page_that_is_not_there_is_not_asked_for_again(desk: Desk) -> None:
    desk.publish("en", release(desk, "one", None))
    await desk.poll()
    desk.publish("en", Item(title="Something else", guid="else"))
    await desk.poll()
    assert desk.publisher.asked["/one.html"] == 1


async def test_of_many_new_articles_each_page_is_read_in_the_end(desk: Desk) -> None:
    desk.publish("en", *(release(desk, f"r{number}", f"The anchor {number} fell.") for number in range(MOST_PAGES + 5)))
    await desk.poll()
    read = sum(desk.publisher.asked[f"/r{number}.html"] for number in range(MOST_PAGES + 5))
    assert read == MOST_PAGES
    await desk.poll()
    assert all(desk.publisher.asked[f"/r{number}.html"] == 1 for number in range(MOST_PAGES + 5))


async def test_topics_of_a_briefing_do_not_join(desk: Desk) -> None:
    desk.change("en", briefings=True)
    filler = "<p>" + SENTENCE * 12 + "</p>"
    body = f"{filler}<p>1. On harbours</p>{filler}<p>2. On ships</p><p>The anchor fell.</p>{filler}"
    desk.publisher.publish("/b.html", page(body), "text/html")
    desk.publish("en", Item(title="Briefing", link=desk.publisher.url("/b.html"), guid="b"))
    await desk.poll()
    with desk.store.read() as conn:
        rows = conn.exec_driver_sql("select key, text from articles where title = 'Briefing' order by key").all()
    assert len(rows) == 3
    assert [("anchor" in text) for _, text in rows] == [False, False, True]
    await desk.poll()
    assert len(desk.alerts) == 1


async def test_an_address_inside_is_refused_for_pages_too(desk: Desk) -> None:
    desk.publish("en", Item(title="Release x", link="http://169.254.169.254/latest/meta-data", guid="x"))
    await desk.poll()
    assert desk.state("en").state is SourceState.OK
    with desk.store.read() as conn:
        (digest,) = conn.exec_driver_sql("select digest from articles where title = 'Release x'").one()
    assert not digest.endswith("?")


async def test_what_robots_txt_forbids_is_not_read(desk: Desk) -> None:
    desk.publisher.publish("/robots.txt", b"User-agent: *\nDisallow: /one", "text/plain")
    desk.publish("en", release(desk, "one", "The anchor fell."), release(desk, "two", "Nothing fell."))
    await desk.poll()
    assert (desk.publisher.asked["/one.html"], desk.publisher.asked["/two.html"]) == (0, 1)


async def test_a_list_that_robots_txt_forbids_is_blocked(desk: Desk) -> None:
    desk.publisher.publish("/robots.txt", b"User-agent: *\nDisallow: /en", "text/plain")
    desk.change("en", kind=SourceKind.PAGE, page=Selectors(item="li"))
    await desk.poll()
    state = desk.state("en")
    assert (state.state, "robots.txt" in (state.detail or "")) == (SourceState.BLOCKED, True)


async def test_a_list_on_which_nothing_is_found_is_redesigned(desk: Desk) -> None:
    desk.change("en", kind=SourceKind.PAGE, page=Selectors(item="ul.news li"))
    desk.publisher.publish(
        "/en", b"<html><ul class=news><li><a href=/1>The anchor fell</a></li></ul></html>", "text/html"
    )
    await desk.poll()
    assert desk.state("en").state is SourceState.OK
    desk.publisher.publish("/en", b"<html><div>A new face</div></html>", "text/html")
    await desk.poll()
    assert desk.state("en").state is SourceState.REDESIGNED
