"""Messages of `mesur bank diff` in both languages."""

from itembank.language import Text

ALIKE = Text("Nid oes gwahaniaeth rhwng y ddau.", "There is no difference between the two.")
ADDED = Text("Eitemau newydd: %d", "Items added: %d")
REMOVED = Text("Eitemau wedi’u tynnu: %d", "Items removed: %d")
CHANGED = Text("Eitemau wedi newid (ym mha feysydd): %d", "Items changed (in which fields): %d")
TOPICS = Text("Topigau wedi newid: %d", "Topics changed: %d")
DESIGNS = Text("Cynlluniau prawf wedi newid: %d", "Test designs changed: %d")
SOLVED = Text(
    "Mae’r hyn a ddatryswyd drwy efelychu, megis y defnydd o eitemau, yn wahanol.",
    "What was solved by simulation, such as for exposure, differs.",
)
MORE = Text("… %d arall: --all sy’n eu rhestru", "… and %d more: --all lists them")
SAME_ANSWERS = Text(
    "Yr un atebion wedi’u sgorio yn ôl y fersiwn newydd: newid (newydd − hen) mewn logitau, %d o ddysgwyr efelychedig"
    " ym mhob blwyddyn",
    "The same answers scored by the new version: change (new − old) in logits, %d simulees in each year group",
)
SAT_ANEW = Text(
    "Eisteddiadau newydd: newid (newydd − hen) mewn logitau, gan gynnwys siawns, %d o ddysgwyr efelychedig ym mhob"
    " blwyddyn",
    "Sittings of their own: change (new − old) in logits, chance included, %d simulees in each year group",
)
HEADS = (
    Text("cynllun", "design"),
    Text("blwyddyn", "year"),
    Text("θ̂: cymedr", "θ̂: mean"),
    Text("θ̂: RMS", "θ̂: RMS"),
    Text("SE: cymedr", "SE: mean"),
    Text("SE: RMS", "SE: RMS"),
)
BIAS_HEADS = (Text("gogwydd: hen", "bias: old"), Text("gogwydd: newydd", "bias: new"))
PROGRESS = Text("Efelychu", "Simulating")
