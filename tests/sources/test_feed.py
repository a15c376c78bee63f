"""A document becomes articles, or the answer what it is instead; whatever is in it, it does not raise."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Article, Lang, Source, Tier
from watch.sources.feed import Feed, NotAFeed, parse

URL = "https://news.example/rss/all.xml"


def source(**changes: object) -> Source:
    known: dict[str, object] = {"id": "s", "url": URL, "interval": timedelta(minutes=15)}
    return Source(**known | changes)  # type: ignore[arg-type]


def rss(*items: str, head: str = "<title>News</title><link>https://news.example/</link>") -> bytes:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{joined}</channel></rss>'.encode()


def read(body: bytes, *, start: int = 0, **changes: Any) -> Feed:
    found = parse(body, url=URL, source=source(**changes), start=start)
    assert isinstance(found, Feed), found
    return found


def only(*parts: str, **changes: Any) -> Article:
    (article,) = read(rss("".join(parts)), **changes).articles
    return article


# ------------------------------------------------------------------------------------------------ kinds of feeds

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="ja"><channel rdf:about="https://news.example/"><title>省</title>
 <link>https://news.example/</link></channel><item rdf:about="https://news.example/1"><title>発表</title>
 <link>https://news.example/1 </link><dc:date>2026-08-19T17:00:00+09:00</dc:date></item></rdf:RDF>"""
RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://my.netscape.com/rdf/simple/0.9/">
 <channel><title>Old</title></channel><item><title>発表</title><link>https://news.example/1</link></item></rdf:RDF>"""
RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">
 <rss version="0.91"><channel><title>Old</title><item><title>発表</title>
 <link>https://news.example/1</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>発表</title><id>urn:x:1</id>
 <link rel="edit" href="https://news.example/edit"/><link href="/1"/>
 <updated>2026-08-19T08:00:00Z</updated></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>A</title><entry><title>発表</title>
 <link rel="alternate" type="text/html" href="https://news.example/1"/>
 <issued>2026-08-19T08:00:00Z</issued></entry></feed>"""
PDF_LINK = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>発表</title><id>urn:x:1</id>
 <link rel="alternate" type="application/pdf" href="https://news.example/1"/></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "home_page_url": "https://news.example/",
        "language": "ja",
        "items": [
            {
                "id": "1",
                "url": "1",
                "title": "発表 &amp; <b>会見</b>",
                "content_html": "<p>本文</p><script>x</script>",
                "date_published": "2026-08-19T17:00:00+09:00",
            },
            "no item",
            {"id": 2, "content_text": "<二>\ud800"},
        ],
    }
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (RDF, "rss10"),
        (RSS_090, "rss090"),
        (RSS_091, "rss091u"),
        (ATOM, "atom10"),
        (ATOM_03, "atom03"),
        (PDF_LINK, "atom10"),
    ],
)
def test_par_13_every_kind_of_feed_is_read(text: str, kind: str) -> None:
    found = read(text.encode())
    assert found.format == kind
    (article,) = found.articles
    assert (article.title, article.url) == ("発表", "https://news.example/1")


@pytest.mark.parametrize("text", [RDF, ATOM, ATOM_03])
def test_dates_of_all_kinds_are_read(text: str) -> None:
    assert read(text.encode()).articles[0].published_at == datetime(2026, 8, 19, 8, tzinfo=UTC)


def test_par_13_a_json_feed_is_read() -> None:
    found = read(JSON.encode())
    assert (found.format, found.title) == ("json", "J")
    first, second = found.articles
    assert (first.title, first.text, first.url) == ("発表 & 会見", "本文", "https://news.example/1")
    assert (first.lang, first.published_at) == (Lang.JA, datetime(2026, 8, 19, 8, tzinfo=UTC))
    assert (second.text, second.guid, second.url) == ("<二>", "2", None)


def test_what_the_source_is_goes_with_every_article() -> None:
    article = only("<title>x</title>", id="mofa", tier=Tier.OFFICIAL, country="jp")
    assert (article.source_id, article.tier, article.country) == ("mofa", Tier.OFFICIAL, "jp")


# ------------------------------------------------------------------------------------------------ what is no feed


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "an empty document"),
        (b" \r\n ", "an empty document"),
        (b"\xef\xbb\xbf", "an empty document"),
        (
            b"<!DOCTYPE html><html><head><title> Hotel\n Wi-Fi &amp; Co </title>",
            "an HTML page titled “Hotel Wi-Fi & Co”",
        ),
        (b"<html><body>Service unavailable", "an HTML page without a title"),
        (b"<html><body><rss version='2.0'><channel><item><title>x</title>", "an HTML page titled “x”"),
        (b'{"error": "rate limited"}', "JSON that is not a JSON Feed"),
        (b"[1, 2", "JSON that is not a JSON Feed"),
        (b"[" * 100_000, "JSON that is not a JSON Feed"),
        (b'{"version": 1' + b"0" * 9000 + b"}", "JSON that is not a JSON Feed"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "a sitemap, not a feed"),
        (b"<opml version='2.0'><body/></opml>", "an OPML list of feeds, not a feed"),
        (b"<Error><Code>AccessDenied</Code></Error>", "an XML error message"),
        (b"<channel href='x'><item/></channel>", "an XML document of the kind <channel>, which is no feed"),
        (b"<rdf:RDF xmlns:rdf='x'><foaf/></rdf:RDF>", "an XML document that looks like a feed but is of no known kind"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x1f\x8b\x08\x00", "gzip data that was not announced as such"),
        (b"Not found", "text that is no feed (served as text/plain); it begins “Not found”"),
    ],
)
def test_what_is_no_feed_is_said_to_be_what_it_is(body: bytes, says: str) -> None:
    assert parse(body, url=URL, content_type="text/plain", source=source()) == NotAFeed(detail=says)


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()).articles == ()


def test_par_08_wide_characters_that_call_themselves_utf_8_are_no_silence() -> None:
    body = rss("<title>사도광산</title>").decode().replace('"1.0"', '"1.0" encoding="utf-8"').encode("utf-16-le")
    found = read(body)
    assert [article.title for article in found.articles] == ["사도광산"]
    assert any("UTF-16" in note for note in found.notes)


# ------------------------------------------------------------------------------------------------ hostile feeds


@pytest.mark.parametrize(
    "title", ["&#x110000;", "&#xD800;", "&#99999999999999;", "&#0;", "&#" + "9" * 5000 + ";", "&amp;#xD800;", "&#xd800"]
)
def test_par_01_titles_that_make_the_parser_raise_are_read(title: str) -> None:
    for wrapped in (title, f"<![CDATA[{title}]]>", f"<b>{title}</b>"):
        found = read(rss(f"<title>Sado {wrapped} mine</title>", "<title>Second</title>"))
        assert [article.title for article in found.articles][1] == "Second"
        assert found.articles[0].title.startswith("Sado")
        found.articles[0].title.encode("utf-8")


def test_par_01_an_element_on_which_the_parser_raises_costs_itself_and_not_the_feed() -> None:
    geo = '<gml:pos xmlns:gml="http://www.opengis.net/gml">x</gml:pos>'
    found = read(rss(f"<title>First</title>{geo}", "<title>Second</title>"))
    assert [article.title for article in found.articles] == ["First", "Second"]
    assert any("odd elements" in note for note in found.notes)


def test_par_01_whatever_the_parser_raises_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*_: object, **__: object) -> None:
        raise RuntimeError("no \x1b[31mway")

    monkeypatch.setattr(feedparser, "parse", raising)
    found = parse(rss("<title>x</title>"), url=URL, source=source())
    assert found == NotAFeed(detail="a feed that could not be parsed: RuntimeError: no [31mway")


def test_a_worker_out_of_memory_is_not_taken_for_a_bad_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(feedparser, "parse", raising)
    with pytest.raises(MemoryError):
        parse(rss("<title>x</title>"), url=URL, source=source())


def test_par_02_entities_that_multiply_stay_unexpanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = rss("<title>x &l9; y</title>").replace(b"<rss", f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]><rss'.encode())
    assert len(read(body).articles[0].title) < 100


def test_par_03_nothing_outside_the_document_is_read() -> None:
    body = rss(
        "<title>x &e; y</title><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/hostname'/>"
    )
    doctype = b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    assert read(body.replace(b"<rss", doctype + b"<rss")).articles[0].title == "x &e; y"


def test_par_03_a_body_that_is_the_name_of_a_file_is_not_opened() -> None:
    assert parse(__file__.encode(), url=URL, source=source()) == NotAFeed(
        detail=f"text that is no feed; it begins “{__file__[:60]}”"
    )


@pytest.mark.parametrize(
    "inner",
    [
        "<div>" * 20_000,
        "&lt;div&gt;" * 20_000,
        "&lt;" * 100_000,
        "& " * 100_000,
        "<![CDATA[" * 20_000,
        "<!--" * 20_000,
        f"<![CDATA[{'<a ' * 60_000}]]>",
        "e" + "\u0301" * 300_000,
    ],
)
def test_par_05_06_large_nonsense_is_read_through(inner: str) -> None:
    first = read(rss("<title>First</title>", f"<title>x</title><description>{inner}</description>")).articles[0]
    assert first.title == "First"


@pytest.mark.parametrize(
    "markup",
    [
        "<svg/onload=alert(1)>Sado",
        "<script>alert(1)</script>Sado",
        "<img src=x onerror=alert(1)>Sado",
        '<a href="&#106;avascript:alert(1)">Sado</a>',
        "<iframe srcdoc='&lt;script>alert(1)&lt;/script>'></iframe>Sado",
        "<style>*{}</style>Sado",
    ],
)
@pytest.mark.parametrize("wrap", ["cdata", "escaped", "xhtml"])
def test_no_markup_comes_out_of_any_field(markup: str, wrap: str) -> None:
    escaped = markup.replace("&", "&amp;").replace("<", "&lt;")
    inner = {"cdata": f"<![CDATA[{markup}]]>", "escaped": escaped, "xhtml": markup}[wrap]
    article = only(f"<title>{inner}</title><description>{inner}</description>")
    assert (article.title, article.text) == ("Sado", "Sado")


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&T", "AT&T"),
        ("<![CDATA[AT&T]]>", "AT&T"),
        ("<![CDATA[AT&amp;T]]>", "AT&T"),
        ("&lt;사도광산&gt; 추도식", "<사도광산> 추도식"),
        ("&amp;quot;Sado&amp;quot;", '"Sado"'),
        ("<![CDATA[<![CDATA[Sado]]]]><![CDATA[>]]>", "Sado"),
        ("caf&eacute;&nbsp;mine", "café mine"),
        ("\u202eSado\u202c", "Sado"),
        ("&#x202E;Sado", "Sado"),
    ],
)
def test_par_11_rules_see_what_a_reader_sees(written: str, seen: str) -> None:
    assert only(f"<title>{written}</title>").title == seen


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a@b.example/"]
)
def test_other_links_than_http_are_dropped_and_the_item_kept(link: str) -> None:
    article = only(f"<title>x</title><link>{link}</link><guid>333483</guid>")
    assert (article.url, article.key[:2]) == (None, "g:")


def test_par_12_an_item_that_quotes_a_document_does_not_begin_one() -> None:
    quoted = "<title>First</title><description><![CDATA[<?xml version='1.0'?> What now <? ]]></description>"
    found = read(rss(quoted, "<title>Second</title>").replace(b'<?xml version="1.0"?>', b""))
    assert [article.title for article in found.articles] == ["First", "Second"]
    assert found.articles[0].text == "What now"


def test_a_feed_whose_items_vanish_in_the_parser_is_no_empty_feed() -> None:
    astray = rss("<title>One</title>", "<title>Two</title>").replace(b"<item>", b"<source><item>")
    found = parse(astray, url=URL, source=source())
    assert found == NotAFeed(detail="a feed whose 2 items could not be read")


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_par_01_10_any_bytes_are_a_feed_or_none(body: bytes) -> None:
    assert isinstance(parse(body, url=URL, source=source()), Feed | NotAFeed)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["title", "link", "guid", "pubDate", "description", "category", "author", "dc:date", "source"]
            ),
            st.text(max_size=40) | st.sampled_from(["&#xD800;", "<b>", "]]>", "<![CDATA[x", "31 Feb 99999", "<title>"]),
        ),
        max_size=6,
    ),
    st.sampled_from([None, Lang.KO, Lang.JA]),
)
@settings(max_examples=200, deadline=None)
def test_par_01_10_any_item_gives_clean_strings(elements: list[tuple[str, str]], lang: Lang | None) -> None:
    body = rss("".join(f"<{name}>{text}</{name}>" for name, text in elements), "<title>Next</title>")
    found = parse(body.decode("utf-8", "replace").encode("utf-8", "replace"), url=URL, source=source(lang=lang))
    for article in found.articles if isinstance(found, Feed) else ():
        for text in (article.title, article.text, article.guid or "", article.published_raw or "", article.url or ""):
            assert not any((ord(char) < 32 and char != "\n") or 0xD800 <= ord(char) < 0xE000 for char in text)
        assert len(article.title) <= 500
        assert len(article.text) <= 20_000
        assert article.url is None or article.url.startswith(("http://", "https://"))


# ------------------------------------------------------------------------------------------------ texts, links, dates


def test_the_longer_text_wins_and_its_beginning_is_not_said_twice() -> None:
    namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    content = f"<content:encoded {namespace}>&lt;p&gt;One two. Three.&lt;/p&gt;</content:encoded>"
    assert only("<title>x</title><description>One two …</description>", content).text == "One two. Three."
    assert only("<title>x</title>", content, "<description>Other.</description>").text == "Other.\nOne two. Three."
    assert only("<title>x</title><description>One two.</description>").text == "One two."


def test_relative_links_start_at_the_site_in_rss_and_at_the_document_in_atom() -> None:
    assert only("<title>x</title><link>/j/19a.html</link>").url == "https://news.example/j/19a.html"
    assert only("<title>x</title><link>19a.html</link>").url == "https://news.example/19a.html"
    atom = ATOM.replace('href="/1"', 'href="1"').encode()
    assert read(atom).articles[0].url == "https://news.example/rss/1"
    based = ATOM.replace("<feed", '<feed xml:base="https://other.example/x/"').replace('href="/1"', 'href="1"').encode()
    assert read(based).articles[0].url == "https://other.example/x/1"


def test_a_guid_is_a_link_only_where_it_can_be_one() -> None:
    assert only("<title>x</title><guid>https://news.example/7000</guid>").url == "https://news.example/7000"
    assert only("<title>x</title><guid>/j/19a.html</guid>").url == "https://news.example/j/19a.html"
    assert only("<title>x</title><guid>333483</guid>").url is None
    assert only('<title>x</title><guid isPermaLink="false">https://news.example/7</guid>').url is None


def test_an_empty_link_beside_a_positional_guid_leaves_title_and_date() -> None:
    article = only('<title>x</title><link/><guid isPermaLink="false">item_17</guid>')
    assert (article.url, article.guid, article.key[:2]) == (None, "item_17", "t:")


def test_a_feed_that_moves_keeps_the_keys_of_its_items() -> None:
    body = rss("<title>x</title><link>https://news.example/1</link>", "<title>y</title><guid>abc</guid>")
    moved = parse(body, url="http://mirror.example/feed", source=source())
    assert isinstance(moved, Feed)
    assert [article.key for article in moved.articles] == [article.key for article in read(body).articles]


def test_an_item_on_top_does_not_change_the_keys_below() -> None:
    items = [f"<title>T{n}</title><link>https://news.example/{n}</link><guid>item_{n}</guid>" for n in range(1, 6)]
    before = {article.title: article.key for article in read(rss(*items)).articles}
    shifted = ["<title>New</title><link>https://news.example/new</link><guid>item_1</guid>"]
    shifted += [
        f"<title>T{n}</title><link>https://news.example/{n}</link><guid>item_{n + 1}</guid>" for n in range(1, 6)
    ]
    after = {article.title: article.key for article in read(rss(*shifted)).articles}
    assert after.items() >= before.items()
    assert after["New"] not in before.values()


def test_the_same_item_twice_is_one_article_and_counted() -> None:
    found = read(
        rss(
            "<title>x</title><link>https://a.example/1</link>",
            "<title>x</title><link>https://a.example/1?utm_id=2</link>",
        )
    )
    assert (len(found.articles), found.skipped) == (1, 1)
    assert found.notes == ("1 item was empty or listed twice",)


def test_feed_02_an_item_without_anything_is_counted_and_one_with_text_alone_is_kept() -> None:
    found = read(rss("", "<description>Sado</description>"))
    assert ([article.text for article in found.articles], found.skipped) == (["Sado"], 1)


def test_feed_16_items_beyond_the_cap_are_counted_before_they_cost_time() -> None:
    found = read(rss(*(f"<title>T{n}</title><link>https://a.example/{n}</link>" for n in range(1340))))
    assert (len(found.articles), found.skipped, found.beyond) == (1000, 0, 340)
    assert found.articles[-1].title == "T999"
    assert found.remarks == ("only the first 1000 of 1340 items were read",)


MANY = [f"<title>T{n}</title><link>https://a.example/{n}</link>" for n in range(2340)]
ENTRIES = "".join(f"<entry><title>T{n}</title><link href='https://a.example/{n}'/></entry>" for n in range(2340))
LONG = {
    "rss": rss(*MANY, head="<title>N</title>"),
    "rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>'
        "<title>N</title><items><rdf:Seq/></items></channel>"
        + "".join(f"<item>{item}</item>" for item in MANY)
        + "</rdf:RDF>"
    ).encode(),
    "atom": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>{ENTRIES}</feed>'.encode(),
    "json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "N",
            "items": [{"title": f"T{n}", "url": f"https://a.example/{n}"} for n in range(2340)],
        }
    ).encode(),
    "unclosed": rss(*MANY, head="<title>N</title>").replace(b"</item>", b""),
}


@pytest.mark.parametrize("kind", LONG)
def test_feed_16_a_long_feed_is_read_in_parts_that_hold_each_item_once(kind: str) -> None:
    titles: list[str] = []
    for start in (0, 1000, 2000):
        part = read(LONG[kind], start=start)
        assert (part.title, part.beyond) == ("N", max(0, 1340 - start))
        titles += [article.title for article in part.articles]
    assert titles == [f"T{n}" for n in range(2340)]


@pytest.mark.parametrize(
    ("date", "changes", "hour"),
    [
        ("2026-08-19 12:00", {}, 12),
        ("2026-08-19 12:00", {"lang": Lang.KO}, 3),
        ("2026-08-19 12:00", {"lang": Lang.JA}, 3),
        ("2026-08-19 12:00", {"lang": Lang.EN, "country": "kr"}, 3),
        ("2026-08-19 12:00", {"lang": Lang.KO, "zone": "Europe/London"}, 11),
        ("2026-08-19 12:00", {"zone": "No/Where"}, 12),
        ("Wed, 19 Aug 2026 12:00:00 JST", {"lang": Lang.EN}, 3),
    ],
)
def test_a_date_without_a_zone_is_meant_where_the_source_is(date: str, changes: dict[str, object], hour: int) -> None:
    article = only(f"<title>x</title><pubDate>{date}</pubDate>", **changes)
    assert article.published_at == datetime(2026, 8, 19, hour, tzinfo=UTC)
    assert article.published_raw == date


def test_an_unreadable_date_is_kept_as_written() -> None:
    article = only("<title>x</title><pubDate>2026-02-30</pubDate>")
    assert (article.published_at, article.published_raw) == (None, "2026-02-30")


@pytest.mark.parametrize(
    ("declared", "source_lang", "title", "lang"),
    [
        ("ja-jp", None, "G20", Lang.JA),
        ("", Lang.KO, "G20", Lang.KO),
        ("", None, "사도광산 추도식", Lang.KO),
        ("", None, "靖国へ真榊", Lang.JA),
        ("", None, "Sado mine", Lang.EN),
        ("US", None, "Sado mine", Lang.EN),
        ("en-us", None, "사도광산 추도식 불참", Lang.KO),
        ("en", None, "What 한국 means", Lang.EN),
        ("fr", None, "Mine de Sado", None),
        ("", None, "2026", None),
    ],
)
def test_the_language_is_the_declared_one_unless_the_script_says_another(
    declared: str, source_lang: Lang | None, title: str, lang: Lang | None
) -> None:
    head = f"<title>N</title><language>{declared}</language>" if declared else "<title>N</title>"
    (article,) = read(rss(f"<title>{title}</title>", head=head), lang=source_lang).articles
    assert article.lang == lang


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>999999</ttl>", timedelta(days=7)),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly</sy:updatePeriod>',
            timedelta(hours=1),
        ),
        ("", None),
    ],
)
def test_how_long_a_feed_wants_to_be_left_alone_is_read(head: str, ttl: timedelta | None) -> None:
    assert read(rss(head=f"<title>N</title>{head}")).ttl == ttl


def test_a_feed_that_is_not_well_formed_is_read_and_says_so() -> None:
    feed = read(b"<rss version='2.0'><channel><item><title>One</title></item><item><title>Two</title></item>")
    assert [article.title for article in feed.articles] == ["One", "Two"]
    assert feed.notes == ("it is not well-formed XML (no element found): items may be missing or garbled",)
