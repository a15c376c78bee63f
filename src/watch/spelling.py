"""What a mistyped word was probably meant to be."""

import difflib
from collections.abc import Iterable


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` was probably meant to be, whatever its case, if any is near enough."""
    by_fold = {choice.casefold(): choice for choice in choices}
    folded = word.casefold()
    if folded in by_fold:
        return by_fold[folded]
    found = difflib.get_close_matches(folded, by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """A hint with the closest choice, or None."""
    guess = closest(word, choices)
    return f'did you mean "{guess}"?' if guess else None
