"""Install Debian's Chromium for the browser test, where it is absent and this user may.

Never fails: without Chromium the browser test is skipped, loudly and counted.
"""

import os
import shutil
import subprocess

PACKAGES = ["chromium", "fonts-noto-cjk"]
SKIPPED = "the browser test will be skipped; apt-get install chromium as root brings it"


def main():
    if shutil.which("chromium"):
        return
    prefix = right_to_install()
    if prefix is None:
        print(f"[install] no Chromium, and no right to install it here: {SKIPPED}")
        return
    print("[install] Chromium for the browser test (apt-get install chromium)", flush=True)
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        if run([*prefix, "apt-get", "-qq", *command]):
            print(f"[install] apt-get {command[0]} failed: {SKIPPED}")
            return


def right_to_install():
    """Return what goes before apt-get, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    may = shutil.which("sudo") and run(["sudo", "--non-interactive", "true"]) == 0
    return ["sudo", "--non-interactive"] if may else None


def run(command):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, check=False
    ).returncode


if __name__ == "__main__":
    main()
