"""Banks parsed from their JSON.

* ``bank_parsing``: a whole bank, checked
* ``json_record``: typed access to the fields of a JSON object
* ``parameters_csv``: a bank of item parameters alone, from CSV
* ``response_parsing``: responses
* ``rule_parsing``: scoring rules
"""
