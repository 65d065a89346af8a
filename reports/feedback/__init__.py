"""Feedback on a learner, a class and a school, as values and as messages.

``sitting_results``: the results of a finished sitting that feedback is built from
``topics``: protocols of a topic and its texts
``topic_evidence``: a sitting's items grouped by topic
``right_answers``: what was answered right, where nothing can be claimed
``item_map``: the questions of a sitting one by one, for staff
``item_map_messages``: the same in words
``question_kinds``: the kind of question of a reading topic in words
``strand_comparison``: each strand compared with the whole sitting
``strand_chart``: SVG of the strands beside the whole sitting
``learner_feedback``: one learner's feedback as values
``learner_messages``: messages of a learner's feedback
``left_out_messages``: what was not measured of a learner who uses a screen reader
``young_messages``: what learners of Years 2 and 3 are told, in pictures and two sentences
``young_pictures``: SVG of these pictures
``staff_messages``: messages of a learner's feedback for staff alone
``normed_messages``: messages of an age-standardised score
``progress_messages``: messages of progress over sittings
``area_messages``: what is said of a strand, or of the subject, in which a learner can do most of the questions
``class_feedback``: a class's feedback as values
``class_messages``: messages of a class's feedback
``school_feedback``: a school's aggregated results with disclosure control
``school_messages``: messages of a school's results
``subject_names``: names of subjects and strands
"""
