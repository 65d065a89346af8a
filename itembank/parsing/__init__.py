"""Banks parsed from their JSON, and the tables of authors' TOML files.

* ``adopted_parsing``: the adopted part of a bank
* ``bank_parsing``: a whole bank, checked
* ``fit_items``: the items of a calibration document as a table
* ``json_record``: typed access to the fields of a JSON object
* ``parameters_csv``: a bank of item parameters alone, from CSV or a fit
* ``response_parsing``: responses
* ``rule_parsing``: scoring rules
* ``toml_table``: a TOML table read with type checks, whose faults are raised or collected
"""
