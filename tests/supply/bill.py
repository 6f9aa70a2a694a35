"""The bill of materials of an installation, as CycloneDX 1.6: every distribution that `runtime.txt` locks.

It holds no hour and no number of its own: the same lock gives the same bytes.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

from supply.locked import ROOT, Locked, locked


def bill() -> dict[str, object]:
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _ourselves()},
        "components": [_component(one) for one in locked("runtime")],
    }


def gaps(bill: dict[str, object]) -> list[str]:
    """What the bill leaves out: a distribution, or where it came from."""
    listed = {one["purl"] for one in bill["components"]}  # type: ignore[attr-defined]
    return [f"{one.name} is not in the bill" for one in locked("runtime") if _address(one) not in listed]


def _ourselves() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    us = Locked(project["name"], project["version"], ())
    return {"type": "library", "bom-ref": _address(us), "name": us.name, "version": us.version}


def _component(one: Locked) -> dict[str, object]:
    address = _address(one)
    # The hashes are of the files that may be installed, one for each system.
    files = [{"name": "file:sha256", "value": value} for value in one.hashes]
    return {
        "type": "library",
        "bom-ref": address,
        "name": one.name,
        "version": one.version,
        "purl": address,
        "properties": files,
    }


def _address(one: Locked) -> str:
    return f"pkg:pypi/{one.name.replace('_', '-')}@{one.version}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(bill(), indent=2) + "\n", encoding="utf-8")
