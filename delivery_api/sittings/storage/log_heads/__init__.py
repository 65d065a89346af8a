"""How far each log goes and whose it is, remembered outside the database, so that no sitting is hidden or sat again.

- ``bucket_files``: files of notes of one length, which processes of all hosts write in place
- ``head_files``: the files that say how far each log goes
- ``head_notes``: what transactions remember and forget there
- ``learner_files``: the files that say which sittings each learner has begun
- ``learner_notes``: what transactions remember and forget there
- ``store``: the SQL of both
"""
