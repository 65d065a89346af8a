"""Taking part in a trial: the schools of its sample, what learners and teachers say, and who objects.

* ``tables``: their tables
"""
