"""Takes answers and hints, and chooses what a sitting asks next.

- ``answer_pace``: how fast answers to one sitting may come
- ``answer_service``: takes an answer: checks, scores, folds, chooses what comes next, logs
- ``believed_withdrawals``: which withdrawn items are heeded
- ``hints``: gives a hint
- ``next_item``: the choice of the next item, its events, and how the player shows it
- ``rest_breaks``: begins and ends a break of the learner's
- ``closing_survey``: what a learner says with pictures at the end of a trial
- ``fallback_selection``: the item asked when the selection fails
- ``sitting_cache``: the sittings that a worker served last
- ``cache_expiry``: drops old entries of the cache
"""
