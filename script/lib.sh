# Shared by the scripts of this folder: the virtual environment, and what is installed in it. POSIX sh.

VENV=${CONSULTKIT_VENV:-.venv}
LOCAL="-e .$(for project in plugins/*/pyproject.toml examples/*/pyproject.toml; do printf ' -e %s' "${project%/*}"; done)"

# The first Python found that is recent enough and can make virtual environments.
find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "No Python 3.11 or later with venv and pip was found." >&2
    echo "Install one (on Debian: apt-get install python3 python3-venv), then run this again." >&2
    return 1
}

ensure_venv() {
    if ! "$VENV/bin/python" -c '' 2>/dev/null; then
        python=$(find_python)
        "$python" -m venv --clear "$VENV"
    fi
}

# ensure_installed NAME: what requirements/NAME.txt locks, and the distributions of this repository.
# Nothing is done when neither has changed since the last time.
ensure_installed() {
    ensure_venv
    wanted=$(cat "requirements/$1.txt" pyproject.toml plugins/*/pyproject.toml examples/*/pyproject.toml | cksum)
    stamp="$VENV/.installed-$1"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted $PWD" ]; then
        return
    fi
    echo "Installing what requirements/$1.txt locks into $VENV …" >&2
    # Without --no-deps pip looks at newer versions for what is asked for with an extra, and stops: the lock is whole.
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        -r "requirements/$1.txt"
    # shellcheck disable=SC2086 # a list of words
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $LOCAL
    echo "$wanted $PWD" >"$stamp"
}

# A Chromium for the browser tests: one that is on the machine, else Playwright's own, else Debian's package.
ensure_browser() {
    if [ -n "${CONSULTKIT_TEST_BROWSER:-}" ]; then return; fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null 2>&1; then return; fi
    done
    if playwright_has_browser; then return; fi
    echo "Looking for a Chromium …" >&2
    if timeout 180 "$VENV/bin/python" -m playwright install chromium >&2; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        timeout 120 apt-get update -qq >&2 && timeout 300 apt-get install -y -qq chromium >&2 && return
    fi
    echo "No Chromium could be had. Install one, or name it in CONSULTKIT_TEST_BROWSER." >&2
    return 1
}

# A clamd for the tests of plugins/consultkit-clamav. They bring their own signature, so none is downloaded.
ensure_clamd() {
    if PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v clamd >/dev/null 2>&1; then return; fi
    echo "Looking for a clamd …" >&2
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        timeout 120 apt-get update -qq >&2 && timeout 300 apt-get install -y -qq --no-install-recommends clamav-daemon >&2 && return
    fi
    echo "No clamd could be had: the tests of plugins/consultkit-clamav will fail. Install clamav-daemon." >&2
}

# The State's design system, for the tests that walk pages dressed in it: fetched once, with its terms told, into
# the cache of whoever runs them. Its terms keep it out of the repository.
ensure_dsfr() {
    if [ -n "${CONSULTKIT_TEST_DSFR:-}" ]; then return; fi
    folder=${XDG_CACHE_HOME:-$HOME/.cache}/consultkit/dsfr
    if has_dsfr "$folder"; then return; fi
    ensure_npm
    mkdir -p "${folder%/*}"
    # Aside first: what breaks off half-way is not taken for the whole.
    if "$VENV/bin/consultkit-dsfr" fetch --accept-terms "$folder.$$" >&2; then
        rm -rf "$folder"
        mv "$folder.$$" "$folder"
        return
    fi
    rm -rf "$folder.$$"
    echo "The State's design system could not be had: the tests that wear it will fail." >&2
}

has_dsfr() {
    "$VENV/bin/python" - "$1" <<'PYTHON' 2>/dev/null
import pathlib, sys
from consultkit_dsfr import check_folder
check_folder(pathlib.Path(sys.argv[1]))
PYTHON
}

# What the scorecard watches and deceives servers with: strace, and libfaketime, which shows them another time.
ensure_watchers() {
    if command -v strace >/dev/null 2>&1 && ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1; then return; fi
    echo "Looking for strace and libfaketime …" >&2
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        timeout 120 apt-get update -qq >&2 && timeout 300 apt-get install -y -qq --no-install-recommends strace libfaketime >&2 && return
    fi
    echo "They could not be had: lines R4, R6 and R10 of the scorecard will fail. Install strace and libfaketime." >&2
}

# The proxy of docs/deploy, for the test that starts it.
ensure_nginx() {
    if PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx >/dev/null 2>&1; then return; fi
    echo "Looking for nginx …" >&2
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        timeout 120 apt-get update -qq >&2 && timeout 300 apt-get install -y -qq --no-install-recommends nginx-light >&2 && return
    fi
    echo "It could not be had: tests/flow/test_proxy.py will fail. Install nginx-light." >&2
}

# npm fetches that package, and nothing else.
ensure_npm() {
    if command -v npm >/dev/null 2>&1; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        timeout 120 apt-get update -qq >&2 && timeout 300 apt-get install -y -qq --no-install-recommends npm >&2 || true
    fi
}

playwright_has_browser() {
    "$VENV/bin/python" - <<'PYTHON' 2>/dev/null
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(not pathlib.Path(playwright.chromium.executable_path).exists())
PYTHON
}
