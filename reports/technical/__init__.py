"""Technical reports of a calibration, a link and a DIF analysis, and the commands that write them.

This room reaches `calibration`, which no running service may import.

* ``calibration_page``: the report of a calibration
* ``commands``: the commands `mesur calibrate`, `mesur link` and `mesur dif`
* ``dif_messages``: messages on DIF in Welsh and English
* ``dif_methods_section``: DIF by the other methods as rows and as a page
* ``dif_section``: DIF as a section and as a page
* ``fit_messages``: the sentences on the fit of a model in English and Welsh
* ``fit_section``: the fit of a model: verdict, issues, statistics
* ``drift_messages``: messages on drift in Welsh and English
* ``drift_page``: the report on drift of items
* ``explained_difficulty``: the report on explained difficulty
* ``item_evidence``: all statistics of a calibration’s items, and what they suggest
* ``item_sections``: the table of items and the section on each
* ``link_page``: the report of a link
* ``nominal_section``: distractors by the nominal model as sentences and as a section
* ``norms``: the report on norms
* ``page_parts``: HTML parts that the pages share
* ``person_estimates``: abilities and plausible values of persons as CSV
* ``population_page``: the report of a population, and its table as CSV
* ``population_words``: the sentences of that report in English and Welsh
* ``replication_section``: the comparison with a second program
* ``technical_charts``: charts of curves, of persons and items, and scatter charts
* ``technical_messages``: the sentences of the reports in English and Welsh
* ``parameters_csv``: parameters as CSV, for simulations
* ``testlet_section``: the testlets of a calibration as sentences and as a section
"""
