"""What has become of an act told in a sentence: done, planned, denied, or past.

Each occurrence of an act gets one status, from the words beside it in its sentence: before it in English, after it in
Japanese and Korean; words of time on either side. Without any such word an act is done, as headlines have it. PAST is
background of every kind: an earlier year, a habit, a demand that something not be done, the name of a group. A denial
that lies in an earlier year is past; one that reaches until now ("has not visited since 2013") is denied.

A year other than the article's own is past, a later one planned, unless it only tells since when (2013年以来の).
Of an article without a date no year is known to be its own: a year is past, unless it is given with month and day and
no later year is named. A month alone is past when it lies two to nine months back. In Japanese and
Korean a later day of this month or one of the next is planned, unless the act is told in the past tense.
"""

import re
from datetime import date
from typing import NamedTuple

from watch.model import Lang, Status
from watch.text import cues, cues_english, cues_japanese, cues_korean
from watch.text.segment import HANGUL, View, unbracketed
from watch.text.told_words import NO_WORDS, ToldWords

#: How far to either side words are looked for.
_REACH = 160

_QUOTES = re.compile("[\"'「」«»〈〉《》【】]")
_KANA = re.compile("[ぁ-ゖ]")
_HANGUL = re.compile(f"[{HANGUL}]")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Told(NamedTuple):
    """A status, and the words that told it, folded; none where nothing says otherwise than that the act was done."""

    status: Status
    words: str = ""


_DONE = Told(Status.DONE)


def status_of(view: View, start: int, end: int, on: date | None, more: ToldWords = NO_WORDS) -> Status:
    """The status of the act at `view.text[start:end]`, in an article of the day `on`.

    `more` are words of a lexicon, which go before the grammar.
    """
    return told_of(view, start, end, on, more).status


def told_of(view: View, start: int, end: int, on: date | None, more: ToldWords = NO_WORDS) -> Told:
    """The same, with the words that told it."""
    first, last = view.bounds(view.sentence(start))
    left = unbracketed(view.text[max(first, start - _REACH) : start])
    act = view.text[start:end]
    right = unbracketed(view.text[end : max(end, min(last, end + _REACH))])
    lang = _language(act, left + right)
    own = more.told(lang, left, right)
    if own is not None:
        return Told(*own)
    told = _by_grammar(lang, left, act, right, _When(view, on))
    planned = told is _DONE and cues.PLAN_ITSELF.fullmatch(act) is not None
    return Told(Status.PLANNED, act) if planned else told


def _by_grammar(lang: Lang, left: str, act: str, right: str, when: "_When") -> Told:
    if lang is Lang.EN:
        return _english(left, act, right, when)
    left, right = _QUOTES.sub("", left), _QUOTES.sub("", right)
    return _japanese(left, act, right, when) if lang is Lang.JA else _korean(left, act, right, when)


def is_object(text: str, act: tuple[int, int], answer: tuple[int, int]) -> bool:
    """Whether a headline tells of an act only as what an answer speaks of ("Seoul regrets offering to shrine")."""
    first, second = sorted((act, answer))
    between = text[first[1] : second[0]]
    if first == answer:
        # The one who answers heads the headline: 정부, 야스쿠니 참배에 유감.
        between = between.lstrip(",、 」』'\"")
    if first == act and cues.OBJECT.match(between):
        return True
    if cues.SEPARATOR.search(between):
        return False
    if first == answer:
        return True
    english = text[answer[0] : answer[1]].isascii()
    return (cues.EN_MEANWHILE if english else cues.JA_SPACE).search(between) is None


def is_quoted(text: str, speaker_end: int) -> bool:
    """Whether a quotation follows the one who speaks, as in headlines (외교부 "용납 못 해", 韓国「遺憾」)."""
    return cues.QUOTATION.match(text, speaker_end) is not None


def _told(status: Status, match: re.Match[str] | None) -> Told | None:
    """The status that a cue tells, if it is there."""
    return None if match is None else Told(status, match[0].strip(" \n,、-'\""))


def _language(act: str, around: str) -> Lang:
    if act.isascii():
        return Lang.EN
    if _HANGUL.search(act):
        return Lang.KO
    return Lang.KO if _HANGUL.search(around) and not _KANA.search(act + around) else Lang.JA


# ------------------------------------------------------------------------------------------------ time


class _When:
    """Compares years and months in a text with the day of the article."""

    def __init__(self, view: View, on: date | None) -> None:
        self._view = view
        self._on = on

    def of_year(self, match: re.Match[str] | None) -> Told | None:
        """PAST or PLANNED for a year (groups `year` and, with month and day, `day`); None for the article's own."""
        if match is None:
            return None
        year = _full(int(match["year"]))
        if self._on is None:
            dated = match.groupdict().get("day") is not None
            latest = max(map(int, _ANY_YEAR.findall(self._view.text)), default=year)
            return None if dated and year >= latest else _told(Status.PAST, match)
        if year == self._on.year:
            return None
        return _told(Status.PAST if year < self._on.year else Status.PLANNED, match)

    def of_month(self, month: int, match: re.Match[str]) -> Told | None:
        """PAST for a month that lies two to nine months back."""
        if self._on is None or not 1 <= month <= 12:
            return None
        return _told(Status.PAST, match) if 2 <= (self._on.month - month) % 12 <= 9 else None

    def of_day(self, match: re.Match[str] | None) -> Told | None:
        """PLANNED for a later day of this month (groups `month`, if it is named, and `day`), or for one of the next."""
        if match is None or self._on is None:
            return None
        ahead = (int(match["month"] or self._on.month) - self._on.month) % 12
        later = int(match["day"]) > self._on.day if ahead == 0 else ahead == 1
        return _told(Status.PLANNED, match) if later else None


def _full(year: int) -> int:
    """The year that two digits stand for: 13年末, 98年春."""
    return year if year >= 100 else year + (2000 if year < 50 else 1900)


def _last(found: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(found.finditer(text), key=re.Match.start, default=None)


# ------------------------------------------------------------------------------------------------ English


def _english(left: str, act: str, right: str, when: _When) -> Told:
    clause = _after_last(cues_english.EN_CLAUSE, left)
    if cues_english.EN_FINITE.fullmatch(act) and cues_english.EN_AND.search(clause):
        clause = ""
    tail = _before_first(cues_english.EN_CLAUSE, right)
    return (
        _english_open(clause, act, tail)
        or _told(Status.PAST, cues_english.EN_URGED_NOT.search(clause))
        or _english_time(left, clause, cues_english.EN_THEN.split(tail, 1)[0] if _finite(clause, act) else tail, when)
        or _english_earlier(left, clause, act, tail)
        or _english_denial(clause, act, tail)
        or _english_habit(left, clause, right)
        or _english_plan(clause, act, tail)
        or _english_month(clause, tail, when)
        or _DONE
    )


def _english_time(left: str, clause: str, tail: str, when: _When) -> Told | None:
    """A year beside the act: "his 2013 visit", "visited in 2013", "In 2013, he visited"."""
    lead = cues_english.EN_LEAD.match(left)
    since = cues_english.EN_SINCE.search(tail)
    years = (
        None if cues_english.EN_SINCE.search(clause) else _last(cues_english.EN_YEAR, clause),
        cues_english.EN_YEAR.search(cues_english.EN_YEAR_OF_OTHER.sub("", tail[: since.start()] if since else tail)),
        cues_english.EN_YEAR.search(lead[0]) if lead else None,
    )
    return next((told for match in years if (told := when.of_year(match)) is not None), None)


def _english_earlier(left: str, clause: str, act: str, tail: str) -> Told | None:
    """An earlier time in words: "last year's visit", "visited last autumn", "visits every year"."""
    if cues_english.EN_SINCE.search(clause):
        return None
    before = cues_english.EN_LAST.search(clause) or cues_english.EN_LAST_TIME.search(left)
    if before is not None:
        return _told(Status.PAST, before)
    after = _told(Status.PAST, cues_english.EN_TIME_AFTER.match(tail))
    return None if after is None or _english_plan(clause, act, tail) else after


def _english_open(clause: str, act: str, tail: str) -> Told | None:
    """What is neither done nor denied, though a denial stands beside it: "would not say whether he will visit"."""
    open_ = cues_english.EN_NOT_RULED_OUT.search(clause) or cues_english.EN_NOT_DROPPED.search(clause)
    open_ = open_ or cues_english.EN_NOT_RULED_OUT_AFTER.match(tail)
    if open_ is None and not _finite(clause, act):
        open_ = cues_english.EN_WHETHER.search(clause)
    return _told(Status.PLANNED, open_)


def _english_denial(clause: str, act: str, tail: str) -> Told | None:
    before = (
        cues_english.EN_NOT,
        cues_english.EN_NOBODY,
        cues_english.EN_STOPPED,
        cues_english.EN_DROPPED,
        cues_english.EN_WOULD_HAVE,
    )
    denied = next((match for cue in before if (match := cue.search(clause))), None)
    if denied is None and cues_english.EN_FINITE.fullmatch(act):
        denied = cues_english.EN_NEITHER.search(clause)
    return _told(Status.DENIED, denied or cues_english.EN_DENIED_AFTER.match(tail))


def _english_habit(left: str, clause: str, right: str) -> Told | None:
    """ "Has sent offerings since 2021": a habit; "the first visit since 2013" is news."""
    if not cues_english.EN_PERFECT.search(clause) or cues_english.EN_FIRST.search(left + right):
        return None
    return _told(Status.PAST, cues_english.EN_SINCE.search(left) or cues_english.EN_SINCE.search(right))


def _english_plan(clause: str, act: str, tail: str) -> Told | None:
    if _finite(clause, act):
        return None
    ahead = (cues_english.EN_PLANNED, cues_english.EN_WEIGHED, cues_english.EN_ASKED, cues_english.EN_QUESTION)
    planned = next((match for cue in ahead if (match := cue.search(clause))), None)
    if planned is not None:
        return _told(Status.PLANNED, planned)
    if cues_english.EN_DONE_TO.search(clause):
        return None
    after = cues_english.EN_PLANNED_AFTER.match(tail) or (
        cues_english.EN_ANY.search(clause) and cues_english.EN_WOULD_AFTER.match(tail)
    )
    return _told(Status.PLANNED, cues_english.EN_TO.search(clause) or after)


def _finite(clause: str, act: str) -> bool:
    """Whether the act is told in the past tense, so that no modal before it governs it."""
    return cues_english.EN_PAST_FORM.match(act) is not None and not cues_english.EN_BE.search(clause)


def _english_month(clause: str, tail: str, when: _When) -> Told | None:
    match = cues_english.EN_MONTH.search(tail) or _last(cues_english.EN_MONTH, clause)
    if match is None or cues_english.EN_SINCE.search(clause + tail):
        return None
    return when.of_month(cues_english.EN_MONTHS.index(match["month"]) + 1, match)


def _after_last(boundary: re.Pattern[str], text: str) -> str:
    match = _last(boundary, text)
    return text[match.end() :] if match else text


def _before_first(boundary: re.Pattern[str], text: str) -> str:
    match = boundary.search(text)
    return text[: match.start()] if match else text


# ------------------------------------------------------------------------------------------------ Japanese, Korean


class _Dates(NamedTuple):
    """The cues of a language for what is still to come, and for what is told as done."""

    coming: re.Pattern[str]
    day_before: re.Pattern[str]
    day_after: re.Pattern[str]
    done: re.Pattern[str]


_JA_DATES = _Dates(
    cues_japanese.JA_COMING, cues_japanese.JA_DAY_BEFORE, cues_japanese.JA_DAY_AFTER, cues_japanese.JA_DONE
)
_KO_DATES = _Dates(cues_korean.KO_COMING, cues_korean.KO_DAY_BEFORE, cues_korean.KO_DAY_AFTER, cues_korean.KO_DONE)


def _japanese(left: str, act: str, right: str, when: _When) -> Told:
    return (
        _told(Status.PLANNED, cues_japanese.JA_OPEN.match(right))
        or _told(Status.PAST, cues_japanese.JA_BACKGROUND.match(right))
        or _earlier(left, when, (cues_japanese.JA_YEAR, cues_japanese.JA_PAST_WORDS), cues_japanese.JA_BREAK)
        or _told(Status.PLANNED, cues_japanese.JA_NOT_RULED_OUT.match(right))
        or _told(Status.DENIED, _of_act(left, cues_japanese.JA_DENIED.match(right)))
        or _japanese_past(left, right, when)
        or _told(
            Status.PLANNED,
            _of_act(left, cues_japanese.JA_PLANNED.match(right)) or cues_japanese.JA_PLANNED_CHAIN.match(right),
        )
        or _coming(left, act, right, when, _JA_DATES)
        or _month(left, when, cues_japanese.JA_MONTH, cues_japanese.JA_BREAK)
        or _DONE
    )


def _of_act(left: str, match: re.Match[str] | None) -> re.Match[str] | None:
    """What is told of the act itself: 閣僚が参拝、首相は見送り tells of another."""
    other = match is not None and match[0].startswith("、") and cues_japanese.JA_OWN.search(left) is not None
    return None if other else match


def _japanese_past(left: str, right: str, when: _When) -> Told | None:
    """A time told behind the act: 参拝は2013年, 参拝して以来."""
    if cues_japanese.JA_FRESH.search(left) or "ぶり" in right[:60]:
        return None
    year = None if "以来" in right[:40] else cues_japanese.JA_YEAR_AFTER.match(right)
    return when.of_year(year) or _told(Status.PAST, cues_japanese.JA_PAST_AFTER.match(right))


def _korean(left: str, act: str, right: str, when: _When) -> Told:
    return (
        _told(Status.PLANNED, cues_korean.KO_OPEN.match(right))
        or _told(Status.PAST, cues_korean.KO_BACKGROUND.match(right))
        or _earlier(left, when, (cues_korean.KO_YEAR, cues_korean.KO_PAST_WORDS), cues_korean.KO_BREAK)
        or _told(Status.PAST, cues_korean.KO_HABIT.match(right))
        or _told(Status.PLANNED, cues_korean.KO_NOT_DROPPED.match(right))
        or _told(Status.DENIED, cues_korean.KO_DENIED.match(right))
        or _korean_past(right, when)
        or _told(Status.PLANNED, cues_korean.KO_PLANNED.match(right) or _korean_chain(act, right))
        or _coming(left, act, right, when, _KO_DATES)
        or _month(left, when, cues_korean.KO_MONTH, cues_korean.KO_BREAK)
        or _DONE
    )


def _korean_past(right: str, when: _When) -> Told | None:
    """A time told behind the act: 참배한 것은 2013년, 참배한 이후."""
    if cues_korean.KO_FRESH.search(right[:60]):
        return None
    return when.of_year(cues_korean.KO_YEAR_AFTER.match(right)) or _told(
        Status.PAST, cues_korean.KO_PAST_AFTER.match(right)
    )


def _korean_chain(act: str, right: str) -> re.Match[str] | None:
    chained = cues_korean.KO_CONNECTED.match(act[-1:] + right) or cues_korean.KO_CONNECTED.match(right)
    return cues_korean.KO_PLANNED_CHAIN.match(right) if chained else None


def _earlier(
    left: str, when: _When, times: tuple[re.Pattern[str], re.Pattern[str]], broken: re.Pattern[str]
) -> Told | None:
    """What a year or a word of time before the act tells of it, unless another statement lies between."""
    years, words = times
    year, word = _last(years, left), _last(words, left)
    if year is not None and (word is None or word.start() < year.start()):
        return None if broken.search(left, year.end()) else when.of_year(year)
    if word is not None and not broken.search(left, word.end()):
        return _told(Status.PAST, word)
    return None


def _coming(left: str, act: str, right: str, when: _When, dates: _Dates) -> Told | None:
    """What is still to come, by a word of time before the act or by a day beside it, unless it is told as done."""
    if dates.done.match(right) or dates.done.fullmatch(act):
        return None
    day = dates.day_before.search(left) or dates.day_after.match(right)
    return _told(Status.PLANNED, dates.coming.search(left)) or when.of_day(day)


def _month(left: str, when: _When, months: re.Pattern[str], broken: re.Pattern[str]) -> Told | None:
    match = _last(months, left)
    return None if match is None or broken.search(left, match.end()) else when.of_month(int(match["month"]), match)
