"""What staff read across the learners of a class or school.

- ``completion``: who has not finished an assessment, by class and subject
- ``score_lines``: the scores of a class with their bands as a drawing, one line a learner
- ``topic_grid``: the learners against the topics, and the group that some topics make for teaching
- ``topic_groups``: which learners can do a topic, which need it next, and of which too little is known
"""
