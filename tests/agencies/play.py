"""Run by the race test in processes of their own: see `tests.players`.

prepare           an agency with an administrator, two people who asked for one without, an invitation; what they are called
approve REF WHO   decides a request as one of two officers
accept TOKEN WHO  accepts the invitation as somebody
new TOKEN NAME    accepts it with a new account
state             who acts for which agency in which role
"""

from __future__ import annotations

import json

import django


def main(command: str, *given: str) -> None:
    django.setup()
    from lertrat.agencies.models import Membership

    if command == "prepare":
        print(json.dumps(_prepare()))
    elif command == "state":
        rows = Membership.objects.order_by("agency__code", "person__email", "role")
        print(json.dumps([list(row) for row in rows.values_list("agency__code", "person__email", "role")]))
    else:
        print(_tried(command, *given))


def _prepare() -> dict[str, str]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from lertrat.agencies import actions, letters
    from lertrat.files import actions as files
    from lertrat.people import actions as people
    from lertrat.programmes import actions as programmes

    who = {
        name: people.create_person(
            email=f"{name}@x.example", name=name, is_administrator=name == "root", by=None
        )
        for name in ("root", "one", "two", "boss", "asker", "rival", "new")
    }
    programme = programmes.create_programme(code="psea", name_th="รางวัล", name_en="Award", by=who["root"])
    for officer in ("one", "two"):
        programmes.appoint(programme=programme, person=who[officer], role="officer", by=who["root"])
    run, empty = (
        actions.register(code=code, kind="department", name_th=f"กรม {code}", by=None)
        for code in ("run", "void")
    )
    actions.grant_membership(person=who["boss"], agency=run, role="admin", by=None)
    page = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
    )
    asked = {}
    for name in ("asker", "rival"):
        letter = files.store(SimpleUploadedFile("a.pdf", page), who[name])
        asked[name] = actions.request_agency(agency=empty, letter=letter, by=who[name]).ref
    ground = actions.Ground(letter_ref="1")
    for email in ("new@x.example", "fresh@x.example"):
        made = actions.invite(agency=run, email=email, roles=["drafter"], ground=ground, by=who["boss"])
        asked[email.partition("@")[0]] = letters.token(made)
    return asked


def _tried(command: str, given: str, name: str) -> str:
    from lertrat.agencies import actions
    from lertrat.agencies.models import JoinRequest
    from lertrat.kernel.errors import Refusal
    from lertrat.people import queries as people

    by = people.by_email(f"{name}@x.example")
    try:
        if command == "approve":
            assert by is not None
            actions.approve_request(request=JoinRequest.objects.get(ref=given), by=by)
        elif command == "accept":
            assert by is not None
            actions.accept_invitation(token=given, by=by)
        else:
            actions.accept_with_new_account(token=given, name=name, password="รหัสผ่าน-ยาวพอ-2569")
    except Refusal as refusal:
        return refusal.code
    return "done"
