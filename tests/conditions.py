"""Hypothesis strategies for conditions: every tree that the reader of conditions could have made."""

from hypothesis import strategies as st

from watch.rules import tree
from watch.rules.language import as_truth
from watch.rules.tree import About, All, Before, Count, Either, Group, InTitle, Near, Not, Number, SameSentence, Without

#: A place that is made of no other.
Simple = Group | Number


def places(groups: st.SearchStrategy[Simple], distances: st.SearchStrategy[int]) -> st.SearchStrategy[tree.Place]:
    """Places made of these groups."""

    def wider(inner: st.SearchStrategy[tree.Place]) -> st.SearchStrategy[tree.Place]:
        either = st.builds(Either, places=st.lists(inner, min_size=2, max_size=3).map(tuple))
        near = st.builds(Near, left=inner, right=inner, distance=distances)
        before = st.builds(Before, left=inner, right=inner, distance=distances)
        return either | near | before | st.builds(Without, place=inner, other=inner, distance=distances)

    return st.recursive(groups, wider, max_leaves=6)


def truths(groups: st.SearchStrategy[Simple], distances: st.SearchStrategy[int]) -> st.SearchStrategy[tree.Truth]:
    """Truths made of these groups."""
    place = places(groups, distances)
    plain: st.SearchStrategy[tree.Truth] = (
        place.map(as_truth)
        | st.builds(Count, place=place, least=distances)
        | st.builds(InTitle, place=place)
        | st.builds(SameSentence, left=place, right=place)
        | st.sampled_from(["lang", "tier", "country"]).flatmap(_about)
    )
    return st.recursive(plain, _wider, max_leaves=6)


def _about(what: str) -> st.SearchStrategy[tree.Truth]:
    known = {"lang": ["en", "ko", "ja"], "tier": ["wire", "think-tank"], "country": ["kr", "jp", "cn"]}
    values = st.frozensets(st.sampled_from(known[what]), min_size=1)
    return values.map(lambda values: About(what=what, values=values))


def _wider(inner: st.SearchStrategy[tree.Truth]) -> st.SearchStrategy[tree.Truth]:
    many = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(All, truths=many) | st.builds(tree.Any, truths=many) | st.builds(Not, truth=inner)
