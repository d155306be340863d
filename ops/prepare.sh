# Sourced by ./run, ./check, ./manage and ./bench: the settings of this machine, and the steps that install what is missing.
# POSIX sh, and nothing but what a bare Debian has. Each step is left out when its stamp holds the sum of its lock files.

WORKIT_VAR=${WORKIT_VAR:-var}
mkdir -p "$WORKIT_VAR"
WORKIT_VAR=$(cd "$WORKIT_VAR" && pwd -P)
PORT=${PORT:-8000}
export WORKIT_VAR PORT
python=.venv/bin/python

fail() {
    echo "error: $*" >&2
    exit 1
}

[ -w "$WORKIT_VAR" ] || fail "$WORKIT_VAR belongs to another user; choose another place: WORKIT_VAR=… $0"

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo. As root, run: $*"
    fi
}

# apt PACKAGE…: installs Debian packages, waiting for another apt to finish.
apt() {
    echo "Installing $* …"
    command -v apt-get >/dev/null || fail "this is not Debian; install by hand: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        install -y --no-install-recommends "$@" >"$WORKIT_VAR/apt.log" 2>&1 || {
        tail -n 20 "$WORKIT_VAR/apt.log" >&2
        fail "apt-get could not install $*"
    }
}

# step NAME FILE…: true when NAME has to be done, because it never was or one of its files has changed.
step() {
    name=$1
    shift
    sum=$(cat "$@" | sha256sum)
    [ "$(cat ".venv/$name.stamp" 2>/dev/null)" != "$sum" ]
}

# The step just asked about is done.
stamp() {
    echo "$sum" >".venv/$name.stamp"
}

install_packages() {
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        apt python3-venv ca-certificates
    fi
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or later is needed."
    if [ ! -x $python ] || ! $python -c '' 2>/dev/null; then
        rm -rf .venv
        python3 -m venv .venv
    fi
    if step uv requirements-uv.txt; then
        $python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
        stamp
    fi
    if step packages requirements.txt requirements-embedded.txt; then
        echo "Installing Python packages …"
        .venv/bin/uv --no-config pip install --quiet --python $python --require-hashes \
            -r requirements.txt -r requirements-embedded.txt
        stamp
    fi
}

# The same for ./check and ./bench, which need more.
install_development() {
    install_packages
    if step development requirements-dev.txt; then
        echo "Installing development packages …"
        .venv/bin/uv --no-config pip install --quiet --python $python --require-hashes -r requirements-dev.txt
        stamp
    fi
}

# locked COMMAND: one at a time, or two commands started together would install over each other.
locked() {
    (
        flock 9
        "$@" 9>&-
    ) 9>"$WORKIT_VAR/install.lock"
}
