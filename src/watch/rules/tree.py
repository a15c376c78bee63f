"""What a rule is once it has been read: the tree of its conditions, its groups, its ladder. No behaviour here.

A *place* is a set of spans in a text; a *truth* is made of places and is true or not. Every node knows where it stood
in its expression (`at`, `length`, in characters), so that errors and explanations can point at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from watch.errors import KeyPath
from watch.model import Lang, Severity, Status, Tier, Tone

# ------------------------------------------------------------------------------------------------ places


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Where a part of a condition stands in its expression."""

    at: int = field(default=0, compare=False)
    length: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Node):
    """The occurrences of a group's terms; for an act only those of one status (none named: done or planned)."""

    name: str
    status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One amount that is asked for: in a currency (of persons None), and at least so much (None: however much)."""

    unit: str | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Node):
    """Sums of money ("money") or numbers of persons ("persons") told in the text, within any of the limits, if any."""

    what: str
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Either(Node):
    """The spans of any of these places: `(a or b)` used as a place."""

    places: tuple["Place", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(Node):
    """Spans of `left` and `right` at most `distance` units apart in one sentence; the result covers both."""

    left: "Place"
    right: "Place"
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Before(Node):
    """Like Near, with `left` standing before `right`."""

    left: "Place"
    right: "Place"
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Without(Node):
    """Spans of `place` that have no span of `other` within `distance` in the same sentence."""

    place: "Place"
    other: "Place"
    distance: int


Place = Group | Number | Either | Near | Before | Without

# ------------------------------------------------------------------------------------------------ truths


@dataclass(frozen=True, slots=True, kw_only=True)
class Some(Node):
    """True when the place is not empty."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class All(Node):
    """`a and b`."""

    truths: tuple["Truth", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any(Node):
    """`a or b`."""

    truths: tuple["Truth", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    """`not a`."""

    truth: "Truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Node):
    """`count(P) >= N`."""

    place: Place
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InTitle(Node):
    """`title(P)`: a span of P lies in the title."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SameSentence(Node):
    """`same-sentence(P, Q)`."""

    left: Place
    right: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class About(Node):
    """`lang(ko)`, `source(yonhap-ko)`, `tier(official)`, `country(kr)`: what is known of the article itself."""

    what: str
    values: frozenset[str]


Truth = Some | All | Any | Not | Count | InTitle | SameSentence | About

# ------------------------------------------------------------------------------------------------ the rule


class TermKind(StrEnum):
    """How a term is looked for; the value is the key under which a file writes it."""

    LITERAL = "term"
    FUZZY = "fuzzy"
    REGEX = "regex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One wording of a group. `written` is what the file says, without the mark for "any ending"."""

    written: str
    lang: Lang
    kind: TermKind = TermKind.LITERAL
    #: `visit~`: any ending (Latin script only).
    any_ending: bool = False
    #: A name that holds an office only for a time; an article of unknown date matches no dated term.
    since: date | None = None
    until: date | None = None
    #: The group of the lexicon that the term was taken from: then its guards count, not those of the group it is in.
    home: "TermGroup | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermGroup:
    """A named list of terms in several languages that mean the same thing, with its guards."""

    name: str
    terms: tuple[Term, ...]
    #: Occurrences have a status: done, planned, denied, past.
    act: bool = False
    #: Groups inside whose spans this group is not found (minister is not found inside prime minister).
    not_inside: tuple[str, ...] = ()
    not_after: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)
    not_before: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)
    #: Found only right behind these words; with none, anywhere.
    only_after: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)
    #: The country whose 총리 or 外務省 is meant: found only where the text means that country's, or leaves it open.
    of: str | None = None
    #: Kanji that stand for a country (日, 韓, 美): not found inside other words.
    sign: bool = False
    #: Korean terms must start a word.
    word: bool = False
    #: Latin terms keep their case (acronyms).
    case: bool = False
    #: The group is the lexicon's, the same for all rules.
    shared: bool = False
    #: Where the group stands in its file.
    path: KeyPath = field(default=(), compare=False)

    @property
    def homes(self) -> tuple["TermGroup", ...]:
        """The groups whose guards count for its terms: itself, and those it borrowed terms from."""
        return (self, *{id(term.home): term.home for term in self.terms if term.home}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Who held an office, from one day to another, both included; without an end until today."""

    person: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office of the lexicon and those who held it, in the order of the file that names them."""

    name: str
    holders: tuple[Tenure, ...]
    file: str
    path: KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Groups that every rule may use by name. `version` is a digest of the files they were read from."""

    groups: Mapping[str, TermGroup] = field(default_factory=dict)
    #: Groups that name a country, and those that name somebody of it, by the country's two letters.
    countries: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    offices: tuple[Office, ...] = ()
    #: Words that tell the status of an act, besides the grammar.
    status: Mapping[Status, Mapping[Lang, tuple[str, ...]]] = field(default_factory=dict)
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder; `rank` counts from 1, weakest first. Beside the ladder: rank 0."""

    name: str
    severity: Severity
    says: str
    when: Truth
    rank: int
    #: Where the rung stands in its file.
    path: KeyPath = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionRung:
    """One tone in which a capital may answer; of those that hold the sharpest counts."""

    by: str
    tone: Tone
    when: Truth
    #: Where the file says so. A `[[reaction]]` for every tone is several of these, with one path.
    path: KeyPath = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWindow:
    """What makes two articles of a rule one happening."""

    window: timedelta = timedelta(days=3)
    zone: str = "UTC"
    #: The group whose wording tells one happening from another (a company, a court case).
    split_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """What is to be told when nothing reached a rung for a time, although the sources it would stand in spoke."""

    name: str
    #: The lowest rung of the ladder whose coming ends the silence.
    rung: str
    #: How long nothing may have come.
    span: timedelta
    severity: Severity
    says: str
    #: Whose silence is an alibi: sources by id, by tag or by tier. Nothing named: all.
    sources: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    #: Where it stands in its file.
    path: KeyPath = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The days of one occasion, both included, in the zone of its window."""

    first: date
    last: date
    #: Somebody who decides it has said so; else it is a guess from other years.
    confirmed: bool
    #: Where the dates are from, for the next who looks.
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWindow:
    """When an occasion of the rule is due, year by year."""

    name: str
    title: str
    zone: str
    #: Earliest first; never two at once.
    dates: tuple[Dates, ...]
    #: Where it stands in its file.
    path: KeyPath = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """A text in the rule file, and what the rule must say of it: "none", "info", or a rung."""

    title: str
    expect: str
    path: KeyPath
    text: str = ""
    lang: Lang | None = None
    on: date | None = None
    status: Status | None = None
    reaction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One watch-item, read and checked."""

    id: str
    title: str
    why: str
    severity: Severity
    groups: Mapping[str, TermGroup]
    when: Truth
    unless: Truth | None = None
    #: `unless` hides only what is below this rung.
    unless_below: str | None = None
    event: EventWindow = field(default_factory=EventWindow)
    #: Weakest first.
    ladder: tuple[Rung, ...] = ()
    beside: tuple[Rung, ...] = ()
    reactions: tuple[ReactionRung, ...] = ()
    absences: tuple[Absence, ...] = ()
    calendar: tuple[CalendarWindow, ...] = ()
    tests: tuple[RuleTest, ...] = ()
    #: The file as shown in messages, and a short digest of its text.
    file: str
    version: str
    #: The version of the lexicon it was read with; empty without one.
    lexicon: str = ""

    @property
    def full_version(self) -> str:
        """What is stored with hits and decisions: the versions of the rule and of the lexicon."""
        return f"{self.version}+{self.lexicon}" if self.lexicon else self.version

    @property
    def own_groups(self) -> list[TermGroup]:
        """The groups that stand in the rule's file, without those of the lexicon."""
        return [group for group in self.groups.values() if not group.shared]

    def rank_of(self, rung: str | None) -> int:
        """The place of a rung on the ladder, from 1; 0 for None and for rungs beside it."""
        return next((step.rank for step in self.ladder if step.name == rung), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All rules at one moment, with the lexicon they use. `version` is a digest of all their versions."""

    rules: tuple[Rule, ...]
    version: str
    lexicon: Lexicon = field(default_factory=Lexicon)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id, if it is still there."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
