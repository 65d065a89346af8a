"""How booklets of trials are stored, and which one the next sitting gets.

- ``store``: the SQL of booklets
- ``tables``: the table of booklets
"""
