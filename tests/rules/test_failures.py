"""Why a test in a rule file fails: the lines that say what decided."""

import pytest

from watch.config.locate import parse
from watch.rules.check import run_tests
from watch.rules.compile import compile_rules
from watch.rules.failures import failure

RULE = """
id = "shrine"
title = "Shrine visits"
when = 'shrine near/20 (visit or visit:denied)'
unless = 'title(film)'
unless_below = "premier"

[terms.shrine]
en = ["Yasukuni"]
ja = ["靖国"]
ko = ["야스쿠니"]

[terms.visit]
act = true
en = ["visit~"]
ja = ["参拝"]
ko = ["참배"]

[terms.minister]
en = ["minister"]
ja = ["大臣"]
ko = ["장관"]

[terms.premier]
en = ["premier"]
ja = ["総理大臣"]
ko = ["총리"]

[terms.film]
en = ["film"]
ja = ["映画"]
ko = ["영화"]

[terms.protest]
en = ["protest~"]
ja = ["抗議"]
ko = ["항의"]

[terms.regret]
en = ["regret~"]
ja = ["遺憾"]
ko = ["유감"]

[[ladder]]
rung = "minister"
severity = "high"
says = "A minister visited"
when = 'minister before/8 visit:done'

[[ladder]]
rung = "premier"
severity = "critical"
says = "A premier visited"
when = 'premier near/8 visit:done'

[[reaction]]
by = "kr"
tone = "regret"
when = 'regret'

[[reaction]]
by = "kr"
tone = "protest"
when = 'protest'

[[tests]]
title = "{title}"
{expected}

[[tests]]
title = "Ferry"
expect = "none"
"""


@pytest.mark.parametrize(
    ("title", "expected", "reasons"),
    [
        (
            "Minister, who is one two three four five six seven of nine, visits Yasukuni",
            'expect = "minister"',
            ["rung minister: minister “Minister” found, visit “visits” found 11 units away, before/8 wanted"],
        ),
        (
            "大臣、靖国への参拝を見送り",
            'expect = "minister"\\nstatus = "done"',
            [
                "rung minister: visit “参拝” is denied: を見送",
                "status denied: visit “参拝” denied (を見送)",
            ],
        ),
        ("장관이 참배", 'expect = "minister"', ["no hit: no word of shrine found", "rung minister: "]),
        (
            "映画: 大臣が靖国を参拝",
            'expect = "minister"',
            ["no hit: hidden by unless: film “映画” in the title", "rung minister: "],
        ),
        (
            "Premier visits Yasukuni",
            'expect = "info"',
            ["rung premier: premier “Premier” and visit “visits” side by side"],
        ),
        (
            "Premier visits Yasukuni",
            'expect = "none"',
            [
                "when: shrine “Yasukuni” and visit “visits” side by side",
                "rung premier: premier “Premier” and visit “visits” side by side",
            ],
        ),
        (
            "Minister and premier visited Yasukuni",
            'expect = "minister"',
            ["rung premier: premier “premier” and visit “visited” side by side"],
        ),
        (
            "총리 야스쿠니 참배에 유감",
            'expect = "premier"\\nreaction = "kr:protest"',
            ["reaction kr protest: no word of protest found", "reaction kr regret: regret “유감” found"],
        ),
        ("총리 야스쿠니 참배", 'expect = "premier"\\nreaction = "cn:protest"', ["the rule has no reaction cn:protest"]),
    ],
)
def test_the_reasons_are_what_decided(title: str, expected: str, reasons: list[str]) -> None:
    text = RULE.format(title=title, expected=expected.replace("\\n", "\n"))
    ruleset = compile_rules([(parse("shrine.toml", text), text)])
    first = run_tests(ruleset)[0]
    assert not first.passed
    said = failure(ruleset.rules[0], first, ruleset.lexicon).reasons
    assert len(said) == len(reasons)
    assert all(each.startswith(start) for each, start in zip(said, reasons, strict=True))
