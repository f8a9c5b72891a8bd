"""Certificates and proxies, against servers that speak real TLS: never unverified, and told why."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from events.errors import ConfigError, Incomplete
from scrapers.archive import Archive
from scrapers.fetch import SiteFetch
from tests.faulty_server import HOST, NOON, FaultyServer, Proxy, article, policy, reply

CONFIG = """
[ca]
default_ca = own
[own]
new_certs_dir = {folder}
database = {folder}/index.txt
serial = {folder}/serial
default_md = sha256
policy = any
email_in_dn = no
unique_subject = no
[any]
commonName = supplied
[issuer]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[right]
basicConstraints = critical,CA:FALSE
subjectAltName = DNS:{host}
[wrong]
basicConstraints = critical,CA:FALSE
subjectAltName = DNS:other.example
[req]
distinguished_name = name
prompt = no
[name]
commonName = {host}
"""
LASTS = ("20200101000000Z", "20491231000000Z")
ENDED = ("20200101000000Z", "20200102000000Z")


class Paper(NamedTuple):
    """A certificate and its key."""

    certificate: Path
    key: Path


class Office:
    """Makes certificates with the openssl command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "index.txt").touch()
        (folder / "serial").write_text("1000\n")
        self.config = folder / "config"
        self.config.write_text(CONFIG.format(folder=folder, host=HOST))
        self.root = self.self_signed("root", "issuer")
        self.middle = self.issued("middle", self.root, "issuer")

    def run(self, *arguments: object) -> None:
        command = ["openssl", *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    def key(self, name: str) -> Path:
        path = self.folder / f"{name}.key"
        self.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)
        return path

    def self_signed(self, name: str, extensions: str) -> Paper:
        key, path = self.key(name), self.folder / f"{name}.pem"
        common = ["-key", key, "-subj", f"/CN={name}", "-extensions", extensions]
        self.run("req", "-x509", "-config", self.config, *common, "-days", 9000, "-out", path)
        return Paper(path, key)

    def issued(
        self, name: str, by: Paper, extensions: str, lasts: tuple[str, str] = LASTS
    ) -> Paper:
        key, asked, path = self.key(name), self.folder / f"{name}.csr", self.folder / f"{name}.pem"
        subject = ["-key", key, "-subj", f"/CN={name}", "-out", asked]
        self.run("req", "-new", "-config", self.config, *subject)
        issuer = ["-cert", by.certificate, "-keyfile", by.key, "-extensions", extensions]
        days = ["-startdate", lasts[0], "-enddate", lasts[1]]
        files = ["-in", asked, "-out", path, "-notext", "-batch"]
        self.run("ca", "-config", self.config, *issuer, *days, *files)
        return Paper(path, key)

    def trust(self) -> ssl.SSLContext:
        """A client that believes the root and nobody else."""
        return ssl.create_default_context(cafile=self.root.certificate)


def serves(paper: Paper, *also: Paper) -> ssl.SSLContext:
    """A server's side, with the certificates it sends along."""
    chain = paper.certificate.with_suffix(".chain")
    chain.write_text("".join(one.certificate.read_text() for one in (paper, *also)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, paper.key)
    return context


def only_tls_1_0(context: ssl.SSLContext) -> ssl.SSLContext:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            context.set_ciphers("ALL@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1
        except (ssl.SSLError, ValueError) as error:
            pytest.skip(f"this OpenSSL speaks no TLS 1.0: {error}")
    return context


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make certificates with")
    return Office(tmp_path_factory.mktemp("certificates"))


def fetch_from(server: FaultyServer, office: Office, folder: Path, **changes: object) -> SiteFetch:
    """A fetch for which the host is found at the server; its name is still checked."""
    asked = replace(policy(), **changes)  # type: ignore[arg-type]
    return SiteFetch(
        asked,
        Archive(folder),
        now=lambda: NOON,
        dial=lambda host, port: [("127.0.0.1", server.port)],
        context=office.trust(),
    )


def test_a_certificate_of_the_host_from_a_known_issuer_is_believed(
    office: Office, tmp_path: Path
) -> None:
    context = serves(office.issued("good", office.middle, "right"), office.middle)
    with FaultyServer({"*": reply(article())}, context) as server:
        assert fetch_from(server, office, tmp_path)(f"https://{HOST}/a").text == article()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("expired", "a certificate that has expired"),
        ("wrong host", "a certificate for another host"),
        ("self-signed", "a self-signed certificate"),
        ("no intermediate", "no intermediate certificate"),
        ("TLS 1.0", "an outdated TLS version"),
    ],
)
def test_a_connection_that_cannot_be_trusted_is_refused_and_the_cause_named(
    fault: str, says: str, office: Office, tmp_path: Path
) -> None:
    name = fault.replace(" ", "-")
    context = {
        "expired": lambda: serves(office.issued(name, office.root, "right", ENDED)),
        "wrong host": lambda: serves(office.issued(name, office.root, "wrong")),
        "self-signed": lambda: serves(office.self_signed(name, "right")),
        "no intermediate": lambda: serves(office.issued(name, office.middle, "right")),
        "TLS 1.0": lambda: only_tls_1_0(serves(office.issued(name, office.root, "right"))),
    }[fault]()
    with FaultyServer({"*": reply(article())}, context) as server:
        with pytest.raises(Incomplete) as caught:
            fetch_from(server, office, tmp_path)(f"https://{HOST}/a")
        assert server.asked == []
    print(f"{fault}: {caught.value.found}")
    assert says in caught.value.found


def test_a_server_that_never_finishes_its_greeting_is_given_up_at_the_deadline(
    office: Office, tmp_path: Path
) -> None:
    with FaultyServer() as plain:  # waits for a request, so the greeting stays unanswered
        fetch = fetch_from(plain, office, tmp_path, deadline=1.0)
        with pytest.raises(Incomplete, match="none in 1 s"):
            fetch(f"https://{HOST}/a")


def test_https_goes_through_the_proxy_and_is_still_verified_end_to_end(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    context = serves(office.issued("behind", office.root, "right"))
    with FaultyServer({"*": reply(article())}, context) as server:
        proxy = Proxy(server.port)
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        archive = Archive(tmp_path)
        with SiteFetch(policy(), archive, now=lambda: NOON, context=office.trust()) as fetch:
            assert fetch(f"https://{HOST}/a").text == article()
        believing_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        with (
            SiteFetch(policy(), archive, now=lambda: NOON, context=believing_nobody) as fetch,
            pytest.raises(Incomplete, match="issuer is unknown"),
        ):
            fetch(f"https://{HOST}/a")
        proxy.close()
    assert proxy.asked == [f"CONNECT {HOST}:443 HTTP/1.1"] * 2


def test_a_proxy_of_a_kind_we_cannot_use_is_a_fault_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "gopher://127.0.0.1:1")
    fetch = SiteFetch(policy(), Archive(tmp_path), now=lambda: NOON)
    with pytest.raises(ConfigError, match="HTTPS_PROXY"):
        fetch(f"https://{HOST}/a")
