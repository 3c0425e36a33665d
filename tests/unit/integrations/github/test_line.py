"""The line to GitHub: what is certain never to have left, and how trouble is told."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import AF_INET, AF_INET6, SHUT_RDWR, create_server, has_ipv6, socket
from threading import Thread

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from afteraction.errors import ConfigError
from afteraction.integrations.github import client
from afteraction.integrations.github.client import Client
from afteraction.integrations.github.line import line_to
from afteraction.integrations.github.settings import GithubSettings
from afteraction.integrations.github.wire import read_nothing
from afteraction.network.connecting import never_left, why
from afteraction.network.patience import Patience

Talk = Callable[[socket], None]
"""What a server does with one connection."""


@contextmanager
def serving(talk: Talk, host: str = "127.0.0.1") -> Iterator[int]:
    """A server's port; it talks to one after the other."""
    family = AF_INET6 if ":" in host else AF_INET
    with create_server((host, 0), family=family) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    connection.settimeout(5)
                    talk(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        with suppress(OSError):
            server.shutdown(SHUT_RDWR)
    thread.join(timeout=5)


def says(text: str) -> Talk:
    def talk(connection: socket) -> None:
        connection.recv(65_536)
        connection.sendall(text.encode())

    return talk


def hangs_up(connection: socket) -> None:
    connection.recv(65_536)


def is_silent(connection: socket) -> None:
    while connection.recv(65_536):  # until the other side gives up
        pass


BAD_GATEWAY = says("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
HALF = says("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{}")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def trouble(address: str) -> requests.RequestException:
    """What comes of one request, with a second's patience."""
    line = line_to(address, timeout=1)
    line.request("POST", "/repos", None, {})
    with line.session, pytest.raises(requests.RequestException) as caught:
        line.getresponse()
    return caught.value


@pytest.mark.parametrize("talk", [BAD_GATEWAY, hangs_up, is_silent])
def test_a_proxy_that_does_not_connect_us_sends_nothing_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(talk) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        error = trouble("https://github.example")

    assert never_left(error)
    assert why(error, 1, "ghe.example") == "ghe.example can not be reached"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(hangs_up) as port:
        pass
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", f"http://127.0.0.1:{port}")

    error = trouble(f"{scheme}://github.example")

    assert never_left(error)
    assert why(error, 1, "ghe.example") == "ghe.example can not be reached"


@pytest.mark.parametrize("proxied", [False, True])
@pytest.mark.parametrize(
    ("talk", "told"),
    [
        (hangs_up, "the connection to ghe.example broke off"),
        (HALF, "the connection to ghe.example broke off"),
        (is_silent, "ghe.example gave no answer within 1 seconds"),
    ],
)
def test_what_was_sent_may_have_arrived(
    talk: Talk, told: str, monkeypatch: pytest.MonkeyPatch, *, proxied: bool
) -> None:
    """Also where urllib3 calls it the proxy's error."""
    with serving(talk) as port:
        address = f"http://127.0.0.1:{port}"
        if proxied:
            monkeypatch.setenv("HTTP_PROXY", address)
            address = "http://github.example"
        error = trouble(address)

    assert not never_left(error)
    assert why(error, 1, "ghe.example") == told


def test_nobody_is_there() -> None:
    with serving(hangs_up) as port:
        pass

    error = trouble(f"http://127.0.0.1:{port}")

    assert never_left(error)
    assert why(error, 1, "ghe.example") == "ghe.example can not be reached"


def test_what_speaks_no_tls() -> None:
    with serving(BAD_GATEWAY) as port:
        error = trouble(f"https://127.0.0.1:{port}")

    assert never_left(error)
    assert why(error, 1, "ghe.example") == "ghe.example can not be reached"


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS, and the file by which it could be known."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "github")])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(alternative, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path


def test_a_certificate_that_is_not_trusted(
    certified: tuple[ssl.SSLContext, Path],
) -> None:
    context, _ = certified

    def talk(connection: socket) -> None:
        with context.wrap_socket(connection, server_side=True):
            pass

    with serving(talk) as port:
        error = trouble(f"https://127.0.0.1:{port}")

    assert never_left(error)
    assert (
        why(error, 1, "ghe.example")
        == "the certificate of ghe.example is not trusted here"
    )


def test_tls_that_breaks_in_the_midst_of_an_answer(
    certified: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, path = certified
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))

    def talk(connection: socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(65_536)
            secured.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{}")
            raw = socket(fileno=secured.detach())
        raw.sendall(b"this is no TLS at all")
        raw.close()

    with serving(talk) as port:
        error = trouble(f"https://127.0.0.1:{port}")

    assert not never_left(error)


# --- what this machine itself does not let leave --------------------------------------


def asking(url: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("A_TOKEN", "ghp_0123456789")
    told = {"type": "github", "repo": "acme/platform", "token": "env:A_TOKEN"}
    settings = GithubSettings.model_validate(told | {"url": url})
    return Client(settings, Patience(sleep=lambda span: None))


def test_certificates_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "no-such-file.pem")

    with pytest.raises(ConfigError, match="certificates") as caught:
        asking("https://127.0.0.1:1", monkeypatch).get("/", read_nothing)

    assert caught.value.hint.startswith("correct REQUESTS_CA_BUNDLE")


@pytest.mark.parametrize("proxy", ["http://ada:pass@127.0.0.1:99999", "http://[bad"])
def test_a_proxys_address_that_is_none(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    with pytest.raises(ConfigError, match="the proxy") as caught:
        asking("https://github.example", monkeypatch).get("/", read_nothing)

    assert "pass" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.skipif(not has_ipv6, reason="this system knows no IPv6")
def test_an_address_of_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT", 5)
    heard: list[bytes] = []

    def talk(connection: socket) -> None:
        heard.append(connection.recv(65_536))
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
        )

    with serving(talk, "::1") as port:
        asking(f"http://[::1]:{port}", monkeypatch).get("/meta", read_nothing)

    (request,) = heard
    assert request.startswith(b"GET /api/v3/meta HTTP/1.1\r\n")
    assert f"Host: [::1]:{port}".encode() in request
