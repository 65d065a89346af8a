"""Comparison of two bank versions: what differs, and what that does to scores.

* ``version_difference``: items, topics and designs that differ
* ``score_difference``: change in reported ability and SE, by simulation
* ``difference_messages``: messages in both languages
"""
