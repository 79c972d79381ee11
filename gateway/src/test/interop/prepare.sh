#!/bin/sh
# Run by the profile interop in target/interop, before the tests: every foreign program must be there.
PATH="$PATH:/usr/sbin:/sbin"
missing=
for program in node npm nginx haproxy chromium; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
if [ -n "$missing" ]; then
    echo "interop needs these programs, which are missing:$missing (on Debian scripts/install-interop installs them)" >&2
    exit 1
fi
exec npm ci --no-audit --no-fund --loglevel=error
