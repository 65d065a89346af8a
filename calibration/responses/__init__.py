"""Scored responses: read from files, checked and kept by response.

* ``cell_coding``: codes of missing responses, recoded cells, and scores that begin at 1
* ``column_roles``: the role of each column of a table, from its name or as given
* ``content_hash``: SHA-256 of the content of data, independent of order and format
* ``csv_table``: CSV files read by column, with errors located by line
* ``data_findings``: findings of the data checks, and their sentences
* ``label_codes``: labels of persons, items, languages and groups coded as integers
* ``long_table``: tables with one row for each response
* ``missing_responses``: treatment of omitted and not-reached responses
* ``parquet_partitions``: folders of Parquet files read one file at a time
* ``parquet_table``: Parquet files and folders read by column
* ``raw_options``: options chosen in raw responses, and the correct ones
* ``response_attributes``: positions and weights of responses
* ``response_files``: reading of a CSV or Parquet file in any layout
* ``response_matrix``: the response matrix
* ``score_codes``: scores parsed to small integers
* ``scoring_key``: scoring keys, and scoring of raw responses
* ``source_location``: the row or line and the item of each response, for error messages
* ``text_format``: encoding and separator of a text table, as told or as found
* ``wide_table``: tables with one row for each person
"""
