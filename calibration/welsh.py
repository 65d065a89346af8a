"""What this package says to people, in Welsh."""

from calibration.errors import Counted, Fault
from calibration.result import FitStatus, Remark

COUNTED = {Counted.ROW: "rhes", Counted.LINE: "llinell"}

FAULTS = {
    Fault.SHAPE: "sgorau: disgwylid dau ddimensiwn (pobl, eitemau), cafwyd %(got)s",
    Fault.LENGTHS: "person, item, score a status: disgwylid yr un hyd i bob un, cafwyd %(got)s",
    Fault.ITEM_COUNT: "eitemau: nifer yr enwau a ddisgwylid: %(expected)d; a gafwyd: %(got)d",
    Fault.ITEM_TWICE: "eitemau: disgwylid pob enw unwaith, cafwyd %(item)s ddwywaith (lleoedd %(first)d, %(second)d)",
    Fault.ITEM_UNKNOWN: "%(counted)s %(row)d: disgwylid un o’r eitemau a roddwyd, cafwyd %(item)s",
    Fault.SCORE: "%(counted)s %(row)d, eitem %(item)s: disgwylid sgôr o blith %(expected)s, cafwyd %(got)s",
    Fault.STATUS: "%(counted)s %(row)d, eitem %(item)s: disgwylid statws o blith %(expected)s, cafwyd %(got)s",
    Fault.RESPONSE_TWICE: "%(counted)s %(row)d, eitem %(item)s: disgwylid un ymateb gan berson i eitem,"
    " cafwyd ail un (mae’r cyntaf yn %(counted)s %(first)d)",
    Fault.OPTION: "%(name)s: disgwylid %(expected)s, cafwyd %(got)s",
    Fault.NO_RESPONSES: "data: disgwylid o leiaf un ymateb, ni chafwyd yr un",
    Fault.TOO_FEW_ITEMS: "model %(model)s: y nifer lleiaf o eitemau a ddisgwylid: %(expected)d; a gafwyd: %(got)d",
    Fault.NEVER_ANSWERED: "eitemau nad atebodd neb: %(items)s; disgwylid o leiaf un ymateb i bob eitem"
    " (mae --drop-constant yn hepgor eitemau o’r fath)",
    Fault.CONSTANT: "eitemau a gafodd yr un sgôr bob tro: %(items)s; disgwylid 0 ac 1 ymhlith yr ymatebion i bob eitem,"
    " gan na fyddai anhawster meidraidd yn ffitio fel arall (mae --drop-constant yn hepgor eitemau o’r fath)",
    Fault.REVERSED: "eitemau heb oledd uwch na 0: %(items)s; disgwylid goledd uwch na 0 i bob un"
    " (a yw allwedd wedi’i gwrthdroi?)",
    Fault.NOT_CONVERGED: "graddnodi: disgwylid ffit wedi cydgyfeirio, cafwyd: %(got)s",
    Fault.GRID: "grid: disgwylid o leiaf 5 nod cynyddol, yr un pellter oddi wrth ei gilydd, cafwyd %(got)s",
    Fault.NOT_FOUND: "%(path)s: disgwylid ffeil o’r enw hwn, ni chafwyd yr un",
    Fault.NOT_READABLE: "%(path)s: disgwylid ffeil y gellir ei darllen, cafwyd un na ellir ei darllen (%(got)s)",
    Fault.EMPTY: "data: disgwylid pennawd ac ymatebion oddi tano, cafwyd ffeil wag",
    Fault.NOT_TEXT: "%(path)s: disgwylid testun UTF-8, cafwyd rhywbeth arall wrth feit %(at)d",
    Fault.HEADER: "pennawd: disgwylid person,item,score (a status, efallai), un rhes i bob ymateb;"
    " neu enwau’r eitemau, un rhes i bob person (gall y golofn gyntaf fod yn person); cafwyd %(got)s",
    Fault.ROW_LENGTH: "%(counted)s %(row)d: nifer y celloedd a ddisgwylid, fel yn y pennawd: %(expected)d;"
    " a gafwyd: %(got)d",
    Fault.CELL: "%(counted)s %(row)d, eitem %(item)s: disgwylid 0, 1 neu gell wag, cafwyd %(got)s",
    Fault.LABEL: "%(counted)s %(row)d: disgwylid person ac eitem, cafwyd cell wag",
    Fault.PERSON_TWICE: "%(counted)s %(row)d: disgwylid un rhes i bob person, cafwyd person %(counted)s %(first)d eto",
    Fault.NOT_WRITABLE: "%(path)s: disgwylid lle y gellir ysgrifennu ffeil, cafwyd un lle na ellir (%(got)s)",
}

STATUSES = {
    FitStatus.CONVERGED: "wedi cydgyfeirio",
    FitStatus.CYCLE_LIMIT: "wedi stopio wrth derfyn y cylchoedd, a pharamedrau’n dal i symud",
    FitStatus.RUNAWAY: "wedi stopio am i oledd dyfu heibio i 30: nid yw’r data’n ei gyfyngu",
    FitStatus.GRID_TOO_COARSE: "mae’r grid yn rhy fras i’r gwyriad safonol posterior lleiaf",
    FitStatus.NO_SPREAD: "nid yw’r data’n dangos gwasgariad gallu: mae’r debygoliaeth uchaf lle mae pawb yr un fath",
    FitStatus.NOT_DETERMINED: "nid yw’r data’n pennu pob paramedr: nid yw’r wybodaeth a arsylwyd yn bositif bendant",
}

REMARKS = {
    Remark.REVERSED: "nid yw’r goledd uwch na 0: efallai fod yr allwedd wedi’i gwrthdroi",
    Remark.FAR_AWAY: "anhawster dros 6 gwyriad safonol o’r cymedr: ni atebodd neb yn agos ato",
}

WORDS = {
    "Item": "Eitem",
    "Responses": "Ymatebion",
    "Right": "Cywir",
    "Slope a": "Goledd a",
    "Difficulty b": "Anhawster b",
    "SE": "SE",
    "SE: standard error": "SE: cyfeiliornad safonol",
    "Cycle": "Cylch",
    "Left out (never answered, or always alike): %(items)s": "Wedi’u hepgor (heb ymateb, neu’r un sgôr bob tro):"
    " %(items)s",
    "%(persons)d persons, %(items)d items, %(responses)d responses": "pobl: %(persons)d; eitemau: %(items)d;"
    " ymatebion: %(responses)d",
    "Model %(model)s: %(status)s, after %(cycles)d cycles": "Model %(model)s: %(status)s; nifer y cylchoedd:"
    " %(cycles)d",
    "Log-likelihood %(value).4f, AIC %(aic).3f, BIC %(bic).3f": "Log-tebygoliaeth %(value).4f, AIC %(aic).3f,"
    " BIC %(bic).3f",
    "Population: mean 0, standard deviation %(sd).4f (SE %(se).4f)": "Poblogaeth: cymedr 0, gwyriad safonol %(sd).4f"
    " (SE %(se).4f)",
    "Population: mean 0, standard deviation %(sd).4f": "Poblogaeth: cymedr 0, gwyriad safonol %(sd).4f",
    "Written to %(path)s": "Ysgrifennwyd i %(path)s",
    "This fit may not be used as it stands.": "Ni ddylid defnyddio’r ffit hwn fel y mae.",
    "Nothing was written.": "Ni ysgrifennwyd dim.",
}
