"""Lists of feeds from other readers are read whatever they are like, and a hostile one is refused or harmless."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from watch.model import Lang, Source, SourceKind
from watch.sources.opml import DEEPEST, LARGEST, MOST_FEEDS, MOST_TAGS, NoListError, Outline, read_opml, write_opml

NOW = datetime(2026, 10, 17, 12, 0, tzinfo=UTC)
FEED = '<outline text="Sea" xmlUrl="https://sea.example/rss"/>'


def opml(body: str, encoding: str = "utf-8", declared: str = "") -> bytes:
    said = f' encoding="{declared or encoding}"'
    return f'<?xml version="1.0"{said}?><opml version="2.0"><body>{body}</body></opml>'.encode(encoding)


def urls(body: str) -> list[str]:
    return [outline.url for outline in read_opml(opml(body))]


# ------------------------------------------------------------------------------------------------ what is read


def test_folders_and_categories_become_tags_each_once() -> None:
    inner = '<outline text="Y" xmlUrl="https://y.example/" category="/press/asia,Korea" language="ko-KR"/>'
    body = f'<outline text="Korea"><outline title="News">{inner}</outline>{FEED}</outline>{FEED}'
    assert read_opml(opml(body)) == (
        Outline(title="Y", url="https://y.example/", tags=("Korea", "News", "press", "asia"), lang=Lang.KO),
        Outline(title="Sea", url="https://sea.example/rss", tags=("Korea",)),
        Outline(title="Sea", url="https://sea.example/rss"),
    )


@pytest.mark.parametrize(
    "outline",
    [
        '<outline title="Sea" XMLURL="https://sea.example/rss"/>',
        '<OUTLINE text="Sea" xmlurl=" https://sea.example/rss "></OUTLINE>',
        '<outline text="Sea" title="" type="rss" xmlUrl="https://sea.example/rss" htmlUrl="https://sea.example/"/>',
    ],
)
def test_attributes_are_read_in_any_case(outline: str) -> None:
    assert read_opml(opml(outline)) == (Outline(title="Sea", url="https://sea.example/rss"),)


@pytest.mark.parametrize(
    "outline",
    [
        '<outline text="A note"/>',
        '<outline text="Another list" type="include" url="https://other.example/list.opml"/>',
        '<outline text="A page" htmlUrl="https://sea.example/"/>',
        '<outline text="Empty" xmlUrl="  "/>',
    ],
)
def test_what_is_no_feed_is_passed_over_and_other_lists_are_not_opened(outline: str) -> None:
    assert urls(outline + FEED) == ["https://sea.example/rss"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "euc-kr", "shift_jis"])
def test_a_list_in_an_older_encoding_is_read(encoding: str) -> None:
    title = "연합" if encoding == "euc-kr" else "東京"
    (found,) = read_opml(opml(f'<outline text="{title}" xmlUrl="https://a.example/"/>', encoding))
    assert found.title == title


def test_bare_ampersands_and_entities_of_html_are_repaired() -> None:
    body = '<outline text="Q&A &eacute;" xmlUrl="https://a.example/rss?a=1&b=2"/>'
    assert read_opml(opml(body)) == (Outline(title="Q&A é", url="https://a.example/rss?a=1&b=2"),)


# ------------------------------------------------------------------------------------------------ what is refused

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no element"),
        (b"just words", "syntax error"),
        (b"<rss version='2.0'/>", "kind <rss>"),
        (b"<opml><body><outline></body></opml>", "mismatched tag, near"),
        (b"<opml>" + b"<outline text='a'>" * (DEEPEST + 1), "nested more than"),
        (opml(FEED * (MOST_FEEDS + 1)), "more than 10,000 feeds"),
        (b" " * (LARGEST + 1), "larger than 4 MiB"),
        (b"<!DOCTYPE a><!DOCTYPE opml [<!ENTITY a 'b'>]>" + opml(FEED)[21:], "declarations"),
    ],
    ids=["nothing", "words", "a feed", "broken", "deep", "many", "large", "declarations"],
)
def test_what_is_no_list_is_refused_in_words(body: bytes, said: str) -> None:
    with pytest.raises(NoListError) as refused:
        read_opml(body)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "declaration",
    [
        f'<!DOCTYPE opml [<!ENTITY l0 "lol">{LAUGHS}]>',
        '<!DOCTYPE opml [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE opml [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p; <!ENTITY l11 "x">]>',
        '<!DOCTYPE opml SYSTEM "http://127.0.0.1:1/opml.dtd">',
    ],
    ids=["laughs", "a file", "a parameter", "a document type elsewhere"],
)
def test_entities_are_neither_expanded_nor_opened(declaration: str) -> None:
    body = f'{declaration}<opml><body><outline text="&l11;" xmlUrl="https://a.example/"/></body></opml>'
    try:
        (found,) = read_opml(body.encode())
    except NoListError:
        return
    assert len(found.title) < 10
    assert "root:" not in found.title


def test_tags_have_a_number_and_a_length() -> None:
    many = ",".join(f"tag{number}" for number in range(100))
    (found,) = read_opml(opml(f'<outline text="a" xmlUrl="https://a.example/" category="{many},{"x" * 500}"/>'))
    assert len(found.tags) == MOST_TAGS
    assert all(len(tag) <= 60 for tag in found.tags)


PARTS = st.sampled_from(
    [
        *(
            "<opml>",
            "</opml>",
            "<body>",
            "</body>",
            "<outline ",
            ">",
            "/>",
            'text="',
            'xmlUrl="https://a.example/',
            '"',
        ),
        *(
            "<!DOCTYPE a [",
            "]>",
            '<!ENTITY a "b">',
            "&a;",
            "&#0;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?x ?>",
            "&",
            "한",
        ),
    ]
)


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=400), st.lists(PARTS, max_size=40).map(lambda parts: "".join(parts).encode())))
@example(opml(FEED)[:-20])
def test_any_bytes_are_a_list_or_refused_in_words(body: bytes) -> None:
    with suppress(NoListError):
        assert all(outline.url for outline in read_opml(body))


@given(st.integers(0, 200), st.binary(min_size=1, max_size=8))
def test_a_list_with_bytes_written_over_is_a_list_or_refused_in_words(at: int, instead: bytes) -> None:
    body = opml(f'<outline text="Korea">{FEED * 2}</outline>')
    at = min(at, len(body))
    with suppress(NoListError):
        assert len(read_opml(body[:at] + instead + body[at + len(instead) :])) <= 2


# ------------------------------------------------------------------------------------------------ what is written

WORDS = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text)
TAGS = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=3, unique=True).map(tuple)


def source(
    id_: str, tags: tuple[str, ...] = (), kind: SourceKind = SourceKind.FEED, lang: Lang | None = None
) -> Source:
    url = f"https://{id_}.example/rss?a=1&b=%20"
    return Source(id=id_, url=url, interval=timedelta(minutes=15), kind=kind, tags=tags, lang=lang)


@given(st.lists(TAGS, max_size=5), st.sampled_from([None, *Lang]))
def test_what_is_written_is_read_again(tags: list[tuple[str, ...]], lang: Lang | None) -> None:
    sources = [source(f"s{number}", words, lang=lang) for number, words in enumerate(tags)]
    read = {one.title: one for one in read_opml(write_opml(sources, "Mine", NOW).encode())}
    assert read == {one.id: Outline(title=one.id, url=one.url, tags=one.tags, lang=one.lang) for one in sources}


@given(WORDS)
def test_whatever_stands_in_a_tag_the_list_is_xml(tag: str) -> None:
    root = ElementTree.fromstring(write_opml([source("a", (tag,))], tag, NOW))
    assert [found.get("xmlUrl") for found in root.iter("outline") if found.get("xmlUrl")] == [source("a").url]


def test_only_what_other_readers_can_poll_is_written() -> None:
    kinds = [source(kind.replace("-", ""), kind=kind) for kind in SourceKind]
    assert {one.title for one in read_opml(write_opml(kinds, "Mine", NOW).encode())} == {"feed", "googlenews"}
