"""What an agency can be, its other names, and the roles in it (data only). Codes are stored; the words may change freely."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What sort of body an agency is. The groups of 004:940, then local, private and civil bodies."""

    MINISTRY = "ministry"
    DEPARTMENT = "department"
    PROVINCE = "province"
    HIGHER_EDUCATION = "higher_education"
    OTHER_STATE = "other_state"
    PUBLIC_ORGANISATION = "public_organisation"
    STATE_ENTERPRISE = "state_enterprise"
    LOCAL_GOVERNMENT = "local_government"
    UNIT = "unit"
    COMPANY = "company"
    ASSOCIATION = "association"
    COMMUNITY = "community"


class Role(StrEnum):
    """What a member of an agency does for its applications."""

    DRAFTER = "drafter"
    APPROVER = "approver"
    ADMIN = "admin"


class AliasKind(StrEnum):
    """How another name of an agency came about."""

    VARIANT = "variant"
    FORMER = "former"
    SHORT = "short"
    SCAN = "scan"


# Bodies outside the state: they may apply where a type is open to private and civil bodies (004:641).
NON_STATE: frozenset[str] = frozenset({Kind.COMPANY, Kind.ASSOCIATION, Kind.COMMUNITY})

# code → Thai
KINDS: dict[str, str] = {
    "ministry": "กระทรวง",
    "department": "กรม",
    "province": "จังหวัด",
    "higher_education": "สถาบันอุดมศึกษา",
    "other_state": "หน่วยงานของรัฐรูปแบบอื่น",
    "public_organisation": "องค์การมหาชน",
    "state_enterprise": "รัฐวิสาหกิจ",
    "local_government": "องค์กรปกครองส่วนท้องถิ่น",
    "unit": "หน่วยงานในสังกัด",
    "company": "ภาคเอกชน",
    "association": "สมาคมหรือมูลนิธิ",
    "community": "ชุมชนหรือภาคประชาสังคม",
}
ROLES: dict[str, str] = {
    "drafter": "ผู้จัดทำใบสมัคร",
    "approver": "ผู้อนุมัติใบสมัคร",
    "admin": "ผู้ดูแลบัญชีของหน่วยงาน",
}
ALIAS_KINDS: dict[str, str] = {
    "variant": "ชื่อที่พิมพ์ต่างกัน",
    "former": "ชื่อเดิม",
    "short": "ชื่อย่อ",
    "scan": "คลาดเคลื่อนจากการสแกน",
}

# code → English
KINDS_EN: dict[str, str] = {
    "ministry": "Ministry",
    "department": "Department",
    "province": "Province",
    "higher_education": "Higher education institution",
    "other_state": "Other state agency",
    "public_organisation": "Public organisation",
    "state_enterprise": "State enterprise",
    "local_government": "Local government",
    "unit": "Part of an agency",
    "company": "Company",
    "association": "Association or foundation",
    "community": "Community or civil society",
}
ROLES_EN: dict[str, str] = {
    "drafter": "Drafter",
    "approver": "Approver",
    "admin": "Agency administrator",
}
# Where an invitation, and a request to act for an agency, may stand.
INVITATION_STATES: dict[str, str] = {
    "waiting": "รอผู้รับตอบ",
    "asking": "รอผู้ดูแลยืนยันบัญชีที่ขอรับ",
    "accepted": "รับแล้ว",
    "withdrawn": "เพิกถอนแล้ว",
}
REQUEST_STATES: dict[str, str] = {
    "waiting": "รอเจ้าหน้าที่ตรวจ",
    "approved": "อนุมัติแล้ว",
    "refused": "ไม่อนุมัติ",
    "withdrawn": "ผู้ขอถอนเรื่อง",
}
ALIAS_KINDS_EN: dict[str, str] = {
    "variant": "Also printed",
    "former": "Former name",
    "short": "Short name",
    "scan": "Scan slip",
}


def kind_name(kind: str, language: str = "th") -> str:
    """The words for a kind of agency; the code itself where it is unknown."""
    return (KINDS_EN if language == "en" else KINDS).get(kind, kind)


def role_name(role: str, language: str = "th") -> str:
    """The words for a role in an agency; the code itself where it is unknown."""
    return (ROLES_EN if language == "en" else ROLES).get(role, role)


def alias_kind_name(kind: str, language: str = "th") -> str:
    """The words for a kind of other name; the code itself where it is unknown."""
    return (ALIAS_KINDS_EN if language == "en" else ALIAS_KINDS).get(kind, kind)
