"""Rule files and articles in three invented languages, always the same, for `make bench`.

The words are random syllables, Hangul or kanji, so that any number of rules can be had. Few words are common and most
are rare, terms are longer than words, as in news.
"""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from watch.rules.match import Reading

LANGS = ("en", "ja", "ko")
ARTICLE_BYTES = 1500
_TITLE_BYTES = 70
_VOCABULARY = 4000
#: Of ten thousand kanji and syllables a newspaper prints mostly these many.
_KANJI = 1500
_HANGUL = 600
_SYLLABLES = [c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ar", "en", "is")]
_STOP = {"en": ". ", "ja": "。", "ko": "다. "}
#: What stands between a word and its particle, and behind both.
_GLUE = {"en": (" ", " "), "ja": ("", ""), "ko": ("", " ")}
#: One sentence of so many names a country and an act.
_EVERY = 3
_PARTICLES = {"en": ("the", "of", "a", "in"), "ja": ("は", "を", "が", "の"), "ko": ("은", "를", "이", "의")}


class Words:
    """Invents words. Two of the same seed invent the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        stock = Random(1)
        self._signs = {
            "en": _SYLLABLES,
            "ja": [chr(code) for code in stock.sample(range(0x4E00, 0x9FA0), _KANJI)],
            "ko": [chr(code) for code in stock.sample(range(0xAC00, 0xD7A4), _HANGUL)],
        }

    def word(self, lang: str) -> str:
        """A word of running text."""
        return "".join(self.random.choices(self._signs[lang], k=self.random.choice((1, 2, 2, 2, 3, 3))))

    def term(self, lang: str) -> str:
        """A term as people write them into rules: a name, at times of two words."""
        words = self.random.choice((1, 1, 2)) if lang == "en" else 1
        sizes = (3, 3, 4) if lang == "en" else (2, 3, 3, 4)
        return " ".join(
            "".join(self.random.choices(self._signs[lang], k=self.random.choice(sizes))) for _ in range(words)
        )


# ------------------------------------------------------------------------------------------------ rules

#: Terms by language.
Group = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What one rule looks for: three groups with ten terms in all."""

    name: str
    subject: Group
    actor: Group
    act: Group

    def toml(self) -> str:
        """The rule file."""
        subject, actor, act = map(_terms, (self.subject, self.actor, self.act))
        return _RULE.format(name=self.name, subject=subject, actor=actor, act=act)


_RULE = """\
id    = "{name}"
title = "{name}"
when  = 'subject near/25 act or (title(subject) and actor near/15 act)'

[terms.subject]
{subject}

[terms.actor]
{actor}

[terms.act]
act = true
{act}

[[ladder]]
rung     = "planned"
severity = "low"
says     = "It is planned"
when     = 'act:planned near/25 subject'

[[ladder]]
rung     = "done"
severity = "high"
says     = "It was done"
when     = '(actor near/15 act:done) near/25 subject'

[[tests]]
title  = "Nothing"
expect = "none"
"""


def _terms(group: Group) -> str:
    listed = {lang: ", ".join(f'"{term}"' for term in terms) for lang, terms in group.items()}
    return "\n".join(f"{lang} = [{terms}]" for lang, terms in listed.items())


#: How many different subjects, actors and acts the rules of a kind know together; None for each its own.
KINDS: dict[str, tuple[int | None, int | None, int | None]] = {
    "terms of their own": (None, None, None),
    "subjects of their own, common countries and acts": (None, 12, 20),
    "nothing of their own": (30, 12, 20),
}


def invented_rules(kind: str, count: int) -> list[Wanted]:
    """So many rules of a kind."""
    words = Words(2)
    subjects, actors, acts = (
        _groups(words, count, known, english) for known, english in zip(KINDS[kind], (2, 1, 1), strict=True)
    )
    return [
        Wanted(name=f"rule-{number}", subject=subject, actor=actor, act=act)
        for number, (subject, actor, act) in enumerate(zip(subjects, actors, acts, strict=True))
    ]


def _groups(words: Words, count: int, known: int | None, english: int) -> list[Group]:
    """A group for each rule: its own, or one of those that are known."""
    made = [
        {lang: [words.term(lang) for _ in range(english if lang == "en" else 1)] for lang in LANGS}
        for _ in range(known or count)
    ]
    return made if known is None else words.random.choices(made, k=count)


# ------------------------------------------------------------------------------------------------ articles


class Press:
    """Writes articles in which countries and acts of the rules occur, and now and then one that a rule matches."""

    def __init__(self, rules: list[Wanted]) -> None:
        self._rules = rules
        self._words = Words(3)
        self._random = self._words.random
        self._vocabulary = {lang: [self._words.word(lang) for _ in range(_VOCABULARY)] for lang in LANGS}
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(_VOCABULARY)))

    def articles(self, count: int, *, hits: float) -> list[Reading]:
        """Articles in turn in the three languages; of these a share of `hits` is about what a rule looks for."""
        every = round(1 / hits) if hits else count + 1
        return [self._article(LANGS[number % 3], about=number % every == every - 1) for number in range(count)]

    def _article(self, lang: str, *, about: bool) -> Reading:
        title = self._sentence(lang, size=_TITLE_BYTES)
        size = len(title.encode())
        sentences: list[str] = []
        while size < ARTICLE_BYTES:
            passing = self._in_passing(lang) if len(sentences) % _EVERY == 0 else ""
            sentences.append(passing + self._sentence(lang, size=160) + _STOP[lang])
            size += len(sentences[-1].encode())
        if about:
            sentences[len(sentences) // 2] = self._told(lang)
        return Reading(title=title, text="".join(sentences))

    def _sentence(self, lang: str, *, size: int) -> str:
        count = size // (5 if lang == "en" else 7)
        words = self._random.choices(self._vocabulary[lang], cum_weights=self._weights, k=count)
        particles = self._random.choices(_PARTICLES[lang], k=count)
        inner, outer = _GLUE[lang]
        return outer.join(word + inner + particle for word, particle in zip(words, particles, strict=True))

    def _told(self, lang: str) -> str:
        """A sentence that tells of the act of a rule."""
        rule = self._random.choice(self._rules)
        actor, subject, act = (group[lang][0] for group in (rule.actor, rule.subject, rule.act))
        match lang:
            case "en":
                return f"Today {actor} did {act} at {subject} again. "
            case "ja":
                return f"{actor}が{subject}を{act}した。"
            case _:
                return f"{actor} {subject} {act}했다. "

    def _in_passing(self, lang: str) -> str:
        """A country and an act that rules know, without a subject."""
        actor, act = self._random.choice(self._rules).actor, self._random.choice(self._rules).act
        return f"{actor[lang][0]} {act[lang][0]}, "
