"""How the reported results of finished sittings are stored.

- ``store``: the SQL of reported results
- ``tables``: the table of reported results
- ``values``: a reported result, and its serialisation
"""
