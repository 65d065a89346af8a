"""Marginal fits of data in partitions, in this process or on a Dask cluster.

* ``dask_cluster``: a Dask cluster as a runner, and partitions opened on it
* ``partitioned_source``: the runner protocol, and E-step statistics summed over partitions in a fixed order
* ``partitions``: a folder of Parquet files read, counted, hashed and laid out by a runner
"""
