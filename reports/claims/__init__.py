"""What answers let one claim: tests against what the model expects, never one question alone.

``answer_evidence``: the derivative and the information of single answers
``efficient_score``: what some of a sitting's answers tell beside the others
``passage_effects``: what the answers to one passage share, and the variance that it adds
``chance_alone``: whether a sitting's answers may all be guesses
``topic_sums``: what one sitting tells of each topic, allowing for the ability that the same answers gave
``year_pool``: the questions that a claim is about, by topic and by area, over a grid of levels
``topic_posterior``: what a learner can do in each topic, as a posterior distribution
``area_posterior``: what a learner can do in a strand or in the whole subject, where single topics tell too little
``class_topic_test``: whether a topic is harder for a class than its learners' own levels lead one to expect
"""
