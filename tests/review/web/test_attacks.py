"""The attacker's checklist: what must not work, each tried."""

from __future__ import annotations

import hmac
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from review_house import HOST, KEY, House, Reader, assert_inert, tree

from pipeline.review.remarks import entry_id, revision
from pipeline.review.web import security
from pipeline.review.web.app import Limits, create_app
from pipeline.review.web.limits import Rate

SECRET = "s3cret-enough-for-a-test"
NOON = "Close the window at noon."
BASE = f"http://{HOST}"
PAGES = (
    "/",
    "/name",
    "/help",
    "/es/window/",
    "/es/window/part?after=2",
    f"/es/window/panel/{entry_id(NOON)}",
    "/es/window/changes?since=x",
    "/es/window/replace",
    "/static/review.css",
    "/nowhere",
    "/es/nowhere/",
    "/xx/window/",
    "/enter/whatever",
)


@pytest.fixture
def shared(house: House) -> Flask:
    """Return the server as the local network sees it."""
    return house.app(secret=SECRET)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", ["open", "shared", "wrong host", "wrong method"])
def test_every_answer_carries_the_policy(house: House, path: str, kind: str) -> None:
    """Errors, fragments and static files too."""
    reader = Reader(house.app(secret=SECRET if kind == "shared" else None), "" if kind != "open" else "Ana")
    base = "http://evil.example" if kind == "wrong host" else BASE
    method = "DELETE" if kind == "wrong method" else "GET"
    answer = reader.client.open(path, base_url=base, method=method, buffered=True)
    for name, value in security.HEADERS.items():
        assert answer.headers.getlist(name) == [value]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert "Cache-Control" in answer.headers
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_pages_hold_no_inline_script_and_no_inline_style(ana: Reader) -> None:
    for path in PAGES:
        answer = ana.get(path)
        if answer.mimetype == "text/html":
            assert_inert(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8600", "127.0.0.1", "127.0.0.1:1", "", "127.0.0.1:8600."]
)
def test_a_name_that_was_rebound_to_us_gets_nothing(ana: Reader, host: str) -> None:
    answer = ana.client.get("/", base_url=BASE, headers={"Host": host})
    assert answer.status_code == 403
    assert "Harbour Street" not in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_forwarded_hosts_are_not_believed(ana: Reader) -> None:
    answer = ana.client.get("/es/window", base_url=BASE, headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 308 and "evil" not in answer.location


@pytest.mark.parametrize("token", ["", "wrong", "x" * 32, "é", "\ud83d".encode("utf-16", "surrogatepass").hex()])
def test_a_form_without_the_right_token_changes_nothing(ana: Reader, house: House, token: str) -> None:
    before = house.catalogue_path("window", "es").read_bytes()
    data = {"action": "approve", "target": "Robado.", "seen": revision(house.entry(NOON))}
    answer = ana.post(f"/es/window/{entry_id(NOON)}", data, csrf=token)
    assert answer.status_code == 403
    assert "Robado." in answer.get_data(as_text=True)  # what was written is handed back
    assert house.catalogue_path("window", "es").read_bytes() == before
    for path in ("/name", "/language", "/es/window/undo", "/es/window/replace", f"/es/window/{entry_id(NOON)}/check"):
        assert ana.post(path, {"name": "Eva", "language": "pt"}, csrf=token).status_code == 403


def test_a_token_of_another_session_is_worth_nothing(app: Flask) -> None:
    ana, eva = Reader(app, "Ana"), Reader(app, "Eva")
    assert ana.post("/name", {"name": "Eva"}, csrf=eva.csrf()).status_code == 403
    assert ana.post("/name", {"name": "Bia"}, csrf=ana.csrf()).status_code == 303


def test_the_token_may_come_in_a_header(ana: Reader) -> None:
    answer = ana.client.post("/name", base_url=BASE, data={"name": "Bia"}, headers={"X-CSRF-Token": ana.csrf()})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://{HOST}"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    ],
)
def test_another_sites_form_is_refused_whatever_its_token(ana: Reader, headers: dict[str, str]) -> None:
    data = {"name": "Eva", "csrf": ana.csrf(), "target": "<b>from elsewhere</b>"}
    answer = ana.client.post("/name", base_url=BASE, data=data, headers=headers)
    assert answer.status_code == 403
    assert "from elsewhere" not in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("target", ["iframe", "image", "script", "empty", "object", "style"])
def test_another_site_can_link_here_and_embed_nothing(ana: Reader, target: str) -> None:
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": target}
    assert ana.get("/es/window/", headers=embedded).status_code == 403
    framed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert ana.get("/es/window/", headers=framed).status_code == 403
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert ana.get("/es/window/", headers=linked).status_code == 200


def test_a_form_of_our_own_pages_is_taken(ana: Reader) -> None:
    data = {"name": "Bia", "csrf": ana.csrf()}
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert ana.client.post("/name", base_url=BASE, data=data, headers=ours).status_code == 303


def test_without_the_link_nothing_can_be_seen(shared: Flask) -> None:
    reader = Reader(shared)
    for path in PAGES:
        if not path.startswith(("/static/", "/enter/")):
            answer = reader.get(path)
            assert answer.status_code == 403, path
            assert "Harbour" not in answer.get_data(as_text=True)
            assert "Set-Cookie" not in answer.headers
    assert reader.client.post("/name", base_url=BASE, data={"name": "Eva"}).status_code == 403


def test_the_link_lets_in_and_stays_good(shared: Flask) -> None:
    reader = Reader(shared)
    assert reader.get(f"/enter/{SECRET}").location == "/"
    assert reader.get("/name").status_code == 200
    assert reader.get(f"/enter/{SECRET}").location == "/"


def test_a_new_link_makes_the_old_cookies_worthless(house: House) -> None:
    reader = Reader(house.app(secret=SECRET))
    reader.get(f"/enter/{SECRET}")
    cookie = next(iter(reader.client._cookies.values()))
    other = Reader(house.app(secret="another-secret-of-the-same-key"))
    other.client.set_cookie(cookie.key, cookie.value, domain="127.0.0.1")
    assert other.get("/name").status_code == 403


def test_all_wrong_secrets_get_the_same_answer(shared: Flask) -> None:
    reader = Reader(shared)
    wrong = (SECRET[:-1], SECRET + "x", SECRET.upper(), "x", "x" * 500, "%00", "é", "%F0%9F%92%A9", "%ff")
    answers = {(answer.status_code, answer.get_data()) for answer in (reader.get(f"/enter/{each}") for each in wrong)}
    assert len(answers) == 1 and next(iter(answers))[0] == 404
    assert "Ask for a new one" in next(iter(answers))[1].decode()


def test_secrets_and_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch, shared: Flask) -> None:
    """The comparison sees digests of one length, whatever was sent."""
    seen: list[tuple[int, int]] = []
    whole = hmac.compare_digest

    def noted(left: Any, right: Any) -> bool:
        seen.append((len(left), len(right)))
        return whole(left, right)

    monkeypatch.setattr(security.hmac, "compare_digest", noted)
    reader = Reader(shared)
    for given in ("x", SECRET, SECRET[:5]):
        reader.get(f"/enter/{given}")
    assert [pair for pair in seen if pair == (32, 32)] == [(32, 32)] * 3
    source = inspect.getsource(security.Gate.try_secret)
    assert "==" not in source.replace('"""', "")


def test_guessing_secrets_is_slowed_down_and_then_even_the_right_one_waits(house: House) -> None:
    limits = Limits(secrets=Rate(5, 1 / 30))
    reader = Reader(house.app(secret=SECRET, limits=limits))
    assert [reader.get(f"/enter/guess-{number}").status_code for number in range(7)] == [404] * 5 + [429] * 2
    late = reader.get(f"/enter/{SECRET}")
    assert late.status_code == 429 and int(late.headers["Retry-After"]) >= 30
    elsewhere = reader.client.get(f"/enter/{SECRET}", base_url=BASE, environ_base={"REMOTE_ADDR": "10.0.0.2"})
    assert elsewhere.status_code == 303


def test_who_asks_too_much_is_slowed_down(house: House) -> None:
    reader = Reader(house.app(limits=Limits(requests=Rate(20, 0.001))))
    answers = [reader.get("/help").status_code for _ in range(25)]
    assert answers[:20] == [200] * 20 and answers[20:] == [429] * 5
    writer = Reader(house.app(limits=Limits(changes=Rate(3, 0.001))))
    codes = [writer.client.post("/name", base_url=BASE, data={"a": "b"}).status_code for _ in range(5)]
    assert codes == [403, 403, 403, 429, 429]


def test_another_sites_page_cannot_use_up_what_its_reader_may_ask_for(house: House) -> None:
    reader = Reader(house.app(limits=Limits(requests=Rate(5, 0.001), changes=Rate(1, 0.001))))
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    for _ in range(20):
        assert reader.get("/help", headers=foreign).status_code == 403
        assert reader.client.post("/name", base_url=BASE, headers={"Origin": "http://evil.example"}).status_code == 403
    assert reader.get("/help").status_code == 200
    assert reader.post("/name", {"name": "Ana"}).status_code == 303


def test_who_claims_to_ask_for_others_is_counted_all_the_same(house: House) -> None:
    reader = Reader(house.app(secret=SECRET, limits=Limits(secrets=Rate(3, 0.001))))
    codes = [
        reader.get(f"/enter/guess-{number}", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        for number in range(5)
    ]
    assert codes == [404, 404, 404, 429, 429]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    cookie = Reader(app).get("/name").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie
    assert re.match(r"octavilla-[0-9a-f]{8}=", cookie)


def test_a_forged_cookie_is_no_cookie(ana: Reader, shared: Flask) -> None:
    (cookie,) = ana.client._cookies.values()
    head, _, tail = cookie.value.partition(".")
    reader = Reader(shared)
    for value in (cookie.value, f"{head}.{tail[::-1]}", "x", "", ".".join("abc"), "\x00", "é"):
        reader.client.set_cookie(cookie.key, value, domain="127.0.0.1")
        assert reader.get("/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2fetc/passwd",
        "/static/fonts/../../app.py",
        "/static/fonts/%2e%2e%2fapp.py",
        "/static/fonts/passwd",
        "/es/../../etc/passwd/",
        "/es/%2e%2e%2f%2e%2e%2fetc%2fpasswd/",
        "/es/..%5c..%5cwindow/",
        "/es/window%00/",
        "/es/window.po/",
        "/../translations/es/window.po",
        "/e%73/wind%6fw/../../x/",
        "/es/window/preview/..%2f1.png",
        "/es/window/preview/-1.png",
        "/es/window/preview/99999999999999999999.png",
        "/es/window/panel/../../x",
        "/es/window/panel/ABCDEF0123456789",
        "/es/window/panel/" + "a" * 400,
        "/%2e%2e/window/",
        "/en/window/",
    ],
)
def test_no_address_leads_out_of_the_project(ana: Reader, path: str) -> None:
    answer = ana.get(path)
    assert answer.status_code in (308, 400, 403, 404, 405)
    body = answer.get_data(as_text=True)
    assert "create_app" not in body and "root:" not in body and "msgid" not in body


def test_only_the_fonts_of_the_room_are_served(house: House, tmp_path: Path) -> None:
    font = tmp_path / "a.woff2"
    font.write_bytes(b"wOF2")
    house.extra["fonts"] = {"text.woff2": font}
    reader = Reader(house.app())
    answer = reader.get("/static/fonts/text.woff2")
    assert (answer.status_code, answer.get_data(), answer.mimetype) == (200, b"wOF2", "font/woff2")
    assert reader.get("/static/fonts/a.woff2").status_code == 404


@pytest.mark.parametrize(
    "after",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "/ /evil.example",
        "evil.example",
        "",
        "/" + "x" * 5000,
    ],
)
def test_nobody_is_led_to_another_site(ana: Reader, after: str) -> None:
    for path, data in (("/name", {"name": "Ana"}), ("/language", {"language": "es"})):
        answer = ana.post(path, {**data, "next": after})
        assert answer.location in ("/", None), after
        assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))
    assert ana.get("/help", query_string={"next": after}).status_code in (200, 414)


@pytest.mark.parametrize(
    "path", ["//evil.example/%2e%2e", "//evil.example", "/es/window%0d%0aX-A:b", "/es//evil.example/.."]
)
def test_a_redirect_to_the_tidy_address_stays_here(ana: Reader, path: str) -> None:
    answer = ana.get(path)
    assert "X-A" not in answer.headers
    if answer.location is not None:
        assert answer.location.startswith((f"{BASE}/", "/")) and not answer.location.startswith("//")


def test_oversized_bodies_are_refused(ana: Reader, house: House) -> None:
    path, seen = f"/es/window/{entry_id(NOON)}", revision(house.entry(NOON))
    before = house.catalogue_path("window", "es").read_bytes()
    for size in (1_000_001, 100_001):
        data = {"action": "approve", "target": "x" * size, "seen": seen}
        assert ana.post(path, data).status_code == 413
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        answer = ana.client.post(path, base_url=BASE, data=b"a" * 2_000_000, content_type=kind)
        assert answer.status_code == 413
    assert ana.post(path, {"action": "comment", "text": "x" * 6000}).status_code == 413
    assert ana.get("/es/window/", query_string={"q": "x" * 9000}).status_code == 414
    assert house.catalogue_path("window", "es").read_bytes() == before


def test_a_body_that_does_not_say_how_long_it_is_is_cut(ana: Reader) -> None:
    from io import BytesIO

    answer = ana.client.post(
        "/name",
        base_url=BASE,
        input_stream=BytesIO(b"name=" + b"x" * 3_000_000),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code in (400, 403, 413)


def test_huge_numbers_of_fields_are_refused(ana: Reader) -> None:
    for body in (b"&".join(b"a%d=1" % number for number in range(20_000)), b"&" * 900_000):
        answer = ana.client.post("/name", base_url=BASE, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(5_000))
    answer = ana.client.post(
        "/name", base_url=BASE, data=parts + b"--x--", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413


def test_other_kinds_of_bodies_and_files_are_refused(ana: Reader) -> None:
    token = ana.csrf()
    for kind, data in (
        ("application/json", b"{}"),
        ("text/plain", b"name=Eva"),
        ("application/xml", b"<a/>"),
        ("", b"x"),
    ):
        answer = ana.client.post("/name", base_url=BASE, data=data, content_type=kind, headers={"X-CSRF-Token": token})
        assert answer.status_code == 415
    part = b'--x\r\nContent-Disposition: form-data; name="name"; filename="a.html"\r\n\r\n<b>\r\n--x--'
    answer = ana.client.post(
        "/name",
        base_url=BASE,
        data=part,
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRF-Token": token},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("sign", ["%00", "%ff", "%c3%28", "%ed%a0%80", "%08", "%1b", "%7f", "%C0%AF"])
def test_what_is_no_text_is_refused(ana: Reader, house: House, sign: str) -> None:
    before = house.catalogue_path("window", "es").read_bytes()
    token = ana.csrf()
    body = f"action=save&seen={revision(house.entry(NOON))}&target=a{sign}b&csrf={token}"
    answer = ana.client.post(
        f"/es/window/{entry_id(NOON)}", base_url=BASE, data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    assert house.catalogue_path("window", "es").read_bytes() == before
    for path in (f"/es/window/?q=a{sign}", f"/es/window/?{sign}=1", f"/es/win{sign}dow/", f"/{sign}"):
        assert ana.get(path).status_code in (400, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "POST"])
def test_other_methods_are_refused(ana: Reader, method: str) -> None:
    for path in ("/", "/es/window/", "/es/window/changes", "/help"):
        answer = ana.client.open(
            path,
            base_url=BASE,
            method=method,
            headers={"X-CSRF-Token": ana.csrf()},
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 405 and "GET" in answer.headers["Allow"]


def test_reading_changes_nothing(ana: Reader, house: House) -> None:
    """A link can make a reader look at something, and do nothing."""
    before = {path: path.read_bytes() for path in house.folder.rglob("*.po*")}
    for path in PAGES:
        for extra in ("action=approve&target=x", "name=Eva&language=pt", "id=1&find=a&with=b"):
            ana.get(f"{path}{'&' if '?' in path else '?'}{extra}")
    assert {path: path.read_bytes() for path in house.folder.rglob("*.po*")} == before
    assert "Ana" in ana.get("/").get_data(as_text=True)


def test_nonsense_in_the_address_is_no_error_of_ours(ana: Reader) -> None:
    for query in (
        "at=zz",
        "at=" + "f" * 16,
        "show=nonsense&order=nonsense",
        "show=changed",
        "before=-1",
        "after=99999999999999999999",
        "before=²",
        "q=%25%7B%7B7*7%7D%7D",
        "ids=" + "," * 3000,
        "find=(a%2B)%2B%24&with=x&pattern=1",
        "find=%5B&pattern=1",
        "find=a&with=%5C9&pattern=1",
        "find=&with=",
        "page=0",
    ):
        for path in ("/es/window/", "/es/window/part", "/es/window/changes", "/es/window/replace"):
            assert ana.get(f"{path}?{query}").status_code in (200, 303, 404), (path, query)


def test_a_fault_of_ours_tells_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def broken(slug: str) -> Any:
        raise ZeroDivisionError("a secret of the server")

    reader = Reader(house.app(), "Ana")
    room = house.room()
    reader = Reader(create_app(_with(room, document=broken), secret=None, hosts=frozenset((HOST,)), key=KEY), "Ana")
    answer = reader.get("/es/window/")
    assert answer.status_code == 500
    body = answer.get_data(as_text=True)
    assert "Traceback" not in body and "ZeroDivision" not in body and "a secret" not in body
    assert "ZeroDivisionError" in caplog.text


def test_the_server_is_no_debug_server(app: Flask) -> None:
    assert not app.debug and not app.testing
    assert app.jinja_env.autoescape is True
    assert app.jinja_env.undefined.__name__ == "StrictUndefined"


@pytest.mark.parametrize(("key", "secret"), [(b"short", None), (KEY, "short"), (KEY, "")])
def test_keys_and_secrets_that_can_be_guessed_are_refused(house: House, key: bytes, secret: str | None) -> None:
    with pytest.raises(ValueError, match="at least 16"):
        create_app(house.room(), secret=secret, hosts=frozenset((HOST,)), key=key)


def test_a_name_is_plain(app: Flask) -> None:
    reader = Reader(app)
    for name in ("", "   ", "x" * 400, "\u202e\u200b", "…", "\u3164", "\u115f\u1160"):
        assert reader.post("/name", {"name": name}).status_code == 422
    assert reader.post("/name", {"name": "Ana\u202e\u200b Reyes\n\tof  Bilbao"}).status_code == 303
    assert "Ana Reyes of Bilbao" in tree(reader.get("/")).text_content()


def _with(room: Any, **values: Any) -> Any:
    from dataclasses import replace

    return replace(room, **values)
