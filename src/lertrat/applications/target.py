"""Bodies outside the state enter only what is open to them: refused at the start and again at the sending, in the rule's words."""

from __future__ import annotations

from lertrat.agencies.models import Agency
from lertrat.criteria import Pack
from lertrat.criteria.target import shut_out
from lertrat.kernel.errors import Refusal


def refuse_shut_out(pack: Pack, type_id: str, agency: Agency) -> None:
    """Refusal "target-group" where the year's rules leave no place for a body of this kind.

    Bodies of the state are judged by the conditions alone: what is unmet there is read, acknowledged and screened.
    """
    if agency.state_body:
        return
    shut = shut_out(pack, type_id, agency.kind)
    if shut is not None:
        name = pack.types[type_id].name
        raise Refusal(
            "target-group", f"{agency.name_th}สมัครประเภท{name.th}ไม่ได้: {shut.says.th}",
            f"{agency.name_th} cannot enter {name.en}: {shut.says.en}",
        )  # fmt: skip
