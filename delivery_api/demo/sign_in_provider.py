"""The demonstration's OpenID Connect provider on loopback, where anybody may sign in as any of its people."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from jinja2 import ChoiceLoader, PackageLoader
from werkzeug.serving import make_server

from delivery_api.demo.people import OUTSIDERS, SCHOOLS, demo_learners, demo_sign_in_names

with warnings.catch_warnings():
    import authlib.deprecate  # noqa: F401 - imported first, since it switches its warnings on

    warnings.simplefilter("ignore")  # the provider uses deprecated parts of Authlib, which the user cannot change
    import oidc_provider_mock


@contextmanager
def run_provider(port: int) -> Iterator[str]:
    """Run the provider in a thread. Yields the issuer address; port 0 takes a free port."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback has no TLS
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    learners = set(demo_learners())
    users = [
        oidc_provider_mock.User(sub=name, claims={"amr": ["pwd"] if name in learners else ["pwd", "mfa"]})
        for name in demo_sign_in_names()
    ]
    app = oidc_provider_mock.app(user_claims=users)
    app.jinja_loader = ChoiceLoader([PackageLoader("delivery_api.demo"), app.jinja_loader])
    app.jinja_env.globals.update(
        who_cy=_descriptions("Blwyddyn", "athro / athrawes", "pennaeth", "llywodraethwr"),
        who_en=_descriptions("Year", "teacher", "head", "governor"),
    )
    server = make_server("localhost", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _descriptions(year: str, teacher: str, head: str, governor: str) -> dict[str, str]:
    learners = {
        learner.sign_in: f"{learner.name}, {year} {learner.year_group} – {school.name}"
        for school in SCHOOLS
        for each in school.classes
        for learner in each.learners
    }
    staff = {
        sign_in: f"{name}, {what} – {school.name}"
        for school in SCHOOLS
        for sign_in, name, what in (
            (school.teacher_sign_in, school.teacher, teacher),
            (*school.head, head),
            (*school.governor, governor),
        )
    }
    outside = {each.sign_in: f"{each.name}, {each.organisation[2]}" for each in OUTSIDERS}
    return learners | staff | outside
