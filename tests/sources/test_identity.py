"""An item keeps its key through edits, moves and publishers' oddities, and no two items share one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Article
from watch.sources.identity import Marks, absolute_link, digest, keys, normal_link, trusted_guid

BASE = "https://news.example/rss/all.xml"


def marks(url: str | None = None, guid: str | None = None, title: str = "", date: str = "", text: str = "") -> Marks:
    return Marks(url=url, guid=guid, title=title, text=text, date=date)


def key(item: Marks) -> str:
    return keys([item])[0]


SAME = [
    "https://news.example/a/1?id=7",
    "http://news.example/a/1?id=7",
    "https://NEWS.example/a/1?id=7",
    "https://news.example:443/a/1?id=7",
    "https://news.example./a/1?id=7",
    "https://news.example/a/1/?id=7",
    "https://news.example/a/1?id=7#top",
    "https://news.example/a/1?utm_source=rss&id=7&utm_medium=feed",
    "https://news.example/a/1?id=7&fbclid=XyZ",
    "https://news.example/a/1?gclid=1&id=7&",
]
DIFFERENT = [
    "https://news.example/a/1",
    "https://news.example/a/1?id=8",
    "https://news.example/A/1?id=7",
    "https://other.example/a/1?id=7",
    "https://news.example:8443/a/1?id=7",
    "https://news.example/a/1?ID=7",
]


@pytest.mark.parametrize("url", SAME)
def test_two_spellings_of_an_address_are_one_item(url: str) -> None:
    assert key(marks(url)) == key(marks(SAME[0]))
    assert key(marks(url)).startswith("l:")


@pytest.mark.parametrize("url", DIFFERENT)
def test_two_addresses_are_two_items(url: str) -> None:
    assert key(marks(url)) != key(marks(SAME[0]))


def test_a_query_without_value_is_kept() -> None:
    assert normal_link("https://k.example/x.html?fl") == "//k.example/x.html?fl"


def test_letters_and_their_escapes_are_one_address() -> None:
    assert normal_link("https://k.example/독도") == normal_link("https://k.example/%eb%8f%85%EB%8F%84")


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/j/press/19a.html", "https://news.example/j/press/19a.html"),
        ("19a.html", "https://news.example/rss/19a.html"),
        ("../x", "https://news.example/x"),
        ("//cdn.example/x", "https://cdn.example/x"),
        (" https://a.example/x.html \n", "https://a.example/x.html"),
        ("https://a.example/lo\n  ng.html", "https://a.example/long.html"),
        ("HTTPS://a.example/x", "https://a.example/x"),
        ("https://a.example/독도", "https://a.example/독도"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("ftp://a.example/x", None),
        ("mailto:a@b.example", None),
        ("https://bank.example@evil.example/", None),
        ("http:///x", None),
        ("https://[::1/x", None),
        ("https://a.example:99999/x", None),
        ("https://a.example/\u202egnp.exe", None),
        ("https://a.example/\\evil", None),
        ("https://a.example/" + "x" * 2000, None),
        ("urn:uuid:1", None),
        ("tag:a.example,2026:1", None),
    ],
)
def test_links_are_absolute_http_or_nothing(link: str, absolute: str | None) -> None:
    assert absolute_link(link, BASE) == absolute


@pytest.mark.parametrize("guid", ["item_1", "item_25", "7", "0", "#3", "entry-12", "Item 4", "post:9", None, ""])
def test_guids_that_tell_a_place_are_not_trusted(guid: str | None) -> None:
    assert trusted_guid(guid) is None


@pytest.mark.parametrize(
    "guid", ["333483", "20260819001", "tag:x,2026:7", "6ef0459d-edcf-4e95", "urn:x:1", "abc", "/p/7"]
)
def test_other_guids_are_trusted(guid: str) -> None:
    assert trusted_guid(guid) == guid


def test_feed_01_05_a_changing_guid_does_not_matter_beside_a_link() -> None:
    assert key(marks(SAME[0], guid="a1")) == key(marks(SAME[0], guid="b2")) == key(marks(SAME[0]))


def test_feed_06_an_edited_title_keeps_the_key() -> None:
    assert key(marks(SAME[0], title="Sado")) == key(marks(SAME[0], title="Sado mine"))
    assert key(marks(guid="333483", title="Sado")) == key(marks(guid="333483", title="Sado mine"))


def test_without_link_and_trusted_guid_title_and_date_are_the_item() -> None:
    first = marks(guid="item_17", title="北朝鮮の弾道ミサイル", date="2026-08-12")
    assert key(first) == key(replace(first, guid="item_18"))
    assert key(first) != key(replace(first, date="2026-08-13"))
    assert key(first) != key(replace(first, title="台風の情報"))
    assert key(first).startswith("t:")


def test_feed_02_an_item_with_nothing_but_text_has_a_key_of_its_own() -> None:
    assert key(marks(text="one")) == key(marks(text="one")) != key(marks(text="two"))


def test_feed_03_one_guid_for_all_items_does_not_make_them_one() -> None:
    same = [marks(guid="urn:feed", title=f"Title {n}") for n in range(10)]
    assert len(set(keys(same))) == 10


def test_feed_03_a_new_item_on_a_shared_link_never_gets_a_known_key() -> None:
    old = [marks(SAME[0], title="Tender 1"), marks(SAME[0], title="Tender 2")]
    known = set(keys(old))
    for place in range(3):
        with_new = [*old[:place], marks(SAME[0], title="Minister at Yasukuni"), *old[place:]]
        found = keys(with_new)
        assert found[place] not in known
        assert set(found) - {found[place]} == known
    alone = key(old[0])
    assert alone not in keys([marks(SAME[0], title="Minister at Yasukuni"), old[0]])


def test_items_that_share_link_and_title_are_told_apart_by_date() -> None:
    two = [marks(SAME[0], title="Notice", date="2026-08-12"), marks(SAME[0], title="Notice", date="2026-08-13")]
    assert len(set(keys(two))) == 2
    assert len(set(keys([two[0], two[0]]))) == 1


def test_other_items_of_the_document_do_not_change_a_key() -> None:
    alone = key(marks("https://a.example/1", title="A"))
    others = [marks("https://a.example/2", title="B"), marks("https://a.example/2", title="C"), marks(title="D")]
    assert keys([*others, marks("https://a.example/1", title="A")])[-1] == alone


_ITEM = st.builds(
    marks,
    st.sampled_from([None, "https://a.example/1", "https://a.example/2"]),
    st.sampled_from([None, "item_1", "333483", "333484"]),
    st.sampled_from(["", "A", "B"]),
    st.sampled_from(["", "2026-08-19"]),
)


@given(st.lists(_ITEM, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_feed_08_keys_do_not_depend_on_the_order(items: list[Marks], random: object) -> None:
    pairs = set(zip(items, keys(items), strict=True))
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert set(zip(shuffled, keys(shuffled), strict=True)) == pairs


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_as_link_is_absolute_http_or_none_and_has_a_key(link: str) -> None:
    url = absolute_link(link, BASE)
    assert url is None or url.startswith(("http://", "https://"))
    assert key(marks(url, title=link))


def test_a_digest_changes_with_the_words_and_not_with_the_blanks() -> None:
    article = Article(source_id="s", key="k", title="Sado mine", text="No one came.")
    assert digest(article) == digest(
        replace(article, title=" Sado  mine", text="No one\ncame.", url="https://x.example/")
    )
    assert digest(article) != digest(replace(article, text="Someone came."))
    assert digest(article) != digest(replace(article, title="Sado mine No", text="one came."))
