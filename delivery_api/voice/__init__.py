"""Reading aloud: recordings of sentences, made ahead, and which of them a learner hears.

* ``recorded_sentences``: names and addresses of recordings
* ``recording_folder``: the recordings that are there, of speakers and of the engine
* ``page_sentences``: what the pages say that a young learner meets
* ``bank_sentences``: what the questions of a year group say
* ``feedback_sentences``: what young learners are told after an assessment
* ``voice_engine``: speaks a sentence through a program of this machine
* ``recording_making``: makes what is missing
* ``approved_voices``: which machine voices a named speaker has approved
* ``heard_sentences``: the sentences that may be heard at present
* ``routes``: sends recordings, and says which belong to the question on the screen
"""
