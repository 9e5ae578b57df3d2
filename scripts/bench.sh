#!/usr/bin/env bash
# Measures what docs/performance.md tells, once each. Ratios are taken inside each benchmark, interleaved; nothing is asserted.
set -euo pipefail
bench() { go test -run '^$' -bench "$2" -benchtime "${3:-1x}" -timeout 30m "./internal/$1"; }
bench bench .
bench api List
bench platform/change . 2s
bench platform/sheet Scan
bench platform/xlsx Write
bench importing Workbook100k
bench platform/journal Verify
bench platform/rule . 1s
bench web/project Pages
bench report Bulletin
bench insight/matching Match 3x
bench chain/drawing . 20x
bench insight/firmname Split 1s
bench insight/ranking . 20x
bench target Register
bench insight/complexity . 10x
bench insight/inputoutput Leontief153 100x
bench insight/cascade 'Network/(build|stop)' 20x
bench insight/cascade Network/all
bench insight/proof Run 5x
bench chain/drill Chain 5x
