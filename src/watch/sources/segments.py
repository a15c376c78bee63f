"""Cutting a long briefing into its topics, so that words of one are not read together with words of another.

A minister's press conference or a day's summary holds ten topics on one page; the ballot of the first and the shrine of
the last make no news of the two. Topics begin at headings: a number, a square, a bracketed title, a question.
"""

import re

#: Shorter texts have one topic, whatever they look like.
SHORTEST = 1_500
#: More parts than this are a list of another kind; the rest stays in the last one.
MOST = 40
#: A part shorter than this belongs to what comes next: the heading above a heading.
_LEAST = 80

_HEADING = re.compile(
    r"^(?:[■◆●▲◇□○▶▷※]\s?\S"
    r"|[0-9０-９]{1,2}\s?[.．)）、]\s?\S"
    r"|[(（][0-9０-９]{1,2}[)）]\s?\S"
    r"|(?:第?[一二三四五六七八九十]{1,3})[、．.]\s?\S"
    r"|[【\[［〈<《][^\n】\]］〉>》]{2,60}[】\]］〉>》]\s*$"
    r"|(?:問|質問|記者|【記者】|Q|Question|기자|질문|문)\s?[0-9０-９]{0,2}\s?[:：)）.．]"
    r"|(?:冒頭発言|모두발언|Opening (?:remarks|statement)))",
    re.MULTILINE,
)


def segments(text: str) -> tuple[str, ...]:
    """The parts of a text, in order; the text alone where it has one topic. Joined by line breaks they are the text."""
    if len(text) < SHORTEST:
        return (text,)
    starts = [found.start() for found in _HEADING.finditer(text)]
    cuts = [0]
    for start in starts:
        if start - cuts[-1] >= _LEAST and len(cuts) < MOST:
            cuts.append(start)
    parts = [text[begin:end].strip() for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return tuple(part for part in parts if part)
