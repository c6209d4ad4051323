"""What an agency can be, and the roles in it (data only). The lists themselves stand with the models that store them."""

from __future__ import annotations

from lertrat.agencies.models import NON_STATE, Kind, Role

__all__ = ["KINDS_EN", "NON_STATE", "ROLES_EN", "Kind", "Role"]

KINDS_EN: dict[str, str] = {
    Kind.MINISTRY: "Ministry",
    Kind.DEPARTMENT: "Department",
    Kind.PROVINCE: "Province",
    Kind.HIGHER_EDUCATION: "Higher education institution",
    Kind.OTHER_STATE: "Other state agency",
    Kind.PUBLIC_ORGANISATION: "Public organisation",
    Kind.STATE_ENTERPRISE: "State enterprise",
    Kind.LOCAL_GOVERNMENT: "Local government",
    Kind.UNIT: "Part of an agency",
    Kind.COMPANY: "Company",
    Kind.ASSOCIATION: "Association or foundation",
    Kind.COMMUNITY: "Community or civil society",
}
ROLES_EN: dict[str, str] = {Role.DRAFTER: "Drafter", Role.APPROVER: "Approver"}
