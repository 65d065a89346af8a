"""What each column of a reference sample is, in both languages."""

from itembank.language import Text

COLUMN_WORDS = {
    "theta": Text(
        "Y gallu a adroddwyd, mewn logitau, heb ragddosbarthiad y dysgwr",
        "The reported ability in logits, without a prior of the learner",
    ),
    "year": Text("Grŵp blwyddyn y dysgwr, 2 i 9", "The learner’s year group, 2 to 9"),
    "weeks": Text(
        "Wythnosau o addysgu yn y flwyddyn ysgol hyd at yr eisteddiad, 0 i 39",
        "Teaching weeks of the school year up to the sitting, 0 to 39",
    ),
    "age_months": Text(
        "Oedran ar ddiwrnod yr eisteddiad, mewn misoedd llawn", "Age on the day of the sitting, in completed months"
    ),
    "school": Text(
        "Rhif i bob ysgol, a roddwyd ar gyfer y sampl hon; −1 lle mae gan yr ysgol lai na deg dysgwr yn y sampl",
        "A number for each school, given for this sample; −1 where a school has fewer than ten learners in it",
    ),
}
"""By the name of the column; the order is that of the file."""
