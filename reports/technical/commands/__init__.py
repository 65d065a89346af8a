"""The commands `mesur calibrate`, `mesur link`, `mesur dif`, `mesur drift`, `mesur norms` and `mesur population`.

* ``calibrate``: `mesur calibrate`: load, check, fit, write
* ``calibration_run``: what a run of `mesur calibrate` writes and finds
* ``cluster_fit``: a fit on a Dask cluster
* ``data_options``: options that say how responses are read
* ``dif``: `mesur dif`: comparison of groups
* ``drift``: `mesur drift`: drift of items over windows
* ``error_exit``: errors as a sentence and exit code 2
* ``explain_difficulty``: `mesur explain-difficulty`: difficulties explained and predicted
* ``extract_folder``: the manifest of a trial's extract
* ``fit_options``: options that say what is fitted
* ``link``: `mesur link`: constants between two calibrations
* ``norms``: `mesur norms fit | show`: norms from a reference sample
* ``option_checks``: options that do not go together, and data that are too large
* ``option_parsing``: option texts parsed to values
* ``population``: `mesur population`: ability of a population and its groups
* ``progress_display``: progress on the terminal
* ``response_loading``: loading of a file of responses
* ``terminal_output``: results printed on the terminal
"""
