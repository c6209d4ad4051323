"""Debian's own packages, fetched when we are root and something the tests need is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def can_install() -> bool:
    """Whether packages can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    """Install the packages; whether that went well. The list of packages is renewed only if the first try fails."""
    print(f"installing Debian's {' and '.join(packages)} …", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for attempt in (1, 2):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return True
        if attempt == 1:
            subprocess.run(["apt-get", "update", "-qq"], env=env, capture_output=True, check=False)
    print((done.stderr or done.stdout).strip()[-1000:], file=sys.stderr)
    return False
