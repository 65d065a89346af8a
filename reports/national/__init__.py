"""The national release of a subject and school year: figures of groups of ten learners and more, as values and words.

- ``release_values``: a result that counts; a row of a release; a frozen release
- ``release_tables``: which groups are told of, with their means
- ``trends``: how many months of learning a group lies above or below an earlier release
- ``release_document``: a frozen release as JSON
- ``release_messages``: the data dictionary, and what a comparison of languages can and cannot show
"""
