"""Whose title it is: the country that a bare 총리, 外相 or "prime minister" belongs to.

In this order: a country that the words themselves name; the country of a person whose name stands beside them; a
country right behind an English "of"; the country named nearest before them, in the same sentence, else earlier in the
article; the country of the source; that of the language, for Japanese and Korean. Countries named together (한일,
"Japan and South Korea") own a title together. Where nothing tells, it may be anybody's.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watch.model import Lang
from watch.rules.tree import Lexicon, RuleSet, TermGroup
from watch.text.segment import View, unbracketed
from watch.text.told_words import NO_WORDS, ToldWords

if TYPE_CHECKING:
    from watch.rules.occurrences import GroupPlan, Plans

#: The countries that words belong to; none where that is not known.
Owner = frozenset[str]
Home = Callable[[], Owner]
#: Where countries or people are named, in order, each with the country.
Named = list[tuple[int, int, str]]

NOBODY: Owner = frozenset()
_HOMES = {Lang.JA: "jp", Lang.KO: "kr"}
#: What may stand between a name and its title, and between countries named together.
_BESIDE = re.compile(r"[ \n·,]{0,2}")
_TOGETHER = re.compile(r"(?:[ ·/、,\-]{0,2}|[과와とや]| and | , and )")
_OF = re.compile(r" of (?:the )?\Z")
#: A name further away than this from a title is not looked at.
_REACH = 40
_LONGEST_NAME = 60
#: No news names more countries in one breath; a hostile text may hold thousands.
_MOST_TOGETHER = 30


def agree(country: str, owner: Owner) -> bool:
    """Whether words with this owner may be those of a country: an unknown one agrees with every country."""
    return not owner or country in owner


def home_of(lang: Lang, country: str | None) -> Owner:
    """Whose titles stand without a country in an article: its source's, else those of its language."""
    home = country or _HOMES.get(lang)
    return frozenset((home,)) if home else NOBODY


def nowhere() -> Owner:
    """The home of an article of which nothing is known."""
    return NOBODY


@dataclass(frozen=True, slots=True)
class Context:
    """What the lexicon says of occurrences: which groups name a country, or somebody of it, and what tells a status."""

    countries: tuple[tuple[str, "GroupPlan"], ...] = ()
    people: tuple[tuple[str, "GroupPlan"], ...] = ()
    words: ToldWords = NO_WORDS


NO_CONTEXT = Context()


def naming_groups(ruleset: RuleSet) -> Mapping[str, TermGroup]:
    """The lexicon's groups that tell whose a title is, if any rule asks for that."""
    lexicon = ruleset.lexicon
    groups = (group for rule in ruleset.rules for group in rule.groups.values())
    if not any(home.of for group in groups for home in group.homes):
        return {}
    names = [*lexicon.countries, *lexicon.people]
    inside = {other for name in names for home in lexicon.groups[name].homes for other in home.not_inside}
    return {name: lexicon.groups[name] for name in (*names, *inside)}


def context(lexicon: Lexicon, plans: "Plans") -> Context:
    """The lexicon, ready: the plans of those groups with the countries they speak for, and the words of status."""
    return Context(
        countries=tuple((country, plans[name]) for name, country in lexicon.countries.items() if name in plans),
        people=tuple((country, plans[name]) for name, country in lexicon.people.items() if name in plans),
        words=ToldWords(lexicon.status),
    )


class Owners:
    """Answers for one article; what it needs is worked out when first asked."""

    __slots__ = ("_context", "_countries", "_home", "_people", "_spans", "_view")

    def __init__(
        self, view: View, context: Context, home: Home, spans: "Callable[[GroupPlan], list[tuple[int, int]]]"
    ) -> None:
        self._view = view
        self._context = context
        self._home = home
        self._spans = spans
        self._countries: Named | None = None
        self._people: Named | None = None

    def of(self, start: int, end: int) -> Owner:
        """Whose the title at `view.text[start:end]` is."""
        if self._countries is None or self._people is None:
            self._countries = self._named(self._context.countries)
            self._people = self._named(self._context.people)
        return (
            _within(self._countries, start, end)
            or self._beside(self._people, start, end)
            or self._behind_of(self._countries, end)
            or self._before(self._countries, start)
            or self._home()
        )

    def _named(self, groups: "Iterable[tuple[str, GroupPlan]]") -> Named:
        return sorted((start, end, country) for country, plan in groups for start, end in self._spans(plan))

    def _between(self, end: int, start: int) -> str:
        return unbracketed(self._view.text[end:start])

    def _beside(self, people: Named, start: int, end: int) -> Owner:
        for first, last, country in _starting(people, start - _REACH - _LONGEST_NAME, end + _REACH + 1):
            gap = (last, start) if last <= start else (end, first)
            if 0 <= gap[1] - gap[0] <= _REACH and _BESIDE.fullmatch(self._between(*gap)):
                return frozenset((country,))
        return NOBODY

    def _behind_of(self, countries: Named, end: int) -> Owner:
        for first, _, country in _starting(countries, end + 1, end + 9):
            if _OF.fullmatch(self._view.text, end, first):
                return frozenset((country,))
        return NOBODY

    def _before(self, countries: Named, start: int) -> Owner:
        at = bisect_left(countries, (start,))
        if not at:
            return NOBODY
        first, _, country = countries[at - 1]
        owner = {country}
        for earlier, last, other in reversed(countries[max(0, at - _MOST_TOGETHER) : at - 1]):
            if last < first and not _TOGETHER.fullmatch(self._view.text, last, first):
                break
            owner.add(other)
            first = earlier
        return frozenset(owner)


def _within(countries: Named, start: int, end: int) -> Owner:
    return frozenset(country for _, last, country in _starting(countries, start, end) if last <= end)


def _starting(named: Named, low: int, high: int) -> Named:
    """Those that start from `low` on and before `high`."""
    return named[bisect_left(named, (low,)) : bisect_left(named, (high,))]
