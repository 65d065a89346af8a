"""The national release: figures of a school year's results, frozen, and written as a registered folder.

- ``counted_results``: whose results count, with what is told of each
- ``service``: the use cases: make a release, list them
- ``release_folder``: the folder of a release: CSV, Parquet, data dictionary, manifest
- ``store``: the SQL of releases
- ``tables``: their tables
"""
