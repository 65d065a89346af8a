"""Pages, the learner player, styles, and the two catalogues of what people read."""
