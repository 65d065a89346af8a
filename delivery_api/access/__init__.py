"""Decides who may reach which learner, class, sitting and report.

- ``access``: the guards that routes declare, and the request's transaction and time
- ``request_context``: the signed-in person, the things that decisions are about, and the functions that load them
- ``roles``: the roles of people, and the rights that a head gives
- ``refusals``: the refusals of requests and commands, by name
"""
