"""Taking part in a trial: the schools of its sample, what learners and teachers say, and who objects.

* ``calendar_routes``: the pages of the school year's trials and of their progress
* ``invitations``: a school accepts, declines, withdraws, or is replaced because it did not answer
* ``letter_messages``: the letter to the head and the instructions for teachers
* ``objections``: a learner objects
* ``places``: whether a learner who is signed in still has a place
* ``progress``: how far a trial is, by stratum
* ``routes``: the pages of a school that is asked
* ``sample_reach``: whether a sample can give the responses that the trial's plan wants
* ``sampling``: the use case of drawing a sample
* ``school_year_calendar``: the school year's trials, and what is due
* ``store``: SQL
* ``stratified_sample``: draws schools with probability proportional to size, and their replacements
* ``tables``: their tables
* ``teacher_survey``: what teachers choose at the end
* ``values``: a school of a sample
"""
