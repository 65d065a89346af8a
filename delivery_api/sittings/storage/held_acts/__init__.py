"""How acts that wait for a second person, and those done alone, are stored.

- ``store``: the SQL of held acts
- ``tables``: the table of held acts
"""
