"""The bank of numeracy by reasoning: scenarios with figures and several parts.

``reasoning_bank``: builds the bank
``reasoning_topics``: topics with their feedback sentences
``scenario``: a scenario with its figures, parts and answers
``scenario_files``: reads scenarios from TOML files
``key_verification``: whether the author's expressions give each key
``number_forms``: numbers, fractions and clock times as an author writes them as a key
``label_values``: whether the label of an option says what its value is
``figure_parsing``: figures from TOML
``answer_parsing``: answers from TOML
``response_building``: response types and scoring rules from answers
``figure_drawing``: HTML and SVG of figures
``maps``: maps to look at or to select places on
``prose_markup``: HTML of a scenario's text
``difficulty_model``: provisional difficulty from features
"""
