"""The reading banks: passages in Welsh and in English with their questions.

``reading_bank``: builds the bank of a language
``reading_topics``: topics with their feedback sentences
``passage``: a passage with its questions and answers
``passage_files``: reads passages from TOML files
``passage_validation``: checks lengths, option counts and uniqueness
``evidence``: whether the text shows the key
``passage_markup``: HTML of a passage
``response_building``: response types and scoring rules from answers
``difficulty_model``: provisional difficulty from features
``prose_analysis``: splits text into blocks, sentences and words
``answer_balance``: counts over passages, and cues that give away answers
``process_shares``: what the questions in reach of a year group ask for
``check``: command that validates the passages of a language
"""
