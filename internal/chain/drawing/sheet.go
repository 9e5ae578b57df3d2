package drawing

// The colours of the design, by the names of its tokens. A page has them in its sheet; a file and a Word document need them here.
const (
	paper      = "FFFFFF"
	paper2     = "F8F7F4"
	ink        = "1A1C1F"
	ink2       = "474B51"
	ink3       = "65696F"
	rule2      = "CBC7BD"
	ruleCtl    = "8A877F"
	accentLine = "A9C0D5"
	redMark    = "BF3620"
)

// fills are the fills of the levels, Unrated first.
func fills() [6]string { return [6]string{paper, paper, "EEF3F7", "D3E0EB", "9FBBD4", "1E4A72"} }

// sheet is the style of a picture that stands alone: what map.css and chainmap.css say on a page.
const sheet = `text{font:12px "Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;fill:#65696f}` +
	`.paper{fill:#fff}.title{font-size:16px;font-weight:600;fill:#1a1c1f}` +
	`.head{font-size:13px;font-weight:600;fill:#1a1c1f}.rule{stroke:#1a1c1f;fill:none}` +
	`.lk{fill:none;stroke:#cbc7bd;stroke-width:1.25}.lk.own{stroke:#a9c0d5;stroke-width:3}.lk.out{stroke:#8a877f;stroke-dasharray:3 4}` +
	`.lk.sup{stroke-width:1}.lk.back{stroke:#65696f;stroke-width:1;stroke-dasharray:6 3 1 3}.is-tight .lk{stroke-width:.9}.is-tight .lk.own{stroke-width:1.75}` +
	`.fr{fill:#f8f7f4;stroke:#cbc7bd}.k>rect{stroke:#a9c0d5}.k text{fill:#474b51}.k .nm{font-size:13px;font-weight:600;fill:#1a1c1f}` +
	`.is-snug .k .nm,.is-tight .k .nm,.k.sub .nm{font-size:12px}.is-tight .k .nm,.k.sub .nm{font-weight:400}` +
	`.k0>rect{fill:#fff;stroke:#474b51;stroke-dasharray:4 3}.kn>rect{fill:#fff;stroke:#cbc7bd}.kp>rect{fill:#fff}` +
	`.k1>rect{fill:#eef3f7}.k2>rect{fill:#d3e0eb}.k3>rect{fill:#9fbbd4}.k3 text{fill:#1a1c1f}` +
	`.k4>rect{fill:#1e4a72}.k4 text,.k4 .nm{fill:#fff}.on{fill:#474b51}.off{fill:#65696f;opacity:.25}.k4 .on{fill:#fff}` +
	`.k.alarm>rect{stroke:#bf3620;stroke-width:2;stroke-dasharray:none}.k0.alarm>rect{stroke-dasharray:4 3}.k.sel>rect{stroke:#1a1c1f;stroke-width:2;stroke-dasharray:none}` +
	`.gm path{fill:#1a1c1f;stroke:#fff;stroke-width:2;paint-order:stroke}.gm text,.k .gm text{fill:#fff;font-weight:600;text-anchor:middle}` +
	`.is-snug .gm text,.is-tight .gm text,.sub .gm text{font-size:11px}.gm .no,.k .gm .no{fill:#1a1c1f}.k4 .gm .no{fill:#fff}`
