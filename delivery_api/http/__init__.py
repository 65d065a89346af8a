"""What every request and response passes through.

* ``buffered_body``: the body, read as a whole before anything is done
* ``compression``: pages and JSON, compressed where nobody learns from their length
* ``error_mapping``: refusals and errors as HTTP responses
* ``load_shedding``: priority lanes for requests under load
* ``page_response``: the response with a page
* ``problem_sentences``: the statuses and sentences of refusals
* ``rate_limit``: the requests of one account
* ``refusal_log``: refusals as security events
* ``request_middleware``: origin, declared length and security headers
* ``unexpected_errors``: what nobody foresaw
"""
