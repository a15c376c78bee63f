from datetime import UTC, date, datetime, timedelta

import pytest
from happenings import NOON, a_hit, a_rule, an_article

from watch.incidents.facts import fact_of
from watch.model import Article, Fact, Lang, Span
from watch.rules.tree import EventWindow, Term, TermGroup


def fact(article: Article, *spans: Span, split_by: str | None = None, terms: tuple[Term, ...] = ()) -> Fact:
    event = EventWindow(window=timedelta(days=3), zone="Asia/Tokyo", split_by=split_by)
    groups = {"company": TermGroup(name="company", terms=terms)}
    return fact_of(
        article,
        a_hit(spans=spans),
        article_id=1,
        hit_id=2,
        rule=a_rule(event=event, groups=groups),
        first_seen_at=NOON,
    )


def test_the_day_is_that_of_publication_in_the_zone_of_the_happening() -> None:
    # 16:30 UTC is already the next day in Tokyo.
    published = datetime(2026, 10, 15, 16, 30, tzinfo=UTC)
    made = fact(an_article("t", published_at=published))
    assert made.day == date(2026, 10, 16)
    assert made.at == published


@pytest.mark.parametrize(
    "published",
    [
        pytest.param(None, id="none"),
        pytest.param(NOON + timedelta(hours=9), id="a zone mistaken"),
        pytest.param(NOON + timedelta(days=900), id="years ahead"),
        pytest.param(datetime(1970, 1, 1, tzinfo=UTC), id="an unset clock"),
        pytest.param(datetime(8, 4, 1, tzinfo=UTC), id="a year of an era"),
    ],
)
def test_a_date_that_cannot_be_is_replaced_by_when_we_saw_the_article(published: datetime | None) -> None:
    assert fact(an_article("t", published_at=published)).at == NOON


def test_an_old_date_is_believed_so_that_an_archive_page_does_not_look_new() -> None:
    assert fact(an_article("t", published_at=datetime(2013, 12, 26, tzinfo=UTC))).day == date(2013, 12, 26)


def test_a_hit_without_a_sentence_says_the_rules_title() -> None:
    assert fact(an_article("t")).says == "Yasukuni Shrine"


def company(term: str, group: str = "company") -> Span:
    return Span("text", 0, len(term), group, term)


NAMES = (Term(written="Alpha Steel", lang=Lang.EN), Term(written="甲製鉄", lang=Lang.JA))


def test_what_a_rule_splits_by_is_the_name_of_the_group_in_every_language() -> None:
    one = fact(an_article("t"), company("Alpha Steel", "company.alpha"), split_by="company")
    two = fact(an_article("t"), company("甲製鉄", "company.alpha"), split_by="company")
    assert one.split == two.split == "alpha"


def test_a_wording_of_one_language_says_whose_it_is() -> None:
    assert fact(an_article("t"), company("甲製鉄"), split_by="company", terms=NAMES).split == "ja:甲製鉄"


def test_wordings_taken_from_one_group_are_one_name() -> None:
    alpha = TermGroup(name="org.alpha", terms=())
    terms = (Term(written="Alpha Steel", lang=Lang.EN, home=alpha), Term(written="甲製鉄", lang=Lang.JA, home=alpha))
    both = (company("Alpha Steel"), company("甲製鉄"))
    assert fact(an_article("t"), *both, split_by="company", terms=terms).split == "alpha"


def test_an_article_about_two_is_about_neither() -> None:
    both = (company("Alpha Steel", "company.alpha"), company("Beta Heavy", "company.beta"))
    assert fact(an_article("t"), *both, split_by="company").split is None


def test_without_a_split_nothing_is_split() -> None:
    assert fact(an_article("t"), company("Alpha Steel", "company.alpha")).split is None
