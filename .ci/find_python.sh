#!/bin/sh
# Prints the first Python that is new enough, so that no name is wired into the Makefile.
# PYTHON=/path/to/python names one by hand.
for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 python; do
    path=$(command -v "$name" 2>/dev/null) || continue
    if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        printf '%s\n' "$path"
        exit 0
    fi
done
echo "Deskwire needs Python 3.11 or newer, and found none." >&2
echo "Install one (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python)," >&2
echo "or name it: make up PYTHON=/path/to/python3" >&2
exit 1
