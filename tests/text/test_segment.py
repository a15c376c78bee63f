"""Sentences, brackets and distances."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.text.segment import UNIT, View


def sentences(text: str) -> list[str]:
    view = View("", text)
    bounds = [view.bounds(number) for number in range(1, len(view.breaks) + 1)]
    return [view.text[start:end].strip() for start, end in bounds if view.text[start:end].strip()]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Abe visited. Seoul protested.", 2),
        ("Did he go? He did! Seoul protested.", 3),
        ("The U.S. ambassador came. He left.", 2),
        ("Mr. Abe met Gov. Koike on Aug. 15 at 3 p.m. in Tokyo.", 1),
        ("He met S. Korea's envoy.", 1),
        ("It cost 1.5 million yen, No. 3 on the list.", 1),
        ("He said no. Then he left.", 2),
        ("He left for the U.S. He will return.", 2),
        ('"I will visit." Then he left.', 2),
        ("It happened in 2013. Seoul protested.", 2),
        ("Wait... and see", 1),
        ("首相が参拝した。韓国は抗議した。", 2),
        ("「参拝する。」と述べた。", 1),
        ("首相は「参拝した。英霊に感謝した」と述べた。韓国は抗議した。", 2),
        ("首相が参拝へ！韓国は反発", 2),
        ("真榊（まさかき。供え物）を奉納した。", 1),
        ("총리가 참배했다. 정부는 유감을 표했다.", 2),
        ("총리가 참배했다.정부는 유감을 표했다.", 2),
        ('총리는 "참배했다."라고 말했다.', 1),
        ("2025. 10. 17. 발표했다.", 1),
        ("8.15 광복절에 참배했다.", 1),
        ("First line\nSecond line", 2),
        ("首相が靖国\n神社を参拝した", 1),
        ("首相が参拝\n\n韓国は抗議", 2),
        ("정부가 유감을 표했다\n일본은 답하지 않았다", 2),
        ("■首相が参拝▲韓国は抗議", 2),
    ],
)
def test_a_text_is_split_into_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count, sentences(text)


def test_the_title_is_one_sentence() -> None:
    view = View("Abe visits. Seoul protests.", "A text.")
    assert view.sentence(0) == view.sentence(len("Abe visits. Seoul")) == 0
    assert view.sentence(view.body_at) == 1


def gap(text: str, left: str, right: str) -> float:
    view = View("", text)
    end = view.text.index(left) + len(left)
    return view.ruler(view.sentence(end)).gap(end, view.text.index(right)) / UNIT


@pytest.mark.parametrize(
    ("text", "left", "right", "distance"),
    [
        ("abe visited the old shrine", "abe", "shrine", 3),
        ("abe shrine", "abe", "shrine", 0),
        ("abe, the shrine", "abe", "shrine", 1),
        ("abe's shrine", "abe", "shrine", 0),
        ("abe paid 1,000 yen shrine", "abe", "shrine", 3),
        ("首相が昨日靖国", "首相", "靖国", 1.5),
        ("首相、靖国", "首相", "靖国", 0),
        ("首相が2025年靖国", "首相", "靖国", 2),
        ("총리가 어제 신사", "총리", "신사", 1),
        ("佐渡島(さど)金山", "佐渡島", "金山", 0),
        ("佐渡島(さどがしま)の金山", "佐渡島", "金山", 0.5),
        ("총리(67·자민당 총재)가 신사", "총리", "신사", 1 / 3),
        ("首相は「靖国」へ", "首相", "靖国", 0.5),
        ("abe (ldp leader) shrine", "abe", "ldp", 0),
        ("abe (ldp leader) visits shrine", "ldp", "shrine", 1),
        ("abe (ldp old leader) shrine", "ldp", "leader", 1),
        ("abe в Токио shrine", "abe", "shrine", 2),
    ],
)
def test_distance_is_counted_between_the_nearest_edges(text: str, left: str, right: str, distance: float) -> None:
    assert gap(text, left, right) == pytest.approx(distance)


def test_a_bracket_is_joined_around_and_put_behind() -> None:
    view = View("佐渡島（さど）の金山（新潟）", "A [b] c")
    assert view.squeezed == "佐渡島の金山ac\0さど\0新潟\0b"
    assert [view.text[view.at(at)] for at in range(6)] == list("佐渡島の金山")
    assert view.text[view.at(view.squeezed.index("潟"))] == "潟"


def test_a_long_bracket_is_left_as_it_is() -> None:
    text = "島（" + "あ" * 31 + "）"
    assert View(text, "").squeezed == "島(" + "あ" * 31 + ")"


@given(st.text(st.sampled_from("ab (]）[ -·・\n。.靖国야 \u200b")), st.text(st.sampled_from("ab (]）[ -·\n。.靖国야")))
@settings(max_examples=200, deadline=None)
def test_every_squeezed_character_is_found_in_the_text(title: str, text: str) -> None:
    view = View(title, text)
    places = [view.at(at) for at, char in enumerate(view.squeezed) if char != "\0"]
    assert [view.text[place] for place in places] == [char for char in view.squeezed if char != "\0"]
    assert len(set(places)) == len(places)


@given(st.text(), st.text())
@settings(max_examples=200, deadline=None)
def test_sentences_cover_the_text_once(title: str, text: str) -> None:
    view = View(title, text)
    bounds = [view.bounds(number) for number in range(len(view.breaks) + 1)]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(view.text)
    assert all(one[1] == other[0] for one, other in pairwise(bounds))
