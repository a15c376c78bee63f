"""The words by which English tells what has become of an act. Tables only: `status.py` uses them.

All are regular expressions over folded text, searched in what stands before the act, and mostly end where it begins;
those named `…_AFTER` are matched from where it ends. Words are listed for acts in general, not for one rule.
"""

import re

#: What may stand between a cue and its act without changing the subject: light verbs, articles, other acts.
_FILL = (
    r"(?:\s+(?:to|be|been|being|go|going|make|makes|making|made|pay|pays|paying|paid|send|sends|sending|sent"
    r"|have|offer|offering|offerings|present|dedicate|conduct|hold|attend|attending|take|taking|part|in|on"
    r"|plan|planning|plans|planned|intend|intended|intending|expected|scheduled|set|due|likely|able|allowed|known"
    r"|believed|thought|willing|ready|prepared|inclined|keen|also|yet|soon|start|begin|resume|even|again|ever|still"
    r"|actually|necessarily|personally|himself|herself|themselves|person|a|an|any|the|his|her|their|its|another"
    r"|consider|considering|considered|instead|ritual|official|formal|personal|public|visit|visits|visiting|visited"
    r"|pray|praying|include|involve|or|and|nor|either|at|of|for|this|year|time|week|month|ceremony|worship|tribute"
    r"|respects|with"
    r"|from|shrine|out))*?\s+"
)
#: What parts words, and a word. Possessive, so that a text can be cut into them in one way only: a title of nothing but
#: hyphens would otherwise be tried in billions of ways.
_GAP = r"[\s'\",-]++"
_WORD = r"[\w.]++(?:['-][\w.]++)*+"
#: What parts a cue from a mere cause or topic: "scraps talks over the visit", "mulls a response to it".
_OTHER = r"(?:over|apolog\w+|protest\w*|oppos\w+|condemn\w*|critici\w+|respon[ds]\w*|reaction|retaliat\w+|sanctions?)"
_UP_TO_5 = rf"(?:{_GAP}(?!{_OTHER}\b){_WORD}){{0,5}}?{_GAP}"
#: The same, but not into where or when something happens: "vow closer ties at the summit" plans no summit.
_UP_TO_5_THERE = rf"(?:{_GAP}(?!(?:at|during|{_OTHER})\b){_WORD}){{0,5}}?{_GAP}"
#: The object itself, with no more than what stands before a noun: "demands a visit", not "demands a word on the visit".
_OBJECT = rf"(?:{_GAP}(?!(?:{_OTHER}|about|after|against|for|from|of|on|to|with)\b){_WORD}){{0,3}}?{_GAP}"
#: "No drill this winter"; "no doubt" denies nothing.
_NO_THING = r"\bno(?! (?:doubt|matter|wonder|later|less|fewer|sooner)\b)"
_NO_PLAN = (
    r"no (?:plans?|intention|intent|wish|desire|need|chance|prospects?|possibility|sign|obligation|duty|willingness"
    r"|interest)\b"
)
_NOT = (
    r"(?:\b(?:not|never|cannot|neither)(?! only\b)|\b\w+n't\b|\bno longer|\bwithout(?: actually)?|\b(?:yet|unable) to"
    rf"|\b(?:no|none|neither|nobody)(?:\s+[\w'-]+){{1,6}}?\s+(?:has|have|had|will|would|did)|\b{_NO_PLAN}"
    rf"|\bunlikely(?= to\b)|{_NO_THING}(?:\s+(?!(?:about|for|from|of|on|over|to)\b)[\w'-]+){{0,2}}(?=\s+$))"
)
#: What is said or wished of a thing, as against the thing itself.
_REPORTS = (
    r"(?:\w+ )?(?:reports?|rumou?rs?|claims?|speculation|talk|suggestions?|allegations?|plans?|proposals?|calls?"
    r"|requests?|demands?|motions?|bids?|idea)\b"
)
_DROPPED = (
    r"\b(?:(?:refrain\w*|abstain\w*|desist\w*|absent) from|skip(?:s|ped|ping)?|call(?:s|ed|ing)? off|rul(?:e|es|ed"
    r"|ing) out"
    r"|forgo\w*|forwent|fore?went|avoid\w*|instead of|rather than|in (?:lieu|place) of|omit\w*|eschew\w*|miss(?:es"
    r"|ed|ing)?"
    r"|(?:decid\w+|chos?en?|choos\w+|lean\w*|vot\w+) against|ch(?:oo|o)s\w+ not to|opt\w* (?:not to|against|out of)"
    r"|stop\w* short of|cancel\w*|scrap(?:s|ped|ping)?|abandon\w*|abort\w*|shelv\w+|postpon\w+|delay\w*"
    r"|(?:put|hold|held|hung|call)(?:s|ting|ing)? off|push\w* back|walk\w* back|halt(?:s|ed|ing)?|freez\w+|froze"
    r"|back\w* (?:away from|out of|down (?:from|on)|off)|pull\w* out of|sh(?:y|ies|ied|ying) away from"
    r"|steer\w* clear of"
    r"|(?:stay|ke(?:e|p)[pt])\w* (?:away from|out of)|sit(?:s|ting)? out|sat out|pass(?:es|ed|ing)? (?:up|over)"
    r"|pass(?:es)? on"
    r"|(?:declin|refus)\w+ to|fail\w* to|balk\w* at|turn(?:s|ed|ing)? down|g(?:i|a)v(?:e|es|ing) up|drop(?:s|ped|ping)?"
    r"|sa(?:ys?|id) no to|suspend\w*|boycott\w*|snub(?:s|bed|bing)?|shun(?:s|ned|ning)?|spurn\w*|nix\w*|axe?(?:s|d"
    r"|ing)?|ditch(?:es|ed|ing)?"
    rf"|withdr[ae]w\w*|(?:dismiss|refut|reject|quash)\w* {_REPORTS})"
)
#: "denies a plan to cancel the visit", "will not call off": the visit is still to come.
EN_NOT_DROPPED = re.compile(
    rf"(?:{_NOT}|\b(?:den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?))"
    rf"(?:\s+[\w'-]+){{0,4}}?\s+{_DROPPED}{_UP_TO_5}$"
)
#: "Denied a visit", "denied having visited"; who denied that the visit was official has not denied it.
_DENIES = rf"\bden(?:y|ies|ied|ying|ial of)\b{_UP_TO_5}(?<!that the )(?<!that his )(?<!that her )(?<!that their )"
_NOT_OUT = r"(?:(?:not|never|n't|cannot)(?: yet)?(?: be| been)?|refus\w+ to|declin\w+ to|without|short of)"
EN_NOT_RULED_OUT = re.compile(rf"{_NOT_OUT}\s+(?:rul(?:e|ed|ing) out|exclud(?:e|ed|ing)){_UP_TO_5}$")
EN_NOT_RULED_OUT_AFTER = re.compile(rf"(?:{_GAP}{_WORD}){{0,6}}?{_GAP}{_NOT_OUT}\s+(?:ruled out|excluded)\b")
EN_NOT = re.compile(rf"{_NOT}{_FILL}$")
#: "stops sharing data": what is stopped goes right behind the word.
EN_STOPPED = re.compile(
    r"\b(?:stop(?:s|ped|ping)?|halt(?:s|ed|ing)?|ceas(?:e|es|ed|ing)|quit(?:s|ting)?)\s+(?:the |its |all |joint )?$"
)
EN_DROPPED = re.compile(rf"(?:{_DROPPED}{_UP_TO_5_THERE}|\breject(?:s|ed|ing)?{_OBJECT}|{_DENIES})$")
#: "No ministers visited": nobody did.
EN_NOBODY = re.compile(
    rf"(?<!with )(?:{_NO_THING}|\b(?:none|neither) of)(?: [\w'-]+){{0,4}}?"
    r" (?:one|ministers?|lawmakers?|legislators?|members?|officials?|leaders?|politicians?|premiers?|presidents?"
    r"|representatives?|companies|firms)(?: [\w'-]+){0,6}? $"
)
#: "Neither leader visited", of a finite verb; "neither leader spoke of the visits" is something else.
EN_NEITHER = re.compile(
    r"\b(?:neither|nobody|not (?:a single|one)|none|hardly any(?:one)?)(?: [\w'-]+){1,6}?"
    r" (?<!the )(?<!an )(?<!a )(?<!of )(?<!on )(?<!his )(?<!her )(?<!their )(?<!its )(?<!'s )$"
)
#: "Would have visited": did not.
EN_WOULD_HAVE = re.compile(r"\b(?:would|could|should)(?: never| not)? have(?: been(?: [\w'-]+){0,4})? $")
EN_URGED_NOT = re.compile(
    r"\b(?:urg\w+|call\w* (?:on|for|upon)|ask\w*|demand\w*|warn\w*|request\w*|press\w*|advis\w+|appeal\w*"
    r"|t(?:ell|old))\b"
    rf"(?:\s+[\w'.-]+){{0,8}}?\s+(?:not to|against|to refrain from|refrain from|to stop|to avoid|to cancel"
    rf"|to drop){_FILL}$"
)
#: What is said of an act behind it: that it happens, and that it does not.
_CARRIED_OUT = (
    "(?:held|made|paid|carried out|signed|approved|arranged|agreed|concluded|adopted|implemented|resumed|removed)"
)
_HAPPEN = (
    r"(?:take place|taking place|taken place|go(?:ing)? ahead|go forward|happen(?:ed|ing)?|materiali[sz]ed?"
    r"|proceed(?:ed)?"
    rf"|occur(?:red)?|come (?:about|off|true)|be {_CARRIED_OUT}|begin|start|resume)"
)
EN_DENIED_AFTER = re.compile(
    rf"(?:{_GAP}{_WORD}){{0,6}}?{_GAP}(?:called off|cancell?ed|scrapped|shelved|postponed|ruled out|skipped|dropped"
    r"|delayed|pushed back|abandoned|aborted|axed|nixed|frozen|halted|withdrawn|collapsed|premature|f(?:e"
    r"|a)lls? through|f(?:ell|allen) apart"
    r"|unlikely|off the (?:table|cards|agenda)|out of the question|put off|(?:put )?on hold|suspended|forgone"
    r"|not (?:planned|expected|scheduled|(?:yet )?(?:been )?decided|on the (?:agenda|schedule|cards|table)|true"
    r"|under consideration|being considered)|untrue|false|groundless"
    rf"|unfounded|baseless|(?:not|never|n't)(?: be| been)?(?: expected to| likely to| going to)? (?:{_HAPPEN}"
    rf"|{_CARRIED_OUT})"
    r"|(?:would|could|should) have (?:been|marked))\b"
)
EN_PLANNED = re.compile(
    r"(?:\b(?:will|would|could|might|shall|should|must|ought to|(?:needs?|ha(?:s|ve)) to"
    r"|(?<!in )(?<!since )(?<!last )(?<!of )(?<!early )(?<!late )(?<! a )(?<!the )may|can)|'ll|'d|"
    rf"\b(?:expected|set|due|scheduled|slated|poised|likely|about|ready|going|arranging|preparing|hoping"
    r"|wanting|aiming|planning|determined|resolved|bound|tipped|keen|eager|prepared|minded|bent on|adamant about"
    rf"|on (?:track|course))(?: to)?)(?! not| have){_FILL}$"
)
EN_WEIGHED = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|consider(?:s|ed|ing)?|expects?|expected|intend(?:s|ed|ing)?|intention"
    r"|prepar(?:e|es|ed|ing|ations)|read(?:ies|ied|ying)"
    r"|schedul(?:e|es|ed|ing)|weigh(?:s|ed|ing)?|mull(?:s|ed|ing)?|ey(?:e|es|ed|ing)|likely|poised|aim(?:s|ed"
    r"|ing)?|hop(?:e|es|ed|ing)"
    r"|want(?:s|ed|ing)?|seek(?:s|ing)?|sought|vow(?:s|ed|ing)?|pledg(?:e|es|ed|ing)|promis(?:e|es|ed|ing)"
    r"|decid(?:e|es|ed) (?:to|on)|agree(?:s|d)? (?:to|on)"
    r"|possible|possibility of|potential|prospects? (?:of|for)|upcoming|forthcoming|arrang(?:e|es|ed|ing|ements?)"
    r"|ponder(?:s|ed"
    r"|ing)?|unless|(?:in talks|speculation(?: \w+)?) (?:over|about|on)|push(?:es|ing) ahead with|discuss(?:es|ed"
    r"|ing)?|coordinat(?:e|es|ing|ion)|work(?:s|ing)? toward"
    r"|lean(?:s|ed|ing)?|inclin(?:es|ed)|tilt(?:s|ed|ing)?|hint(?:s|ed|ing)? at|signal(?:s|ed|led|ing)?"
    r"|float(?:s|ed|ing)?|speculat\w+|rumou?r\w*|talk of|threat(?:s|ens|ened)?|undecided|brac(?:es|ed|ing) for|fears?"
    rf"|propos(?:e|es|ed|ing|al)|urg(?:e|es|ed) \w+ to|ahead of|eve of|eager|willing(?:ness)?"
    rf"|ready|nears|nearing|close to|(?:verge|brink|cusp) of|recommend(?:s|ed|ing)?|nominat(?:es|ed|ing)|appl(?:ies"
    rf"|ied|ying) for|dates? (?:is |was )?set for){_UP_TO_5_THERE}$"
    rf"|\b(?:(?:call|push|press|lobb|hop)\w* for|demand(?:s|ed|ing)?){_OBJECT}$"
)
#: What is asked is open, whoever is silent on it: "declined to say whether he would visit".
EN_WHETHER = re.compile(rf"\b(?:whether|if){_UP_TO_5_THERE}$")
#: "urged the premier to visit", "was asked to visit": what is asked for is still to be done.
EN_ASKED = re.compile(
    r"\b(?:urg\w+|ask(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|upon)|press(?:es|ed|ing)?|request(?:s|ed|ing)?"
    r"|appeal(?:s|ed|ing)?|invit\w+|encourag\w+|advis\w+|beg(?:s|ged|ging)?|petition(?:s|ed|ing)?|lobb(?:y|ies|ied"
    r"|ying))\b"
    rf"(?:\s+[\w'.-]+){{0,8}}?\s+to{_FILL}$"
)
#: A question: "Will the premier visit …?", and a condition: "Were she to visit, …".
EN_QUESTION = re.compile(
    r"^\s*(?:(?:will|would|could|should|shall|can|may|might|must)(?:\s+[\w'.-]+){1,6}"
    r"|were(?:\s+[\w'.-]+){1,4}\s+to)\s+$"
)
EN_TO = re.compile(
    rf"(?:^|(?<!response)(?<!reaction)(?<!opposition)[\s'\"])to(?! (?:have|an?|the|his|her|their|its)\b)(?:{_FILL}"
    rf"| (?:attend|begin|boycott|extend|launch|make|release|resume|start|hold|host|join|mark|open|send|sign|skip"
    rf"|stage){_UP_TO_5_THERE})$"
)
#: "became the first premier to visit", "went to pray": the infinitive tells what was done.
EN_DONE_TO = re.compile(
    r"\b(?:(?:first|second|third|fourth|fifth|sixth|latest|only|\d+(?:st|nd|rd|th))(?:\s+[\w'-]+){0,6}|\w+ed"
    r"|went|goes|came|comes|continues?|returns?|gathers?|manages?|visits?|sent|made|paid|led|took|was"
    r"|were)(?:\s+[\w'.-]+){0,7}\s+to(?:\s+\w+){0,3}\s+$"
)
_AHEAD = (
    r"(?:considered|arranged|weighed|discussed|planned|prepared|mulled|eyed|finali[sz]ed|coordinated|studied|debated)"
)
EN_PLANNED_AFTER = re.compile(
    rf"(?:{_GAP}{_WORD}){{0,6}}?{_GAP}(?:planned|scheduled (?:for|on|in|to|next|this|later)|(?:expected"
    rf"|likely)(?! to\b)"
    rf"|(?:(?:expected|likely|going|set|slated|due|is|are) to|may|might|could|can) {_HAPPEN}|(?:may|might"
    rf"|could) come(?=\s*$|\s(?:in|on|next|later|this)\b)|possible|being {_AHEAD}"
    r"|under (?:consideration|discussion|review|study)|next (?:week|month|year|spring|summer|autumn|fall)"
    r"|in the (?:works|offing)"
    r"|on the (?:table|cards|horizon)|slated|(?:set|due) (?:for|on|in|next|this|later)|is set|to (?:take place|begin"
    r"|start|resume)|to be held|will be|will take place"
    r"|undecided|unclear|uncertain|in doubt|up in the air|tomorrow|looms?|would be the first|would mark)\b"
)
#: Of a visit that may come only: "a visit would anger Seoul"; "the visit would" may have been made.
EN_ANY = re.compile(r"\b(?:an?|any|another)(?: [\w'-]+){0,3} $")
EN_WOULD_AFTER = re.compile(r"(?: [\w'-]+){0,5}? would\b")
#: The word of the act itself is a finite past form, so no modal before it governs it.
EN_PAST_FORM = re.compile(r"(?:\w+ed|sent|paid|went|made|held|gave|took)\b")
EN_BE = re.compile(r"\b(?:be|been|being|have)\s+$")
EN_FIRST = re.compile(r"\b(?:first|1st)\b")
EN_PERFECT = re.compile(r"\b(?:has|have|had|'ve)\b")
EN_SINCE = re.compile(r"\b(?:since|ever since)\b")
#: "the last visit", "who last visited", "the last prime minister to visit"; "last week's visit" is news.
EN_LAST = re.compile(
    r"\b(?:last|previous|previously|past|earlier|formerly|once|often|regularly|repeatedly|routinely|frequently"
    r"|annually|used to|historic|notorious)"
    rf"(?!\s+(?:week|night|mon|tue|wed|thu|fri|sat|sun|minute)\w*)(?:{_FILL}|\s+(?:[\w'-]+\s+){{1,5}}?to{_FILL}"
    rf"|(?:'s)?\s+)$"
)
_SEASON = (
    r"(?:year|month|spring|summer|autumn|fall|winter|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov"
    r"|dec)\w*\.?(?:\s\d{1,2})?"
)
_AGO = r"(?:years?|months|decades?) (?:ago|earlier)"
EN_LAST_TIME = re.compile(
    rf"\b(?:last {_SEASON}|the (?:previous|past) (?:year|autumn|spring)|{_AGO})(?:'s)?[\s,]+(?:[\w'-]+\s+)?$"
    rf"|^\s*(?:in |\w+ )?(?:last {_SEASON}|{_AGO}|(?:the past|recent years|previous years)(?=,)),?(?: [\w'-]+){{0,5}} $"
)
EN_TIME_AFTER = re.compile(
    rf"(?:{_GAP}(?!since\b|than\b|from\b|like\b){_WORD}){{0,9}}?{_GAP}(?:(?:in |on "
    rf"|back in )?last {_SEASON}|(?:years?|months?|decades?) (?:ago|earlier|before)"
    r"|in (?:the past(?! (?:day|week|hour|few|24|48))|past years|previous years|recent years)|previously"
    r"|every (?:year|spring|autumn|august)|each (?:year|spring|autumn)|over the years"
    r"|(?:many|several) times|on (?:many|several) occasions|regularly|annually|repeatedly)\b"
)
EN_CLAUSE = re.compile(
    r"[;:!?]|, (?!\d{4}\b|(?:\w+ly )?(?:planned|scheduled|slated|due|was|were|is|are|has|have|had|will|would)\b)| - "
    r"|\b(?:but|while|although|though|whereas|because|after|before|when|as(?! (?:an?|planned|expected|scheduled)\b)"
    r"|who|which|whom|amid|despite|following)\b"
    r"|\band (?=(?:he |she |they |it )?(?:\w+ed|sent|made|paid|went|held|gave|sends|makes|pays|offers|visits"
    r"|goes|will|did|has|have|is|are|was|were)\b)"
)
EN_AND = re.compile(r"\band\s+$")
EN_FINITE = re.compile(r"(?:\w+ed|\w+s|sent|paid|went|made|held)\b")
EN_LEAD = re.compile(r"^\s*(?:back )?(?:in|on|during)\s[^,]{0,40}(?:19|20)\d\d(?:,|\s)")
EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EN_MONTH = re.compile(
    rf"\b(?:in|on|early|late|mid) ?-?(?P<month>{'|'.join(EN_MONTHS)})(?:\w{{0,6}})\b\.?(?! (?:19|20)\d\d)"
)
EN_YEAR = re.compile(
    r"(?P<day>(?:[a-z]{3,9}\.? \d{1,2},|\d{1,2} [a-z]{3,9}\.?) ?)?\b(?P<year>(?:19|20)\d\d)\b(?!-year|[\d,.]*\d)"
)

#: A year behind these is that of what is still to come: "approved books that will be used from 2026".
EN_THEN = re.compile(r"\b(?:will|to be|due)\b")
#: A year between other words is theirs, and not the time of the act: "overturns 2018 ruling", not "visited in 2018".
EN_YEAR_OF_OTHER = re.compile(
    r"(?:^|\b(?!(?:in|of|on|by|at|for|during|since|until|till|from|through|after|before|early|late|mid|year|back)\b"
    rf"|(?:{'|'.join(EN_MONTHS)}))[a-z][\w'-]*)\s(?:19|20)\d\d\s(?!(?:and|or|as|when|while|to|for|in|on|at|with|by"
    rf"|after"
    r"|before|but|the|a|an|that|which|who|he|she|it|they|according|amid|over|despite|from)\b)[a-z]"
)
