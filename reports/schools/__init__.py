"""What teachers of a class read across its learners.

- ``topic_groups``: which learners can do a topic, which need it next, and of which too little is known
"""
