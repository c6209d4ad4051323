"""Closing one's account for good: a plan that says what goes and what stays, then exactly that, in one transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, NotFound, Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.people.actions import close_for_good
from lertrat.people.models import Person
from lertrat.privacy.models import Erasure
from lertrat.privacy.permits import may
from lertrat.records import personal
from lertrat.records.actions import append


def plan_erasure(person: Person) -> Plan:
    """What closing the account would erase, what it would keep and why, and what stands against it ("refuse"), in Thai.

    A "keep" has its ground in `why`, in both languages: "ไทย", and English in `after`.
    """
    changes = [Change("refuse", words.th, why=words.en) for words in personal.holds(person.pk)]
    for data in personal.classes():
        found = data.count(person.pk)
        if not found:
            continue
        if data.erase is not None:
            changes.append(Change("remove", data.id, {"rows": found}))
        elif data.kept is not None:
            changes.append(Change("keep", data.id, {"rows": found}, why=data.kept.th))
    named = [data.id for data in personal.names_person(person.pk)]
    return Plan(f"erase {person.pk}", tuple(changes), tuple(named))


def erase_account(*, person: Person, digest: str, by: Person) -> Erasure:
    """Do what the plan with this digest says. A second press finds the first result.

    Refusals: "account-held" (with every reason), Conflict "plan-moved" (what is kept has changed since the plan was read).
    """
    may(by, "own", person).require()
    with transaction.atomic():
        held = Person.objects.select_for_update().filter(pk=person.pk).first()
        if held is None:
            raise NotFound("person", "ไม่พบบัญชีนี้", "There is no such account.")
        done = Erasure.objects.filter(person=held).first()
        if done is not None:
            return done
        may(held, "own", held).require()
        if reasons := personal.holds(held.pk):
            raise Refusal(
                "account-held",
                "ยังปิดบัญชีไม่ได้ " + " ".join(words.th for words in reasons),
                "The account cannot be closed yet. " + " ".join(words.en for words in reasons),
            )
        plan = plan_erasure(held)
        if plan.digest != digest:
            raise Conflict(
                "plan-moved",
                "ข้อมูลของท่านเปลี่ยนไปหลังจากเปิดหน้านี้ ยังไม่มีสิ่งใดถูกลบ โปรดอ่านรายการใหม่แล้วยืนยันอีกครั้ง",
                "Your data have changed since this page was opened. Nothing was erased: please read the list again and confirm.",
                current=plan,
            )
        counts: dict[str, Any] = close_for_good(held.pk)
        made = Erasure.objects.create(person=held, at=clock.now(), digest=digest, counts=counts)
        append("erasure.done", obj=made, by=by)
    return made
