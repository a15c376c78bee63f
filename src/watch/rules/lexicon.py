"""Reading the lexicon: groups of terms that every rule may use by name, and what only a lexicon knows.

`[org.keidanren]` is the group `org.keidanren`, with the keys of a rule's group. A person and an office have a country;
an office becomes two groups: `office.X` (its titles, and the names of those who hold it on the article's day) and
`former.X` (its titles behind "former", and the names of those who held it before). A group of the same name in a
second file adds its terms, with guards of their own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from watch.errors import Document, KeyPath, Problem, ProblemsError
from watch.model import Lang, Status
from watch.rules.compile import digest
from watch.rules.fields import COUNTRY, Findings, Table
from watch.rules.groups import LANGS, NAME, check_insides, group_tables, read_country, read_group
from watch.rules.tree import Lexicon, Office, Tenure, Term, TermGroup
from watch.text.spelling import did_you_mean
from watch.text.told_words import TOLD

#: The family whose tables are no groups, but words that tell the status of acts.
STATUS = "status"
#: Families whose groups name a country, by its two letters.
NAMING = ("country", "capital")
PERSON_KEYS = ("country",)
OFFICE_KEYS = ("country", "holders", "includes")
OTHER_KEYS = ("includes",)
HOLDER_KEYS = ("person", "from", "to")
HOLDER_NEEDS = ("person", "from")

#: How deep groups may include others.
MOST_STEPS = 40

Words = Mapping[Lang, tuple[str, ...]]

#: Behind these a title is that of somebody who held the office once.
FORMER: Words = {
    Lang.EN: ("former", "ex", "late", "onetime", "one-time"),
    Lang.JA: ("元", "前", "故"),
    Lang.KO: ("전", "전직", "前", "元", "고", "故"),
}
#: Behind these it is that of somebody who does not hold it now.
NOT_NOW: Words = {
    Lang.EN: (*FORMER[Lang.EN], "then", "incoming", "next", "future", "would-be", "aspiring"),
    Lang.JA: (*FORMER[Lang.JA], "次期", "当時の", "次の", "歴代"),
    Lang.KO: (*FORMER[Lang.KO], "차기", "당시", "역대"),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one file says of one group."""

    table: Table
    group: TermGroup
    country: str | None = None
    #: Each with its place in the file.
    holders: tuple[tuple[KeyPath, Tenure], ...] = ()

    @property
    def includes(self) -> Sequence[str]:
        """The groups whose terms count as this one's; wrong ones have been reported."""
        listed = self.table.data.get("includes")
        return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []


def read_lexicon(documents: Iterable[tuple[Document, str]]) -> Lexicon:
    """Make a lexicon of (document, raw text) pairs, in their order. Raises ProblemsError with the mistakes of all."""
    reader = _Reader()
    texts: list[str] = []
    for document, text in documents:
        reader.read(document)
        texts.append(text)
    lexicon = reader.lexicon(digest("\n".join(texts)) if texts else "")
    problems = reader.problems()
    if problems:
        raise ProblemsError(problems)
    return lexicon


def _family(name: str) -> str:
    return name.partition(".")[0]


class _Reader:
    """Gathers the entries of all files, then makes groups of them."""

    def __init__(self) -> None:
        self.entries: dict[str, list[_Entry]] = {}
        self.findings: list[Findings] = []
        self.done: dict[str, TermGroup] = {}
        self.status: dict[Status, Words] = {}

    def problems(self) -> list[Problem]:
        return [problem for findings in self.findings for problem in findings.problems]

    # -------------------------------------------------------------------------------------------- reading

    def read(self, document: Document) -> None:
        """Take in the tables of one file."""
        findings = Findings(document)
        self.findings.append(findings)
        for name, table in group_tables(Table(findings, document.data), ""):
            family, dot, rest = name.partition(".")
            if family == STATUS:
                self.read_status(rest, table)
            elif not dot:
                hint = f"put it into a family, such as [word.{name}]"
                table.add(None, f'"{name}" needs a family and a name', hint=hint, at_key=True)
            elif not NAME.fullmatch(name):
                table.add(None, f'a group\'s name has small letters, digits, "-" and ".", not "{name}"', at_key=True)
            elif family in NAMING and not COUNTRY.fullmatch(rest):
                hint = "two small letters, such as jp, kr or cn"
                table.add(None, f'"{rest}" is no country', hint=hint, at_key=True)
            else:
                entry = self.entry(name, table)
                self.entries.setdefault(name, []).append(entry)

    def read_status(self, name: str, table: Table) -> None:
        """`[status.denied]`: words by language that tell this status of an act."""
        table.only(*LANGS)
        if name not in list(TOLD):
            hint = did_you_mean(name, list(TOLD)) or f"the tables are {', '.join(f'[status.{each}]' for each in TOLD)}"
            table.add(None, f'no words tell the status "{name}"', hint=hint, at_key=True)
            return
        words = {lang: table.texts(lang) for lang in Lang if lang in table.data}
        for lang, listed in words.items():
            for position, word in enumerate(listed):
                if "~" in word.rstrip("~") or (word.endswith("~") and not word.isascii()):
                    message = '"~" may only end a word in Latin letters'
                    table.findings.add((*table.path, lang, position), message, hint="it stands for any ending")
        self.status[Status(name)] = _joined(self.status.get(Status(name), {}), words)

    def entry(self, name: str, table: Table) -> _Entry:
        match _family(name):
            case "person":
                # 스가 stands in 뉴스가, too: a Korean name is one at the start of a word only.
                group = replace(read_group(name, table, more=PERSON_KEYS), word=True)
                return _Entry(table, group, self.country(name, table))
            case "office":
                group = read_group(
                    name, table, more=OFFICE_KEYS, bare={"includes", "holders"} & set(table.data) != set()
                )
                table.texts("includes")
                return _Entry(table, group, self.country(name, table), tuple(_holders(table)))
            case _:
                table.texts("includes")
                return _Entry(table, read_group(name, table, more=OTHER_KEYS, bare="includes" in table.data))

    def country(self, name: str, table: Table) -> str | None:
        """The country of a person or an office, which the first file that has it must name."""
        if name not in self.entries:
            table.require("country")
        return read_country(table, "country")

    # -------------------------------------------------------------------------------------------- making groups

    def lexicon(self, version: str) -> Lexicon:
        """The lexicon; of no use where problems were found."""
        offices = [name for name in self.entries if _family(name) == "office"]
        names = [*self.entries, *(_former(name) for name in offices if _former(name) not in self.entries)]
        groups = {name: self.group(name, ()) for name in names}
        self.check_askers(groups)
        self.check_insides(groups)
        return Lexicon(
            groups=groups,
            countries={name: name.partition(".")[2] for name in groups if _family(name) in NAMING},
            people={
                name: entries[0].country
                for name, entries in self.entries.items()
                if _family(name) == "person" and entries[0].country
            },
            offices=tuple(self.office(name) for name in offices),
            status=self.status,
            version=version,
        )

    def office(self, name: str) -> Office:
        entries = self.entries[name]
        named = next((entry for entry in entries if entry.holders), entries[0])
        file = named.table.findings.document.file
        return Office(name=name, holders=self.holders(name), file=file, path=named.table.path)

    def holders(self, name: str) -> tuple[Tenure, ...]:
        return tuple(tenure for entry in self.entries.get(name, ()) for _, tenure in entry.holders)

    def group(self, name: str, within: tuple[str, ...]) -> TermGroup:
        """The group of this name: its terms, those of later files, of holders, and of groups it includes."""
        if name not in self.done:
            parts = [entry.group for entry in self.entries.get(name, ())]
            if _family(name) == "office":
                parts = self.titles(name, NOT_NOW, {}, name)
            elif _family(name) == "former":
                parts += self.titles(_office(name), {}, FORMER, name)
            terms = [*parts[0].terms, *(term for part in parts[1:] for term in _borrowed(part))]
            terms += self.names(name)
            for included in self.included(name, (*within, name)):
                terms += _borrowed(included)
            self.done[name] = replace(parts[0], terms=tuple(terms), shared=True)
        return self.done[name]

    def titles(self, office: str, not_after: Words, only_after: Words, name: str) -> list[TermGroup]:
        """What the files say of an office, as titles that belong to its country."""
        entries = self.entries.get(office, ())
        country = entries[0].country if entries else None
        return [
            replace(
                entry.group,
                name=name,
                of=country,
                not_after=_joined(entry.group.not_after, not_after),
                only_after=only_after,
            )
            for entry in entries
        ]

    def names(self, name: str) -> Iterator[Term]:
        """The names of those who hold an office, or held it, each for its days."""
        held = self.holders(name) if _family(name) == "office" else ()
        if _family(name) == "former":
            held = tuple(_afterwards(self.holders(_office(name))))
        for tenure in held:
            person = f"person.{tenure.person}"
            if person in self.entries:
                for term in _borrowed(self.group(person, ())):
                    yield from _within(term, tenure)

    def included(self, name: str, within: tuple[str, ...]) -> Iterator[TermGroup]:
        """The groups that a group includes; of a former office those of the former ones."""
        former = _family(name) == "former"
        for entry in self.entries.get(_office(name) if former else name, ()):
            for position, other in enumerate(entry.includes):
                path = (*entry.table.path, "includes", position)
                wanted = _former(other) if former and _family(other) == "office" else other
                if other in self.entries and wanted not in within and len(within) < MOST_STEPS:
                    yield self.group(wanted, within)
                elif not former:
                    self.not_included(entry.table.findings, path, within, other)

    # -------------------------------------------------------------------------------------------- checking

    def not_included(self, findings: Findings, path: KeyPath, within: Sequence[str], other: str) -> None:
        """Say why a group cannot be included."""
        if other not in self.entries:
            findings.add(path, f'there is no group "{other}"', hint=did_you_mean(other, self.entries))
        elif other in within:
            findings.add(path, f'"{within[-1]}" and "{other}" include one another')
        else:
            findings.add(path, f"groups include one another through more than {MOST_STEPS} steps")

    def check_askers(self, groups: Mapping[str, TermGroup]) -> None:
        """Report groups that tell whose something is, and ask the same of others."""
        for name, entries in self.entries.items():
            if _family(name) not in (*NAMING, "person", "office"):
                continue
            for entry in entries:
                if entry.group.of:
                    hint = 'an office has "country" for it' if _family(name) == "office" else None
                    entry.table.add("of", f'"{name}" tells itself whose it is', hint=hint, at_key=True)
            asking = [home.name for home in groups[name].homes if home.of and not entries[0].group.of]
            if asking and _family(name) != "office":
                entries[0].table.add(None, f'"{name}" tells whose others are, so it cannot include "{asking[0]}"')

    def check_insides(self, groups: Mapping[str, TermGroup]) -> None:
        for entries in self.entries.values():
            for entry in entries:
                own, path = entry.group, entry.table.path
                check_insides({own.name: own}, {own.name: path}, entry.table.findings, groups)
                for place, tenure in entry.holders:
                    if f"person.{tenure.person}" not in self.entries:
                        self.no_person(entry.table.findings, (*place, "person"), tenure.person)

    def no_person(self, findings: Findings, path: KeyPath, person: str) -> None:
        people = [name.partition(".")[2] for name in self.entries if _family(name) == "person"]
        hint = did_you_mean(person, people) or f"write a table [person.{person}]"
        findings.add(path, f'there is no person "{person}"', hint=hint)


def _former(office: str) -> str:
    return f"former.{office.partition('.')[2]}"


def _office(former: str) -> str:
    return f"office.{former.partition('.')[2]}"


def _holders(table: Table) -> Iterator[tuple[KeyPath, Tenure]]:
    for path, value in table.entries("holders", "a list of holders"):
        if not isinstance(value, Mapping):
            table.findings.add(path, 'a holder is written { person = "…", from = 2025-10-21 }')
            continue
        holder = Table(table.findings, value, path)
        holder.only(*HOLDER_KEYS)
        holder.require(*HOLDER_NEEDS)
        person, since, until = holder.text("person"), holder.day("from"), holder.day("to")
        if since and until and since > until:
            holder.add("to", '"to" lies before "from"')
        elif person and since:
            yield path, Tenure(person=person, since=since, until=until)


def _borrowed(group: TermGroup) -> Iterator[Term]:
    """The terms of a group for another one, with the guards they have at home."""
    return (term if term.home else replace(term, home=group) for term in group.terms)


def _joined(one: Words, other: Words) -> Words:
    return {lang: (*one.get(lang, ()), *other.get(lang, ())) for lang in Lang if lang in one or lang in other}


def _within(term: Term, tenure: Tenure) -> Iterator[Term]:
    """A term for the days that it and a tenure have in common, if there are any."""
    since = max(term.since or date.min, tenure.since)
    until = min(term.until or date.max, tenure.until or date.max)
    if since <= until:
        yield replace(term, since=since, until=None if until == date.max else until)


def _afterwards(held: Sequence[Tenure]) -> Iterator[Tenure]:
    """When each holder no longer held the office, and did not hold it again."""
    for person in dict.fromkeys(tenure.person for tenure in held):
        own = sorted((tenure for tenure in held if tenure.person == person), key=lambda tenure: tenure.since)
        for number, tenure in enumerate(own):
            again = own[number + 1].since if number + 1 < len(own) else None
            if tenure.until and tenure.until < date.max and (again is None or again > tenure.until):
                since = tenure.until + timedelta(days=1)
                until = again - timedelta(days=1) if again else None
                if until is None or since <= until:
                    yield Tenure(person=person, since=since, until=until)
