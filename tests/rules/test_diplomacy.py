"""The fixed phrases in which capitals answer, as the shipped lexicon has them: who speaks, and in which tone."""

import pytest

from watch.config.load import load_rules
from watch.model import Severity
from watch.rules.match import Matcher, Reading
from watch.rules.tree import Group, Rule, RuleSet, Some

LEXICON = load_rules(None).lexicon


def found(name: str, text: str) -> list[str]:
    """The stretches of a text in which a group of the lexicon is found."""
    rule = Rule(
        id="a-rule",
        title="A rule",
        why="",
        severity=Severity.LOW,
        groups={name: LEXICON.groups[name]},
        when=Some(place=Group(name=name)),
        file="a-rule.toml",
        version="1",
    )
    hits = Matcher(RuleSet(rules=(rule,), version="1", lexicon=LEXICON)).match(Reading(title=text))
    return [text[span.start : span.end] for hit in hits for span in hit.spans]


TONES = [
    ("tone.calm", "Seoul is closely watching the talks", True),
    ("tone.calm", '외교부 "예의주시"', True),
    ("tone.calm", "韓国外務省は歓迎した", True),
    ("tone.regret", "Seoul voiced disappointment", True),
    ("tone.regret", "정부, 유감 표명", True),
    ("tone.regret", "韓国政府は遺憾の意を示した", True),
    ("tone.deep-regret", "a deeply regrettable step", True),
    ("tone.deep-regret", "Seoul regrets the step", False),
    ("tone.deep-regret", '정부 "깊은 실망과 유감"', True),
    ("tone.deep-regret", '외교부 "개탄 금할 수 없어"', True),
    ("tone.deep-regret", "韓国は深い遺憾を表明した", True),
    ("tone.protest", "Seoul lodged a protest", True),
    ("tone.protest", "students fled the street protest", False),
    ("tone.protest", "외교부, 즉각적인 시정을 촉구", True),
    ("tone.protest", "韓国政府が抗議し撤回を要求", True),
    ("tone.summons", "Seoul summons the envoy", True),
    ("tone.summons", "총괄공사 초치", True),
    ("tone.summons", "日本大使を呼び抗議", True),
    ("tone.cancelled", "Tokyo recalls its ambassador", True),
    ("tone.cancelled", "장관 방일 취소", True),
    ("tone.cancelled", "外相が訪日中止", True),
    ("diplomacy.rejected", "Tokyo calls the protest unacceptable", True),
    ("diplomacy.rejected", '정부 "수용할 수 없다"', True),
    ("diplomacy.rejected", "「受け入れられない」と官房長官", True),
]


@pytest.mark.parametrize(("group", "text", "there"), TONES)
def test_a_fixed_phrase_has_its_tone(group: str, text: str, there: bool) -> None:
    assert bool(found(group, text)) is there


VOICES = [
    ("voice.kr", "South Korea regrets the visit", True),
    ("voice.kr", "North Korea regrets the visit", False),
    ("voice.kr", "Japan lodged a protest with South Korea", False),
    ("voice.kr", "정부, 깊은 유감", True),
    ("voice.kr", "일본 정부, 깊은 유감", False),
    ("voice.kr", "日정부, 한국에 항의", False),
    ("voice.kr", "韓国が抗議", True),
    ("voice.kr", "韓国に抗議した", False),
    ("voice.jp", "日本政府が韓国に抗議", True),
    ("voice.jp", "일본 외무성이 항의했다", True),
    ("voice.jp", "주한 일본대사를 불렀다", False),
    ("voice.cn", '中 외교부 "엄정한 항의"', True),
    ("voice.cn", "중국인 관광객", False),
]


@pytest.mark.parametrize(("group", "text", "there"), VOICES)
def test_a_capital_speaks_and_is_not_only_spoken_to(group: str, text: str, there: bool) -> None:
    assert bool(found(group, text)) is there
