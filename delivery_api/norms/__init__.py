"""The reference sample of norms, from live results: a registered file without names, for `mesur norms fit`.

- ``sample_rows``: which results are in a sample, and what is told of each
- ``sample_files``: the folder of a sample: its table, a data dictionary and a manifest
- ``sample_column_messages``: what each column is, in both languages
- ``extraction``: the use case: choose, register, write
"""
