"""Whose title it is: the country that a bare 총리, 外相 or "prime minister" belongs to.

What the words say themselves counts first: a country named in them ("우리 정부"), a person's name beside them (다카이치
총리), a country right behind an English "of" or right before them (日외무상, 韓国の外相, "Japan's new premier").

Else it is a guess among the countries that have such a title at all (외교부 is not Japan's, 大統領 is not either). In
Japanese a bare title is the home country's: papers there name the country of every other one. In Korean and English it
goes to the country named nearest before it, in its sentence, else earlier in the article, else to the home country.
Home is the country of the source, else that of the language. Countries named together (한일, 日米韓, "Japan and South
Korea") own a title together. Where nothing tells, it may be anybody's.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from watch.model import Lang
from watch.rules.tree import Lexicon, RuleSet, TermGroup
from watch.text.normalize import fold
from watch.text.segment import View, squeeze, unbracketed
from watch.text.told_words import NO_WORDS, ToldWords

if TYPE_CHECKING:
    from watch.rules.occurrences import GroupPlan, Plans

#: The countries that words belong to; none where that is not known.
Owner = frozenset[str]
#: Where countries or people are named, in order, each with the country.
Named = list[tuple[int, int, str]]

NOBODY: Owner = frozenset()
_HOMES = {Lang.JA: "jp", Lang.KO: "kr"}
#: What may stand between a name and its title.
_BESIDE = re.compile(r"[ \n·,]{0,2}(?:(?:당시|전|현|신임|前|元|現|新|former|then|spokes[a-z]+) ?-?)?")
#: What may stand between countries named together.
_TOGETHER = re.compile(r"(?:[ ·/、,\-]{0,2}|[과와とや]|와의 | and | , and )")
#: What may stand between a country and a title that it owns for certain.
_ATTACHED = re.compile(
    r"(?:'s?)?(?: (?:new|own|visiting|then|former|deputy|vice|first|second|state|senior|sitting|current)){0,2} ?"
    r"|の?(?:新|現|前|元|前の|副|政府の?|政権の?)?"
    # A surname may stand between: 韓国の趙外相.
    r"|[の・][一-鿿々]{1,3}"
    # The rest of a country's full name: トルコ共和国大統領.
    r"|[・·]?(?:イスラム|人民|民主|連邦|社会主義)*(?:共和国|王国|連邦|合衆国)の?"
    r"|의? ?(?:정부|내각|신임|새|현|전|前|당시)?(?:의)? ?"
)
#: "the prime minister of the Netherlands", "the foreign ministry in Seoul".
_OF = re.compile(r"(?: of (?:the )?|(?:ministry|government|court) in )\Z")
#: What headlines in Hangul leave of a country before a title: 일 총리, 미 국방장관. 중 and 한 are other words, too.
_SIGN = re.compile(r"(?<![가-힣0-9])(?P<sign>[일미북러]) ?\Z")
_SIGNS = {"일": "jp", "미": "us", "북": "kp", "러": "ru"}
#: A name in katakana right before a title: Koreans whom Japanese papers write so stand in the lexicon by name.
_KANA_NAME = re.compile(r"[ァ-ヶー・·]{2,}\Z")
#: The code of all countries that have no group of their own.
_ELSEWHERE = "zz"
#: A name further away than this from a title is not looked at.
_REACH = 40
_LONGEST_NAME = 60
#: No news names more countries in one breath; a hostile text may hold thousands.
_MOST_TOGETHER = 30


def agree(country: str, owner: Owner) -> bool:
    """Whether words with this owner may be those of a country: an unknown one agrees with every country."""
    return not owner or country in owner


@dataclass(frozen=True, slots=True)
class Home:
    """What is known of an article: its language and the country of its source."""

    lang: Lang | None = None
    country: str | None = None

    @property
    def owner(self) -> Owner:
        """Whose titles stand in it without a country."""
        home = self.country or (_HOMES.get(self.lang) if self.lang else None)
        return frozenset((home,)) if home else NOBODY


@dataclass(frozen=True, slots=True)
class Context:
    """What the lexicon says of occurrences: which groups name a country, or somebody of it, and what tells a status."""

    countries: tuple[tuple[str, "GroupPlan"], ...] = ()
    people: tuple[tuple[str, "GroupPlan"], ...] = ()
    #: The countries that have a title or a ministry of this wording, squeezed.
    having: Mapping[str, Owner] = field(default_factory=dict)
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
        having=_having(lexicon),
        words=ToldWords(lexicon.status),
    )


def _having(lexicon: Lexicon) -> dict[str, Owner]:
    having: dict[str, set[str]] = {}
    for group in lexicon.groups.values():
        for term in group.terms:
            if group.of and term.home is None:
                having.setdefault(squeeze(fold(term.written)), set()).add(group.of)
    return {wording: frozenset(countries) for wording, countries in having.items()}


class Owners:
    """Answers for one article; what it needs is worked out when first asked."""

    __slots__ = ("_able", "_context", "_countries", "_home", "_people", "_spans", "_view")

    def __init__(
        self,
        view: View,
        context: Context,
        home: Callable[[], Home],
        spans: "Callable[[GroupPlan], list[tuple[int, int]]]",
    ) -> None:
        self._view = view
        self._context = context
        self._home = home
        self._spans = spans
        self._countries: Named | None = None
        self._people: Named | None = None
        self._able: dict[Owner, Named] = {}

    def of(self, start: int, end: int) -> Owner:
        """Whose the title at `view.text[start:end]` is."""
        if self._countries is None or self._people is None:
            self._countries = self._named(self._context.countries)
            self._people = self._named(self._context.people)
        return (
            _within(self._countries, start, end)
            or self._beside(self._people, start, end)
            or self._behind_of(self._countries, start, end)
            or self._signed(start)
            or self._attached(self._countries, start)
            or self._stranger(self._countries, start)
            or self._guessed(self._countries, start, end)
        )

    def _named(self, groups: "Iterable[tuple[str, GroupPlan]]") -> Named:
        return sorted((start, end, country) for country, plan in groups for start, end in self._spans(plan))

    def _between(self, end: int, start: int) -> str:
        return unbracketed(self._view.text[end:start])

    # -------------------------------------------------------------------------------------------- what the words say

    def _beside(self, people: Named, start: int, end: int) -> Owner:
        for first, last, country in _starting(people, start - _REACH - _LONGEST_NAME, end + _REACH + 1):
            gap = (last, start) if first < start else (end, first)
            if gap[1] - gap[0] <= _REACH and (gap[1] <= gap[0] or _BESIDE.fullmatch(self._between(*gap))):
                return frozenset((country,))
        return NOBODY

    def _behind_of(self, countries: Named, start: int, end: int) -> Owner:
        for first, _, country in _starting(countries, end + 1, end + 9):
            if _OF.search(self._view.text, start, first):
                return frozenset((country,))
        return NOBODY

    def _signed(self, start: int) -> Owner:
        sign = _SIGN.search(self._view.text, max(0, start - 3), start)
        return frozenset((_SIGNS[sign["sign"]],)) if sign else NOBODY

    def _attached(self, countries: Named, start: int) -> Owner:
        near = _starting(countries, start - _REACH - _LONGEST_NAME, start)
        end = max((last for _, last, _ in near if last <= start), default=None)
        if end is None or not _ATTACHED.fullmatch(self._between(end, start)):
            return NOBODY
        return self._before(countries, start)

    def _stranger(self, countries: Named, start: int) -> Owner:
        """Behind a foreign name: the country named shortly before it, else some other country's."""
        if not _KANA_NAME.search(self._view.text, max(0, start - _REACH), start):
            return NOBODY
        near = any(last <= start for _, last, _ in _starting(countries, start - _REACH, start))
        return self._before(countries, start) if near else frozenset((_ELSEWHERE,))

    # -------------------------------------------------------------------------------------------- what may be guessed

    def _guessed(self, countries: Named, start: int, end: int) -> Owner:
        """A country that has such a title: in Japanese that of home first, else the one named nearest before."""
        having = self._context.having.get(squeeze(self._view.text[start:end]), NOBODY)
        home = self._home()
        own = home.owner & having if having else home.owner
        if home.lang is Lang.JA and own:
            return own
        return self._before(self._able_to(having, countries), start) or own

    def _able_to(self, having: Owner, countries: Named) -> Named:
        """The mentions of countries that have a title; of all countries where that is not known."""
        if not having:
            return countries
        if having not in self._able:
            self._able[having] = [named for named in countries if named[2] in having]
        return self._able[having]

    def _before(self, countries: Named, start: int) -> Owner:
        """The country named nearest before a position, and those named together with it."""
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
