"""An alert as a reader sees it, and what a hostile feed can do to it: nothing."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from happenings import DAY, NOON, SAYS, a_fact, a_rule, an_incident
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.incidents.layout import LONGEST_MARKUP, LONGEST_TEXT, LONGEST_TITLE
from watch.incidents.render import digest_message, message, notice_message
from watch.model import Fact, Incident, Lang, Message, Reaction, Reason, Severity, Status, Tier, Tone

KOREAN = a_fact(
    "minister",
    article_id=1,
    lang=Lang.KO,
    source_id="yonhap-ko",
    tier=Tier.WIRE,
    origin="wire:yonhap",
    excerpt="일본 각료, 야스쿠니신사를 참배",
    marks=((7, 13), (15, 17)),
    url="https://ko.test/1?a=1&b=2",
    actor="Sato Ken",
)
JAPANESE = a_fact(
    "minister",
    article_id=2,
    lang=Lang.JA,
    source_id="shimbun",
    origin="shimbun",
    excerpt="佐藤大臣が靖国神社に参拝した",
    marks=((2, 4), (5, 9), (10, 12)),
    url="https://ja.test/1",
    at=NOON + timedelta(minutes=7),
)
ENGLISH = a_fact(
    "offering",
    article_id=3,
    source_id="ap",
    origin="wire:ap",
    excerpt="Prime minister sends offering to Yasukuni",
    marks=((21, 29), (33, 41)),
    url="https://en.test/1",
    reaction=Reaction("kr", Tone.DEEP_REGRET),
)
FACTS = (KOREAN, JAPANESE, ENGLISH)
INCIDENT = an_incident(
    rung="minister",
    rank=3,
    severity=Severity.HIGH,
    says=SAYS["minister"],
    articles=3,
    langs=("ko", "ja", "en"),
    origins=("wire:yonhap", "shimbun", "wire:ap"),
    titles=(("ko", "제목"), ("en", "A title")),
)


def said(incident: Incident = INCIDENT, facts: Sequence[Fact] = FACTS, reason: Reason = Reason.RUNG_RAISED) -> Message:
    return message(incident, facts, reason, a_rule(), zone="Asia/Seoul")


# ------------------------------------------------------------------------------------------------ what is said

GOLDEN = """\
[high] A sitting minister visited Yasukuni (Sato Ken), 2026-10-17

• 2026-10-17 12:07 KST · shimbun (news, ja)
  佐藤*大臣*が*靖国神社*に*参拝*した
  https://ja.test/1
• 2026-10-17 12:00 KST · yonhap-ko (wire, ko)
  일본 각료, *야스쿠니신사*를 *참배*
  https://ko.test/1?a=1&b=2
• 2026-10-17 12:00 KST · ap (news, en)
  Prime minister sends *offering* to *Yasukuni*
  https://en.test/1

offering ▸ lawmakers ▸ [minister] ▸ prime-minister
3 articles, 3 languages (en, ja, ko), 3 origins
Seoul answers with deep regret
why you get this: a higher rung
A sitting minister's visit has cancelled summits before.
tw-00000001 · tripwatch incidents show tw-00000001"""


def test_an_alert_says_what_happened_and_shows_the_evidence_in_three_languages() -> None:
    assert said().text == GOLDEN


def test_slack_gets_bold_words_and_labelled_links() -> None:
    markup = said().markup.replace("\u200b", "")
    assert "佐藤*大臣*が*靖国神社*に*参拝*した" in markup
    assert "<https://ko.test/1?a=1&amp;b=2|ko.test>" in markup


def test_mail_gets_marked_words_and_links_that_tell_nobody_where_they_were_clicked() -> None:
    html = said().html
    assert "佐藤<mark>大臣</mark>が<mark>靖国神社</mark>に" in html
    assert '<a href="https://ko.test/1?a=1&amp;b=2"\nrel="noreferrer">ko.test</a>' in html


def test_times_are_the_readers_and_the_day_of_the_happening_is_its_own() -> None:
    text = message(INCIDENT, FACTS, Reason.RUNG_RAISED, a_rule(), zone="America/New_York").text
    assert "2026-10-16 23:07 EDT" in text
    assert text.splitlines()[0].endswith("2026-10-17")


@pytest.mark.parametrize(
    ("changes", "reason", "opening"),
    [
        ({"status": Status.DONE}, Reason.NEW_INCIDENT, "[high] A sitting minister visited"),
        ({"status": Status.PLANNED}, Reason.NEW_INCIDENT, "[high] planned: A sitting minister visited"),
        ({"status": Status.DONE}, Reason.STATUS_CHANGED, "[high] now done: A sitting"),
        ({"status": Status.DENIED}, Reason.STATUS_CHANGED, "[high] now denied: A sitting"),
        ({"status": Status.DENIED}, Reason.CORRECTION, "[high] correction, denied: A sitting"),
        ({}, Reason.REACTION, "[high] Seoul answers with deep regret: A sitting minister visited"),
        ({"status": Status.REACTION}, Reason.NEW_INCIDENT, "[high] Seoul answers with deep regret: A sitting"),
        # A rung beside the ladder says itself that something was ruled out.
        (
            {"status": Status.DENIED, "rank": 0, "rung": "ruled-out", "says": "A visit was ruled out"},
            Reason.NEW_INCIDENT,
            "[high] A visit was ruled out",
        ),
        ({"says": ""}, Reason.NEW_INCIDENT, "[high] Hit on rule yasukuni"),
    ],
)
def test_the_first_line_says_whether_it_was_done(changes: dict[str, object], reason: Reason, opening: str) -> None:
    incident = replace(INCIDENT, **changes)  # type: ignore[arg-type]
    assert said(incident, reason=reason).title.startswith(opening)


def test_a_plan_is_dated_by_its_report() -> None:
    assert said(replace(INCIDENT, status=Status.PLANNED)).title.endswith("(Sato Ken), as of 2026-10-17")


def test_a_reaction_shows_the_answer_first() -> None:
    assert said(reason=Reason.REACTION).text.splitlines()[2].endswith("ap (news, en)")


def test_every_language_is_heard_before_one_is_heard_twice_and_the_rest_is_counted() -> None:
    more = [replace(KOREAN, article_id=number, at=NOON + timedelta(hours=number)) for number in range(10, 19)]
    text = said(replace(INCIDENT, articles=12), [*FACTS, *more]).text
    assert all(source in text for source in ("shimbun", "yonhap-ko", "ap (news, en)"))
    assert "+8 more articles" in text
    assert "12 articles, 3 languages" in text


def test_an_article_that_was_edited_is_shown_and_counted_once() -> None:
    text = said(replace(INCIDENT, articles=4), [*FACTS, replace(KOREAN, rung="offering", rank=1)]).text
    assert text == GOLDEN


def test_an_official_source_is_named() -> None:
    assert "official: kantei" in said(facts=[*FACTS, a_fact(article_id=9, tier=Tier.OFFICIAL, source_id="kantei")]).text


def test_without_facts_or_rule_it_still_says_what_happened() -> None:
    bare = message(INCIDENT, (), Reason.NEW_INCIDENT, None, zone="UTC")
    assert bare.text.startswith("[high] A sitting minister visited Yasukuni, 2026-10-17\n\nminister\n3 articles")


# ------------------------------------------------------------------------------------------------ hostile feeds

_TAGS = {"p", "strong", "ul", "li", "br", "mark", "a"}
HOSTILE = [
    "<!channel> <!here> <@U1> <#C1> <!subteam^S1> <!date^1^x|y>",
    "<https://evil.test|https://bank.test>",
    "*bold* _italic_ ~gone~ `code` ```block",
    "<script>alert(1)</script><img src=//evil.test/x onerror=alert(1)>",
    '"><svg/onload=alert(1)> <meta http-equiv=refresh content=0>',
    "line one\r\nBcc: all@evil.test\r\n\r\n<html>",
    "nul \x00 bell \x07 escape \x1b[2J",
    "\u202ereversed\u202c \u2066isolated",
    "x" * 998,
    "한" * 5_000,
    "\ud800 lone \udfff",
    "&" * 3_000,
    "{{7*7}} {0.__class__} %s %(x)s ${x}",
    "",
    " \u200b\x00 ",
    "=?utf-8?B?QmNjOg==?=",
]


class _Reader(HTMLParser):
    """Refuses what our own pages never hold."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, tag
        values = dict(attrs)
        if tag == "a":
            assert set(values) == {"href", "rel"}
            assert re.match(r"https?://[a-z0-9]", values["href"] or "")
        else:
            assert values in ({}, {"style": "color:#555"})

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def assert_safe(made: Message) -> None:
    """What holds for every message, whatever went into it."""
    assert 0 < len(made.title) <= LONGEST_TITLE
    assert 0 < len(made.text) <= LONGEST_TEXT
    assert 0 < len(made.markup) <= LONGEST_MARKUP
    for name in (field.name for field in fields(made)):
        value = getattr(made, name)
        value.encode()
        assert all(char == "\n" or char.isprintable() or char in "\u200b\u200d" for char in value), name
        assert max(len(line.encode()) for line in value.split("\n")) < 4_000
    assert "\n" not in made.title
    for found in re.findall(r"<[^>]*>?", made.markup):
        assert re.fullmatch(r"<https?://[^<>| ]+\|[^<>|]+>", found), found
    assert "`" not in made.markup
    reader = _Reader()
    reader.feed(made.html)
    reader.close()
    assert "".join(reader.words).strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_feed_text_is_more_than_text(text: str) -> None:
    fact = a_fact(
        "minister",
        title=text,
        excerpt=text[:240],
        marks=((0, min(4, len(text[:240]))),),
        url=f"https://news.test/{text}",
        source_id=text,
        origin=text,
        actor=text,
    )
    incident = replace(INCIDENT, says=text, origins=(text,), titles=(("en", text),), split=text)
    assert_safe(message(incident, [fact], Reason.NEW_INCIDENT, a_rule(why=text), zone="UTC"))
    assert_safe(digest_message([incident] * 20, Reason.DIGEST, zone="UTC"))
    assert_safe(notice_message(text, text))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:,x", "https://bank.test\\@evil.test", "x" * 3_000])
def test_an_unsafe_link_is_left_out_and_the_alert_stands(url: str) -> None:
    made = said(facts=[replace(KOREAN, url=url)])
    assert "야스쿠니신사" in made.text
    assert "http" not in made.text + made.markup + made.html


def test_wording_of_which_nothing_can_be_shown_says_so() -> None:
    assert "(the wording could not be shown)" in said(facts=[replace(KOREAN, excerpt="\u200b\x00", marks=())]).text


def test_a_stars_of_the_feed_make_nothing_bold() -> None:
    markup = said(facts=[replace(KOREAN, excerpt="a *b* c", marks=((2, 5),))]).markup
    assert "  a *b* c\n" in markup


@pytest.mark.parametrize("tail", ["&" * 700, "한" * 90, "a" * 900])
def test_the_link_of_the_first_article_survives_every_cut(tail: str) -> None:
    long = replace(KOREAN, excerpt="&<>" * 80, marks=((0, 3),), url=f"https://news.test/{tail}"[:900])
    many = [replace(long, article_id=number, source_id="&" * 200) for number in range(10)]
    made = said(replace(INCIDENT, says="&" * 500, articles=10), many)
    assert_safe(made)
    assert "https://news.test/" in made.text
    assert "+" in made.text


def test_the_link_survives_in_slack_where_it_fits_at_all() -> None:
    long = replace(KOREAN, excerpt="&" * 240, marks=(), url="https://news.test/" + "a" * 900)
    made = said(facts=[long, replace(long, article_id=7), replace(long, article_id=8)])
    assert_safe(made)
    assert "|news.test>" in made.markup
    assert "more article" in made.markup


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_feed_holds_the_message_is_safe(data: st.DataObject) -> None:
    wild = st.text(st.characters(), max_size=300) | st.sampled_from(HOSTILE)
    facts = [
        a_fact(
            "minister",
            article_id=number,
            excerpt=data.draw(wild)[:240],
            marks=tuple(data.draw(st.lists(st.tuples(st.integers(0, 240), st.integers(0, 240)), max_size=4))),
            url=data.draw(wild | wild.map(lambda text: f"https://{text}") | wild.map(lambda t: f"http://a.test/{t}")),
            source_id=data.draw(wild),
            actor=data.draw(wild),
            lang=data.draw(st.sampled_from([*Lang, None])),
        )
        for number in range(data.draw(st.integers(0, 6)))
    ]
    assert_safe(message(INCIDENT, facts, data.draw(st.sampled_from(list(Reason))), a_rule(), zone="UTC"))


# ------------------------------------------------------------------------------------------------ many at once


def test_a_message_about_many_lists_the_worst_ten_and_counts_the_rest() -> None:
    many = [
        an_incident(id=f"tw-{number:08}", severity=Severity.HIGH if number == 7 else Severity.MEDIUM, last_day=DAY)
        for number in range(14)
    ]
    made = digest_message(many, Reason.ALREADY_IN_FEEDS, zone="Asia/Seoul")
    lines = made.text.splitlines()
    assert lines[0] == "Already in the feeds: 14 incidents, first: A ritual offering was sent to Yasukuni"
    assert lines[2].startswith("• [high]")
    assert lines[2].endswith("yasukuni · tw-00000007")
    assert "+4 more incidents" in made.text
    assert "as of 2026-10-17 12:00 KST" in made.text


def test_a_message_about_many_shows_an_english_title_where_there_is_one() -> None:
    assert "\n  A title\n" in digest_message([INCIDENT], Reason.DIGEST, zone="UTC").text


def test_a_notice_keeps_its_lines() -> None:
    made = notice_message("New rules refused", "rules/a.toml:3:1: error: <b>\n    hint: x")
    assert made.text == "New rules refused\n\nrules/a.toml:3:1: error: <b>\nhint: x"
    assert "&lt;b&gt;" in made.html
