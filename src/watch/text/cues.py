"""Words that tell of an answer in a headline, and words for an act that say by themselves that it is still to be done.

Tables only: `status.py` uses them. What has become of an act is told by those of its language, in `cues_english.py`,
`cues_japanese.py` and `cues_korean.py`.
"""

import re

#: Words for an act that say by themselves that it is still to be done.
PLAN_ITSELF = re.compile(r"(?:bid|push|plan|proposal)s?|.*(?:추진|계획|방침|계획안)|.*(?:計画|方針)")

#: The particle of what is answered, whatever follows: 독도 방문에 日, 대사 소환; 参拝に韓国、抗議.
OBJECT = re.compile(r"에(?! (?:이어|앞서|나[서선섰]))(?:\s|대)|に(?=(?:対し|[一-龥]))")
#: What parts two statements in a headline, and what parts them in Japanese and in English when the answer comes second.
SEPARATOR = re.compile(r"[,、;:|·]|\.\.\.| - |。|(?<=[가-힣])\.")
JA_SPACE = re.compile(r"(?<![0-9a-z가-힣]) (?![0-9a-z가-힣])")
EN_MEANWHILE = re.compile(
    r"\b(?:after|as|while|and|but|dr[ae]ws?|drawing|prompt(?:s|ed|ing)|spark(?:s|ed|ing)|trigger(?:s|ed|ing)"
    r"|anger(?:s|ed|ing)|provok(?:es|ed|ing)|stir(?:s|red|ring))\b"
)
#: What follows the one who is quoted in a headline.
QUOTATION = re.compile(r",? ?[\"'「]")
