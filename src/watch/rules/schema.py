"""JSON Schemas of rule files and of the lexicon, for editors, made from the tables of keys that the loaders use.

It holds what can be said of one value or of the keys of one table. That a condition can be read, that a group it names
is there, that an id is the file's name, only the loader knows; whatever the loader accepts, the schema accepts too.
Draft 7, which is what TOML editors understand; a date of TOML is a string in it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from watch.model import Lang, Severity, Tier, Tone
from watch.rules import companions, groups, lexicon
from watch.rules import compile as compiling
from watch.rules.compile import NO_HIT, ON_TOPIC
from watch.rules.fields import COUNTRY, ID
from watch.rules.regex import MAX_LENGTH as MAX_REGEX
from watch.rules.words import MAX_LENGTH, RESERVED
from watch.text.told_words import TOLD

Schema = dict[str, Any]

#: What the file is called that `tripwatch init` writes beside the rules.
FILE = "rule.schema.json"
LEXICON_FILE = "lexicon.schema.json"
_MADE = "Made by `tripwatch init`, which makes it anew as long as nobody has changed it: "


def schema() -> Schema:
    """The schema of a rule file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A rule of Tripwatch",
        **_table(compiling.RULE_KEYS, _RULE, compiling.RULE_NEEDS),
        "dependencies": {"unless": ["unless_below"], "unless_below": ["unless"]},
        "definitions": {"group": _group(), "groups": _family("group", "groups")},
    }


def lexicon_schema() -> Schema:
    """The schema of a lexicon file."""
    named = {"propertyNames": {"pattern": _whole(COUNTRY.pattern)}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A lexicon of Tripwatch",
        "type": "object",
        "propertyNames": {"pattern": _whole(groups.NAME.pattern)},
        "properties": {
            "status": _table(TOLD, dict.fromkeys(TOLD, _words_by_language("Words that tell this of an act."))),
            "person": {"$ref": "#/definitions/people"},
            "office": {"$ref": "#/definitions/offices"},
            **{family: {"allOf": [{"$ref": "#/definitions/others"}], **named} for family in lexicon.NAMING},
        },
        "additionalProperties": {"$ref": "#/definitions/others"},
        "definitions": {
            "people": _family("person", "people"),
            "offices": _family("office", "offices"),
            "others": _family("other", "others"),
            "person": _entry("A person in three scripts.", lexicon.PERSON_KEYS, groups.LANGS),
            "office": _entry(
                "An office: titles and holders.", lexicon.OFFICE_KEYS, (*groups.LANGS, "includes", "holders")
            ),
            "other": _entry("A group of the lexicon.", lexicon.OTHER_KEYS, (*groups.LANGS, "includes")),
        },
    }


def file_text(name: str = FILE) -> str:
    """A schema as `tripwatch init` writes it, with a digest by which it knows its own work again."""
    body = lexicon_schema() if name == LEXICON_FILE else schema()
    return json.dumps({"$comment": _MADE + _digest(body), **body}, ensure_ascii=False, indent=2) + "\n"


def is_ours(text: str) -> bool:
    """Whether this is a schema that some version of `file_text` made and nobody has changed."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    body = {key: value for key, value in found.items() if key != "$comment"}
    return found.get("$comment") == _MADE + _digest(body)


def _digest(body: Schema) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:12]


# ------------------------------------------------------------------------------------------------ kinds of values


def _table(keys: Iterable[str], shapes: Mapping[str, Schema], needed: Iterable[str] = ()) -> Schema:
    """A table of exactly these keys. A key without a shape here is a mistake of ours: KeyError."""
    return {
        "type": "object",
        "properties": {key: shapes[key] for key in keys},
        "required": list(needed),
        "additionalProperties": False,
    }


def _text(about: str, **more: Any) -> Schema:
    """A text that is not blank."""
    return {"description": about, "type": "string", **({"pattern": r"\S"} | more)}


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"


def _one_of(about: str, values: Iterable[str]) -> Schema:
    return {"description": about, "enum": [str(value) for value in values]}


def _day(about: str) -> Schema:
    return {"description": about, "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _flag(about: str) -> Schema:
    return {"description": about, "type": "boolean"}


def _list(about: str, items: Schema, **more: Any) -> Schema:
    return {"description": about, "type": "array", "minItems": 1, "items": items, **more}


def _condition(about: str) -> Schema:
    """What no condition has are the signs of other languages; the rest is `rules.language`'s to say."""
    return {
        "description": about,
        "type": "string",
        "maxLength": MAX_LENGTH,
        "allOf": [{"pattern": r"\S"}, {"pattern": r"^[^\[\]{}<&|!\"'“”‘’]*$"}],
    }


# ------------------------------------------------------------------------------------------------ groups

_LANGUAGES = {str(lang): name for lang, name in zip(Lang, ("English", "Korean", "Japanese"), strict=True)}
_TERM = _text(
    "A wording, taken literally; ~ at the end of a term in Latin letters stands for any ending.",
    allOf=[{"pattern": r"[^\s~]"}, {"pattern": "^[^~*?|]*([^~*?|\\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]~)?$"}],
)
_KINDS: dict[str, Schema] = {
    "term": _TERM,
    "fuzzy": _text("A romanised name in any spelling that sounds alike."),
    "regex": _text("A regular expression as RE2 reads it, over small letters.", maxLength=MAX_REGEX),
}
_DAYS = {
    "from": _day("The first day on which the term holds."),
    "to": _day("The last day on which the term holds."),
}


def _in_braces(kind: str) -> Schema:
    entry = _table((kind, "from", "to"), {kind: _KINDS[kind], **_DAYS}, (kind,))
    return entry if kind != "term" else entry | {"anyOf": [{"required": [day]} for day in _DAYS]}


def _terms(lang: str) -> list[Schema]:
    """What a list of terms may hold; only names in Latin letters are fuzzy."""
    return [_TERM, *(_in_braces(kind) for kind in groups.KINDS if kind != "fuzzy" or lang == "en")]


def _words_by_language(about: str) -> Schema:
    words = _list("Words of this language.", _text("A word."))
    return {"description": about, **_table(groups.LANGS, dict.fromkeys(groups.LANGS, words))}


_GROUP: dict[str, Schema] = {
    **{
        lang: _list(f"Terms in {name} that mean the group.", {"anyOf": _terms(lang)})
        for lang, name in _LANGUAGES.items()
    },
    "act": _flag("The group is something that somebody does: each occurrence is done, planned, denied or past."),
    "not_inside": _list("Groups inside whose words this group is not found.", _text("The name of a group.")),
    "not_after": _words_by_language("The group is not found right behind these words."),
    "not_before": _words_by_language("The group is not found right before these words."),
    "word": _flag("Korean terms must start a word."),
    "case": _flag("Terms in Latin letters keep their case, for acronyms."),
    "sign": _flag("Kanji that stand for a country in headlines (日, 韓, 美) are not found inside other words."),
    "of": _text(
        "The country whose title or ministry is meant: not found where the text means another country's.",
        pattern=_whole(COUNTRY.pattern),
    ),
}


def _group() -> Schema:
    return {
        "description": "A group: terms in several languages that mean the same.",
        **_table(groups.KEYS, _GROUP),
        "anyOf": [{"required": [lang]} for lang in groups.LANGS],
    }


def _family(one: str, many: str) -> Schema:
    """Tables by name. A table that holds only tables is a family of groups; see `rules.groups`."""
    return {
        "type": "object",
        "propertyNames": {"pattern": _whole(groups.NAME.pattern)},
        "additionalProperties": {
            "type": "object",
            "if": {
                "minProperties": 1,
                "propertyNames": {"not": {"enum": list(groups.KEYS)}},
                "additionalProperties": {"type": "object"},
            },
            "then": {"$ref": f"#/definitions/{many}"},
            "else": {"$ref": f"#/definitions/{one}"},
        },
    }


# ------------------------------------------------------------------------------------------------ the lexicon

_HOLDER = _table(
    lexicon.HOLDER_KEYS,
    {
        "person": _text("The name of a table [person.NAME]."),
        "from": _day("The first day in office."),
        "to": _day("The last day in office; left out for who holds it now."),
    },
    lexicon.HOLDER_NEEDS,
)
_OF_LEXICON: dict[str, Schema] = {
    **_GROUP,
    "country": _text("Whose person or office: two small letters.", pattern=_whole(COUNTRY.pattern)),
    "holders": _list("Who held the office, and when.", _HOLDER),
    "includes": _list("Groups whose terms count as this one's, with their own guards.", _text("The name of a group.")),
}


def _entry(about: str, keys: Iterable[str], some: Iterable[str]) -> Schema:
    return {
        "description": about,
        **_table((*(key for key in groups.KEYS if key != "of" or "country" not in keys), *keys), _OF_LEXICON),
        "anyOf": [{"required": [key]} for key in some],
    }


# ------------------------------------------------------------------------------------------------ the tables of a rule

_SEVERITY = _one_of("How much it matters; info is history and never alerts.", Severity)
_EVENT: dict[str, Schema] = {
    "window": _text('How far apart in time two articles of one happening may be: "36h", "4d"; at most ten days.'),
    "zone": _text('Whose days are meant: "Asia/Tokyo". UTC if left out.'),
    "split_by": _text("A group: articles that name different terms of it are different happenings."),
}
_RUNG: dict[str, Schema] = {
    "rung": _text("The name of the rung.", pattern=_whole(ID.pattern), **{"not": {"enum": [NO_HIT, ON_TOPIC]}}),
    "severity": _SEVERITY,
    "says": _text("The first line of the alert: an English sentence that needs nothing else."),
    "when": _condition("The condition on which the rung is reached."),
    "beside": _flag("The rung is told beside the ladder: neither higher nor lower than others."),
}
_REACTION: dict[str, Schema] = {
    "by": _text("Whose answer it is: two small letters, such as kr.", pattern=_whole(COUNTRY.pattern)),
    "tone": _one_of(
        "The tone of the answer, mildest first; without it every tone that the word tone in `when` finds.", Tone
    ),
    "when": _condition("The condition on which this is the answer."),
}
_ABSENCE: dict[str, Schema] = {
    "name": _text("What the silence is called.", pattern=_whole(ID.pattern)),
    "no": _text('What has not come: "rung >= programme".', pattern=_whole(companions.AT_LEAST.pattern)),
    "for": _text('For how long: "90d".'),
    "severity": _SEVERITY,
    "says": _text("The first line of the alert: an English sentence that needs nothing else."),
    "sources": _list("The sources whose silence counts, by id; all if none is named.", _text("An id.")),
    "tags": _list("The sources whose silence counts, by tag.", _text("A tag.")),
    "tiers": _list("The sources whose silence counts, by tier.", _one_of("A tier.", Tier)),
}
_DATES: dict[str, Schema] = {
    "from": _day("The first day."),
    "to": _day("The last day; the first if left out."),
    "confirmed": _flag("Somebody who decides it has said so."),
    "source": _text("Where the dates are from."),
}
_CALENDAR: dict[str, Schema] = {
    "name": _text("What the window is called.", pattern=_whole(ID.pattern)),
    "title": _text("What is due in it."),
    "zone": _text('Whose days are meant: "Asia/Tokyo". The zone of [event] if left out.'),
    "dates": _list(
        "The days of each year, earliest first.",
        _table(companions.DATES_KEYS, _DATES, companions.DATES_NEEDS),
    ),
}
_TEST: dict[str, Schema] = {
    "title": _text("The title of the article."),
    "text": _text("The text of the article."),
    "lang": _one_of("The language of the article.", Lang),
    "on": _day("The day of the article, for terms with days."),
    "expect": _text('"none": no hit; "info": a hit that reaches no rung; or the name of a rung.'),
    "status": _one_of("What must be newly reported.", compiling.REPORTED),
    "reaction": _text(
        "The answer that must be found: a country, a colon, a tone.",
        pattern=_whole(f"{COUNTRY.pattern}:({'|'.join(Tone)})"),
    ),
}
_RULE: dict[str, Schema] = {
    "id": _text("Small letters, digits and -; the file is called the same.", pattern=_whole(ID.pattern)),
    "title": _text("A short name for people."),
    "why": _text("Why it is watched, in a sentence."),
    "severity": _SEVERITY,
    "when": _condition("The condition that makes an article a hit."),
    "unless": _condition("A condition that hides hits below the rung of unless_below."),
    "unless_below": _text("The lowest rung that unless never hides."),
    "event": {"description": "What belongs to one happening.", **_table(companions.EVENT_KEYS, _EVENT)},
    "terms": {
        "description": "The groups of terms.",
        "allOf": [{"$ref": "#/definitions/groups"}],
        "minProperties": 1,
        "propertyNames": {"not": {"enum": sorted(RESERVED)}},
    },
    "ladder": _list("The facts that matter, weakest first.", _table(compiling.RUNG_KEYS, _RUNG, compiling.RUNG_NEEDS)),
    "reaction": _list("How a capital answers.", _table(companions.REACTION_KEYS, _REACTION, companions.REACTION_NEEDS)),
    "absence": _list(
        "What is told when nothing comes.", _table(companions.ABSENCE_KEYS, _ABSENCE, companions.ABSENCE_NEEDS)
    ),
    "calendar": _list(
        "When an occasion is due.", _table(companions.CALENDAR_KEYS, _CALENDAR, companions.CALENDAR_NEEDS)
    ),
    "tests": _list(
        f'Texts, and what the rule must say of them; at least one with expect = "{NO_HIT}".',
        _table(compiling.TEST_KEYS, _TEST, compiling.TEST_NEEDS),
        contains={"properties": {"expect": {"const": NO_HIT}}, "required": ["expect"]},
    ),
}
