#!/bin/sh
# Sees to it that the browser tests find a Chromium: installs Debian's when that is possible, says what to do when not.
set -eu
if [ -n "${STUDYHUB_CHROMIUM:-}" ]; then
    [ -x "$STUDYHUB_CHROMIUM" ] && exit 0
    echo "STUDYHUB_CHROMIUM names $STUDYHUB_CHROMIUM, which cannot be run." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests (once)…"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
    exit 0
fi
echo "The browser tests need Chromium. Install it (on Debian: sudo apt-get install chromium), or name one you have:" >&2
echo "  STUDYHUB_CHROMIUM=/path/to/chromium make test" >&2
exit 1
