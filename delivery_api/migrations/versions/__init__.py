"""One file per migration, in the order of their numbers.

Each declares its ``kind`` and the ``oldest_release`` that can run on the schema it leaves.

"""
