"""What `mesur bank diff` says, in both languages."""

from itembank.language import Text

ALIKE = Text("Nid oes gwahaniaeth rhwng y ddau.", "There is no difference between the two.")
ADDED = Text("Eitemau newydd: %d", "Items added: %d")
REMOVED = Text("Eitemau wedi’u tynnu: %d", "Items removed: %d")
CHANGED = Text("Eitemau wedi newid (ym mha feysydd): %d", "Items changed (in which fields): %d")
TOPICS = Text("Testunau wedi newid: %d", "Topics changed: %d")
DESIGNS = Text("Cynlluniau prawf wedi newid: %d", "Test designs changed: %d")
SOLVED = Text(
    "Mae’r paramedrau amlygiad a ddatryswyd yn wahanol.",
    "What was solved by simulation, such as for exposure, differs.",
)
MORE = Text("… a %d arall: --all sy’n eu rhestru", "… and %d more: --all lists them")
SCORES = Text(
    "Newid yn y sgorau (newydd − hen) yn ôl %d o ddysgwyr efelychol ym mhob blwyddyn, mewn logitau",
    "Change of scores (new − old) by %d simulees in each year group, in logits",
)
HEADS = (
    Text("cynllun", "design"),
    Text("blwyddyn", "year"),
    Text("θ̂: cymedr", "θ̂: mean"),
    Text("θ̂: RMS", "θ̂: RMS"),
    Text("SE: cymedr", "SE: mean"),
    Text("SE: RMS", "SE: RMS"),
    Text("gogwydd: hen", "bias: old"),
    Text("gogwydd: newydd", "bias: new"),
)
PROGRESS = Text("Efelychu", "Simulating")
