"""Documents as ministries and papers serve them are read as a person reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from real_documents import DOCUMENTS, FOLDER, Fact, needs_folder

from watch.model import Article, Source
from watch.sources.feed import Feed, NotAFeed, parse

pytestmark = needs_folder


def source(url: str) -> Source:
    return Source(id="real", url=url, interval=timedelta(minutes=15))


def read(name: str) -> Feed:
    url = DOCUMENTS[name].url
    found = parse((FOLDER / name).read_bytes(), url=url, source=source(url))
    assert isinstance(found, Feed), found
    return found


def test_every_document_of_the_folder_is_in_the_table() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.suffix in (".xml", ".rss")} == set(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_real_feed_is_read_whole_and_without_complaint(name: str) -> None:
    found, seen = read(name), DOCUMENTS[name]
    assert (found.format, found.title, len(found.articles)) == (seen.format, seen.title, seen.items)
    assert (found.skipped, found.notes) == (0, ())
    assert {article.lang for article in found.articles} == {seen.lang}
    assert all(article.published_at is not None for article in found.articles)
    assert not any("\ufffd" in article.title + article.text for article in found.articles)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_item_of_a_real_feed_has_a_key_of_its_own(name: str) -> None:
    keys = [article.key for article in read(name).articles]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name, seen in DOCUMENTS.items() for fact in seen.facts])
def test_an_item_of_a_real_feed_is_what_a_person_sees(name: str, fact: Fact) -> None:
    article = read(name).articles[fact.place]
    assert article.title.startswith(fact.title)
    assert article.url == fact.link
    if fact.published:
        assert article.published_at == datetime.fromisoformat(fact.published).replace(tzinfo=UTC)


def test_an_item_without_link_is_known_by_title_and_date_and_not_by_its_place() -> None:
    article: Article = read("kantei.xml").articles[16]
    assert (article.guid, article.key[:2]) == ("item_17", "t:")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_feed_read_again_after_losing_its_newest_items_has_only_known_keys(name: str) -> None:
    """As when an item is put on top, seen from the other side."""
    body = (FOLDER / name).read_bytes()
    tag = b"entry" if b"<entry>" in body else b"item"
    first = body.index(b"<" + tag + (b" " if b"<item rdf" in body else b">"))
    end = body.index(b"</" + tag + b">", first) + len(tag) + 3
    url = DOCUMENTS[name].url
    older = parse(body[:first] + body[end:], url=url, source=source(url))
    assert isinstance(older, Feed)
    assert [article.key for article in older.articles] == [article.key for article in read(name).articles[1:]]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mofa.html", "報道発表｜外務省"),
        ("meti.html", "ニュースリリース（METI/経済産業省）"),
        ("moj.html", "法務省：プレスリリース"),
    ],
)
def test_a_press_list_is_named_as_the_web_page_it_is(name: str, title: str) -> None:
    url = "https://ministry.example/"
    found = parse((FOLDER / name).read_bytes(), url=url, source=source(url))
    assert found == NotAFeed(detail=f"an HTML page titled “{title}”")
