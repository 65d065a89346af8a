"""Compilation of a bank and a test design into the engine's adaptive test.

* ``adopted_errors``: the errors of adopted parameters in the standard error of a report
* ``adopted_share``: how much of a result rests on items whose parameters are adopted
* ``item_pool``: item parameters and content attributes as the engine's item pool
* ``design_compilation``: a design compiled for one year group
* ``blueprint_feasibility``: whether a year group's items suffice for its blueprint
* ``repeat_limits``: how many items a sitting can have under limits of each template and family
* ``eligible_items``: items that a year group may be asked, and the SE attainable with them
* ``screen_reader_items``: the items that still measure with a screen reader, and why the others do not
* ``practice_compilation``: test of a practice sitting, from the practice items alone
* ``trial_version``: bank version of a trial, with a design for each booklet
* ``relaxation_messages``: messages on constraints that a design has to relax
* ``unseeded_compilation``: test of a sitting without the unscored items of its design
"""
