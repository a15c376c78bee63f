"""What one article adds to an incident.

The day of a fact is the one the article was published on, else the one we first saw it on, in the zone of the rule's
happenings. A day that the text itself states is not read yet; when it is, it goes before both.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from watch.incidents.excerpt import excerpt
from watch.incidents.origin import origin_of
from watch.model import Article, Fact, Hit
from watch.rules.tree import Rule

#: A date before this one is an unset clock or a misread calendar, not an old article.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def fact_of(article: Article, hit: Hit, *, article_id: int, hit_id: int, rule: Rule, first_seen_at: datetime) -> Fact:
    """Put a hit together with its article."""
    at = _instant(article.published_at, first_seen_at)
    shown = excerpt(article.title, article.text, hit.spans)
    return Fact(
        article_id=article_id,
        hit_id=hit_id,
        rule_id=rule.id,
        rung=hit.rung,
        rank=hit.rank,
        severity=hit.severity,
        status=hit.status,
        reaction=hit.reaction,
        actor=hit.actor,
        says=hit.says or rule.title,
        split=_split(hit, rule),
        day=at.astimezone(ZoneInfo(rule.event.zone)).date(),
        at=at,
        title=article.title,
        url=article.url,
        lang=article.lang,
        source_id=article.source_id,
        tier=article.tier,
        origin=origin_of(article.title, article.text, article.source_id),
        excerpt=shown.text,
        marks=shown.marks,
    )


def _instant(published: datetime | None, first_seen_at: datetime) -> datetime:
    """When the article appeared. Nothing is published after we saw it, and nothing we read before the year 2000.

    Any other date is believed, however old: an archive page that comes into a feed is history and must not look new.
    """
    if published is None or not _EARLIEST <= published <= first_seen_at:
        return first_seen_at
    return published


def _split(hit: Hit, rule: Rule) -> str | None:
    """The value of what the rule splits by, if the article names exactly one.

    `split_by = "company"` reads the groups `company.one`, `company.two` …, and those that a group `company` includes:
    they have a name in every language. A term of `company` itself is a wording of one language, and says so ("ja:…"),
    for another has others.
    """
    wanted = rule.event.split_by
    if wanted is None:
        return None
    values: set[str] = set()
    for span in hit.spans:
        if span.group.startswith(f"{wanted}."):
            values.add(span.group.removeprefix(f"{wanted}."))
        elif span.group == wanted:
            values.add(_worded(span.term, rule))
    return values.pop() if len(values) == 1 else None


def _worded(term: str, rule: Rule) -> str:
    group = rule.groups.get(rule.event.split_by or "")
    found = next((known for known in group.terms if known.written == term), None) if group else None
    if found is None:
        return term
    return found.home.name.rpartition(".")[2] if found.home else f"{found.lang}:{term}"
