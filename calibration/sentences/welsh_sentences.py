"""The Welsh of errors, findings, statuses, remarks and headings."""

from collections.abc import Mapping

from calibration.errors import ErrorCode, RowUnit
from calibration.responses.data_findings import FindingKind
from calibration.results.calibration_result import FitStatus, Remark

ROW_UNITS = {RowUnit.ROW: "rhes", RowUnit.LINE: "llinell"}

ERRORS = {
    ErrorCode.SHAPE: "sgorau: disgwylid dau ddimensiwn (pobl, eitemau), cafwyd %(got)s",
    ErrorCode.LENGTHS: "colofnau: disgwylid un dimensiwn a’r un hyd i bob un, cafwyd %(got)s",
    ErrorCode.ITEM_COUNT: "eitemau: nifer yr enwau a ddisgwylid: %(expected)d; a gafwyd: %(got)d",
    ErrorCode.ITEM_TWICE: "eitemau: disgwylid pob enw unwaith, cafwyd %(item)s ddwywaith (lleoedd %(first)d,"
    " %(second)d)",
    ErrorCode.ITEM_COLUMN_TWICE: "pennawd: disgwylid un golofn i bob eitem, cafwyd %(item)s yng ngholofn %(first)d ac"
    " eto yng ngholofn %(second)d (ailenwch un, neu hepgorwch y ddwy â --ignore %(item)s)",
    ErrorCode.ITEM_UNKNOWN: "%(row_unit)s %(row)d: disgwylid un o’r eitemau a roddwyd, cafwyd %(item)s",
    ErrorCode.SCORE: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid sgôr o blith %(expected)s, cafwyd %(got)s",
    ErrorCode.SCORE_ABOVE: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid sgôr o blith %(expected)s, cafwyd %(got)s,"
    " o gyfrif o 0 (nifer y rhain i gyd: %(count)d; atebion crai: --key; eitemau â mwy o sgorau: --model gpcm neu"
    " grm; cod am ddiffyg ymateb: --missing)",
    ErrorCode.STATUS: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid statws o blith %(expected)s, cafwyd %(got)s",
    ErrorCode.RESPONSE_TWICE: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid un ymateb gan berson i eitem,"
    " cafwyd ail un (mae’r cyntaf yn %(row_unit)s %(first)d; nifer y rhain i gyd: %(count)d)",
    ErrorCode.OPTION: "%(name)s: disgwylid %(expected)s, cafwyd %(got)s",
    ErrorCode.NO_RESPONSES: "data: disgwylid o leiaf un ymateb, ni chafwyd yr un",
    ErrorCode.TOO_FEW_ITEMS: "model %(model)s: y nifer lleiaf o eitemau a ddisgwylid: %(expected)d; a gafwyd: %(got)d",
    ErrorCode.NEVER_ANSWERED: "eitemau nad atebodd neb: %(items)s; disgwylid o leiaf un ymateb i bob eitem"
    " (mae --drop-constant yn hepgor eitemau o’r fath)",
    ErrorCode.CONSTANT: "eitemau a gafodd yr un sgôr bob tro: %(items)s; disgwylid dau sgôr gwahanol i bob eitem,"
    " gan na fyddai anhawster meidraidd yn ffitio fel arall (mae --drop-constant yn hepgor eitemau o’r fath)",
    ErrorCode.REVERSED: "eitemau heb oledd uwch na 0: %(items)s; disgwylid goledd uwch na 0 i bob un (cywirwch"
    " allwedd sydd wedi’i gwrthdroi, neu gadewch yr eitemau allan: --ignore)",
    ErrorCode.NOT_CONVERGED: "graddnodi: disgwylid ffit wedi cydgyfeirio, cafwyd: %(got)s",
    ErrorCode.GRID: "grid: disgwylid o leiaf 5 nod cynyddol, yr un pellter oddi wrth ei gilydd, cafwyd %(got)s",
    ErrorCode.NOT_FOUND: "%(path)s: disgwylid ffeil o’r enw hwn, ni chafwyd yr un",
    ErrorCode.NOT_READABLE: "%(path)s: disgwylid ffeil y gellir ei darllen, cafwyd un na ellir ei darllen (%(got)s)",
    ErrorCode.EMPTY: "data: disgwylid pennawd ac ymatebion oddi tano, cafwyd ffeil wag",
    ErrorCode.NOT_TEXT: "%(path)s: disgwylid testun, cafwyd rhywbeth arall wrth feit %(at)d (mae --encoding yn enwi ei"
    " amgodiad)",
    ErrorCode.NOT_A_TABLE: "%(path)s: disgwylid tabl testun fel CSV, neu Parquet, cafwyd ffeil %(got)s; cadwch hi"
    " fel CSV",
    ErrorCode.PARQUET_UNREAD: "%(path)s: disgwylid tabl testun fel CSV, cafwyd Parquet, a ddarllenir ar gyfer ymatebion"
    " yn unig; cadwch hi fel CSV",
    ErrorCode.PERSON_NUMBER: "%(row_unit)s %(row)d, colofn %(name)s: disgwylid pwysoliad o 0 neu fwy i bob person,"
    " cafwyd %(got)s (nifer y bobl hyn i gyd: %(count)d)",
    ErrorCode.TOO_MANY_ITEMS: "eitemau: y nifer mwyaf a ddisgwylid lle cymherir pob un â phob un arall: %(expected)d; y"
    " nifer a gafwyd: %(got)d (mae %(name)s yn hepgor hynny)",
    ErrorCode.LOWEST_UNSAID: "sgorau: disgwylid 0 yn isaf, ni chafwyd yr un; yr isaf yw %(expected)d, ac mae’r eitemau"
    " hyn yn dechrau’n uwch nag 1: %(items)s. Rhowch --lowest 1 os yw’r raddfa’n dechrau o 1 (dywedir wedyn pa"
    " gategorïau na ddewisodd neb), --lowest 0 os yw’n dechrau o 0, neu ailgodiwch â --recode; colofn"
    " nad yw’n eitem, megis oedran: --ignore COLOFN",
    ErrorCode.LOWEST_ZERO: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid sgorau o 1, fel y dywed --lowest 1, cafwyd"
    " 0 (nifer y rhain i gyd: %(count)d)",
    ErrorCode.LOOKS_LIKE_ID: "colofn %(item)s: disgwylid sgorau eitem, cafwyd rhif gwahanol ym mhob un o’r rhesi (nifer"
    " y rhesi: %(count)d). Os yw’n gwahaniaethu rhwng pobl, rhowch --column person=%(item)s; fel arall,"
    " --ignore %(item)s",
    ErrorCode.HEADER: "pennawd: disgwylid person,item,score (a status, response, weight …, efallai), un rhes i bob"
    " ymateb;"
    " neu enwau’r eitemau, un rhes i bob person (gyda cholofn person, efallai); cafwyd %(got)s (y llinell"
    " gyntaf yw’r pennawd; enwau eraill: --column; gwahanydd arall: --separator; lle mae’r celloedd yn atebion, mae"
    " --key yn eu sgorio, neu --recode)",
    ErrorCode.ROW_LENGTH: "%(row_unit)s %(row)d: nifer y celloedd a ddisgwylid, fel yn y pennawd: %(expected)d;"
    " a gafwyd: %(got)d (a adawyd dyfynnod ar agor, neu a oes gwahanydd mewn cell heb ddyfynodau?)",
    ErrorCode.CELL: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid sgôr o 0, 1 … neu gell wag, cafwyd %(got)s"
    " (cod am ddiffyg ymateb: --missing; codio arall: --recode; atebion crai: --key; colofn nad yw’n eitem: --ignore)",
    ErrorCode.LABEL: "%(row_unit)s %(row)d: disgwylid person ac eitem, cafwyd cell wag",
    ErrorCode.PERSON_TWICE: "%(row_unit)s %(row)d: disgwylid un rhes i bob person, cafwyd person %(row_unit)s %(first)d"
    " eto",
    ErrorCode.NOT_WRITABLE: "%(path)s: disgwylid lle y gellir ysgrifennu ffeil, cafwyd un lle na ellir (%(got)s)",
    ErrorCode.PLACE_TAKEN: "%(path)s: disgwylid ffeil arall i ysgrifennu iddi, cafwyd un a ddarllenir neu yr"
    " ysgrifennir iddi yma eisoes",
    ErrorCode.ITEMS_DIFFER: "ffit: disgwylid eitemau’r data, yn yr un drefn; y rhai gwahanol: %(items)s",
    ErrorCode.NOT_COMPLETE: "data: disgwylid i lawer o bobl gael yr un eitemau â’i gilydd, er mwyn cymharu cyfansymiau;"
    " cafwyd setiau: %(forms)d; pobl: %(persons)d (o roi ffit, cymherir pobl yn ôl eu gallu)",
    ErrorCode.NOT_PARQUET: "%(path)s: disgwylid ffeil Parquet, cafwyd rhywbeth arall (%(got)s)",
    ErrorCode.COLUMN: "pennawd: disgwylid colofn %(expected)s ar gyfer %(name)s, cafwyd %(got)s",
    ErrorCode.COUNTS: "pennawd: disgwylid colofn %(expected)s o niferoedd, cafwyd %(got)s (cyfrifir ymatebion pobl â"
    " --fit FFIT.json, a --window ENW ar gyfer colofn eu ffenestri)",
    ErrorCode.COLUMN_TWICE: "pennawd: disgwylid un golofn ar gyfer %(name)s, cafwyd %(got)s; dywedwch pa un a olygir",
    ErrorCode.COLUMN_UNKNOWN: "pennawd: disgwylid person, item, score, response, status, weight, language, position,"
    " neu golofn a enwyd yn grŵp neu’n un i’w hanwybyddu; cafwyd %(got)s",
    ErrorCode.COLUMN_NAMELESS: "pennawd: disgwylid enw i golofn %(column)d, sydd â gwerthoedd fel %(got)s; ni"
    " chafwyd yr un (enwau rhesi R: write.csv gyda row.names = FALSE)",
    ErrorCode.WEIGHT: "%(row_unit)s %(row)d: disgwylid pwysoliad uwch na 0, cafwyd %(got)s",
    ErrorCode.POSITION: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid safle o 0, 1, 2 … neu ddim byd, cafwyd"
    " %(got)s",
    ErrorCode.VARIES: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid un gwerth i %(name)s drwy holl ymatebion person,"
    " cafwyd ail un",
    ErrorCode.NO_GROUP: "%(row_unit)s %(row)d: disgwylid grŵp i bob person, ni chafwyd yr un"
    " (nifer y bobl hyn i gyd: %(count)d)",
    ErrorCode.OMITTED_SCORE: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid sgôr o 0, neu ddim byd, lle mae’r statws"
    " yn %(name)s, cafwyd %(got)s",
    ErrorCode.NO_KEY: "data: disgwylid sgorau, neu allwedd sy’n troi ymatebion yn sgorau; cafwyd ymatebion yn unig",
    ErrorCode.KEY_HEADER: "allwedd: disgwylid pennawd item,response (y rhai cywir) neu item,response,score, cafwyd"
    " %(got)s",
    ErrorCode.KEY_TWICE: "allwedd, %(row_unit)s %(row)d, eitem %(item)s: disgwylid pob ymateb unwaith, cafwyd %(got)s"
    " eto",
    ErrorCode.KEY_SCORE: "allwedd, %(row_unit)s %(row)d, eitem %(item)s: disgwylid sgôr o 0, 1 …, cafwyd %(got)s",
    ErrorCode.ITEM_WITHOUT_KEY: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid eitem o’r allwedd, cafwyd un nad yw"
    " ynddi"
    " (nifer yr eitemau hyn i gyd: %(count)d)",
    ErrorCode.RESPONSE_UNKNOWN: "%(row_unit)s %(row)d, eitem %(item)s: disgwylid ymateb y mae’r allwedd yn ei adnabod,"
    " cafwyd %(got)s (nifer yr ymatebion hyn i gyd: %(count)d; i roi sgôr i unrhyw ymateb arall, rhowch linell â’r"
    " ymateb * yn yr allwedd)",
    ErrorCode.NO_PARTS: "%(path)s: disgwylid ffolder o ffeiliau Parquet, ni chafwyd yr un ynddi",
    ErrorCode.PERSON_IN_TWO_PARTS: "%(path)s: disgwylid pob person yn gyfan mewn un ffeil, cafwyd un sydd yn %(first)s"
    " hefyd",
    ErrorCode.CATEGORY_UNUSED: "eitemau â sgôr na chafodd neb, er i eraill gael un uwch: %(items)s; disgwylid pob"
    " sgôr o 0 i’r uchaf, gan na fyddai paramedrau meidraidd yn ffitio fel arall (cod am ddiffyg ymateb: --missing;"
    " colofn nad yw’n eitem, megis oedran: --ignore COLOFN; fel arall, unwch y sgorau â --recode)",
    ErrorCode.NOT_CONNECTED: "eitemau mewn ynysoedd nad oes ymatebion neb yn eu cysylltu (nifer yr ynysoedd:"
    " %(count)d):"
    " %(items)s; disgwylid cynllun cysylltiedig",
    ErrorCode.DOCUMENT: "%(path)s: disgwylid graddnodiad a ysgrifennwyd gan mesur calibrate (fformat %(expected)s),"
    " cafwyd"
    " %(got)s",
    ErrorCode.NOT_JSON: "%(path)s, llinell %(row)d, colofn %(column)d: disgwylid JSON fel y mae mesur calibrate yn ei"
    " ysgrifennu, cafwyd rhywbeth arall",
    ErrorCode.NOT_ANCHOR: "angorau: disgwylid eitemau sydd ar y ddwy ochr; nid yw’r rhain ar un ohonynt: %(items)s",
    ErrorCode.PROVISIONAL: "angorau: ni ddisgwylid eitemau dros dro, cafwyd %(items)s",
    ErrorCode.TOO_FEW_ANCHORS: "cyswllt: y nifer lleiaf o eitemau cyffredin a all fod yn angorau: %(expected)d; a"
    " gafwyd:"
    " %(got)d (wedi’u hepgor: %(items)s)",
    ErrorCode.SLOPES_DIFFER: "cyswllt: disgwylid yr un math o fodel ar y ddwy ochr, cafwyd un goledd cyffredin i’r holl"
    " angorau ar ochr %(expected)s (Rasch, credyd rhannol, 1PL) a goleddau ar wahân ar ochr %(got)s. Ffitiwch y"
    " ddwy ag un model; mae --mixed-slopes yn eu cysylltu er hynny",
    ErrorCode.COVARIANCE_LACKS: "cydamrywiant: disgwylid un sy’n cynnwys pob angor; nid yw’n cynnwys %(items)s",
    ErrorCode.NO_LINK: "blynyddoedd: disgwylid cyswllt rhwng pob dwy flwyddyn gyfagos, ni chafwyd yr un rhwng"
    " %(items)s",
    ErrorCode.LINK_NOT_CONVERGED: "cyswllt: disgwylid cysonion ar isafbwynt y maen prawf, cafwyd: %(got)s",
    ErrorCode.ROUTED: "routing: disgwylid eitemau a gyflwynwyd beth bynnag fo’r atebion; lle mai’r atebion a"
    " benderfynodd (score), nid yw’r cyfanswm yn dweud y cyfan mwyach, ac mae gogwydd mewn amcangyfrifon amodol."
    " Defnyddiwch y dull mml",
    ErrorCode.ROUTING_UNSAID: "routing: cafodd pobl setiau gwahanol o eitemau (nifer: %(got)d); disgwylid dweud sut y"
    " dewiswyd y setiau: preset, beth bynnag fo’r atebion, neu score, yn ôl yr atebion",
    ErrorCode.TOO_MANY_DESIGNS: "data: disgwylid pobl sy’n rhannu setiau o eitemau, heb fod mwy na %(expected)d o"
    " setiau"
    " gwahanol; a gafwyd: %(got)d, pobl: %(persons)d. Cymharu pobl o’r un set a wna’r dull amodol."
    " Defnyddiwch y dull mml",
    ErrorCode.TOO_LONG: "data: disgwylid setiau o eitemau y gellir cyfrif eu patrymau sgôr mewn manylder dwbl; a"
    " gafwyd: set ac ynddi %(got)d o eitemau. Defnyddiwch y dull mml",
    ErrorCode.CONSTANT_AMONG_OTHERS: "eitemau a gafodd yr un sgôr bob tro gan y rhai nad 0 na’r"
    " uchaf posibl yw eu cyfanswm: %(items)s; disgwylid pob sgôr o bob eitem yn eu plith, gan na fyddai anhawster"
    " meidraidd yn ffitio fel arall",
    ErrorCode.PART_CHANGED: "%(path)s: disgwylid ffeil sy’n aros fel yr oedd pan ddechreuodd y ffitio,"
    " cafwyd cynnwys gwahanol",
    ErrorCode.NOT_EXTRACT: "%(path)s: disgwylid maniffest detholiad (fformat %(expected)s), cafwyd %(got)s",
    ErrorCode.EXTRACT_CHANGED: "%(path)s: disgwylid y ffeil a ysgrifennodd `mesur trial extract`, cafwyd cynnwys"
    " gwahanol; ysgrifennwch y detholiad o’r newydd, neu cymerwch y tabl allan o’r ffolder",
    ErrorCode.YEARS_AS_ONE: "grwpiau: disgwylid grwpiau o fewn grŵp blwyddyn, gan fod sawl un yn y treial a bod un"
    " boblogaeth i’r cyfan yn gwyro’r anawsterau; cafwyd %(got)s. Defnyddiwch --groups year, sydd gan ddetholiad oni"
    " ofynnir am rywbeth arall; lle nad yw’n dweud y grŵp blwyddyn, mae llai na deg o bobl ym mhob un",
    ErrorCode.PART_KILLS: "gweithwyr: disgwylid un a fyddai’n goroesi “%(name)s”; nifer y rhai a fu farw ynddo: mwy na"
    " %(count)d (rhy ychydig o gof ar gyfer rhan?)",
    ErrorCode.NO_DISTRIBUTED: "scheduler: disgwylid y pecyn distributed (pip install mesur[cluster]), ni chafwyd"
    " mohono",
    ErrorCode.CLUSTER_UNREACHABLE: "scheduler: disgwylid trefnydd Dask yn %(address)s, ni chafwyd un sy’n ateb"
    " (%(got)s)",
    ErrorCode.CLUSTER_EMPTY: "scheduler: disgwylid gweithiwr yn %(address)s, ni chafwyd yr un o fewn %(seconds)d"
    " eiliad",
    ErrorCode.CLUSTER_LOST: "scheduler: disgwylid i’r clwstwr yn %(address)s bara nes i’r ffitio orffen, ond fe’i"
    " collwyd"
    " (%(got)s)",
    ErrorCode.VERSIONS_DIFFER: "gweithiwr %(worker)s: disgwylid %(name)s %(expected)s, fel yma, cafwyd %(got)s",
    ErrorCode.FEATURE: "%(row_unit)s %(row)d, colofn %(name)s, eitem %(item)s: disgwylid %(expected)s, cafwyd %(got)s",
    ErrorCode.FEATURE_ITEM: "%(row_unit)s %(row)d, colofn item: disgwylid enw eitem, cafwyd cell wag",
    ErrorCode.FEATURE_TWICE: "%(row_unit)s %(row)d, colofn item: disgwylid un rhes i bob eitem, cafwyd %(item)s eto"
    " (mae’r gyntaf yn %(row_unit)s %(first)d)",
    ErrorCode.FEATURE_LABELS: "colofn %(name)s: disgwylid rhifau, neu %(expected)d label gwahanol ar y mwyaf i gynifer"
    " o eitemau, cafwyd %(got)d (mae --leave yn hepgor colofn, a --family yn ei gwneud yn deuluoedd yr eitemau)",
    ErrorCode.NO_ERRORS: "ffit: disgwylid anawsterau â chyfeiliornadau safonol, a chydamrywiant lle mae gan eitemau"
    " sawl cam; ni chafwyd yr un (graddnodwch gyda --standard-errors observed, heb --no-covariance)",
    ErrorCode.NORM_CELL: "%(row_unit)s %(row)d, colofn %(name)s: disgwylid %(expected)s, cafwyd %(got)s",
    ErrorCode.NOT_NORMS: "%(path)s: disgwylid normau a ysgrifennwyd gan mesur norms fit, cafwyd rhywbeth arall",
}

PHRASES: Mapping[object, str] = {
    "a folder": "ffolder",
    "no such folder": "ffolder nad yw’n bod",
    "no permission": "dim caniatâd",
    "no room on the disk": "dim lle ar y ddisg",
    "a disk that is only read": "disg na ellir ond ei darllen",
    "JSON of another kind": "JSON o fath arall",
    "two groups or more": "dau grŵp neu fwy",
    "two windows or more": "dwy ffenestr neu fwy",
    "a number of 0 or more": "rhif o 0 neu fwy",
    "at most the number of responses, or a column squares": "nifer yr ymatebion ar y mwyaf, neu golofn squares",
    "a number": "rhif",
    "a number with a decimal point": "rhif â phwynt degol",
    "one row for each item, window and bin": "un rhes i bob eitem, ffenestr a bin",
    "items that the features lack": "eitemau nad ydynt yn ffeil y nodweddion",
    "a value": "gwerth",
    "a family": "teulu",
    "at least two families, some of several items": "o leiaf dau deulu, rhai ohonynt â sawl eitem",
    "new": "y graddnodiad newydd",
    "old": "yr hen raddnodiad",
    "girth installed (pip install 'mesur[replication]')": "girth wedi’i gosod (pip install 'mesur[replication]')",
    "at least 2 abilities, each with a weight of 0 or more": "o leiaf 2 allu, pob un â phwysoliad o 0 neu fwy",
    "a text that may name a person, which is not shown": "testun a allai enwi person, nas dangosir",
    "none with a key, which scores": "ei hepgor gydag allwedd, sy’n sgorio",
    "items of models other than grm, which banks do not have": "eitemau o fodelau heblaw grm, nad ydynt mewn banciau",
    "none with --scheduler: recode the files first": "ei hepgor gyda --scheduler: ailgodiwch y ffeiliau’n gyntaf",
    "none with a folder: recode the files first": "ei hepgor gyda ffolder: ailgodiwch y ffeiliau’n gyntaf",
    "--key, or a column of responses as well": "--key, neu golofn o ymatebion, hefyd",
    "scores alone": "sgorau’n unig",
    "normal with testlets": "normal gyda testlets",
    "a prior on c beside testlets, such as default": "rhagddosbarthiad ar c gyda testlets, megis default",
    "a prior on d beside testlets, such as default": "rhagddosbarthiad ar d gyda testlets, megis default",
    "none with testlets": "ei hepgor gyda testlets",
    "none with rmsd": "ei hepgor gyda’r dull rmsd",
    "rasch where every slope is 1": "rasch lle mae pob goledd yn 1",
    "free or proportional where slopes are free": "free neu proportional lle mae’r goleddau’n rhydd",
    "testlets of 2 items or more": "testlets o 2 eitem neu fwy",
    "ids of items in the data": "dynodwyr eitemau sydd yn y data",
    "at least 2 ids of items in the data": "dynodwyr o leiaf 2 eitem sydd yn y data",
    "none without testlets": "ei hepgor heb testlets",
    "none for Parquet": "ei hepgor ar gyfer Parquet",
    "Excel or LibreOffice": "Excel neu LibreOffice",
    "ResponseMatrix with regressors": "ResponseMatrix gydag atchwelyddion",
    "ResponseMatrix with method cml": "ResponseMatrix gyda’r dull cml",
    "none, or data in a folder": "ei hepgor, neu ddata mewn ffolder",
    "ResponseMatrix, or a folder of Parquet files": "ResponseMatrix, neu ffolder o ffeiliau Parquet",
    "the folder’s own column weight": "colofn weight y ffolder ei hun",
    "what the partitions were opened with": "yr hyn yr agorwyd y rhaniadau ag ef",
    "the name of a column": "enw colofn",
    "none with method cml": "ei hepgor gyda’r dull cml",
    "none with method mml": "ei hepgor gyda’r dull mml",
    "one that is given": "un a roddwyd",
    "a Calibration, or ItemParameters by item id": "Calibration, neu ItemParameters yn ôl eitem",
    "a calibration that shares items with the data": "graddnodiad ag eitemau sydd ymhlith y data",
    "one that shares none": "un heb yr un ohonynt",
    "missing, since no column status says what was not reached": "missing, gan nad oes colofn status sy’n dweud beth na"
    " chyrhaeddwyd",
    "none with --scheduler": "ei hepgor gyda --scheduler",
    "one of these": "un o’r rhain",
    "items of several scores without floors of chance: mesur bank adopt puts them into a bank": (
        "eitemau â sawl sgôr heb loriau siawns: mesur bank adopt sy’n eu rhoi mewn banc"
    ),
    "fixed or stocking-lord, with --anchors": "fixed neu stocking-lord, gyda --anchors",
    "mml with --scheduler": "mml gyda --scheduler",
    "DATA as a folder of Parquet files": "DATA yn ffolder o ffeiliau Parquet",
    "none with regressors": "ei hepgor gydag atchwelyddion",
    "regressors that no others determine": "atchwelyddion nad yw’r lleill yn eu pennu",
    "a finite number for each person": "rhif meidraidd i bob person",
    "a number for each person": "rhif i bob person",
    "other labels": "labeli eraill",
    "none for person %d": "person %d, sydd heb rif o’r fath",
    "%s with testlets": "%s gyda testlets",
    "an empty column": "colofn wag",
    "responses to items of bank version %s": "ymatebion i eitemau fersiwn %s o’r banc",
    "none with a fit without regressors": "ei hepgor gyda ffit heb atchwelyddion",
    "a fit with normal populations": "ffit â phoblogaethau normal",
    "(persons, R) weights, R ≥ 2, and (R,) factors": "pwysoliadau (pobl, R), R ≥ 2, a ffactorau (R,)",
    "finite weights of 0 or more": "pwysoliadau meidraidd o 0 neu fwy",
    "jk1, jk2, brr, or fay with 0 ≤ k < 1": "jk1, jk2, brr, neu fay gyda 0 ≤ k < 1",
    "each unit in one zone": "pob uned mewn un parth",
    "a unit in two": "uned mewn dau",
    "a statistic, or a function of values and weights": "ystadegyn, neu ffwythiant o werthoedd a phwysoliadau",
    "(persons, M) finite numbers": "rhifau meidraidd (pobl, M)",
    "--fit as well": "--fit hefyd",
    "--report as well, where it is told": "--report hefyd, lle y’i dangosir",
    "--fit as well, whose groups these are": "--fit hefyd, gan mai grwpiau’r ffit yw’r rhain",
    "the column of the groups that the fit has": "colofn y grwpiau sydd gan y ffit",
    "--abilities as well, where draws go": "--abilities hefyd, lle yr ysgrifennir y gwerthoedd",
}
"""What fields of a fault say in words, in English, and in Welsh."""

STATUSES = {
    FitStatus.CONVERGED: "wedi cydgyfeirio",
    FitStatus.CYCLE_LIMIT: "wedi stopio wrth derfyn y cylchoedd, a pharamedrau’n dal i symud",
    FitStatus.RUNAWAY: "wedi stopio am i oledd dyfu heibio i 30: nid yw’r data’n ei gyfyngu",
    FitStatus.GRID_TOO_NARROW: "nid yw’r grid yn cyrraedd pum gwyriad safonol heibio i gymedr pob grŵp",
    FitStatus.GRID_TOO_COARSE: "mae’r grid yn rhy fras i’r gwyriad safonol ôl-ddosbarthol lleiaf",
    FitStatus.NO_SPREAD: "nid yw’r data’n dangos gwasgariad gallu: mae’r debygoliaeth uchaf lle mae pawb yr un fath",
    FitStatus.AT_BOUND: "aeth asymptot i 0 neu 1: nid yw’r data’n dweud ble y mae",
    FitStatus.NOT_DETERMINED: "nid yw’r data’n pennu pob paramedr: nid yw’r wybodaeth a arsylwyd yn bositif bendant",
}

REMARKS = {
    Remark.REVERSED: "mae’r goledd islaw 0: mae’r rhai mwy galluog yn gwneud yn waeth arni; cywirwch ei hallwedd, neu"
    " gadewch hi allan (--ignore)",
    Remark.FLAT: "mae’r goledd yn agos at sero: nid yw ei hatebion yn cyd-fynd â’r lleill; edrychwch ar yr"
    " eitem, a gadewch hi allan (--ignore)",
    Remark.FAR_AWAY: "anhawster dros 6 gwyriad safonol o’r cymedr: nid atebodd neb yn agos ato",
    Remark.STEEP: "tyfodd y goledd heibio i 30: mae ei hatebion, neu atebion eitem arall, yn gwahanu’r rhai uwch eu"
    " gallu oddi wrth bawb arall",
    Remark.AT_BOUND: "aeth asymptot i 0 neu 1: nid yw’r data’n dweud ble y mae; byddai rhagddosbarthiad yn dweud",
    Remark.UNDETERMINED: "nid yw’r data’n pennu ei pharamedrau",
}

FINDINGS = {
    FindingKind.NO_RESPONSES: "Nid oes yr un ymateb.",
    FindingKind.SCORE_OUT_OF_RANGE: "Eitem %(item)s: sgorau uwch na’r uchaf y gall ei gael, sef %(highest)d (nifer:"
    " %(count)d; yr uchaf: %(got)d; %(row_unit)s %(rows)s). Cywirwch y sgorau neu nifer categorïau’r eitem.",
    FindingKind.NEVER_ANSWERED: "Eitem %(item)s: nid atebodd neb hi. Hepgorwch hi.",
    FindingKind.CONSTANT: "Eitem %(item)s: %(got)d yw sgôr pob un o’i hymatebion (nifer: %(count)d), felly ni all"
    " anhawster meidraidd ffitio. Hepgorwch hi, neu arhoswch am ragor o ymatebion.",
    FindingKind.CATEGORY_UNUSED: "Eitem %(item)s: sgôr na chafodd neb: %(unused)s, er mai %(highest)d yw’r uchaf."
    " Unwch bob categori o’r fath â’r nesaf (--recode), neu gwiriwch sut y caiff yr eitem ei sgorio; gadewch golofn"
    " nad yw’n eitem, megis oedran, allan â --ignore.",
    FindingKind.REVERSE_KEYED: "Eitem %(item)s: y rhai a wnaeth yn well ar yr eitemau eraill a wnaeth yn waeth ar hon"
    " (cydberthyniad â’r gweddill: %(correlation)s; ymatebion: %(count)d). Gwiriwch ei hallwedd: os ymateb arall sy’n"
    " gywir, neu os yw’r raddfa’n rhedeg y ffordd arall, cywirwch yr allwedd a sgoriwch eto; os yw’r allwedd yn gywir,"
    " hepgorwch yr eitem.",
    FindingKind.UNTIED_ISLAND: "Nid yw’r eitemau hyn yn rhannu na phobl na grŵp â’r lleill: %(items)s (ynys %(place)d o"
    " %(count)d; pobl: %(persons)d). Ni ellir cymharu eu hanhawster ag anhawster y lleill: graddnodwch hwy ar"
    " wahân, neu daliwch rai paramedrau’n sefydlog.",
    FindingKind.ISLAND: "Nid atebodd neb yr eitemau hyn ac eraill hefyd: %(items)s (ynys %(place)d o %(count)d; pobl:"
    " %(persons)d). Dim ond y dybiaeth bod pobl pob ynys yn dod o’r un boblogaeth sy’n clymu eu hanhawster wrth"
    " anhawster y lleill; ni ellir defnyddio tebygoliaeth uchaf amodol.",
    FindingKind.FEW_RESPONSES: "Eitem %(item)s: rhy ychydig o ymatebion (nifer: %(count)d; y nifer lleiaf sydd ei"
    " angen: %(fewest)d). Bydd ei pharamedrau’n ansicr; peidiwch â’i defnyddio i gysylltu.",
    FindingKind.PERSONS_WITHOUT: "Pobl heb yr un ymateb sy’n cyfrif: %(count)d. Nid ydynt yn ychwanegu dim.",
    FindingKind.OMITTED_WRONG: "Achosion o eitem heb ei hateb: %(count)d. Maent yn cyfrif fel ymatebion anghywir.",
    FindingKind.OMITTED_MISSING: "Achosion o eitem heb ei hateb: %(count)d. Maent yn cyfrif fel ymatebion coll.",
    FindingKind.NOT_REACHED_WRONG: "Eitemau na chyrhaeddwyd: %(count)d. Maent yn cyfrif fel rhai anghywir.",
    FindingKind.NOT_REACHED_MISSING: "Eitemau na chyrhaeddwyd: %(count)d. Maent yn cyfrif fel rhai coll.",
    FindingKind.COLUMNS_UNREAD: "Colofnau nas darllenwyd: %(columns)s. I ddefnyddio un, enwch hi’n grŵp.",
    FindingKind.KEY_UNUSED: "Eitemau’r allwedd nad ydynt yn y data: %(items)s.",
    FindingKind.TEXT_FORMAT: "Darllenwyd y ffeil fel %(encoding)s, a’r gwahanydd %(separator)s rhwng y celloedd"
    " (i newid hyn: --encoding a --separator).",
    FindingKind.PERSON_COLUMN: "Cymerwyd mai’r golofn %(column)s sy’n gwahaniaethu rhwng pobl (i newid hyn:"
    " --column person=ENW). Nid argreffir dim ohoni.",
    FindingKind.MISSING_CODES: "Celloedd sy’n cyfrif fel diffyg ymateb: %(codes)s.",
    FindingKind.RECODED: "Eitemau a’u celloedd wedi’u hailgodio: %(items)s.",
    FindingKind.LOWEST_ONE: "Nid oes sgôr 0, a sgôr isaf pob eitem yw 1: cymerwyd bod y sgorau’n rhedeg o 1 i"
    " %(highest)d, a thynnwyd 1 o bob un (mae --lowest 0 yn eu gadael fel y maent). Mae sgôr uwch yn cyfrif fel"
    " mwy.",
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
    "%(group)s: mean %(mean).4f (SE %(se_mean)s), standard deviation %(sd).4f (SE %(se)s)": "%(group)s: cymedr"
    " %(mean).4f (SE %(se_mean)s), gwyriad safonol %(sd).4f (SE %(se)s)",
    "… and %(count)d more of these, in the report.": "… %(count)d arall o’r rhain, yn yr adroddiad.",
    "Reading the responses …": "Wrthi’n darllen yr ymatebion …",
    "Testing the fit …": "Wrthi’n profi’r ffit …",
    "Gathering evidence on the items …": "Wrthi’n casglu tystiolaeth am yr eitemau …",
    "Fitting the same data with girth …": "Wrthi’n ffitio’r un data gyda girth …",
    "Comparing the groups …": "Wrthi’n cymharu’r grwpiau …",
    "Explaining the difficulties …": "Wrthi’n esbonio’r anawsterau …",
    "Far off what their features say: %(items)s": "Ymhell o’r hyn a ddywed eu nodweddion: %(items)s",
    "Fitting the regression …": "Wrthi’n ffitio’r atchweliad …",
    "Drawing plausible values …": "Wrthi’n tynnu gwerthoedd credadwy …",
    "Value": "Gwerth",
    "Linking …": "Wrthi’n cysylltu …",
    "Its covariance was left out: what is linked by it has no standard errors.": "Hepgorwyd ei gydamrywiant: ni fydd"
    " cyfeiliornadau safonol gan yr hyn a gysylltir drwyddo.",
    "Nothing was written.": "Nid ysgrifennwyd dim.",
}
