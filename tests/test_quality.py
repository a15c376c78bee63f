"""`make quality` counts what the shipped rules find in labelled documents, and fails where a floor is not reached."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from house import RULE

SCRIPT = Path(__file__).parent.parent / "bench" / "quality.py"


def document(number: int, title: str, label: str | None, **more: Any) -> dict[str, Any]:
    labels = {"anchor": label} if label else {}
    return {"id": f"d{number}", "lang": "en", "url": "", "title": title, "text": "", "labels": labels, **more}


def judge(tmp_path: Path, *documents: dict[str, Any], flags: tuple[str, ...] = ("--list",)) -> tuple[int, str]:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "anchor.toml").write_text(RULE.format(id="anchor", word="anchor"), encoding="utf-8")
    corpus = tmp_path / "documents.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in documents), encoding="utf-8")
    words = [sys.executable, str(SCRIPT), "--corpus", str(corpus), "--rules", str(rules), *flags]
    ran = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert not ran.stderr
    return ran.returncode, ran.stdout


def test_where_every_floor_is_reached_it_passes(tmp_path: Path) -> None:
    status, said = judge(tmp_path, document(4, "The anchor fell", "alert"), document(3, "Calm weather", None))
    assert status == 0
    assert "below the floor" not in said


@pytest.mark.parametrize(
    ("title", "label", "mistake", "floor"),
    [
        ("The mooring broke", "alert", "anchor: missed: d4", "recall"),
        ("An anchor museum", "mention", "hit (said) on mention: d4", "strict precision"),
        ("An anchor person", None, "hit (said) on absent: d4", "precision"),
    ],
)
def test_a_miss_and_a_false_hit_are_named_and_fail(
    tmp_path: Path, title: str, label: str | None, mistake: str, floor: str
) -> None:
    status, said = judge(tmp_path, document(4, title, label), document(3, "The anchor fell", "alert"))
    assert status == 1
    assert mistake in said
    assert f"below the floor: {floor} is" in said


def test_wrong_facts_are_named(tmp_path: Path) -> None:
    facts = {"anchor": {"rung": "lost", "status": "done", "reaction": {"by": "kr", "tone": "calm"}}}
    status, said = judge(tmp_path, document(4, "The anchor fell", "alert", facts=facts))
    assert status == 1
    assert "rung said, labelled lost" in said
    assert "tone None, labelled kr calm" in said
    assert "status" not in said.partition("anchor: ")[2]


def test_what_is_set_aside_is_counted_and_never_listed(tmp_path: Path) -> None:
    # sha256 of "aside-2" is 0 mod 5, as that of "d4" is not.
    hidden = document(4, "The mooring broke", "alert") | {"id": "aside-2"}
    shown = document(3, "The anchor fell", "alert")
    status, said = judge(tmp_path, hidden, shown, flags=("--list", "--aside"))
    assert status == 1
    assert "mooring" not in said
    assert "recall is 0.000 on the fifth set aside" in said


def test_a_gap_in_facts_is_shown_and_fails_nothing(tmp_path: Path) -> None:
    facts = {"anchor": {"rung": "said", "status": "done", "reaction": None}}
    shown = document(3, "The anchor fell", "alert", facts=facts)
    wrong = {"anchor": facts["anchor"] | {"rung": "lost"}}
    hidden = document(4, "The anchor rose", "alert", facts=wrong) | {"id": "aside-2"}
    _, said = judge(tmp_path, hidden, shown, flags=("--item", "anchor", "--aside"))
    assert re.search(r"rung +\+100\.0 +shown only", said)
    assert "below the floor" not in said


def test_without_labelled_documents_it_says_so_and_passes(tmp_path: Path) -> None:
    words = [sys.executable, str(SCRIPT), "--corpus", str(tmp_path / "nothing.jsonl")]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0
    assert "skipped" in ran.stdout
