"""Routes that belong to no single feature.

* ``health_routes``: liveness, readiness and metrics
* ``home_routes``: home pages and the player
* ``openapi_description``: the OpenAPI description
* ``practice_routes``: practice of each response type, without sign-in
* ``service_pages``: help, contact, and the accessibility statement
"""
