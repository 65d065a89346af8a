"""What the service reports about itself.

* ``json_logging``: the log as JSON lines
* ``metrics``: counts for Prometheus
* ``request_kinds``: what a request is for
* ``security_events``: refusals, throttles and odd speeds
* ``syslog_forwarding``: the log, sent to a collector
"""
