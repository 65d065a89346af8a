"""The national release: figures of a school year's results, frozen, and written as a registered folder.

- ``counted_results``: whose results count, with what is told of each
- ``lost_releases``: which releases the ledger tells of that the database has no more
- ``service``: the use cases: make a release, list them
- ``release_folder``: the folder of a release: CSV, Parquet, data dictionary, manifest
- ``store``: the SQL of releases
- ``tables``: their tables
"""
