"""What a mistyped word was probably meant to be."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

#: Below this share of common letters, from 0 to 100, a guess would only confuse.
_LIKE = 60


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` was probably meant to be, whatever its case, if any is near enough."""
    by_fold = {choice.casefold(): choice for choice in choices}
    found = process.extractOne(word.casefold(), by_fold.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return by_fold[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """A hint with the closest choice, or None."""
    guess = closest(word, choices)
    return f'did you mean "{guess}"?' if guess else None
