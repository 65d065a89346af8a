"""The command `mesur norms extract`.

* ``extract``: `mesur norms extract`, beside the commands that need no service
* ``left_out_messages``: why results are not in a sample
"""
