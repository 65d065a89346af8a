"""Messages for the exceptions of this package, in both languages."""

import re
from collections.abc import Iterable, Mapping

from itembank.errors import (
    Described,
    IllegalTransition,
    InvalidBank,
    ItemBankError,
    UnknownDesign,
    UnknownItem,
    UnknownYear,
)
from itembank.language import Language, Text

STATUS_NAMES: Mapping[str, Text] = {
    "draft": Text("drafft", "draft"),
    "review": Text("dan adolygiad", "review"),
    "pretest": Text("rhagbrawf", "pretest"),
    "operational": Text("gweithredol", "operational"),
    "quarantined": Text("mewn cwarantin", "quarantined"),
    "retired": Text("wedi’i thynnu allan", "retired"),
}
"""What each `ItemStatus` is called."""

EXPECTED: Mapping[str, str] = {
    r"(mesur-bank-\d+)": "{0}",
    r"canonical JSON with no other fields": "JSON canonaidd heb feysydd eraill",
    r"JSON in UTF-8": "JSON mewn UTF-8",
    r"a JSON object": "gwrthrych JSON",
    r"an object": "gwrthrych",
    r"a list": "rhestr",
    r"a list of text": "rhestr o destunau",
    r"text": "testun",
    r"text, a number or a list of them": "testun, rhif neu restr ohonynt",
    r"text, a number, a strategy or a list of them": "testun, rhif, strategaeth neu restr ohonynt",
    r"the id of an item of this bank": "dynodwr eitem sydd yn y banc hwn",
    r"the id of an item and its number or numbers": "dynodwr eitem a’i rhif neu ei rhifau",
    r"a value for each item of the bank and no other": "gwerth i bob eitem yn y banc a dim arall",
    r"each setting once": "pob gosodiad unwaith",
    r"the hash of a design of this bank": "hash un o gynlluniau’r banc hwn",
    r"(\w+), solved for Year (\d+) \(`mesur bank solve` does it\)": (
        "{0}, wedi’i ddatrys ar gyfer Blwyddyn {1} (`mesur bank solve` sy’n gwneud hynny)"
    ),
    r"constraints that can hold together for Year (\d+)": (
        "cyfyngiadau y gellir eu bodloni gyda’i gilydd ar gyfer Blwyddyn {0}"
    ),
    r"a test that the engine accepts for Year (\d+)": "prawf y gall y feddalwedd ei redeg ar gyfer Blwyddyn {0}",
    r"(\d+), the length of the design": "{0}, sef hyd y cynllun",
    r"a MaxItems of (\d+), the length of the design": "MaxItems o {0}, sef hyd y cynllun",
    r"at least one test design \(--design\)": "o leiaf un cynllun prawf (--design)",
    r"words in quotation marks": "geiriau mewn dyfynodau",
    r"a whole number from (\S+) to (\S+)": "rhif cyfan o {0} i {1}",
    r"a list of (\d+) or more": "rhestr ac ynddi {0} neu fwy",
    r"two whole numbers, (\[.+\])": "dau rif cyfan, sef ar draws ac i fyny: {0}",
    r"a table": "tabl",
    r"a table such as (.+)": "tabl megis {0}",
    r"(\{ cy = .+ \}), words in both languages": "{0}, sef geiriau yn y ddwy iaith",
    r"either same, or cy and en": "same, neu cy ac en",
    r"TOML: key = value, \[table\] or # comment on each line": (
        "TOML: allwedd = gwerth, [tabl] neu # sylw ar bob llinell"
    ),
    r"TOML": "TOML",
    r"TOML in UTF-8": "TOML mewn UTF-8",
    r"the file’s name": "enw’r ffeil",
    r"pairs of words, (\[.+\])": "parau o eiriau, un ar y chwith ac un ar y dde: {0}",
    r"(\d+) to (\d+) words for Year (\d+)": "nifer y geiriau ar gyfer Blwyddyn {2}: o {0} i {1}",
    r"at most (\d+) words a sentence on average for Year (\d+)": (
        "hyd brawddeg ar gyfartaledd ar gyfer Blwyddyn {1}: {0} gair ar y mwyaf"
    ),
    r"(\d+) to (\d+) questions": "nifer y cwestiynau: o {0} i {1}",
    r"each once": "pob un unwaith",
    r"options that differ": "dewisiadau gwahanol i’w gilydd",
    r"(\d+) to (\d+) options": "nifer y dewisiadau: o {0} i {1}",
    r"(\[1\]) to (\[\d+\]), each once and in order": "{0} i {1}, pob un unwaith ac mewn trefn",
    r"words of the text that stand there once, capitals included": (
        "geiriau sydd yn y testun unwaith, gan gynnwys priflythrennau"
    ),
    r"stretches that do not overlap": "geiriau nad ydynt yn gorgyffwrdd",
    r"words that stand in the text": "geiriau sydd yn y testun",
    r"words of the text that show the answer": "geiriau o’r testun sy’n dangos yr ateb",
    r"(.+), as in holds": "{0}, fel o dan holds",
    r"the numbers (.+), as in (cy|en)": "y rhifau {0}, fel yn {1}",
    r"at least (\d+) words of the text": "o leiaf {0} gair o’r testun",
    r"a word of the key among them, or paraphrased in features": (
        "gair o’r allwedd yn eu plith, neu paraphrased o dan features"
    ),
    r"words of the evidence": "geiriau’r dystiolaeth",
    r"the answer once more, in a list where there are several, since features has paraphrased": (
        "yr ateb unwaith eto, mewn rhestr os oes sawl un, gan fod paraphrased o dan features"
    ),
    r"the answer once more, in a list where there are several, since (\w+) is (\w+)": (
        "yr ateb unwaith eto, mewn rhestr os oes sawl un, gan mai {1} yw {0}"
    ),
    r"(\d+) to (\d+) options, the right ones among them": (
        "nifer y dewisiadau, a’r rhai cywir yn eu plith: o {0} i {1}"
    ),
    r"what the evidence shows \((.+)\), or the answer once more in holds": (
        "yr hyn y mae’r dystiolaeth yn ei ddangos ({0}), neu’r ateb unwaith eto o dan holds"
    ),
    r"words of the evidence, or the answer once more in holds": (
        "geiriau’r dystiolaeth, neu’r ateb unwaith eto o dan holds"
    ),
    r"a number, a time such as \"13:05\", or a list of them": 'rhif, amser megis "13:05", neu restr ohonynt',
    r"one option without a misconception in wrong": "un dewis heb gamsyniad o dan wrong",
    r"(\d+) to (\d+) options without a misconception in wrong": (
        "nifer y dewisiadau heb gamsyniad o dan wrong: o {0} i {1}"
    ),
    r"pair = one of (.+)": "pair = un o’r rhain: {0}",
    r"a list of cells each": "rhestr o gelloedd yr un",
    r"two expressions, (\[.+\])": "dau fynegiad, sef ar draws ac i fyny: {0}",
    r"a map among the scenario’s figures": "map ymysg ffigurau’r sefyllfa",
    r"rows of (\d+) cells": "nifer y celloedd ym mhob rhes: {0}",
    r"(\[\{ cy, en \}, )whole number\] each": "{0}rhif cyfan] yr un",
    r"steps from first to last, and a number every so many of them": (
        "camau o first i last, a rhif ar ôl pob hyn a hyn ohonynt"
    ),
    r"rows of one length, of # and \. alone": "rhesi o’r un hyd, o # ac . yn unig",
    r"an option with the value (.+), which (.+) gives": "dewis â’r gwerth {0}, sef gwerth {1}",
    r"(.+), which (.+) gives for the first and the last item": ("{0}, sef gwerth {1} yn yr eitem gyntaf a’r olaf"),
    r"(.+), which (.+) gives": "{0}, sef gwerth {1}",
    r"no misconception, since (.+) makes this option right": (
        "dim camsyniad, gan fod {0} yn gwneud y dewis hwn yn gywir"
    ),
    r"an option that is right, or its misconception in wrong: (.+) does not make it right": (
        "dewis cywir, neu ei gamsyniad o dan wrong: nid yw {0} yn ei wneud yn gywir"
    ),
    r"another place than the key": "lle arall na’r allwedd",
    r"an expression that is true, or a value beside a solution": "mynegiad sy’n wir, neu werth wrth ochr solution",
    r"at most (\d+) characters": "{0} nod ar y mwyaf",
    r"numbers, names and (\+ - \* / \( \))": "rhifau, enwau a {0}",
    r"numbers for (\w+\(\))": "rhifau i {0}",
    r"one number for (\w+\(\))": "un rhif i {0}",
    r"a number, or a time such as (\"13:05\")": "rhif, neu amser megis {0}",
    r"a number of fewer digits": "rhif â llai o ddigidau",
    r"a sign such as \+ or \* between two values": "arwydd megis + neu * rhwng dau werth",
    r"an? ([\])])": "{0}",
    r"brackets at most (\d+) deep": "cromfachau hyd at ddyfnder o {0}",
    r"a number or a name": "rhif neu enw",
    r"a comparison beside and, or": "cymhariaeth wrth ochr and neu or",
    r"a divisor other than 0": "rhannydd heblaw 0",
    r"a whole power of at most (\d+)": "pŵer cyfan hyd at {0}",
    r"a list before \[": "rhestr o flaen [",
    r"a place from 0 to (\d+)": "lle o 0 i {0}",
    r"values of which an item can be made": "gwerthoedd y gellir gwneud eitem ohonynt",
    r"a list of cy, en or both": "rhestr o cy, en neu’r ddwy",
    r"at most (\d+) bytes": "maint y ffeil: {0} beit ar y mwyaf",
    r"text in UTF-8; save the file as (.+)": "testun mewn UTF-8; cadwch y ffeil fel {0}",
    r"straight quotes around words, (\") or ('), not curly ones such as (.+)": (
        "dyfynodau syth o amgylch geiriau, {0} neu {1}, nid rhai crwm megis {2}"
    ),
    r'a closing quote on the same line; words of several lines stand between """ and """': (
        'dyfynnod i gloi ar yr un llinell; rhwng """ a """ mae geiriau ar sawl llinell'
    ),
    r"a closing quote for each opening one": "dyfynnod i gloi ar gyfer pob un sy’n agor",
    r'a quote within a cell in quotes twice, ""': 'dyfynnod ddwywaith, "", o fewn cell mewn dyfynodau',
    r"cells of at most (\d+) characters": "{0} nod ar y mwyaf ym mhob cell",
    r"= between a name and its value": "= rhwng enw a’i werth",
    r"\\\\ for a backslash within words": r"\\ ar gyfer ôl-slaes o fewn geiriau",
    r"each name once in its table": "pob enw unwaith yn ei dabl",
    r"a value after =, and a \] for each \[": "gwerth ar ôl =, a ] ar gyfer pob [",
    r"a comma between two values, and a \] for each \[": "coma rhwng dau werth, a ] ar gyfer pob [",
    r"\{ name = value, name = value \} on one line, with commas between and none at the end": (
        "{{ enw = gwerth, enw = gwerth }} ar un llinell, â choma rhyngddynt a dim un ar y diwedd"
    ),
    r"(\S+) for a quote within words; after a value nothing but a # comment": (
        "{0} ar gyfer dyfynnod o fewn geiriau; ar ôl gwerth dim byd ond # sylw"
    ),
    r"words in straight quotes, a number, true, false, \[a list\] or \{ a table \} after =": (
        "geiriau mewn dyfynodau syth, rhif, true, false, [rhestr] neu {{ tabl }} ar ôl ="
    ),
    r"a file that can be read": "ffeil y gellir ei darllen",
    r"the column (\w+)": "y golofn {0}",
    r"one letter for a number, or one of (.+)": "un llythyren ar gyfer rhif, neu un o’r rhain: {0}",
    r"each column once": "pob colofn unwaith",
    r"a column prompt_cy, prompt_en or both": "colofn prompt_cy, prompt_en neu’r ddwy",
    r"a column (\w+)": "colofn {0}",
    r"a row with the names of the columns": "rhes ag enwau’r colofnau",
    r"CSV, as a spreadsheet saves it": "CSV, fel y mae taenlen yn ei gadw",
    r"(\d+) cells, as many as the header has": "nifer y celloedd: {0}, fel yn y pennawd",
    r"a number, a range such as (\S+) or (.+), or several such as (\S+)": (
        "rhif, ystod megis {0} neu {1}, neu sawl un megis {2}"
    ),
    r"a range from the smaller to the greater": "ystod o’r lleiaf i’r mwyaf",
    r"at most (\d+) numbers": "{0} o rifau ar y mwyaf",
    r"numbers that differ": "rhifau gwahanol i’w gilydd",
    r"each \{ with its \}": "pob {{ gyda’i }}",
    r"an expression that gives a number": "mynegiad sy’n rhoi rhif",
    r"a comparison such as (.+)": "cymhariaeth megis {0}",
    r"a number of at most (\d+) digits": "rhif ac iddo {0} digid ar y mwyaf",
    r"one of (.+), with =2 for twice": "un o’r rhain: {0}, ac =2 am ddwywaith",
    r"at most (\d+) items from a row": "{0} o eitemau o res ar y mwyaf",
    r"from 1 to (\d+) items from a row": "nifer yr eitemau o res: o 1 i {0}",
    r"a wrong answer and its misconception": "ateb anghywir a’i gamsyniad",
    r"an answer that is wrong": "ateb anghywir",
    r"two wrong answers that differ from the key and from each other": (
        "dau ateb anghywir, yn wahanol i’r allwedd ac i’w gilydd"
    ),
    r"a file’s name of letters, figures and hyphens, 1 to 40": (
        "enw ffeil o lythrennau, digidau a chysylltnodau, o 1 i 40"
    ),
    r"other numbers than row (\d+), or a name in the column template": (
        "rhifau gwahanol i rai rhes {0}, neu enw yn y golofn template"
    ),
    r"at most (\d+) items in a table": "{0} o eitemau mewn tabl ar y mwyaf",
    r"at most (\d+) rows": "{0} o resi ar y mwyaf",
    r"at most (\d+) steps from first to last": "{0} o gamau o first i last ar y mwyaf",
    r"from 0 to (\d+) symbols": "nifer y symbolau: o 0 i {0}",
    r"slices that make 360 degrees": "sleisys sy’n gwneud 360 gradd",
    r"words in each language of the table": "geiriau ym mhob iaith sydd yn y tabl",
    r"words": "geiriau",
    r"a name": "enw",
    r"a whole number": "rhif cyfan",
    r"a number": "rhif",
    r"a finite number": "rhif meidraidd",
    r"a decimal number": "rhif degol",
    r"no unit beside a fraction or a time": "dim uned wrth ochr ffracsiwn neu amser",
    r"whole minutes after midnight, from 0 to 1439": "munudau cyfan ar ôl hanner nos, o 0 i 1439",
    r"a fraction of 0 or more, of at most 6 digits": "ffracsiwn nad yw’n llai na 0, o 6 digid ar y mwyaf",
    r"a fraction, which has several forms": "ffracsiwn, sydd â sawl ffurf",
    r"a time from 1:00 to 12:59; take 12 \* 60 off one in the afternoon": (
        "amser rhwng 1:00 a 12:59; tynnwch 12 * 60 o amser yn y prynhawn"
    ),
    r"a time such as 21:05": "amser megis 21:05",
    r"a time such as 9:05 pm": "amser megis 9:05 pm",
    r"a time such as 9:05": "amser megis 9:05",
    r"a denominator other than 0": "enwadur ar wahân i 0",
    r"a fraction such as 1 3/4": "ffracsiwn megis 1 3/4",
    r"a fraction such as 3/4": "ffracsiwn megis 3/4",
    r"true or false": "true neu false",
    r"more than 0": "mwy na 0",
    r"(0 ≤ c < 1|c < d ≤ 1|[0-9a-f]{64})": "{0}",
    r"2 to 9": "2 i 9",
    r"at least one item": "o leiaf un eitem",
    r"a calibration that mesur calibrate wrote": "graddnodiad a ysgrifennodd mesur calibrate",
    r"none: mesur calibrate --items writes the items of such a fit as CSV": (
        "dim un: mae mesur calibrate --items yn ysgrifennu eitemau ffit o’r fath fel CSV"
    ),
    r"a fit that converged": "ffit sydd wedi cydgyfeirio",
    r"items of models other than grm": "eitemau o fodelau heblaw grm",
    r"items of several scores without floors of chance: mesur bank adopt puts them into a bank": (
        "eitemau â sawl sgôr heb loriau siawns: mesur bank adopt sy’n eu rhoi mewn banc"
    ),
    r"the columns id \(or item\), a, b or b1 b2 …, and c, d, strand, topic, year, stimulus, set_sd at will": (
        "y colofnau id (neu item), a, b neu b1 b2 …, ac c, d, strand, topic, year, stimulus, set_sd yn ôl dewis"
    ),
    r"0 or more": "0 neu fwy",
    r"0 or nothing for an item without a stimulus": "0 neu ddim byd ar gyfer eitem heb stimulus",
    r"(\S+), as the other items of (.+)": "{0}, fel eitemau eraill {1}",
    r"(0|1) for an item with several steps": "{0} ar gyfer eitem â sawl cam",
    r"b, or b1 b2 …, not both": "b, neu b1 b2 …, nid y ddau",
    r"at least one year group": "o leiaf un grŵp blwyddyn",
    r"at least two options": "o leiaf dau ddewis",
    r"at least (\d+) items with (\w+) (.+) for Year (\d+)": "eitemau â’r {1} {2} ar gyfer Blwyddyn {3}: o leiaf {0}",
    r"at least (\d+) items with (\w+) (.+) for Year (\d+), with (.+)": (
        "eitemau â’r {1} {2} ar gyfer Blwyddyn {3}, gyda {4}: o leiaf {0}"
    ),
    r"at least (\d+) items for Year (\d+)": "eitemau ar gyfer Blwyddyn {1}: o leiaf {0}",
    r"at least (\d+) items for Year (\d+), with (.+)": "eitemau ar gyfer Blwyddyn {1}, gyda {2}: o leiaf {0}",
    r"each (\w+) within one (\w+); the method shadow needs no such order": (
        "pob {0} o fewn un {1}; nid oes angen trefn o’r fath ar y dull shadow"
    ),
    r"each id once": "pob dynodwr unwaith",
    r"each card once": "pob cerdyn unwaith",
    r"each other option once": "pob dewis arall unwaith",
    r"no markup": "dim marciau HTML",
    r"markup that an item may hold": "marciau HTML y caiff eitem eu cynnwys",
    r"no words: the bank is in (.+)": "dim geiriau: {0} yw iaith y banc",
    r"1 ≤ least ≤ most ≤ (\d+)": "1 ≤ least ≤ most ≤ {0}",
    r"letters, figures and hyphens, 1 to 40": "llythrennau, digidau a chysylltnodau, o 1 i 40",
    r"at most (\d+) places to fill": "nifer y lleoedd i’w llenwi: {0} ar y mwyaf",
    r"at least one place to fill": "o leiaf un lle i’w lenwi",
    r"the areas (.+), each once": "yr ardaloedd {0}, pob un unwaith",
    r"from (\S+) to (\S+)": "o {0} i {1}",
    r"a score from 0 to (\d+)": "sgôr o 0 i {0}",
    r"from (\d+) to (\d+) keys": "nifer yr allweddi: o {0} i {1}",
    r"(\d+) keys, one for each place": "nifer yr allweddi: {0}, un i bob lle",
    r"a step that divides (\S+)": "cam sy’n rhannu {0} yn union",
    r"more than (\S+)": "gwerth uwchlaw {0}",
    r"(\d+) cells": "nifer y celloedd: {0}",
    r"(\d+) steps": "nifer y camau: {0}",
    r"at most (\d+) steps": "nifer y camau: {0} ar y mwyaf",
    r"a head first": "pennawd yn gyntaf",
    r"a score or a misconception": "sgôr neu gamsyniad",
    r"an option that is not the key": "dewis nad yw’n allwedd",
    r"a number that is not the key": "rhif nad yw’n allwedd",
    r"at least one adoption": "o leiaf un mabwysiad",
    r"a lower triangle, a row for each name": "triongl isaf, rhes i bob enw",
    r"a, b1 to b(\d+), c or d": "a, b1 i b{0}, c neu d",
    r"at least 1": "o leiaf 1",
    r"at least 2, since the item has hints": "o leiaf 2, gan fod gan yr eitem awgrymiadau",
    r"1, since a reply earns all of it or nothing": "1, gan fod ateb yn ennill y cwbl neu ddim byd",
    r"each score from 0 to (\d+) within reach": "pob sgôr o 0 i {0} o fewn cyrraedd",
    r"(.+), the subject’s": "{0}, fel y pwnc",
    r"none in this subject": "dim yn y pwnc hwn",
    r"a stimulus of this bank": "darn neu sefyllfa sydd yn y banc hwn",
    r"logistic parameters, a, b, c and d": "paramedrau logistaidd, sef a, b, c a d",
    r"partial-credit parameters, since it scores up to (\d+)": "paramedrau credyd rhannol, gan fod ei sgôr hyd at {0}",
    r"a list of numbers": "rhestr o rifau",
    r"a topic of this bank": "topig sydd yn y banc hwn",
    r"(\w+), the topic’s": "{0}, fel y topig",
    r"(\d+) or later, as the topic (\S+) needs": "{0} neu’n hwyrach, fel y mae’r topig {1} yn mynnu",
    r"(\d+) or later, the topic’s": "{0} neu’n hwyrach, fel y topig",
    r"(\w+), which follows from its content": "{0}, sy’n dilyn o’i chynnwys",
    r"a rule for a ([\w-]+) response": "rheol ar gyfer ateb o fath {0}",
    r"item sets in its blueprint, or --within (.+)": "setiau o eitemau yn ei lasbrint, neu --within {0}",
    r"parameters of each item of the bank": "paramedrau pob eitem yn y banc",
    r"a date such as (\S+), without quotes": "dyddiad fel {0}, heb ddyfynodau",
    r"1 to (\d+) letters": "o 1 i {0} o lythrennau",
    r"year groups that `mesur bank solve` has solved, or no such file": (
        "grwpiau blwyddyn y mae `mesur bank solve` wedi’u datrys, neu ddim ffeil o gwbl"
    ),
    r"ConditionalEligibility with probabilities @solved": "ConditionalEligibility â probabilities @solved",
    r"one of the settings (.+)": "un o’r gosodiadau {0}",
    r"no settings": "dim gosodiadau",
    r"the setting (\w+)": "y gosodiad {0}",
    r"settings of the kinds that (\w+) takes": "gosodiadau o’r mathau y mae {0} yn eu derbyn",
    r"(\d+) floors or none": "nifer y lloriau: {0}, neu restr wag",
    r"from 0 to below 1, each at most the one before": (
        "rhifau o 0 i fyny ac islaw 1, a phob un heb fod yn uwch na’r un o’i flaen"
    ),
    r"none instead of zeros": "rhestr wag yn lle seroau",
    r"a score and no misconception, since it has a step": "sgôr heb gamsyniad, gan fod step wedi’i nodi hefyd",
    r"an SD of 0 logits or more": "gwyriad safonol o 0 logit neu fwy",
    r"0 for a bank without stimuli": "0 ar gyfer banc heb ddarnau na sefyllfaoedd",
    r"practice items for Year (\d+)": "eitemau ymarfer ar gyfer Blwyddyn {0}",
    r"no names, since no numbers are given": "dim enwau, gan na roddwyd rhifau",
    r"a group of the fit \((.*)\)": "grŵp sydd yn y ffit ({0})",
    r"a name that no other area has": "enw nas defnyddir mewn maes arall",
    r"solved settings in the file": "gosodiadau wedi’u datrys yn y ffeil",
    r"to be solved anew, for its items changed": "datrys o’r newydd, gan fod yr eitemau wedi newid",
    r"bounds that a sitting could keep": "terfynau y gallai eisteddiad eu cadw",
    r"one of (.+)": "un o’r rhain: {0}",
}
"""Welsh for what an `InvalidBank` expected, by a pattern of its English."""

RECEIVED: Mapping[str, str] = {
    r"nothing": "dim",
    r"the end": "diwedd y mynegiad",
    r"a number": "rhif",
    r"a list": "rhestr",
    r"a comparison": "cymhariaeth",
    r"more than a hundred": "mwy na chant",
    r"deeper ones": "rhai dyfnach",
    r"the same twice": "yr un rhif ddwywaith",
    r"(.+), which is the key": "{0}, sef yr allwedd",
    r"(.+) \((\d+) times\)": "{0} ({1} o weithiau)",
    r"a cell to fill": "cell i’w llenwi",
    r"(\w+) across (\w+)": "{0} ar draws {1}",
    r"too few": "rhy ychydig",
    r"another spelling of it": "ffurf arall arno",
    r"other text": "testun arall",
}
"""Welsh for the `Described` words that say what was received, by a pattern of their English."""

UNCONVERGED = "one that did not: "
"""What says that a fit was received that did not converge, before its status."""

FIT_STATUSES: Mapping[str, str] = {
    "stopped at the limit of cycles while parameters still moved": (
        "wedi stopio wrth derfyn y cylchoedd, a pharamedrau’n dal i symud"
    ),
    "stopped because a slope grew past 30: the data do not bound it": (
        "wedi stopio am i oledd dyfu heibio i 30: nid yw’r data’n ei gyfyngu"
    ),
    "the quadrature grid does not reach five standard deviations beyond every group's mean": (
        "nid yw’r grid yn cyrraedd pum gwyriad safonol heibio i gymedr pob grŵp"
    ),
    "the quadrature grid is too coarse for the smallest posterior standard deviation": (
        "mae’r grid yn rhy fras i’r gwyriad safonol ôl-ddosbarthol lleiaf"
    ),
    "the data show no spread of ability: the likelihood is highest where all persons are alike": (
        "nid yw’r data’n dangos gwasgariad gallu: mae’r debygoliaeth uchaf lle mae pawb yr un fath"
    ),
    "an asymptote went to 0 or 1: the data do not tell where it is": (
        "aeth asymptot i 0 neu 1: nid yw’r data’n dweud ble y mae"
    ),
    "the observed information is not positive definite: the data do not determine every parameter": (
        "nid yw’r data’n pennu pob paramedr: nid yw’r wybodaeth a arsylwyd yn bositif bendant"
    ),
}
"""Welsh for how a fit ends that does not converge, as calibration says it."""


def refusal_message(error: ItemBankError, language: Language) -> str:
    """The message of an exception. Phrases of the engine have no Welsh and stay in English."""
    if language == "en":
        return str(error)
    match error:
        case InvalidBank(item=item, field=field, expected=expected, received=received):
            return f"{item}: {field}: {welsh_clauses(expected, shown_received(received))}"
        case IllegalTransition(item=item, before=before, after=after, allowed=allowed):
            now, asked, may = (_statuses(each) for each in ((before,), (after,), allowed))
            return f"{item}: statws: {now} → {asked}: {f'disgwylid {may}' if may else 'ni ellir ei newid mwyach'}"
        case UnknownItem(item_id=item):
            return f"nid oes fersiwn {item!r} o eitem yn y banc hwn"
        case UnknownDesign(name=name, known=known):
            return f"nid oes cynllun prawf {name!r} yn y banc hwn; y rhai sydd ynddo: {_listed(known)}"
        case UnknownYear(design=design, year=year, known=known):
            return f"nid oes Blwyddyn {year} yng nghynllun {design!r}; y rhai sydd ynddo: {_listed(known)}"
    return str(error)


def shown_received(received: object) -> str:
    """What was received as a sentence shows it: a value in quotation marks, `Described` words as they are."""
    return received if isinstance(received, Described) else repr(received)


def welsh_clauses(expected: str, received: str) -> str:
    """What was expected and what was received: "dim" asks for a negative verb, "ni chafwyd dim".

    Parameters
    ----------
    received : as `shown_received` has it; only `Described` words become Welsh
    """
    words = welsh_expectation(expected) or expected
    wanted = f"{'ni ddisgwylid' if words.startswith('dim ') else 'disgwylid'} {words}"
    told = welsh_received(received) or received if isinstance(received, Described) else received
    return f"{wanted}, {'ni chafwyd' if told == 'dim' else 'cafwyd'} {told}"


VALUELESS = "an expression with a value: "


def welsh_expectation(expected: str) -> str | None:
    """Welsh for what was expected; None if there is none."""
    if expected.startswith(VALUELESS):
        inner = expected.removeprefix(VALUELESS)
        return f"mynegiad â gwerth: {welsh_expectation(inner) or inner}"
    return _welsh(expected, EXPECTED)


def welsh_received(received: Described) -> str | None:
    """Welsh for the words that say what was received; None if there is none."""
    if received.startswith(UNCONVERGED):
        status = received.removeprefix(UNCONVERGED)
        return f"un nad yw wedi gwneud hynny: {FIT_STATUSES.get(status, status)}"
    return _welsh(received, RECEIVED)


def _welsh(english: str, patterns: Mapping[str, str]) -> str | None:
    """The Welsh of the first pattern that fits the whole of the English."""
    found = ((re.fullmatch(pattern, english, re.DOTALL), welsh) for pattern, welsh in patterns.items())
    return next((welsh.format(*match.groups()) for match, welsh in found if match), None)


def _listed(known: tuple[object, ...]) -> str:
    return ", ".join(map(str, known)) or "dim un"


def _statuses(names: Iterable[str]) -> str:
    return ", ".join(STATUS_NAMES[name]["cy"] for name in names)
