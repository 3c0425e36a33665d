#!/usr/bin/env bash
# Pictures of one HTML page as people meet it: light, dark, on a telephone, on paper.
#
#   scripts/screenshots.sh report.html pictures/
#
# Makes light.png, dark.png, narrow.png (360 pixels wide) and print.pdf. Needs Chromium or
# Chrome (name another one as BROWSER); reads nothing from the network.
set -euo pipefail

usage() {
    echo "usage: $0 PAGE.html FOLDER   (BROWSER=…, HEIGHT=2200, WIDTH=1280)" >&2
    exit 2
}

[ $# -eq 2 ] || usage
[ -f "$1" ] || { echo "$0: there is no file $1" >&2; exit 2; }
mkdir -p "$2"
page=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(cd "$2" && pwd)
width=${WIDTH:-1280}
height=${HEIGHT:-2200}

browser=${BROWSER:-}
for name in chromium chromium-browser google-chrome chrome; do
    [ -n "$browser" ] || browser=$(command -v "$name" || true)
done
[ -n "$browser" ] || { echo "$0: no Chromium found; set BROWSER" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

look() {
    "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --hide-scrollbars --user-data-dir="$scratch/profile" "$@" >/dev/null 2>"$scratch/said" ||
        { cat "$scratch/said" >&2; exit 1; }
}

# preferredColorScheme: 0 is dark, 1 is light.
look --blink-settings=preferredColorScheme=1 --window-size="$width,$height" \
    --screenshot="$folder/light.png" "file://$page"
look --blink-settings=preferredColorScheme=0 --window-size="$width,$height" \
    --screenshot="$folder/dark.png" "file://$page"

# A headless window is never narrower than about 500 pixels; a frame in it may be.
narrow=$((height * 2))
printf '<!DOCTYPE html><body style="margin:0"><iframe src="file://%s" style="border:0;width:360px;height:%dpx"></iframe>' \
    "$page" "$narrow" >"$scratch/narrow.html"
look --blink-settings=preferredColorScheme=1 --allow-file-access-from-files \
    --window-size="360,$narrow" --screenshot="$folder/narrow.png" "file://$scratch/narrow.html"

look --blink-settings=preferredColorScheme=1 --no-pdf-header-footer \
    --print-to-pdf="$folder/print.pdf" "file://$page"
ls -l "$folder"/light.png "$folder"/dark.png "$folder"/narrow.png "$folder"/print.pdf
