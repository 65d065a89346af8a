"""Messages on norms, in Welsh and English."""

from itembank.language import Text
from reports.norms.norm_checks import NormFindingKind

TITLE = Text("Normau: %s", "Norms: %s")
USABLE = Text(
    "Gellir ystyried defnyddio’r normau hyn.",
    "These norms may be considered for use.",
)
NOT_USABLE = Text("Ni ddylid defnyddio’r normau hyn.", "These norms may not be used.")
FICTIONAL = Text(
    "Sampl ffug yw hon, ar gyfer arddangosiad: nid yw’r normau hyn yn dweud dim am blant go iawn.",
    "The sample is made up, for a demonstration: these norms say nothing of real children.",
)
RESTS_ON = Text(
    "Pwnc: %s. Graddfa: fersiwn %s. Dysgwyr yn y sampl: %s; ysgolion: %s. Amser dysgu: o %s i %s.",
    "Subject: %s. Scale: version %s. Learners in the sample: %s; schools: %s. Learning time: from %s to %s.",
)
MEANING = Text(
    "Mae sgôr safonedig yn ôl oedran yn cymharu dysgwr â dysgwyr o’r un oedran sydd wedi cael yr un amser dysgu:"
    " cymedr 100, gwyriad safonol 15, o 70 i 140. Amser dysgu yw’r grŵp blwyddyn ynghyd â’r gyfran o’i flwyddyn ysgol"
    " sydd wedi’i dysgu: canol Blwyddyn 5 yw 5.5.",
    "An age-standardised score compares a learner with learners of the same age and learning time: mean 100, standard"
    " deviation 15, from 70 to 140. Learning time is the year group and the share of the school year that has been"
    " taught: 5.5 is the middle of Year 5.",
)
MODEL = Text("Y model", "The model")
MODEL_TOLD = Text(
    "Dewiswyd y model o blith %s drwy ychwanegu, bob tro, y term sy’n gostwng maen prawf Takeuchi fwyaf. Dosraniad"
    " sinh-arcsinh ydyw, sy’n newid gydag amser dysgu ac oedran.",
    "The model was chosen among %s, by adding each time the term that lowers Takeuchi’s criterion most. It is a"
    " sinh-arcsinh distribution that changes with learning time and age.",
)
TERM_HEADS = (
    Text("Term", "Term"),
    Text("Gradd", "Degree"),
)
TERMS = {
    "mean_degree": Text("cymedr yn ôl amser dysgu", "mean by learning time"),
    "mean_age": Text(
        "cymedr yn ôl oedran (1: llinell; 2: llinell sy’n newid gydag amser dysgu)",
        "mean by age (1: a line; 2: a line that changes with learning time)",
    ),
    "spread_degree": Text("gwasgariad yn ôl amser dysgu", "spread by learning time"),
    "spread_age": Text("gwasgariad yn ôl oedran", "spread by age"),
    "skew_degree": Text("sgiwedd yn ôl amser dysgu (−1: dim)", "skewness by learning time (−1: none)"),
    "tail_degree": Text("cynffonnau yn ôl amser dysgu (−1: normal)", "tails by learning time (−1: normal)"),
}
CURVES = Text("Canraddau yn ôl amser dysgu", "Percentiles by learning time")
CURVES_TOLD = Text(
    "Llinellau: canraddau 5, 25, 50, 75 a 95 y normau, yn oedran canol y flwyddyn. Dotiau: canraddau 5, 50 a 95 y sampl"
    " ym mhob blwyddyn.",
    "Lines: percentiles 5, 25, 50, 75 and 95 of the norms, at the middle age of the year. Dots: percentiles 5, 50 and"
    " 95 of the sample in each year.",
)
LEVEL = Text("Amser dysgu (blwyddyn ysgol)", "Learning time (school year)")
THETA = Text("Gallu (logit)", "Ability (logits)")
WORM = Text("Pa mor bell y mae’r sampl oddi wrth y normau", "How far the sample is from the norms")
WORM_TOLD = Text(
    "Gwahaniaeth rhwng z y sampl a’r z a ddisgwylir, gyda’r band y byddai 95% o’r pwyntiau ynddo pe bai’r normau’n"
    " gywir (plot mwydyn). Mae 0.1 yn werth 1.5 pwynt o’r sgôr safonedig.",
    "Difference between z in the sample and the z that is expected, with the band in which 95% of the points would be"
    " if the norms held (worm plot). 0.1 is worth 1.5 points of the standardised score.",
)
EXPECTED_Z = Text("z a ddisgwylir", "Expected z")
MOMENTS = Text("z ym mhob grŵp blwyddyn", "z in each year group")
MOMENT_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("Dysgwyr", "Learners"),
    Text("Cymedr (0)", "Mean (0)"),
    Text("Gwyriad safonol (1)", "Standard deviation (1)"),
    Text("Sgiwedd (0)", "Skewness (0)"),
    Text("Cwrtosis (0)", "Kurtosis (0)"),
)
PERCENTILES = Text(
    "Cyfran y sampl islaw pob canradd o’r normau, yn ôl traean o’r flwyddyn ysgol",
    "Share of the sample below each percentile of the norms, by third of the school year",
)
PERCENTILE_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("Traean", "Third"),
    Text("Dysgwyr", "Learners"),
)
NORM_TABLE = Text(
    "Y gallu y tu ôl i bob sgôr safonedig, yng nghanol y flwyddyn ac yn ei hoedran canol (logit)",
    "The ability behind each standardised score, in the middle of the year and at its middle age (logits)",
)
YEAR = Text("Blwyddyn %s", "Year %s")
YEAR_HEAD = Text("Blwyddyn", "Year")
ERROR_HEAD = Text("Cyfeiliornad safonol 100", "Standard error of 100")
NO_FINDINGS = Text(
    "Ni chafwyd dim yn y gwiriadau na fyddai siawns yn ei esbonio.",
    "The checks found nothing that chance does not explain.",
)
HASH = Text("Enw’r normau (SHA-256): %s", "Name of the norms (SHA-256): %s")

FINDINGS = {
    NormFindingKind.NOT_CONVERGED: Text(
        "Ni chyrhaeddodd y ffit uchafbwynt.",
        "The fit did not reach a maximum.",
    ),
    NormFindingKind.FEW_PERSONS: Text(
        "Blwyddyn %(year)d: %(persons)s o ddysgwyr; mae angen %(least)d o leiaf.",
        "Year %(year)d: %(persons)s learners; at least %(least)d are needed.",
    ),
    NormFindingKind.MEDIAN_FALLS: Text(
        "Mae’r canolrif yn gostwng o amser dysgu %(level).2f ymlaen: byddai dysgwr sy’n aros yn ei unfan yn codi.",
        "The median falls from learning time %(level).2f on: a learner who stands still would rise.",
    ),
    NormFindingKind.PERCENTILE_OFF: Text(
        "Blwyddyn %(year)d, traean %(third)d: mae %(share).1f %% islaw canradd %(percent)d y normau.",
        "Year %(year)d, third %(third)d: %(share).1f %% are below percentile %(percent)d of the norms.",
    ),
    NormFindingKind.MOMENT_OFF: Text(
        "Blwyddyn %(year)d: cymedr z %(mean).2f, gwyriad safonol %(sd).2f, sgiwedd %(skewness).2f, cwrtosis"
        " %(kurtosis).2f.",
        "Year %(year)d: z has mean %(mean).2f, standard deviation %(sd).2f, skewness %(skewness).2f, kurtosis"
        " %(kurtosis).2f.",
    ),
}
"""What each finding says."""
