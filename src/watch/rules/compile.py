"""From a parsed rule file to a Rule, or to the list of all that is wrong with it.

Groups are read by `rules.groups`, conditions by `rules.language`, what stands beside the ladder by `rules.companions`;
what is merely unwise is `rules.check`'s to say.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from watch.errors import Document, KeyPath, Problem, ProblemsError
from watch.model import Lang, Severity, Status
from watch.rules import tree
from watch.rules.companions import answer, read_absences, read_calendar, read_event, read_reactions
from watch.rules.fields import ID, Findings, Table
from watch.rules.groups import read_groups
from watch.rules.language import ExpressionError, parse_truth
from watch.rules.tree import Lexicon, Rule, RuleSet, RuleTest, Rung, TermGroup
from watch.rules.walk import groups_in, renamed
from watch.text.spelling import did_you_mean

RULE_KEYS = (
    *("id", "title", "why", "severity", "when", "unless", "unless_below"),
    *("event", "terms", "ladder", "reaction", "absence", "calendar", "tests"),
)
RULE_NEEDS = ("id", "title", "when", "terms", "tests")
RUNG_KEYS = ("rung", "severity", "says", "when", "beside")
RUNG_NEEDS = ("rung", "severity", "says", "when")
TEST_KEYS = ("title", "text", "lang", "on", "expect", "status", "reaction")
TEST_NEEDS = ("title", "expect")
#: What a test may expect besides rungs.
NO_HIT, ON_TOPIC = "none", "info"
#: What a hit can newly report; "past" is said of single occurrences only.
REPORTED = (Status.DONE, Status.PLANNED, Status.DENIED, Status.REACTION)

#: Stands for a condition that could not be read, so that the rest of the file is still checked.
_UNREAD = tree.Any(truths=())
_AS_WRITTEN: Mapping[str, str] = {}
NO_LEXICON = Lexicon()


def compile_rule(document: Document, *, text: str, lexicon: Lexicon = NO_LEXICON) -> Rule:
    """Check one rule file and make a Rule of it, which may use the groups of the lexicon.

    `text` is the file as it was read; the rule's version is a digest of it. Raises ProblemsError with every mistake
    in the file.
    """
    findings = Findings(document)
    rule = _RuleReader(Table(findings, document.data), document.file, lexicon).read(digest(text))
    if findings.problems:
        raise ProblemsError(findings.problems)
    return rule


def compile_rules(documents: Iterable[tuple[Document, str]], lexicon: Lexicon = NO_LEXICON) -> RuleSet:
    """Make a rule set of (document, raw text) pairs, in their order. Raises ProblemsError with the mistakes of all."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    first: dict[str, Document] = {}
    for document, text in documents:
        try:
            rules.append(compile_rule(document, text=text, lexicon=lexicon))
        except ProblemsError as error:
            problems.extend(error.problems)
        rule_id = document.data.get("id")
        if not isinstance(rule_id, str):
            continue
        if rule_id in first:
            problems.append(_twice(rule_id, first[rule_id], document))
        else:
            first[rule_id] = document
    if problems:
        raise ProblemsError(problems)
    version = digest("\n".join(rule.full_version for rule in rules))
    return RuleSet(rules=tuple(rules), version=version, lexicon=lexicon)


def _twice(rule_id: str, first: Document, second: Document) -> Problem:
    place = first.problem(("id",), "").where
    return second.problem(("id",), f'the rule "{rule_id}" is there twice: also in {place or first.file}')


def digest(text: str) -> str:
    """A short digest of a text: its version."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class _RuleReader:
    """Reads the tables of one file. Where a value is wrong it goes on with a stand-in, as the rule is not used then."""

    def __init__(self, root: Table, file: str, lexicon: Lexicon) -> None:
        self.root = root
        self.file = file
        self.lexicon = lexicon
        #: The rule's own groups, and those of the lexicon that it needs.
        self.groups: dict[str, TermGroup] = {}
        self.flawed: frozenset[str] = frozenset()

    def read(self, version: str) -> Rule:
        root = self.root
        root.only(*RULE_KEYS)
        root.require(*RULE_NEEDS)
        self.read_groups()
        ladder, beside = self.read_rungs()
        event = read_event(root, self.group, self.guess)
        rule = Rule(
            id=self.read_id(),
            title=root.text("title") or "",
            why=root.text("why") or "",
            severity=root.member("severity", Severity) or Severity.INFO,
            groups=self.groups,
            when=self.condition(root, "when") or _UNREAD,
            unless=self.condition(root, "unless"),
            unless_below=self.read_unless_below([rung.name for rung in ladder]),
            event=event,
            ladder=ladder,
            beside=beside,
            reactions=tuple(read_reactions(root, lambda table, names: self.condition(table, "when", names))),
            absences=tuple(read_absences(root, ladder, beside)),
            calendar=tuple(read_calendar(root, event.zone)),
            tests=tuple(self.read_tests([rung.name for rung in (*ladder, *beside)])),
            file=self.file,
            version=version,
            lexicon=self.lexicon.version,
        )
        self.check_silence(rule.tests)
        return rule

    def check_silence(self, tests: Collection[RuleTest]) -> None:
        """A rule must say of at least one text that it is nothing. A test that could not be read may be that one."""
        if tests and all(test.expect not in ("", NO_HIT) for test in tests):
            hint = "add one: a text with the same words that this rule must not match"
            self.root.add("tests", f'no test has expect = "{NO_HIT}"', hint=hint, at_key=True)

    def read_id(self) -> str:
        rule_id = self.root.text("id")
        if rule_id is None:
            return ""
        if not ID.fullmatch(rule_id):
            self.root.add("id", f'an id has small letters, digits and single "-", not "{rule_id}"')
            return rule_id
        name = re.split(r"[/\\]", self.file)[-1]
        if name != f"{rule_id}.toml":
            self.root.add("id", f'the id is "{rule_id}", but the file is called {name}', hint="they must be the same")
        return rule_id

    def read_groups(self) -> None:
        terms = self.root.table("terms")
        if terms is None:
            return
        if not terms.data:
            terms.add(None, "there is no group in [terms]")
        self.groups, self.flawed = read_groups(terms, self.lexicon.groups)
        for group in list(self.groups.values()):
            self.take_guards(group)

    def group(self, name: str) -> TermGroup | None:
        """The group of this name: the rule's own, else the lexicon's, which becomes one of the rule's."""
        if name not in self.groups and name in self.lexicon.groups:
            self.groups[name] = self.lexicon.groups[name]
            self.take_guards(self.groups[name])
        return self.groups.get(name)

    def take_guards(self, group: TermGroup) -> None:
        """Take in the groups of the lexicon inside which this one is not found."""
        for home in group.homes:
            for name in home.not_inside:
                self.group(name)

    def guess(self, name: str) -> str | None:
        """What a name that is no group's may have been meant to be."""
        return did_you_mean(name, {**self.lexicon.groups, **self.groups})

    # ------------------------------------------------------------------------------------------ conditions

    def condition(self, table: Table, key: str, names: Mapping[str, str] = _AS_WRITTEN) -> tree.Truth | None:
        """A condition with its groups checked, those of `names` under other names; None when missing or unreadable."""
        text = table.text(key)
        if text is None:
            return None
        path = (*table.path, key)
        try:
            truth = renamed(parse_truth(text), names)
        except ExpressionError as error:
            self.root.findings.add(path, error.message, hint=error.hint, offset=error.at, length=error.length)
            return None
        for group in groups_in(truth):
            self.check_group(group, path)
        return truth

    def check_group(self, node: tree.Group, path: KeyPath) -> None:
        known = self.group(node.name)
        if known is None:
            hint = self.guess(node.name) or f"the groups are {', '.join(self.groups) or 'none'}"
            message = f'there is no group "{node.name}"'
        elif node.status is not None and not known.act and node.name not in self.flawed:
            message = f'"{node.name}" is no act, so it has no status'
            hint = f"put act = true into [terms.{node.name}], or leave :{node.status} away"
        else:
            return
        self.root.findings.add(path, message, hint=hint, offset=node.at, length=node.length)

    # ------------------------------------------------------------------------------------------ tables

    def read_rungs(self) -> tuple[tuple[Rung, ...], tuple[Rung, ...]]:
        """The ladder, weakest first, and the rungs beside it."""
        ladder: list[Rung] = []
        beside: list[Rung] = []
        names: set[str] = set()
        for table in self.root.tables("ladder"):
            table.only(*RUNG_KEYS)
            table.require(*RUNG_NEEDS)
            aside = table.flag("beside")
            rung = self.read_rung(table, 0 if aside else len(ladder) + 1, names)
            (beside if aside else ladder).append(rung)
        return tuple(ladder), tuple(beside)

    def read_rung(self, table: Table, rank: int, names: set[str]) -> Rung:
        name = table.text("rung") or ""
        if name in names:
            table.add("rung", f'the rung "{name}" is there twice')
        elif name in (NO_HIT, ON_TOPIC):
            table.add("rung", f'a rung cannot be called "{name}": tests use this word')
        elif name and not ID.fullmatch(name):
            table.add("rung", f'a rung\'s name has small letters, digits and single "-", not "{name}"')
        if name:
            names.add(name)
        return Rung(
            name=name,
            severity=table.member("severity", Severity) or Severity.INFO,
            says=table.text("says") or "",
            when=self.condition(table, "when") or _UNREAD,
            rank=rank,
            path=table.path,
        )

    def read_unless_below(self, ladder: Collection[str]) -> str | None:
        root = self.root
        if "unless" in root.data and "unless_below" not in root.data:
            hint = "name the lowest rung that it must never hide" if ladder else "it needs a ladder"
            root.add("unless", '"unless" needs "unless_below"', hint=hint, at_key=True)
        elif "unless_below" in root.data and "unless" not in root.data:
            root.add("unless_below", '"unless_below" means nothing without "unless"', at_key=True)
        name = root.text("unless_below")
        if name is not None and name not in ladder:
            hint = did_you_mean(name, ladder) or f"the rungs are {', '.join(ladder) or 'none'}"
            root.add("unless_below", f'there is no rung "{name}" on the ladder', hint=hint)
        return name

    def read_tests(self, rungs: Collection[str]) -> Iterator[RuleTest]:
        for table in self.root.tables("tests"):
            table.only(*TEST_KEYS)
            table.require(*TEST_NEEDS)
            status = table.choice("status", [str(status) for status in REPORTED])
            yield RuleTest(
                title=table.text("title") or "",
                text=table.text("text") or "",
                lang=table.member("lang", Lang),
                on=table.day("on"),
                expect=table.choice("expect", (NO_HIT, ON_TOPIC, *rungs)) or "",
                status=Status(status) if status else None,
                reaction=table.parsed("reaction", answer),
                path=table.path,
            )
