"""What every request and response passes through.

* ``error_mapping``: refusals and errors as HTTP statuses and sentences
* ``load_shedding``: priority lanes for requests under load
* ``page_response``: the response with a page
* ``rate_limit``: the requests of one account
* ``request_middleware``: origin, size and security headers
"""
