"""Test designs as readable TOML files: read with every fault by line, written back, checked against a bank.

* ``design_reading``: a design read from a file
* ``strategy_table``: a strategy read from its table
* ``blueprint_table``: the blueprint table read as masks or as a shadow test's blueprint
* ``stopping_table``: the stopping rules of a file
* ``strategy_vocabulary``: names of strategies and their settings in a file
* ``setting_types``: types of setting values
* ``toml_tree``: a TOML document as a tree with positions
* ``toml_positions``: line and column of each key and value
* ``design_faults``: faults of a file
* ``fault_collector``: faults collected while a file is read
* ``fault_messages``: messages on faults in both languages
* ``bank_compatibility``: a design file checked against a bank
* ``bank_with_design``: a bank with one of its designs replaced or added
* ``design_writing``: a design written as TOML
* ``design_to_toml_tables``: a design as TOML tables
* ``design_schema``: the JSON Schema of design files
* ``key_documentation``: descriptions of the keys of a design file
* ``design_summary``: summary of a year group's sitting
"""
