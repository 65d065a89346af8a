"""Messages on the adoption of a fit, in Welsh and English."""

from itembank.language import Text
from reports.technical.adoption.bank_scale import Linking
from reports.technical.adoption.decisions import Choice

TITLE = Text("Mabwysiadu ffit: %s", "Adopting a fit: %s")
SUMMARY = Text(
    "Cadw: %d; dal yn ôl: %d; gollwng: %d. Eitemau a ddelir yn ôl neu na chyrhaeddwyd yn y treial, a symudir gan y"
    " model anhawster: %d.",
    "Keep: %d; hold back: %d; drop: %d. Items that are held back or that the trial did not reach, moved by the"
    " difficulty model: %d.",
)
FIRST_SAID = Text(
    "Ni fydd dim yn newid nes i berson a enwir benderfynu: mesur bank adopt … --decisions, yna solve, approve a"
    " publish.",
    "Nothing changes until a named person decides: mesur bank adopt … --decisions, then solve, approve and publish.",
)
LINKINGS = {
    Linking.FIXED: Text(
        "Daw’r raddfa o %d angor sy’n cadw paramedrau’r banc (Kim, 2006).",
        "The scale comes from %d anchors, which keep the bank’s parameters (Kim, 2006).",
    ),
    Linking.STOCKING_LORD: Text(
        "Cysylltwyd ffit rhydd drwy gromliniau %d angor (Stocking a Lord, 1983).",
        "A free fit was linked by the curves of %d anchors (Stocking & Lord, 1983).",
    ),
    Linking.FIRST: Text(
        "Treial cyntaf y pwnc, heb angorau (%d): gosodwyd cymedr y goleddau a chymedr yr anawsterau’n hafal i rai’r"
        " eitemau dros dro (Loyd a Hoover, 1980), fel bod yr uned yn aros a bod cynlluniau’n cadw eu hystyr.",
        "The first trial of the subject, without anchors (%d): mean slope and mean difficulty are made those of the"
        " provisional items (Loyd & Hoover, 1980), so that the unit stays and designs keep their meaning.",
    ),
}
ANCHORS_AGREE = Text(
    "Mae’r angorau (%d) yn cytuno â’i gilydd mewn ffit nad yw’n dal yr un ohonynt.",
    "The anchors (%d) agree with each other in a fit that holds none of them.",
)
ANCHORS_RELEASED = Text(
    "Angorau a symudodd o’u cymharu â’r lleill, ac na chawsant eu dal: %s. Mae’r %d arall yn dal y raddfa.",
    "Anchors that moved against the others, and were not held: %s. The other %d hold the scale.",
)
ANCHORS_DISAGREE = Text(
    "Nid yw’r angorau’n cytuno â’i gilydd, ac nid yw’n sicr pa rai a symudodd: ni ellir mabwysiadu’r ffit.",
    "The anchors do not agree with each other, and it is not sure which of them moved: the fit cannot be adopted.",
)
DRIFT_UNCHECKED = Text(
    "Ni wiriwyd a symudodd yr angorau sy’n dal y raddfa: ni ellir mabwysiadu’r ffit.",
    "It was not checked whether the anchors that hold the scale moved: the fit cannot be adopted.",
)
DRIFT_DETECTABLE = Text(
    "Byddai newid o %s logit yn anhawster un angor wedi’i ganfod mewn pedwar o bob pum treial fel hwn; gall newidiadau"
    " llai fod heb eu gweld.",
    "A change of %s logits in the difficulty of one anchor would have been found in four of five trials like this one;"
    " smaller ones may have been missed.",
)
ANCHOR_ERROR = Text(
    "Mae cyfeiliornadau’r angorau eu hunain yn symud y raddfa gyfan o ryw %s logit (gwyriad safonol): yr un fath i bob"
    " eitem, ac nid yw hynny wedi’i gynnwys yng nghyfeiliornadau safonol yr eitemau.",
    "The anchors’ own errors move the whole scale by some %s logits (SD): alike for all items, and not in their"
    " standard errors.",
)
CONSTANTS = Text("Cysonion: A = %s, B = %s.", "Constants: A = %s, B = %s.")
PRIOR = Text(
    "Rhagddosbarthiad: y model anhawster wedi’i ailffitio (llinol yn yr anhawster dros dro), a gwyriad safonol o %s"
    " logit rhwng teuluoedd ac o %s o’u mewn. Nifer yr eitemau â llai na %d o ymatebion a dynnir tuag ato: %d.",
    "Prior: the refitted difficulty model (linear in the provisional difficulty), with an SD of %s logits between"
    " families and %s within them. Items with fewer than %d responses that are drawn toward it: %d.",
)
NO_PRIOR = Text(
    "Rhy ychydig o eitemau i ailffitio’r model anhawster: ni thynnir yr un eitem tuag ato, ac nid yw eitemau a ddelir"
    " yn ôl neu na chyrhaeddwyd yn y treial yn symud.",
    "Too few items to refit the difficulty model: no item is drawn toward it, and items that are held back or that the"
    " trial did not reach do not move.",
)
ITEMS = Text("Eitem wrth eitem", "Item by item")
ITEM_HEADS = (
    Text("Eitem", "Item"),
    Text("Dynodwr", "Id"),
    Text("Penderfyniad", "Decision"),
    Text("Sylwadau", "Remarks"),
    Text("Ymatebion", "Responses"),
    Text("b: hen", "b: old"),
    Text("b: graddnodwyd", "b: calibrated"),
    Text("Newid", "Change"),
    Text("SE", "SE"),
    Text("a: graddnodwyd", "a: calibrated"),
    Text("DIF", "DIF"),
)
CHOICES = {
    Choice.KEEP: Text("cadw", "keep"),
    Choice.HOLD: Text("dal yn ôl", "hold back"),
    Choice.DROP: Text("gollwng", "drop"),
}
SHRUNK = Text("tynnwyd tuag at y rhagddosbarthiad", "drawn toward the prior")
FLAWS = {
    "other_model": Text("nid model y banc yw ei model", "its model is not the bank’s"),
    "unused_score": Text("sgôr na chafodd neb", "a score that nobody got"),
    "no_parameters": Text("dim paramedrau y gellir eu defnyddio", "no usable parameters"),
    "items_off_curve": Text("nid yw’n dilyn ei chromlin", "does not follow its curve"),
    "many_items_off_curve": Text("nid yw’n dilyn ei chromlin", "does not follow its curve"),
    "dependent_pairs": Text("yn ddibynnol ar eitem arall", "depends on another item"),
    "reversed": Text("goledd islaw 0", "slope below 0"),
    "reversed_items": Text("goledd islaw 0", "slope below 0"),
    "flat": Text("goledd yn agos at sero", "slope near zero"),
    "flat_items": Text("goledd yn agos at sero", "slope near zero"),
    "undetermined": Text("nid yw’r data’n ei phennu", "not determined by the data"),
    "undetermined_items": Text("nid yw’r data’n ei phennu", "not determined by the data"),
    "far_away": Text("anhawster ymhell o bawb", "difficulty far from everybody"),
    "steep": Text("goledd eithriadol o serth", "an extremely steep slope"),
    "fit_untested": Text("ni phrofwyd ei ffit", "its fit was not tested"),
    "dif_untested": Text("ni chymharwyd yr ieithoedd (DIF)", "languages were not compared (DIF)"),
    "few_responses": Text("rhy ychydig o ymatebion yn ôl y rheol", "too few responses for the rule"),
    "large_error": Text("SE rhy fawr yn ôl y rheol", "too large an SE for the rule"),
    "at_bound": Text("asymptot wrth ei ffin", "an asymptote at its bound"),
}
ANCHORS = Text("Drifft yr angorau (logitau, newydd − hen)", "Drift of the anchors (logits, new − old)")
ANCHOR_HEADS = (Text("Eitem", "Item"), Text("Gwahaniaeth", "Difference"))
ANCHOR_FLAWS = Text(
    "Angorau y mae tystiolaeth yn eu herbyn: edrychwch arnynt cyn dibynnu ar y raddfa",
    "Anchors that something speaks against: look at them before you rely on the scale",
)
ANCHOR_FLAW_HEADS = (Text("Eitem", "Item"), Text("Dynodwr", "Id"), Text("Sylwadau", "Remarks"), Text("DIF", "DIF"))
EFFECTS = Text(
    "Effaith ar sgorau, drwy efelychu %d o ddysgwyr ym mhob grŵp blwyddyn",
    "Effect on scores, by simulation of %d learners in each year group",
)
EFFECT_HEADS = (
    Text("Cynllun", "Design"),
    Text("Blwyddyn", "Year"),
    Text("θ̂: newid, yr un atebion", "θ̂: change, same answers"),
    Text("θ̂: RMS", "θ̂: RMS"),
    Text("Gogwydd: hen", "Bias: old"),
    Text("Gogwydd: newydd", "Bias: new"),
    Text("SE: hen", "SE: old"),
    Text("SE: newydd", "SE: new"),
    Text("Defnydd o eitemau: hen", "Exposure: old"),
    Text("Defnydd o eitemau: newydd", "Exposure: new"),
    Text("Uwchlaw’r terfyn blwyddyn", "Above the ceiling"),
)
NOT_SIMULATED = Text(
    "%s, Blwyddyn %d: nid efelychwyd (%s).",
    "%s, Year %d: not simulated (%s).",
)
POPULATIONS = Text("Poblogaethau’r grwpiau blwyddyn", "Populations of the year groups")
POPULATION_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("Cymedr: hen", "Mean: old"),
    Text("Cymedr: newydd", "Mean: new"),
    Text("SD: hen", "SD: old"),
    Text("SD: newydd", "SD: new"),
)
DRAFT = Text("Drafft o’r penderfyniadau: %s", "Draft of the decisions: %s")
MADE = Text(
    "Fersiwn newydd o’r banc: %s, yn %s. Mae wedi’i chadw heb ei chymeradwyo na’i defnyddio.",
    "New bank version: %s, in %s. It is stored, and neither approved nor in use.",
)
DECISIONS_FILE = Text("Ffeil y penderfyniadau: SHA-256 %s.", "The decisions file: SHA-256 %s.")
SIMULATING = Text("Efelychu", "Simulating")
