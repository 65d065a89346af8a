"""`mesur bank serve`: an author's folder as a page of this machine.

* ``serve``: the command
* ``live_folder``: the page, its style sheet, its script and the folder's state over HTTP
* ``reviewing``: comments and approvals that the page sends
"""
