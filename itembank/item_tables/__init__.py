"""Tables of procedural items with parameters, as a spreadsheet saves them.

* ``family_reading``: a table's items, with every fault
* ``table_rows``: rows of a table, from CSV
* ``columns``: the columns of a table
* ``parameter_values``: the numbers that a cell stands for
* ``item_words``: prompts and units with numbers in the places of their names
* ``row_items``: the questions of a row
* ``written_forms``: the types of rows whose answer is a fraction or a clock time to write
* ``row_faults``: faults of a table, by row and column
"""
