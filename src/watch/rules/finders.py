"""Terms that the common scan for literals cannot find: each looks through the text by itself, when it is asked for."""

from watch.rules.fuzzy import FuzzyFinder, fuzzy_finder
from watch.rules.regex import RegexFinder, regex_finder
from watch.rules.tree import Term, TermKind

Finder = FuzzyFinder | RegexFinder


def finder_of(term: Term, *, word: bool = False) -> Finder | None:
    """What looks for a fuzzy term or a regex; None for a literal one. Raises ExpressionError for an unusable one."""
    match term.kind:
        case TermKind.FUZZY:
            return fuzzy_finder(term.written)
        case TermKind.REGEX:
            return regex_finder(term.written, word=word)
        case TermKind.LITERAL:
            return None
