"""A mail server that drops, hangs and refuses at every verb: nothing is lost, and we know why.

On top of the channel stands the plainest sender there can be: it sends again until it was told
that the message is taken. What it loses or doubles is the channel's fault.
"""

from __future__ import annotations

import random
import shutil
import ssl
from collections import Counter
from datetime import UTC, datetime
from time import monotonic

import pytest

from config.alerts import Mail, Safety
from tests.mail_server import PASSWORD, USER, Fault, MailServer, office_for_localhost
from tests.test_fetch_tls import ENDED, Office, serves
from tracker.alerts.channel import Ambiguous, Deferred, Refused, Undelivered, Unreachable
from tracker.alerts.letter import Letter
from tracker.alerts.smtp import Smtp
from tracker.alerts.subscription import Subscription

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
WISH = Subscription(name="rare-earths", to="reader@example.com")


def letter(name: str = "m1", text: str = "Suspended until 10 November 2026.") -> Letter:
    return Letter(name, "[MOFCOM] Suspended", text, "<p>Suspended.</p>", thread=("act-1",))


def to(server: MailServer, safety: Safety = "none", *, login: bool = False) -> Mail:
    given = (USER, PASSWORD) if login else (None, None)
    return Mail("localhost", server.port, safety, "alerts@tracker.example", *given)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make certificates with")
    return office_for_localhost(tmp_path_factory.mktemp("mail-certificates"))


@pytest.fixture(scope="module")
def believed(office: Office) -> ssl.SSLContext:
    """The server's side of TLS with a certificate that the office vouches for."""
    return serves(office.issued("mail", office.root, "right"))


def smtp(settings: Mail, office: Office | None = None, **limits: float) -> Smtp:
    trust = office.trust() if office else None
    return Smtp(settings, context=trust, now=lambda: NOON, **{"timeout": 5.0, **limits})


def sent_until_taken(way: Smtp, message: Letter, wish: Subscription = WISH) -> list[Undelivered]:
    """Send again until it is taken; what was told before that."""
    told: list[Undelivered] = []
    while len(told) < 40:
        try:
            way.send(message, wish)
        except Undelivered as error:
            told.append(error)
        else:
            return told
    raise AssertionError(f"never taken: {told}")


def figures(server: MailServer, names: int) -> tuple[int, int]:
    """How many messages are lost, and how many arrived once too often."""
    arrived = Counter(mail.id for mail in server.taken)
    return names - len(arrived), sum(count - 1 for count in arrived.values())


# -- drops ------------------------------------------------------------------------------------

DROPS: dict[str, type[Undelivered]] = {
    "connect": Unreachable,
    "EHLO": Unreachable,
    "STARTTLS": Unreachable,
    "AUTH": Deferred,  # the answer came: the login stands, and MAIL finds nobody
    "MAIL": Deferred,
    "RCPT": Deferred,
    "data": Deferred,
    "dot": Ambiguous,
}


@pytest.mark.parametrize("point", DROPS)
def test_a_drop_is_told_for_what_it_is_and_sending_again_loses_nothing(
    point: str, office: Office, believed: ssl.SSLContext
) -> None:
    long = letter(text="x" * 3_000_000 if point == "data" else "short")
    with MailServer([Fault(point, "drop")], believed, login=True) as server:
        way = smtp(to(server, "starttls", login=True), office)
        told = sent_until_taken(way, long)
        way.close()
    lost, doubled = figures(server, 1)
    print(f"drop at {point}: {type(told[0]).__name__}: {told[0]}; lost {lost}, doubled {doubled}")
    assert [type(error) for error in told] == [DROPS[point]]
    assert (lost, doubled) == (0, int(point == "dot"))
    assert {mail.id for mail in server.taken} == {"<m1@tracker.example>"}


def test_among_many_messages_and_many_drops_none_is_lost_and_few_come_twice() -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    ambiguous = 0
    with MailServer() as server:
        way = smtp(to(server))
        for number in range(150):
            if chance.random() < 0.6:
                server.faults.append(Fault(chance.choice(["EHLO", "MAIL", "RCPT", "dot"]), "drop"))
            told = sent_until_taken(way, letter(f"m{number}"))
            ambiguous += sum(isinstance(error, Ambiguous) for error in told)
        way.close()
    lost, doubled = figures(server, 150)
    print(f"seed {seed}: 150 messages, {ambiguous} ambiguous drops; lost {lost}, doubled {doubled}")
    assert lost == 0
    assert doubled <= ambiguous


@pytest.mark.parametrize("farewell", ["gone", "421 4.4.2 idle for too long"])
def test_a_server_that_went_away_between_two_messages_is_called_again(farewell: str) -> None:
    with MailServer([Fault("RSET", farewell)]) as server:
        way = smtp(to(server))
        for number in range(3):
            way.send(letter(f"m{number}"), WISH)
        way.close()
    assert (figures(server, 3), server.connections) == ((0, 0), 2)


def test_a_message_that_breaks_the_line_does_not_shut_the_way_but_a_second_one_does() -> None:
    with MailServer([Fault("RCPT", "drop", times=3)]) as server:
        way = smtp(to(server))
        with pytest.raises(Deferred):
            way.send(letter("m1"), WISH)
        with pytest.raises(Unreachable, match="twice in a row"):
            way.send(letter("m2"), WISH)
    assert server.taken == []


# -- hanging ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        ("connect", Unreachable),
        ("EHLO", Unreachable),
        ("STARTTLS", Unreachable),
        ("AUTH", Unreachable),
        ("MAIL", Deferred),
        ("RCPT", Deferred),
        ("DATA", Deferred),
        ("dot", Ambiguous),
    ],
)
def test_a_server_that_hangs_is_given_up_in_time(
    point: str, kind: type[Undelivered], office: Office, believed: ssl.SSLContext
) -> None:
    # Without TLS where it does not matter: a busy machine may need long for a handshake.
    secure = point in ("STARTTLS", "AUTH")
    safety: Safety = "starttls" if secure else "none"
    context = believed if secure else None
    with MailServer([Fault(point, "hang")], context, login=secure) as server:
        settings = to(server, safety, login=secure)
        way = smtp(settings, office, timeout=0.5, deadline=0.8)
        began = monotonic()
        with pytest.raises(kind) as caught:
            way.send(letter(), WISH)
        took = monotonic() - began
        again = smtp(settings, office)
        assert sent_until_taken(again, letter()) == []
        again.close()
    print(f"hang at {point}: {type(caught.value).__name__} after {took:.2f} s: {caught.value}")
    assert took < 2
    assert type(caught.value) is kind
    assert figures(server, 1) == (0, int(point == "dot"))


def test_a_server_that_drips_is_given_up_at_the_end_of_the_step() -> None:
    with MailServer([Fault("RCPT", "drip")]) as server:
        way = smtp(to(server), timeout=0.5)
        began = monotonic()
        with pytest.raises(Deferred, match="no answer in time"):
            way.send(letter(), WISH)
        took = monotonic() - began
    print(f"a line each 0.05 s, for 5 s: given up after {took:.2f} s of 0.5 s")
    assert took < 1.5


def test_a_message_as_a_whole_has_an_end() -> None:
    with MailServer([Fault("MAIL", "hang")]) as server:
        way = smtp(to(server), timeout=5, deadline=0.5)
        began = monotonic()
        with pytest.raises(Undelivered, match="no answer in time"):
            way.send(letter(), WISH)
        assert monotonic() - began < 1.5


# -- answers ----------------------------------------------------------------------------------

ANSWERS: list[tuple[str, str, type[Undelivered], bool | None]] = [
    ("connect", "421 4.3.2 not now", Unreachable, None),
    ("connect", "554 5.7.1 no service for you", Unreachable, None),
    ("EHLO", "421 4.3.2 not now", Unreachable, None),
    ("EHLO", "550 5.5.0 no", Unreachable, None),
    ("STARTTLS", "454 4.7.0 TLS not available", Unreachable, None),
    ("STARTTLS", "502 5.5.1 no such verb", Unreachable, None),
    ("AUTH", "454 4.7.0 try later", Unreachable, None),
    ("AUTH", "535 5.7.8 hunter-2 is wrong", Unreachable, None),
    ("MAIL", "451 4.3.0 try later", Deferred, None),
    ("MAIL", "421 4.3.2 closing", Deferred, None),
    ("MAIL", "550 5.7.1 this sender may not", Unreachable, None),
    ("MAIL", "552 5.3.4 too big", Refused, False),
    ("RCPT", "450 4.2.0 greylisted", Deferred, None),
    ("RCPT", "452 4.2.2 mailbox full", Deferred, None),
    ("RCPT", "550 5.1.1 User unknown in relay recipient table", Refused, True),
    ("RCPT", "550 no such user", Refused, True),
    ("RCPT", "551 not here any more", Refused, True),
    ("RCPT", "553 no such address", Refused, True),
    ("RCPT", "550 5.7.1 we do not like the words", Refused, False),
    ("RCPT", "552 5.2.2 mailbox full", Refused, False),
    ("RCPT", "554 5.7.1 Relay access denied", Deferred, None),
    ("RCPT", "530 5.7.0 log in first", Unreachable, None),
    ("DATA", "451 4.3.0 try later", Deferred, None),
    ("DATA", "554 5.5.1 no valid recipients", Refused, False),
    ("dot", "451 4.7.1 greylisted", Deferred, None),
    ("dot", "554 5.7.1 looks like spam", Refused, False),
    ("dot", "550 5.1.1 no such user after all", Refused, True),
    ("dot", "nonsense", Ambiguous, None),
]


@pytest.mark.parametrize(("verb", "answer", "kind", "for_good"), ANSWERS)
def test_each_answer_means_one_thing(
    verb: str,
    answer: str,
    kind: type[Undelivered],
    for_good: bool | None,
    office: Office,
    believed: ssl.SSLContext,
) -> None:
    with MailServer([Fault(verb, answer)], believed, login=True) as server:
        way = smtp(to(server, "starttls", login=True), office)
        with pytest.raises(Undelivered) as caught:
            way.send(letter(), WISH)
        assert server.taken == []
        assert sent_until_taken(way, letter()) == []
        way.close()
    error = caught.value
    print(f"{verb} {answer[:3]}: {type(error).__name__}: {error}")
    assert type(error) is kind
    assert getattr(error, "for_good", None) == for_good
    assert answer[:3] in error.cause or kind is Ambiguous
    assert "hunter-2" not in str(error)  # a server may repeat what it was told
    assert figures(server, 1) == (0, 0)


def test_of_three_recipients_the_one_that_is_greylisted_is_told_later_and_the_others_now() -> None:
    wishes = [Subscription(name=f"r{n}", to=f"r{n}@example.com") for n in (1, 2, 3)]
    pending = list(enumerate(wishes))
    with MailServer([Fault("RCPT", "450 4.2.0 greylisted", about="r2@")]) as server:
        way, rounds = smtp(to(server)), 0
        while pending:
            rounds, later = rounds + 1, []
            for number, wish in pending:
                try:
                    way.send(letter(f"m{number}"), wish)
                except Deferred:
                    later.append((number, wish))
            pending = later
        way.close()
    recipients = [mail.to for mail in server.taken]
    print(f"taken in {rounds} rounds: {recipients}, by {server.connections} connection")
    assert recipients == [("r1@example.com",), ("r3@example.com",), ("r2@example.com",)]
    assert (rounds, server.connections, figures(server, 3)) == (2, 1, (0, 0))


# -- safety -----------------------------------------------------------------------------------


@pytest.mark.parametrize("safety", ["starttls", "tls", "none"])
def test_a_letter_arrives_by_each_kind_of_line(
    safety: Safety, office: Office, believed: ssl.SSLContext
) -> None:
    context = None if safety == "none" else believed
    with MailServer(context=context, at_once=safety == "tls", login=True) as server:
        way = smtp(to(server, safety, login=True), office)
        way.send(letter(), WISH)
        way.close()
    assert [mail.to for mail in server.taken] == [("reader@example.com",)]
    assert any(words.startswith("AUTH PLAIN") for words in server.said)


def test_where_starttls_was_stripped_nothing_is_said_at_all() -> None:
    with (
        MailServer(login=True) as server,
        pytest.raises(Unreachable, match="no STARTTLS") as caught,
    ):
        smtp(to(server, "starttls", login=True)).send(letter(), WISH)
    print(caught.value)
    assert [words.split()[0] for words in server.said] == ["EHLO"]


def test_what_is_said_before_tls_begins_is_not_taken_for_what_is_said_within(
    office: Office, believed: ssl.SSLContext
) -> None:
    early = Fault("STARTTLS", "220 go ahead\r\n250-mail.example\r\n250 AUTH PLAIN")
    with (
        MailServer([early], believed, login=True) as server,
        pytest.raises(Unreachable, match="before TLS began"),
    ):
        smtp(to(server, "starttls", login=True), office).send(letter(), WISH)


def test_the_other_kind_of_login_does_as_well_and_with_neither_nothing_is_said(
    office: Office, believed: ssl.SSLContext
) -> None:
    with MailServer(context=believed, login=True, without=("PLAIN",)) as server:
        way = smtp(to(server, "starttls", login=True), office)
        way.send(letter(), WISH)
        way.close()
    assert (len(server.taken), "AUTH LOGIN" in server.said) == (1, True)
    with (
        MailServer(context=believed, login=True, without=("PLAIN", "LOGIN")) as server,
        pytest.raises(Unreachable, match="neither of the logins"),
    ):
        smtp(to(server, "starttls", login=True), office).send(letter(), WISH)


@pytest.mark.parametrize("fault", ["self-signed", "wrong host", "expired"])
@pytest.mark.parametrize("safety", ["starttls", "tls"])
def test_a_certificate_that_proves_nothing_ends_it(
    fault: str, safety: Safety, office: Office
) -> None:
    name = f"{fault.replace(' ', '-')}-{safety}"
    context = {
        "self-signed": lambda: serves(office.self_signed(name, "right")),
        "wrong host": lambda: serves(office.issued(name, office.root, "wrong")),
        "expired": lambda: serves(office.issued(name, office.root, "right", ENDED)),
    }[fault]()
    with (
        MailServer(context=context, at_once=safety == "tls", login=True) as server,
        pytest.raises(Unreachable, match="certificate is not to be trusted") as caught,
    ):
        smtp(to(server, safety, login=True), office).send(letter(), WISH)
    print(f"{fault}, {safety}: {caught.value}")
    assert [words for words in server.said if not words.startswith("EHLO")] == []


def test_a_wrong_password_is_told_without_it(office: Office, believed: ssl.SSLContext) -> None:
    with MailServer(context=believed, login=True) as server:
        wrong = Mail("localhost", server.port, "starttls", "a@tracker.example", USER, "secret-word")
        with pytest.raises(Unreachable, match=r"refused the login \(535") as caught:
            smtp(wrong, office).send(letter(), WISH)
    assert "secret-word" not in str(caught.value)
    assert server.taken == []


def test_a_login_goes_over_an_open_line_on_this_machine_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MailServer(login=True) as server:
        settings = to(server, login=True)
        way = smtp(settings)
        assert sent_until_taken(way, letter()) == []
        way.close()
        monkeypatch.setattr("tracker.alerts.smtp.LOCAL", ())  # as if it were another machine
        said = len(server.said)
        with pytest.raises(Unreachable, match="over an open line"):
            smtp(settings).send(letter(), WISH)
    assert [words.split()[0] for words in server.said[said:]] == ["EHLO"]
    assert PASSWORD not in repr(settings)


def test_a_host_that_is_not_there_shuts_the_way() -> None:
    with MailServer() as server:
        pass
    with pytest.raises(Unreachable, match=f"mail server localhost:{server.port}: ") as caught:
        smtp(to(server)).send(letter(), WISH)
    print(caught.value)


def test_a_line_of_one_dot_arrives_as_it_was_written() -> None:
    with MailServer() as server:
        way = smtp(to(server))
        way.send(letter(text="before\n.\n..\n.x\nafter"), WISH)
        way.send(letter("m2"), WISH)
        way.close()
    assert b"\r\n.\r\n..\r\n.x\r\nafter" in server.taken[0].raw
    assert [mail.id[:3] for mail in server.taken] == ["<m1", "<m2"]
