"""Names of children and grown-ups in the questions, of all the kinds that a class in Wales has."""

CHILDREN = (
    "Nia", "Zac", "Megan", "Yusuf", "Ffion", "Cai", "Priya", "Tomos", "Lowri", "Marek", "Gwen", "Kofi", "Sara", "Ioan",
    "Mei", "Harri", "Efa", "Omar", "Mali", "Dylan",
)  # fmt: skip
