"""What staff read across the learners of a class or school.

- ``completion``: who has not finished an assessment, by class and subject
- ``topic_groups``: which learners can do a topic, which need it next, and of which too little is known
"""
