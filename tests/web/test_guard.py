"""Who may see the preview."""

from __future__ import annotations

import re

import pytest

from composer.web.desk.live import MOST_STREAMS
from tests.web.conftest import PICTURE, Running

PATHS = [
    *("/", "/391/", "/391/letter", "/391/letter?view=source", "/391/look", "/391/problems", "/391/readers"),
    *("/391/events", "/static/preview.css", "/static/preview.js", "/nothing"),
]


@pytest.fixture
def running(preview) -> Running:
    started: Running = preview("391")
    return started


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_nothing_is_shown(shown, path):
    refused = shown.ask(path)

    assert refused.status == 403
    assert "composer preview" in refused.body.decode()


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_wrong_token_opens_nothing(shown, token):
    assert shown.ask(f"/?token={token.encode().hex()}").status == 403


def test_the_token_is_exchanged_for_a_strict_cookie_by_a_redirect_once(running):
    query = running.address.rpartition("/")[2]
    answer = running.ask(f"/{query}")

    assert (answer.status, answer.headers["Location"]) == (303, f"{running.folder}/391/")
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    again = running.ask(f"/{query}")
    assert again.status == 403
    assert "works once" in again.body.decode()
    assert running.ask(f"/{query}", Cookie=answer.headers["Set-Cookie"].split(";")[0]).status == 303


def test_looking_at_the_address_without_opening_it_does_not_use_it_up(running):
    query = running.address.rpartition("/")[2]

    assert "Set-Cookie" not in running.ask(f"/{query}", method="HEAD").headers
    assert running.ask(f"/{query}").status == 303


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["attacker.example.org", "127.0.0.1", "127.0.0.1:1", "localhost.example.org:{port}"])
def test_a_foreign_host_is_refused_though_the_cookie_is_right(shown, path, host):
    assert shown.get(path, Host=host.format(port=shown.port)).status == 403


def test_localhost_is_another_name_for_it(shown):
    assert shown.get("/", Host=f"localhost:{shown.port}").status == 200


@pytest.mark.parametrize("origin", ["https://attacker.example.org", "null", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused_though_the_cookie_is_right(shown, origin):
    assert shown.get("/391/letter", Origin=origin).status == 403
    assert shown.get("/391/letter", Origin=f"http://127.0.0.1:{shown.port}").status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_page_asks_for_is_refused_though_the_cookie_is_right(shown, site):
    assert shown.get("/391/letter", **{"Sec-Fetch-Site": site}).status == 403
    assert shown.get("/391/letter", **{"Sec-Fetch-Site": "same-origin"}).status == 200
    assert shown.get("/", **{"Sec-Fetch-Site": "none"}).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_done_but_to_look_and_to_post(shown, method):
    assert shown.ask("/", method=method, Cookie=shown.cookie).status == 405


def test_nothing_can_be_posted_without_an_origin_or_without_the_pages_own_token(shown):
    assert shown.ask("/391/readers", method="POST", Cookie=shown.cookie).status == 403
    own = f"http://127.0.0.1:{shown.port}"
    assert shown.ask("/391/readers", method="POST", Cookie=shown.cookie, Origin=own).status == 403


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/391/events"])
def test_every_answer_is_strict(shown, path):
    for answer in (shown.get(path), shown.ask(path)):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_cookie_is_for_a_folder_that_nobody_can_guess_so_that_servers_on_other_ports_never_get_it(running, shown):
    answer = running.ask(f"/{running.address.rpartition('/')[2]}")

    assert len(running.folder) > 10
    assert running.folder != shown.folder
    assert f"path={running.folder}/;" in answer.headers["Set-Cookie"].replace("Path", "path")


@pytest.mark.parametrize(
    "path", ["/", "/391/letter", "/?token={token}", "//391/letter", "/{folder}", "/{folder}x/391/letter"]
)
def test_outside_the_folder_there_is_nothing_even_with_the_cookie_and_the_token(shown, path):
    token = shown.address.rpartition("=")[2]
    refused = shown.ask(path.format(token=token, folder=shown.folder.strip("/")), folder="", Cookie=shown.cookie)

    assert refused.status == 403


def test_a_letter_may_open_tabs_and_nothing_else(shown):
    policy = shown.get("/391/letter").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert policy.endswith("; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox")


def test_pictures_are_only_the_letters_and_for_nobody_else(shown):
    picture = f"/391/{re.findall(PICTURE, shown.letter())[0]}"

    assert shown.get(picture).status == 200
    assert shown.ask(picture).status == 403
    assert shown.get("/391/picture/x").status == 404
    assert b"PNG" not in shown.get("/391/picture/..%2f..%2fimages%2flogo.png").body


def test_the_streams_are_bounded(shown):
    for _ in range(MOST_STREAMS):
        assert shown.stream().version() >= 1

    assert shown.stream().answer.status == 503
    assert shown.get("/").status == 200
    shown.close_streams()
    while (stream := shown.stream()).answer.status == 503:  # until the server has seen them go
        stream.answer.read()
    assert stream.version() >= 1
