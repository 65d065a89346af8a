"""The controller's leave to put unscored questions into live sittings of a subject.

* ``service``: use cases: allow, end, and which design a live sitting starts with
* ``store``: SQL
"""
