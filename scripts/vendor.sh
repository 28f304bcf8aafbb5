#!/bin/sh
# Fetches the vendored front-end files at their pinned versions and checks them against static/vendor/VENDOR.md.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for package in @picocss/pico@2.1.1 lucide-static@1.62.0; do
    mkdir one && tar xzf "$(npm pack --silent "$package")" -C one
    case "$package" in
    *pico*) cp one/package/css/pico.min.css one/package/LICENSE.md "$root/static/vendor/pico-2.1.1/" ;;
    *lucide*)
        cp one/package/LICENSE "$root/static/vendor/lucide-1.62.0/"
        python3 "$root/scripts/build_sprite.py" one/package/icons
        ;;
    esac
    rm -rf one
done
for file in vendor/pico-2.1.1/pico.min.css img/icons.svg; do
    sum=$(sha256sum "$root/static/$file" | cut -d' ' -f1)
    grep -q "$sum" "$root/static/vendor/VENDOR.md" || { echo "$file is not what VENDOR.md says" >&2; exit 1; }
done
echo "Vendored files are as VENDOR.md says."
