"""What must not stand beside an occurrence: `not_after` and `not_before` as regular expressions.

The neighbour is the next word (Latin, Korean) or the adjoining characters (Japanese), over white space and one name of
a country ("former Japanese prime minister"), over a short bracket, never over punctuation. Korean guards of one
syllable are a word of their own or stand attached to the occurrence itself (전 총리, 전총리, but not 오전 총리).
"""

import re
from collections.abc import Iterable, Mapping

from watch.model import Lang
from watch.text.normalize import fold
from watch.text.segment import HANGUL, LATIN, unbracketed

#: How much of a text is looked at on either side.
_REACH = 80

_LATIN_COUNTRIES = (
    r"(?:the )?(?:japan(?:ese)?|tokyo|(?:south |north |s\. ?|n\. ?)?korean?|seoul|rok|dprk|chin(?:a|ese)|beijing"
    r"|taiwan(?:ese)?|u\.?s\.?|us|american?|russian?|british|u\.?k\.?|french|german)"
)
_KOREAN_COUNTRIES = "일본|한국|대한민국|북한|중국|대만|미국|영국|러시아|독일|프랑스"
_ASIAN_COUNTRIES = f"(?:日本国?|韓国|北朝鮮|中国|台湾|米国?|英国?|仏|独|露|韓|美|中|日|{_KOREAN_COUNTRIES})"
_COUNTRY_WORDS = frozenset(_KOREAN_COUNTRIES.split("|"))
#: 午前首相, 地元首相: words that end in 前 or 元 and say nothing of a former office.
_PART_OF_A_WORD = {"前": "(?<![午以事直目従戦])", "元": "(?<![地手身根還多次紀復])"}
#: What may lie between a guard and what it guards: white space with one line break at most, as the title ends with two.
_SPACE = r" *(?:\n *)?"
#: Between words in Latin letters at least a space, or a hyphen that touches both: "former - prime minister" has a dash.
_LATIN_SPACE = r"(?:-| +(?:\n *)?|\n *)"
_EDGE = re.compile(f"[{LATIN}]")
_HANGUL_RUN = re.compile(f"[{HANGUL}]+$")


def preceding(guards: Mapping[Lang, Iterable[str]]) -> re.Pattern[str] | None:
    """What finds a guard that ends where an occurrence begins; None without guards."""
    wordings = [_before(wording) for wording in _folded(guards)]
    return re.compile(f"(?:{'|'.join(wordings)})\\Z") if wordings else None


def following(guards: Mapping[Lang, Iterable[str]]) -> re.Pattern[str] | None:
    """What matches a guard that begins where an occurrence ends; None without guards."""
    wordings = [_after(wording) for wording in _folded(guards)]
    return re.compile("|".join(wordings)) if wordings else None


def words_before(guard: re.Pattern[str] | None, text: str, start: int) -> str | None:
    """The words of a guard of `preceding` that stand before `start`, or None."""
    found = guard and guard.search(unbracketed(text[max(0, start - _REACH) : start]))
    return found[0] if found else None


def words_after(guard: re.Pattern[str] | None, text: str, end: int) -> str | None:
    """The words of a guard of `following` that stand after `end`, or None."""
    found = guard and guard.match(unbracketed(text[end : end + _REACH]))
    return found[0] if found else None


def starts_korean_word(text: str, start: int) -> bool:
    """Whether no Hangul stands directly before `start`, unless it is the name of a country (일본사도광산)."""
    before = _HANGUL_RUN.search(text, max(0, start - 6), start)
    return before is None or before[0] in _COUNTRY_WORDS


def _folded(guards: Mapping[Lang, Iterable[str]]) -> list[str]:
    wordings = (fold(wording).strip(" \n-") for listed in guards.values() for wording in listed)
    return sorted({wording for wording in wordings if wording}, key=lambda wording: (-len(wording), wording))


def _before(wording: str) -> str:
    literal = _literal(wording)
    if _is_latin(wording):
        return rf"(?<![{LATIN}]){literal}(?:'s)?{_LATIN_SPACE}(?:{_LATIN_COUNTRIES}(?:'s)?{_LATIN_SPACE})?"
    alone = f"(?<![{HANGUL}])" if _is_syllable(wording) else _PART_OF_A_WORD.get(wording, "")
    country = _ASIAN_COUNTRIES if wording != "前" else _ASIAN_COUNTRIES.replace("|日|", "|")
    return rf"{alone}{literal}{_SPACE}(?:{country}{_SPACE})?"


def _after(wording: str) -> str:
    literal = _literal(wording)
    if _is_latin(wording):
        return rf"(?:'s)?{_LATIN_SPACE}?(?:{_LATIN_COUNTRIES}(?:'s)?{_LATIN_SPACE})?{literal}(?![{LATIN}])"
    if _is_syllable(wording):
        return rf"{literal}|{_SPACE}{literal}(?![{HANGUL}])"
    return rf"{_SPACE}(?:{_ASIAN_COUNTRIES}{_SPACE})?{literal}"


def _literal(wording: str) -> str:
    """The wording as a pattern: white space as it comes, and `~` for any ending of a Latin word."""
    ending = "[a-z]*" if wording.endswith("~") else ""
    space = _LATIN_SPACE if _is_latin(wording) else _SPACE
    return space.join(map(re.escape, wording.rstrip("~").split())) + ending


def _is_latin(wording: str) -> bool:
    return _EDGE.match(wording) is not None


def _is_syllable(wording: str) -> bool:
    return len(wording) == 1 and re.match(f"[{HANGUL}]", wording) is not None
