"""The data dictionary of a release, and what a comparison of languages can and cannot show, in both languages."""

from itembank.language import Text

COLUMNS = {
    "school_year": Text("Y flwyddyn ysgol, megis 2026-27", "The school year, such as 2026-27"),
    "subject": Text("Y pwnc", "The subject"),
    "release": Text(
        "Rhif y datganiad hwn o’r pwnc a’r flwyddyn ysgol", "Number of this release of the subject and school year"
    ),
    "scale_version": Text("Fersiwn y raddfa adrodd", "Version of the reporting scale"),
    "table": Text(
        "Dimensiynau’r tabl: year, year-language neu year-medium",
        "The table’s dimensions: year, year-language or year-medium",
    ),
    "year_group": Text("Grŵp blwyddyn, 2 i 9", "Year group, 2 to 9"),
    "language": Text(
        "Iaith yr asesiad, cy neu en; gwag lle nad yw’r tabl yn ôl iaith",
        "Language of the assessment, cy or en; empty where the table is not by language",
    ),
    "medium": Text(
        "Cyfrwng iaith yr ysgol: welsh, dual, english neu unknown; gwag lle nad yw’r tabl yn ôl cyfrwng",
        "Language medium of the school: welsh, dual, english or unknown; empty where the table is not by medium",
    ),
    "status": Text(
        "published; suppressed, lle mae llai na deg dysgwr yn y grŵp neu lle gellid cyfrifo grŵp o’r fath; nobody",
        "published; suppressed, where the group has under ten learners or one that has could be worked out; nobody",
    ),
    "learners": Text("Nifer y dysgwyr, i’r pump agosaf", "Number of learners, to the nearest five"),
    "mean": Text("Cymedr y sgorau graddfa, pwyntiau cyfan", "Mean of the scale scores, whole points"),
    "mean_se": Text("Cyfeiliornad safonol y cymedr, pwyntiau", "Standard error of the mean, points"),
    "sd": Text(
        "Gwyriad safonol y galluoedd, heb gyfeiliornad mesur, pwyntiau",
        "Standard deviation of the abilities, without the error of measurement, points",
    ),
    "measurement_se": Text(
        "Cyfeiliornad safonol sgôr un dysgwr, gwreiddyn cymedr sgwâr, pwyntiau",
        "Standard error of one learner’s score, root mean square, points",
    ),
    "reliability": Text(
        "Cyfran amrywiant y sgorau nad yw’n gyfeiliornad mesur, 0 i 1",
        "Share of the variance of scores that is not error of measurement, 0 to 1",
    ),
    "baseline": Text(
        "Blwyddyn ysgol y datganiad cyntaf, y cymherir y misoedd ag ef; gwag lle nad oes un",
        "School year of the first release, with which the months compare; empty where there is none",
    ),
    "months": Text(
        "Sawl mis o ddysgu uwchlaw’r datganiad cyntaf; islaw lle mae’r rhif yn negatif",
        "Months of learning above the first release; below where negative",
    ),
    "months_low": Text("Pen isaf y cyfwng 90%, misoedd", "Lower end of the 90% interval, months"),
    "months_high": Text("Pen uchaf y cyfwng 90%, misoedd", "Upper end of the 90% interval, months"),
    "note_cy": Text("Yr hyn y gall cymhariaeth ei ddangos, yn Gymraeg", "What a comparison can show, in Welsh"),
    "note_en": Text("Yr hyn y gall cymhariaeth ei ddangos, yn Saesneg", "What a comparison can show, in English"),
}
"""By the name of the column; the order is that of the files."""

_NUMERACY = Text(
    "Yr un cwestiynau yw’r rhain mewn dwy iaith, felly gellir rhoi’r cymedrau ochr yn ochr i’r graddau y mae’r "
    "cwestiynau’n gweithio yr un fath yn y ddwy, sef yr hyn y mae dadansoddiad DIF y treial yn ei brofi. Nid yw "
    "gwahaniaeth yn dangos effaith yr iaith na’r addysgu: mae’r dysgwyr yn wahanol mewn mwy nag iaith, a dewisir yr "
    "iaith, nid ei phennu ar hap.",
    "These are the same questions in two languages, so the means may stand side by side as far as the questions work "
    "alike in both, which the DIF analysis of the trial tests. A difference does not show what the language or the "
    "teaching does: the learners differ in more than language, and the language is chosen, not drawn by lot.",
)
_READING = Text(
    "Dau asesiad gwahanol yw darllen Cymraeg a darllen Saesneg, â thestunau gwahanol a graddfa yr un. Ni ellir cymharu "
    "eu sgorau, eu cymedrau na’u bylchau; ni ellir ond cymharu pob un â’i ddatganiadau cynharach ei hun.",
    "Reading in Welsh and reading in English are two different assessments with different texts and a scale each. "
    "Their scores, means and gaps cannot be compared; each can be compared with its own earlier releases alone.",
)


def note(subject: str, *, by_language: bool) -> Text | None:
    """What a comparison of languages can and cannot show, for a row where somebody may make one; None elsewhere.

    Parameters
    ----------
    by_language : whether the row is of one language of several
    """
    if subject.startswith("reading"):
        return _READING
    return _NUMERACY if by_language else None
