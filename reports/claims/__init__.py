"""What answers let one claim: tests against what the model expects, never one question alone.

``answer_evidence``: the derivative and the information of single answers
``topic_sums``: what one sitting tells of each topic, allowing for the ability that the same answers gave
``topic_posterior``: what a learner can do in each topic, as a posterior distribution
``class_topic_test``: whether a topic is harder for a class than its learners' own levels lead one to expect
"""
