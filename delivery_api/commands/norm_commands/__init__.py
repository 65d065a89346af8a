"""The commands `mesur norms adopt`, `mesur norms withdraw` and `mesur norms extract`.

* ``adopt``: `mesur norms adopt` and `mesur norms withdraw`, beside all the others
* ``extract``: `mesur norms extract`, beside the commands that need no service
* ``left_out_messages``: why results are not in a sample
"""
