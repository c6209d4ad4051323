"""The words of the demonstration world, read from the YAML files beside this module. Data only; all of it fictitious."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

SERVICE = ("works-service-1", "works-service-2")
PARTICIPATORY = ("works-participatory",)


class _Loader(yaml.CSafeLoader):
    """Only integers and booleans are typed: a measured "5.5" stays the text it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rpartition(":")[2] in ("int", "bool", "null")]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@lru_cache(maxsize=16)
def read(name: str) -> Any:
    """The content of ``texts/<name>.yaml``; shared, so it must not be changed."""
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader)


@lru_cache(maxsize=1)
def agencies() -> dict[str, dict[str, Any]]:
    """Every fictitious agency by id, parents before their children where they have one."""
    return {agency["id"]: agency for agency in read("agencies")["agencies"]}


@lru_cache(maxsize=1)
def works() -> dict[str, dict[str, Any]]:
    """Every application of the demonstration year by id, branch after branch; `number` counts them from 0. Shared."""
    found = [work for name in (*SERVICE, *PARTICIPATORY) for work in read(name)["works"]]
    found += [_management(application) for application in read("works-management")["applications"]]
    return {work["id"]: {**work, "number": number} for number, work in enumerate(found)}


def _management(application: dict[str, Any]) -> dict[str, Any]:
    """A management application with the story of its organisation and a title."""
    texts = read("bank-management")
    agency = agencies()[application["agency"]]
    titles = texts["titles"]
    title = (
        titles["categories"][application["category"]]
        if application["type"] == "pmqa-category"
        else titles[application["type"]].format(agency=agency["name"])
    )
    return {
        **read("works-management")["organisations"][application["agency"]],
        **application,
        "title": title,
        "started": "2018-10-01",
    }
