package formula

import "lianzhang/internal/platform/rule"

// Case is a published figure with the numbers behind it. The rows that gave it were never published, so a case is recomputed
// over rows that are made to its counts: Rows says how many projects stand in which stage.
type Case struct {
	Place  string // 安徽
	What   string // of which the office published it
	Code   string
	Number int
	Rows   []Made
	Num    int64 // as published
	Den    int64
	Text   string // as published, "86.5%"
	Digits int    // decimals of Text
}

// Made is a number of projects in one stage, by its code.
type Made struct {
	Stage string
	N     int
}

// Cases are the published figures that the registry must give. How the started projects of Anhui spread over the later
// stages was not published; any split gives the same.
func Cases() []Case {
	sinan := []Made{{"signed", 6}, {"started", 21}, {"produced", 5}}
	return []Case{
		{"安徽", "世界制造业大会签约项目", "start_rate", 2, []Made{{"signed", 237}, {"started", 653}, {"produced", 443}, {"capacity", 419}}, 1515, 1752, "86.5%", 1},
		{"渭南", "签约项目履约", "fulfilled_rate", 1, []Made{{"signed", 100}, {"started", 191}, {"withdrawn", 1}}, 291, 292, "99.7%", 1},
		{"思南", "2012年招商项目", "start_rate", 3, sinan, 26, 32, "81.25%", 2},
		{"思南", "2012年招商项目", "produced_rate", 2, sinan, 5, 26, "19.23%", 2},
	}
}

// Recompute asks a definition of the case's rows, one by one.
func (k Case) Recompute(c *Compiled, today string) (Value, error) {
	b, err := c.Bind(Ask{}, today)
	if err != nil {
		return Value{}, err
	}
	return b.Over(func(yield func(rule.Row)) {
		for _, m := range k.Rows {
			row := func(name string) any {
				if name == "stage" {
					return m.Stage
				}
				return nil
			}
			for range m.N {
				yield(row)
			}
		}
	}), nil
}
