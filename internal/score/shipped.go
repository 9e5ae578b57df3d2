package score

import (
	"embed"
	"encoding/json"
	"io/fs"

	"lianzhang/internal/platform/errs"
)

//go:embed schemes/*.json
var shipped embed.FS

// Shipped are the schemes that the program brings along, to start from.
func Shipped() ([]Design, error) {
	names, err := fs.Glob(shipped, "schemes/*.json")
	if err != nil {
		return nil, err
	}
	var out []Design
	for _, n := range names {
		b, err := shipped.ReadFile(n)
		if err != nil {
			return nil, err
		}
		var d Design
		if err := json.Unmarshal(b, &d); err != nil {
			return nil, errs.Wrap(err, errs.Internal, "考核方案%s读不出", n)
		}
		out = append(out, d)
	}
	return out, nil
}
