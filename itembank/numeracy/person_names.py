"""Names of people in the questions, as varied as those of a class in Wales."""

CHILDREN = (
    "Nia", "Zac", "Megan", "Yusuf", "Ffion", "Cai", "Priya", "Tomos", "Lowri", "Marek", "Gwen", "Kofi", "Sara", "Ioan",
    "Mei", "Harri", "Efa", "Omar", "Mali", "Dylan",
)  # fmt: skip

PEOPLE = (*CHILDREN, "Aisha", "Amira", "Elin", "Osian")
"""Everybody whom a question names: those drawn for it, and those of stories written with their names."""
