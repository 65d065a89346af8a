"""Where a sign-in leads is a page of this service, whatever the address says."""

from __future__ import annotations

import pytest

from delivery_api.identity.return_url import safe_return_path


@pytest.mark.parametrize(
    "path", ["/", "/player/5d0c", "/feedback/classes/1?sort=name&down=1", "/feedback/learners/me#end", "/a/%2F/b"]
)
def test_a_page_of_ours_is_gone_back_to(path: str) -> None:
    assert safe_return_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "player/1",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/a\\b",
        "\\\\elsewhere.example",
        "https://elsewhere.example",
        "https:elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "\t//elsewhere.example",
        " /player/1",
        "/player/1 ",
        "/player/1\r\nSet-Cookie: a=b",
        "/\x00",
        "/" + "a" * 500,
        "/login?back=/login",
        "/login/callback?code=1",
        "/logout",
        "/signed-out",
        "/not-you?back=/",
        "/api/me",
    ],
)
def test_anything_else_is_the_first_page(elsewhere: str | None) -> None:
    assert safe_return_path(elsewhere) == "/"
