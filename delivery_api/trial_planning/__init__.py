"""Plans trials: reads a plan, builds the collection design, simulates it, and refuses what cannot reach its aim.

It needs the extra ``calibration``; nothing that serves a request imports it.

* ``plan_file``, ``plan_file_messages``: the plan's TOML file, and its faults in both languages
* ``item_choice``: the items that a plan tries, and its anchors
* ``link_chart``: the links between adjacent year groups as a chart, for plan and report
* ``planning``: from a plan and a bank to a planned trial
* ``plan_refusals``: why a plan cannot be carried out, in both languages
* ``plan_page``, ``plan_page_messages``: the planned trial as a page with charts, and as a table
"""
