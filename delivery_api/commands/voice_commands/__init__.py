"""The commands `mesur bank voice`.

* ``voice``: makes recordings, lists what lacks one, and records who approved a machine's voice
* ``voice_sentences``: the sentences that have to be heard, by where they stand
"""
