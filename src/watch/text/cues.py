"""The words by which the status of an act is told, in English, Japanese and Korean. Tables only: `status.py` uses them.

All are regular expressions over folded text. English ones are searched in what stands before the act, and mostly end
where it begins; those named `…_AFTER`, and Japanese and Korean ones but for words of time, are matched from where it
ends. Words are listed for acts in general, not for one rule.
"""

import re

# ------------------------------------------------------------------------------------------------ English

#: What may stand between a cue and its act without changing the subject: light verbs, articles, other acts.
_FILL = (
    r"(?:\s+(?:to|be|been|being|go|going|make|makes|making|made|pay|pays|paying|paid|send|sends|sending|sent"
    r"|have|offer|offering|offerings|present|dedicate|conduct|hold|attend|attending|take|taking|part|in|on"
    r"|plan|planning|plans|planned|intend|intended|intending|expected|scheduled|set|due|likely|able|allowed|known"
    r"|believed|thought|willing|ready|prepared|inclined|keen|also|yet|soon|start|begin|resume|even|again|ever|still"
    r"|actually|necessarily|personally|himself|herself|themselves|person|a|an|any|the|his|her|their|its|another"
    r"|consider|considering|considered|instead|ritual|official|formal|personal|public|visit|visits|visiting|visited"
    r"|pray|praying|or|and|nor|either|at|of|for|this|year|time|week|month|ceremony|worship|tribute|respects|with"
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
_NO_PLAN = r"no (?:plans?|intention|intent|wish|desire|need|chance|prospects?|possibility)\b"
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
    r"|(?:stay|ke(?:e|p)[pt])\w* (?:away from|out of)|sit(?:s|ting)? out|sat out|pass(?:es|ed|ing)? up|pass(?:es)? on"
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
_NOT_OUT = r"(?:(?:\bnot|\bnever|n't|\bcannot)(?: yet)?(?: be| been)?|(?:refus|declin)\w+ to|without|short of)"
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
_CARRIED_OUT = "(?:held|made|paid|carried out|signed|approved|adopted|implemented|resumed|removed)"
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
#: Words for an act that say by themselves that it is still to be done.
PLAN_ITSELF = re.compile(r"(?:bid|push|plan|proposal)s?|.*(?:추진|계획|방침|계획안)|.*(?:計画|方針)")
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

# ------------------------------------------------------------------------------------------------ Japanese

_JA_LINK = (
    r"(?:する|した|の|と(?:の|いう))*(?:こと|など|等|予定|計画|方針|案|説|考え|つもり|意向|意思|可能性|事実|報道|話"
    r"|観測|うわさ|噂)?"
    r"(?:の)?(?:について|に関して|には|へは|では|とは|を|は|も|が|に|の)?、?"
)
_JA_NEAR = (
    r"(?:今年|今回|今月|今秋|今春|年内|\d{1,2}月|当面|例大祭(?:中|期間中)?|終戦の日|期間中|正式に|急きょ|無期限|強く"
    r"|明確に|全面|現時点で|現段階で|今のところ|\d+年ぶりに|いまだ|まだ)?"
    r"(?:も|は|の|に|中の)?(?:開催(?:[はがを])?)?"
)
#: What may be said of an act as such, and the ends of a verb that deny it: 開催されず, 実施していない.
_JA_LIGHT = "(?:開催|実施|実現|再開|履行|成立|着手|達|公表|提出|確認)?"
_JA_NEVER = r"(?:せず|しな|しませ|しておら|してい?な|せぬ|され(?:ず|な|て(?:い?な|おら))|(?:いた|致)しませ)"
#: 参拝するか明言せず, 参拝の是非を判断: whether it will be done is left open, whoever is silent on it.
JA_OPEN = re.compile(
    r"(?:する|を行う)?か(?:どうか|否か|については?|(?=明言|明らか|答え|言及|決め|判断|コメント))"
    r"|の?(?:有無|可否|是非)(?:を|は|については?|、)?[^、。]{0,6}?(?:判断|明言|明か|明らか|言及|決め|検討|答え"
    r"|コメント)|(?:する)?(?:は|については?|に関して(?:は)?)?、?(?:明言|態度を明らか|言及(?:を)?避け)"
    r"|(?:し|せ)(?:なければ|ねば)(?:なら|いけ)|する(?:の)?では(?:ない)?か|するかもしれ"
)
#: What is done about an act, in headlines: 玉串料を奉納へ, 式典に政務官派遣へ.
_JA_DOING = (
    "(?:奉納|派遣|出席|参列|参加|開催|実施|提出|公表|公開|発表|決定|決議|採択|表明|申請|推薦|再開|締結|合意|訪問|視察|支給|拠出|設立"
    "|設置|発足|導入|要請)"
)
JA_BACKGROUND = re.compile(
    r"する(?:国会)?議員の?会|とは(?:何|なに)|(?:を(?:[^、。はをがも]{1,4}が)?)?(?:けん制|牽制|警戒|警告)|(?:する"
    r"|の)?(?:たび|度に|ごとに|是非)|問題|(?:す)?る?と、"
    r"|[^、。 ]{0,8}?(?:しない|せぬ|控え|自粛|見送|中止|やめ|思いとど|断念)[^、。 ]{0,8}?(?:よう|求め|要請|要求|促"
    r"|呼びか|呼び掛|迫)"
)
JA_NOT_RULED_OUT = re.compile(
    rf"{_JA_LINK}[^、。]{{0,6}}?(?:排除せ|排除(?:し|され)(?:な|て)|否定せ|否定しな)"
    rf"|{_JA_LINK}(?:中止|延期|取りやめ|見送り|打ち切り|凍結)(?:説|論|報道|方針|計画)?(?:[をはも]|の(?:予定|計画"
    rf"|考え)は)?(?:強く)?"
    r"(?:否定|な[いくし]|せず|しな|しませ|検討していな)"
)
JA_DENIED = re.compile(
    r"(?:[^、。]{0,20}?(?:以来|以降)[^、。]{0,12}?(?:ない|なく|なかった|途絶)|[わかさたなまら]?(?:ず|な(?:い|く"
    r"|かった))|、[^、。はをがも]{0,6}[でに](?:見送り|見合わせ|延期|中止)"
    r"|[はが]?(?:まだ)?(?:決まってい|決まら|決めてい)な"
    r"|、(?:無期限|急きょ|再び|再度|当面|土壇場で|直前に)(?:の)?(?:延期|中止|見送り|取りやめ)"
    r"|、[^、。はをがも]{1,8}が(?:判断を?)?(?:見送り|見合わせ|断念|延期|中止|先送り|保留|否定)"
    r"|、(?:首相|総理|政府|[^、。はをがも]{1,6}(?:氏|相|総裁))は[^、。はをがも]{0,6}(?:見送|見合わせ|断念)"
    rf"|{_JA_LINK}{_JA_NEAR}(?:見送|見合わ|(?:差し)?控え|自粛|断念|取りや|とりや|取り止|取り消|やめ|中止|停止|中断"
    rf"|打ち切|延期"
    r"|先送り|持ち越|お預け|白紙|撤回|回避|避け|拒否|拒[むん]|固辞|辞退|保留|否定|消極的|思いとど|踏みとど|立ち消え|頓挫|不発"
    r"|流れ[たる]"
    r"|困難|難し[いく]|不可能|ゼロ|ならず|至ら(?:ず|な)|行か(?:ず|な)|踏み切[られ](?:ず|な)|行(?:わ(?:れ)?(?:ず|な)"
    r"|いませ)"
    rf"|開か(?:れ)?(?:ず|な)|応じ(?:ず|な|てい?な)|{_JA_LIGHT}{_JA_NEVER}|実現できな"
    r"|な(?:[くし]|い(?!か)|かった)|できず|できな|できて(?:い?な|おら)|あきらめ|諦め|かなわ|代わり|代え|かわり"
    r"|事実無根|事実では?な|考えて(?:は|も)?(?:い|お)?(?:な[いくし]|ら(?:ず|な))"
    r"|[^、。]{0,8}?た(?:という|との)?(?:事実|こと|覚え)(?:は|が|も)?(?:一切|全く)?な(?:い|く|かっ)"
    r"|(?:検討|予定|計画|想定|考慮)(?:は|も)?(?:して|し)?(?:お?ら|い)?(?:せず|ず|な[いくし])))"
)
#: What is said or done about an act is not the act: 参拝に抗議を検討.
_JA_ANSWER = "(?:抗議|反発|批判|非難|撤回|是正|遺憾|謝罪|説明|釈明|対応|対抗|報復|賠償|修正)"
JA_PLANNED = re.compile(
    r"(?:へ(?!の|、?(?:抗議|反発|批判))|(?:慎重|待望|不要|必要)?論(?:が|も)?(?:浮上|台頭|再燃|広が|$)|(?:[、の]?(?:開催)?(?:時期|日程|日時))?[はも]?未定"
    r"|か(?=$|[」?・\s!。])"
    r"|も?検討|予定|計画|意向|方針|見通し|案|したい|しよう|すべき|すれば|せよ|すれ|(?:と)?なら(?![はびずぶ])|となれば"
    r"|する(?:か|と(?:表明|明言|伝|みられ|述べ|明らか|発表|言|語|報じ|いう)|見込|こと(?:を|で)(?:決|検|調|合意)"
    r"|ことにし|ため|ものとみ|つもり|よう|べき|なら|際|場合|可能|方向|公算|運び|もよう|模様|らしい|かもしれ|$|[。」\s])"
    r"|した(?:ら(?!し)|場合)|して(?:ほし|欲し|いただ|もらいた)|が実現すれば|に踏み切れば|なるか(?=$|[」?。])"
    rf"|(?:する|し|の|を|に|も|は|で|が|に向け){{0,8}}(?:(?!{_JA_ANSWER})[^、。 ]){{0,6}}?"
    r"(?:検討|予定|計画|意向|方針|方向|見通し|考え|可能性"
    r"|意欲|意思|模索|調整|示唆|希望|期待|目指|視野|構え|準備|要求|求め|決め|予想|見込|提案|必要|覚悟)"
    r"|[がはもの]?(?:公算|観測|運び|段取り|見方|焦点|取り沙汰|有力|濃厚|確実(?!に)|微妙|不透明|流動的|目前|間近|秒読み)"
    r"|に(?:含み|前向き|積極的|慎重|注目)|を(?:要請|勧告|促|呼びか|呼び掛|打診|約束|公約|迫[らりるっ])|も辞さ"
    r"|(?:の)?(?:時期|日程)を(?:探|見極)"
    r"|を[^、。をはが]{1,6}に控え|に向け|を(?=\s|$)|を?前に|を?(?:近く|年内に|来[月週年春秋]に?)?(?:開く|開催する|行う"
    r"|実施する)(?=$|[。」\s])|[をはが、](?:来[月週年春夏秋]|あす|明日|近く|年内)(?:に|にも)?(?!の|、)"
    r"|を(?:正式に?)?表明|、[^、。]{0,8}?(?:開催|実施)[^、。]{0,4}?(?:調整|検討|計画|方針|予定|見通し|へ(?=$|[。」\s]))"
    rf"|[^、。]{{0,10}}?{_JA_DOING}へ(?=$|[。」、\s]))"
)
#: 参拝し、…する予定: what is told of the last of several acts holds for those before it.
JA_PLANNED_CHAIN = re.compile(
    r"(?:し(?:て)?|て)?、[^。]{0,30}?(?:する|る)(?:予定|方針|意向|見通し|考え)(?:だ|で|を|と|。|$)"
)
#: The one who did the act stands right before it, so that what follows a comma is told of somebody else.
JA_OWN = re.compile(r"が[一-龥々ァ-ヺー]{0,8}$")
JA_FRESH = re.compile(r"以来|ぶり|に続|に次|連続|に引き続")
JA_BREAK = re.compile(
    r"以来|以降|ぶり|に続|に次|に引き続|と同|より|から|比べ|に比|今年|今回|今月|今秋|今春|今度|本日|同日|きょう"
    r"|就任|た(?=[一-龥ァ-ヺa-z0-9])|する(?=[一-龥ァ-ヺ])"
    r"|(?:[しりいきてでたえけせめれ]|[たるだ]が|[うくすつぬむゆる]と)、"
)
JA_PAST_WORDS = re.compile(
    r"昨年|一昨年|去年|おととし|前回|過去(?!最)|かつて|以前|当時|前年|先月|昨秋|昨春|昨夏|昨冬|毎年|例年"
    r"|これまで|たびたび|度々|歴代|前々回|(?:閣僚|大臣|首相|議員|長官|会長|総裁|知事|相)時代"
)
JA_PAST_AFTER = re.compile(
    r"(?:して|した)?(?:以来|以降)|し(?:て(?:きた|き|来た|いた(?!こと|だ|の(?:が|を)))|続け)|を(?:続け|繰り返|重ね"
    r"|欠かさ)|(?:した)?(?:の)?[はが][^、。]{0,25}最後|(?:して)?以来|(?:して)?から\d+年|\d+(?:周)?年(?!ぶり|連続)"
    r"|を振り返"
)
JA_YEAR_AFTER = re.compile(r"(?:した|する)?(?:の)?は[^、。]{0,14}?(?P<year>(?:19|20)\d\d)年")
JA_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d|(?<!\d)\d\d(?=年(?:\d{1,2}月|末|[春夏秋冬]))"
    r"|(?<!\d)0\d(?=年[にのは、]))年(?P<day>\d{1,2}月\d{1,2}日)?"
)
JA_COMING = re.compile(
    r"(?:あす|明日|明後日|あさって|来週|来月|来年|来春|来夏|来秋|年明け|今月末|月内|年内|年度内|早ければ"
    r"|(?:^|(?<=[、はがも]))近く)[、のにも]?[^、。]{0,12}$|(?:実現|成立)(?:すれば|したら|なら)[^。]{0,40}$"
)
#: A day before the act or right behind it, and the tense that says the act was done, whatever the day.
_JA_DAY = r"(?<![0-9月])(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
JA_DAY_BEFORE = re.compile(rf"{_JA_DAY}(?![間目本])[、のにも]?[^、。]{{0,12}}$")
JA_DAY_AFTER = re.compile(rf"[、はをが ]{{0,2}}{_JA_DAY}(?:に|夜|午[前後])?(?:[初再]?(?:開催|実施)|[ 、。]|$)")
JA_DONE = re.compile(r"[をがにはも]?[一-龥ァ-ヶ]{0,4}[ぁ-ゖ]{0,3}?た(?![いくめちびりらる])")
JA_MONTH = re.compile(r"(?<!年)(?P<month>\d{1,2})月(?!期)")

# ------------------------------------------------------------------------------------------------ Korean

_KO_LINK = (
    r"(?:하[려는]?던?|한|할|했던|(?:했|한|하겠|할\s?것이라)다?는)?\s?"
    r"(?:(?:것|일정|계획|방침|예정|안|설|결정|판단|생각|뜻|의사|의향|가능성|보도|소문|관측|사실|구상|개최|강행"
    r"|추진)\s?){0,2}"
    r"(?:에 대해서?는?|까지|만|은|는|을|를|도|이|가|에는|에|의)?\s?,?\s?"
)
#: When, how and to when something is put off; not why: 참배를 이유로 방문을 취소.
_KO_NEAR = (
    r"(?:올해|연내|이번|이번에|당분간|잠정|무기한|무기|직접|끝내|결국|전격|돌연|사실상|공식|아예|모두|전면|강하게"
    r"|현재로선|아직|한\s?번)?"
    r"(?:에)?(?:는|은|도)?\s?(?:(?:또|다시|재차)\s)?(?:(?!이유|계기|빌미|문제|구실"
    r"|명분)[가-힣0-9]+(?:\s[가-힣0-9]{1,3})?(?:으로|로|뒤로)\s)?"
)
#: What an act is to become, as a verb that denies or plans it takes it: 성사되지 않았다, 이뤄질 전망.
_KO_COME = (
    "(?:이뤄지|이루어지|성사되|성사시키|실현되|열리|나서|진행되"
    "|추진하|강행하|포함되|개최하|개최되|실시하|재개하|재개되|응하|가|되)"
)
_KO_NO = r"(?:안|못)\s?(?:하|한|할|해|했|키|가)|않|아니\s?하"
KO_BACKGROUND = re.compile(
    r"\s?땐\s|\s?하는\s(?:국회\s?)?의원\s?(?:들의\s?)?모임|(?:할|하는)?\s?때마다|\s?문제(?!\s?제기)|(?:을"
    r"|를)?\s?하지\s?말"
    r"|(?!에\s(?!대))[^,.]{0,8}?(?:자제|중단|중지|철회|취소|삼가)[^,.]{0,5}?(?:촉구|요구|요청|당부|달라|주문)"
    r"|(?:해서는?|해선|하면)\s?안\s?[되된될돼]"
)
#: 참배 가능성을 배제하지 않았다, 참배할지 밝히지 않았다: still open.
KO_OPEN = re.compile(
    rf"{_KO_LINK}(?:배제|부인|부정)(?:하지(?:는|도)?\s?(?:않|못)|할\s?수(?:는|도)?\s?없)|(?:할|하는)지|\s?여부"
)
KO_DENIED = re.compile(
    rf"(?:치\s?않|는?커녕|할\s?수(?:는|도)?\s?없|{_KO_LINK}{_KO_NEAR}(?:하(?:지|지는|지도"
    rf"|진)\s?{_KO_NEAR}(?:{_KO_NO}|못)|{_KO_NO}|{_KO_COME}지(?:는|도)?\s?(?:않|못)"
    r"|(?:아직\s)?(?:결정된|정해진)\s?(?:바|것|게)[은이]?\s?없|정해지지\s?않|없[이었다어]|없[을음]|확인되지\s?않"
    r"|보류|자제|포기|단념|불참|불발|취소|철회|백지화|중단|그만두|멈추기로|멈춘다|미루|미뤄|미뤘|미룬|연기|유보|생략"
    r"|회피|피(?:하|했|한다|해(?![가-힣]))"
    r"|거부|거절|사양|고사(?!하고)|배제|삼[가갔간]|건너|물\s?건너|물거품|무산|접[고기었어은을는]|부인|일축|대신|차질"
    r"|지연|실패|좌절|탈락|이르지\s?못|어려[울워운]|어렵|희박|낮[다아은]|염두에\s?두(?:고\s?있)?지\s?않"
    r"|(?:검토|고려|계획|상정|예정)(?:조차|도|는)?\s?(?:하(?:지|고\s?있지)|돼\s?있지|되어\s?있지)(?:도|는)?\s?않"
    r"|기대하기\s?어렵)|설?(?:은|는)?\s?사실(?:\s?무근|이\s?아니)|했다는\s?보도(?:는|가)\s?사실(?:\s?무근|이\s?아니)"
    r"|(?:을|를)?\s?(?:[가-힣]{2})?(?:한|했다는)\s?(?:적|바|일|사실)(?:은|는|이|도|조차)?\s?(?:전혀\s|결코\s"
    r"|한\s?번도\s)?없)"
)
#: 방일 취소설 부인, 방일 취소하지 않기로: the visit is still to come.
KO_NOT_DROPPED = re.compile(
    rf"{_KO_LINK}{_KO_NEAR}(?:취소|철회|중단|연기|보류|무산)"
    r"(?:설|하지\s?않|[은는을를도]?\s?(?:(?:계획|방침|검토)[은는도]?\s?)?(?:없|안\s?하|안\s?한|사실무근|사실\s?아니"
    r"|부인|일축))"
)
KO_HABIT = re.compile(
    r"(?:을|를)?\s?(?:거르지|빠뜨리지|계속해|이어\s?왔|이어\s?온|이어오|되풀이|반복)|(?:을|를)?\s?해\s?(?:왔|온"
    r"|오고)|(?:한|했던)\s?(?:적(?!\s?[이은도]?\s?(?:전혀\s|결코\s|한\s?번도\s)?없)|바\s?있)|했(?:던|었)|하곤"
    r"|[^,.]{0,14}?마지막|[은는][^,.]{0,25}?마지막"
)
#: After the act, or so many years on: 참배 이후, 참배 20년.
KO_PAST_AFTER = re.compile(r"(?:한|했던)?\s?(?:이후|이래|뒤로|이후로|\d+(?:주?년)(?!\s?만|\s?연속|째))")
KO_FRESH = re.compile(r"만에|만이|만의|만으로|처음|이어|연속|첫")
#: Light verbs for doing an act, and their form before what is still to come: 참배 강행할 듯, 회담이 열릴 예정.
_KO_LIGHT = r"(?:(?:을|를)?\s?(?:강행|단행|실시|진행|시행|개최|이행)|(?:가|이|에)?\s?(?:성사|실현|나서|참여))?"
_KO_WILL = r"(?:할|될|(?:에|가|이|을|를)?\s?(?:나설|이뤄질|이루어질|열릴|치를|가질|열|응할|보낼|낼))"
KO_PLANNED = re.compile(
    rf"{_KO_LIGHT}(?:{_KO_WILL}\s?(?:듯|예정|계획|방침|것|전망|가능성|의향|의사|뜻|생각|수\s?[있도]|지|까|경우|때|거"
    rf"|공산)"
    r"|(?:하)?는\s방안|(?:하|되)(?:기로|나(?=$|[?\s'\"])|려|겠|고\s?싶|면(?!서)|게\s되면|도록|자[고는]|라(?=$"
    r"|[고는.,\s]))|한다면|된다면|한다(?=$|[.\s'\"고는])|하[길기]\s?(?:바|원|희망)|해야|해\s?(?:달라|줄\s?것|주길))"
    r"|키로|(?:(?:을|를)?\s?(?!막|말)[가-힣]{1,2})?기로(?=$|[.\s'\"])|(?:하|되)는\s?것(?:으로|을)\s?(?:확정|결정"
    r"|합의|검토|추진)|에\s?나선다(?=$|[.\s'\"])|,?\s?(?:이르면|늦어도)|할지|할까|(?:은|는|도)?\s?미정"
    r"|[이가]\s?(?:이뤄지|이루어지)면|[을를]\s?(?:원하|원한|바라|바란)"
    r"|[이가]?\s?(?:예상[되된돼]|점쳐|거론|확실시)|\s?눈앞|(?:을|를)?\s?(?:노린|노리|목표로|권고)|\s?(?:의지|의욕"
    r"|초읽기|만지작|가닥|관측|용의|움직임|공약|움직여)|(?:을|를)\s?(?:공언|약속)"
    r"|\s?(?:을|를|도|은|는|의)?\s?(?:(?!시정|철회|항의|사과|규탄|비판)[가-힣]{1,3}\s)?(?:검토|추진|계획|예정|예고"
    r"|조율|고려|타진|시사|고심"
    r"|저울질|준비|의향|의사|의지|방침|가능성|전망|여부|임박|유력|밀어붙|미정|불투명|미지수|합의|희망|기대|요구|요청"
    r"|촉구|제안|모색|결정(?!적))"
    r"|(?:\s(?!(?:뒤|후|이후|직후|끝에|속|중)\s)[가-힣0-9~·]+){1,4}\s(?:예정|전망|조율|추진|검토|타진|계획|방침"
    r"|임박)(?=$|[\s.,'\"])|\s?(?:하는\s)?(?:쪽|방향)으로"
    r"|설(?=[은을이도에\s]|$)|(?:을|를)?\s?앞두|[을를]\s?(?:직접\s|공동\s|자체\s)?(?:연다|개최한다|갖는다|치른다)"
    r"|[은이]?,?\s(?:[가-힣0-9]+\s){0,4}?(?:열린다|열릴|개최된다|개최될|치러진다|치러질)"
)
#: What is still to come, before the act: 이달 말 나올 교과서 검정 결과, 오는 21일 추도식.
KO_COMING = re.compile(
    r"(?<![가-힣])(?:나올|열릴|있을|발표될|공개될|예정된|예상되는|예상된|앞둔|다가올|다가온|내일|모레|오는|조만간|곧"
    r"|이르면|늦어도|내년|내달|내주|다음\s?(?:주|달)|이달\s?(?:말|중순|하순)|연말)"
    r"\s(?:[가-힣0-9]+\s?){0,3}$|(?:성사|실현|이뤄지|이루어지|현실화)(?:되)?면[^.]{0,40}$"
)
_KO_DAY = r"(?<![0-9월])(?:(?P<month>\d{1,2})월\s?)?(?P<day>\d{1,2})일"
KO_DAY_BEFORE = re.compile(rf"{_KO_DAY}\s(?:[가-힣0-9]+\s?){{0,3}}$")
KO_DAY_AFTER = re.compile(rf"[은는이가을를]?,?\s{_KO_DAY}(?:에)?\s(?:오[전후]\s(?:\d+시\s)?)?(?:개최|실시|열)")
KO_DONE = re.compile(r"[가-힣]*?[을를이가에]?\s?[가-힣]{0,3}?(?:했|됐|었|았|였|렸|졌|냈|쳤|켰|갔|왔)")
KO_PLANNED_CHAIN = re.compile(
    r"(?:해|하고|하여|해서)?,?\s(?:[가-힣]+\s){0,4}?[가-힣]*[할칠낼볼날올]\s(?:예정|계획|방침|것으로|듯|전망|것이라)"
)
#: Ends of a stem or a particle after which another verb follows: 찾아 …할 예정, 참배하고 …할 예정.
KO_CONNECTED = re.compile(r"[아어여]\s|해\s|하고\s|하여\s|해서\s")
KO_BREAK = re.compile(
    r"이후|이래|만에|만이|만의|이어|처럼|보다|부터|같[은이]|대비|올해|이번|오늘|취임|[가-힣](?:한|된|던|온|간"
    r"|낸|친|킨|린|진)\s|(?:뒤|후)[,\s로]"
    r"|(?:했|았|었|였|냈|갔|왔|됐|쳤|켰|렸|혔|졌)(?:고|으며|지만|으나|는데|다가|다)|[고며자면서],"
)
KO_PAST_WORDS = re.compile(
    r"지난해|작년|재작년|지난달|과거(?!사)|당시|그동안|그간|매년|해마다|역대(?!\s?최)|예년|시절|재임\s?(?:시|당시)"
    r"|지난\s?(?:봄|여름|가을|겨울)|전년"
)
KO_YEAR_AFTER = re.compile(r"(?:한|했던|하는)?\s?(?:것|건|게)?[은는]?\s[^,.]{0,14}?(?P<year>(?:19|20)\d\d)년")
KO_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)년(?P<day>\s?\d{1,2}월\s?\d{1,2}일)?")
KO_MONTH = re.compile(r"(?<!년)(?<!년 )(?P<month>\d{1,2})월")

# ------------------------------------------------------------------------------------------------ answers

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
