"""From a record to a letter in the outbox, and from there out: once, in the right words, and never lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from string import Formatter
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from lertrat.kernel import clock
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.notices import actions, letters, queries, readers
from lertrat.notices.models import OutboxMessage
from lertrat.people.actions import create_person, deactivate
from lertrat.people.models import Person
from lertrat.records import actions as records

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return create_person(email="admin@opdc.example", name="มาลี ใจดี", is_administrator=True, by=None)


@pytest.fixture
def person(administrator: Person) -> Person:
    return create_person(email="somchai@dol.example", title="นาย", name="สมชาย รักงาน", by=administrator)


def message_to(person: Person) -> OutboxMessage:
    return OutboxMessage.objects.get(to_person=person)


def test_a_record_becomes_one_letter_and_goes_out_once(person: Person) -> None:
    records.deliver("notices")
    records.deliver("notices")
    message = message_to(person)
    assert (message.state, message.template, message.to_address) == (
        "queued",
        "account_created",
        person.email,
    )
    assert "เรียน นายสมชาย รักงาน" in message.body_th
    assert "http://127.0.0.1:8000/sign-in/" in message.body_th
    assert message.body_th.rstrip().endswith("กรุณาอย่าตอบกลับ")
    assert actions.send_waiting() == 2
    assert actions.send_waiting() == 0
    sent = [one for one in mail.outbox if one.to == [person.email]]
    assert [one.subject for one in sent] == [message.subject_th]
    assert sent[0].extra_headers["Message-ID"].startswith(f"<{message.ref.lower()}@")
    assert message_to(person).state == "sent"


def test_a_person_who_cannot_sign_in_gets_no_letter(administrator: Person, person: Person) -> None:
    deactivate(person=person, by=administrator)
    records.deliver("notices")
    assert not OutboxMessage.objects.filter(to_person=person).exists()


def test_old_news_is_held_until_an_officer_lets_it_go(administrator: Person, person: Person) -> None:
    later = clock.now() + timedelta(days=15)
    with clock.frozen(later):
        records.deliver("notices")
        assert actions.send_waiting() == 0
        message = message_to(person)
        assert message.state == "held"
        with pytest.raises(NotAllowed):
            actions.release(message=message, by=person)
        actions.release(message=message, by=administrator)
        with pytest.raises(Refusal):
            actions.release(message=message, by=administrator)
        assert actions.send_waiting() == 1


def test_in_a_rehearsal_the_clock_jumps_and_nothing_is_held(
    person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LERTRAT_CLOCK_FILE", str(tmp_path / "clock"))
    with clock.frozen(clock.now() + timedelta(days=100)):
        assert actions.settle() == 2
    assert {one.state for one in OutboxMessage.objects.all()} == {"sent"}


class Broken(EmailBackend):
    """A mail server that takes nothing."""

    error: Exception = ConnectionRefusedError("no mail server")

    def send_messages(self, messages: Any) -> int:
        raise self.error


def test_a_mail_server_that_is_down_is_tried_later_and_later_then_given_up(
    person: Person, settings: Any
) -> None:
    records.deliver("notices")
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    now = clock.now()
    waited = []
    for attempt in range(1, len(actions.WAITS) + 2):
        with clock.frozen(now):
            assert actions.send_waiting() == 0
            assert actions.send_waiting() == 0
        message = message_to(person)
        assert message.attempts == attempt
        assert "no mail server" in message.error
        waited.append(message.not_before - now)
        now = message.not_before
    assert waited[:3] == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)]
    assert message_to(person).state == "failed"


def test_a_mailbox_that_does_not_exist_is_given_up_at_once(
    administrator: Person, person: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.deliver("notices")
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    monkeypatch.setattr(Broken, "error", SMTPRecipientsRefused({person.email: (550, b"no such user")}))
    actions.send_waiting()
    assert message_to(person).state == "failed"
    assert queries.counts(administrator) == {"failed": 2}


def test_a_worker_killed_while_sending_is_followed_by_another(person: Person) -> None:
    records.deliver("notices")
    now = clock.now()
    OutboxMessage.objects.update(claim="dead", attempts=1, not_before=now + actions.CLAIM)
    with clock.frozen(now):
        assert actions.send_waiting() == 0
    with clock.frozen(now + actions.CLAIM):
        assert actions.send_waiting() == 2


def test_the_mailbox_of_the_demonstration_lets_nothing_out(person: Person, settings: Any) -> None:
    records.deliver("notices")
    settings.EMAIL_BACKEND = "lertrat.notices.mailbox.MailboxBackend"
    assert actions.send_waiting() == 2
    assert mail.outbox == []
    assert [one.to_address for one in queries.mailbox("SOMCHAI@dol.example")] == [person.email]
    assert len(queries.mailbox()) == 2


def test_who_may_read_the_outbox(administrator: Person, person: Person) -> None:
    records.deliver("notices")
    own, other = message_to(person), message_to(administrator)
    assert queries.message(person, own.ref) == own
    with pytest.raises(NotFound):
        queries.message(person, other.ref)
    with pytest.raises(NotAllowed):
        queries.outbox(person)
    rows = queries.outbox(administrator)
    assert rows == [own, other] or rows == [other, own]
    assert queries.outbox(administrator, before=rows[0].pk) == rows[1:]
    assert queries.outbox(administrator, state="sent") == []


def test_every_template_has_a_subject_and_its_values_cannot_break_out(person: Person) -> None:
    names = {path.stem for path in letters.FOLDER.glob("*.txt")} - {letters.SIGNATURE}
    assert names == {template for rows in letters._letters.values() for template, _ in rows}
    asked = {
        field
        for name in names
        for part in letters._template(name)
        for _, field, _, _ in Formatter().parse(part)
        if field and field != "name"
    }
    hostile = dict.fromkeys(asked, "{name}\r\nBcc: x@example.com")
    for name in names:
        written = letters.fill(name, letters.Letter(person, hostile))
        assert written.subject
        assert "\n" not in written.subject and "\r" not in written.subject
        assert "เรียน นายสมชาย รักงาน" in written.body


def test_letters_are_asked_for_by_the_reader() -> None:
    assert "submission.received" in letters.verbs()
    assert timedelta(days=14) == readers.STALE
