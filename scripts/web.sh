#!/bin/sh
# Copies the browser libraries of package.json into the folder that the binary embeds. Run npm ci first.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
from=$root/node_modules
to=$root/internal/web/ui/static/vendor

[ -d "$from" ] || { echo "node_modules is missing: run npm ci first" >&2; exit 1; }
mkdir -p "$to"
take() { # package, file in it, name to keep
	cp "$from/$1/$2" "$to/$3"
	chmod 644 "$to/$3"
}
take htmx.org dist/htmx.min.js htmx.min.js
take htmx.org LICENSE htmx.LICENSE.txt
take echarts dist/echarts.esm.min.js echarts.esm.min.js
take echarts LICENSE echarts.LICENSE.txt
take echarts NOTICE echarts.NOTICE.txt
take zrender LICENSE zrender.LICENSE.txt
take sortablejs Sortable.min.js sortable.min.js
take sortablejs LICENSE sortable.LICENSE.txt
echo "browser libraries are in ${to#"$root"/}"
