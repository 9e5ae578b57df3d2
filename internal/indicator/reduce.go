package indicator

import "math"

// Cell is what is known of an indicator, a subject and a period. Of a sum, Missing names the parts that are not in it.
type Cell struct {
	Amount    float64
	Known     bool
	Estimated bool     // itself or one of its parts
	Pending   bool     // itself or one of its parts is not approved yet
	Own       bool     // handed in, not added up
	State     string   // of the filing; that of the least advanced part of a sum
	Missing   []string // names of the parts that are not in it
	Parts     int      // of how many parts it was to be made; 0 = its own
	Merged    string   // the regions that went into it, "" = none
	Why       string   // why nothing is known: 权重合计为0
	ID        string   // of the value; "" of a sum
	Revised   bool
	At        int64 // when it was entered; of a sum the latest
	URL       string
	// Below is what the parts make where a value of its own stands beside them, with Split true.
	Below float64
	Split bool
}

// part is a child on its way into a sum.
type part struct {
	name   string
	cell   *Cell
	weight *Cell // of Mean with a weight; nil = plain
}

// Combine makes the whole of its parts. Unknown parts are named in Missing and left out; a mean whose weights come to nothing is
// not known, and says so.
func Combine(across string, weighed bool, parts []part) Cell {
	out := Cell{Parts: len(parts), State: Accepted}
	if across == None || len(parts) == 0 {
		return Cell{}
	}
	var sum, weights float64
	n := 0
	for i := range parts {
		p := &parts[i]
		if p.cell == nil || !p.cell.Known || weighed && (p.weight == nil || !p.weight.Known) {
			switch {
			case p.cell != nil && p.cell.Known:
				out.Missing = append(out.Missing, p.name+"（缺权重）")
			case p.cell != nil && len(p.cell.Missing) > 0:
				out.Missing = append(out.Missing, p.cell.Missing...)
			default:
				out.Missing = append(out.Missing, p.name)
			}
			continue
		}
		c := p.cell
		out.Missing = append(out.Missing, c.Missing...)
		out.Estimated, out.Pending, out.Revised = out.Estimated || c.Estimated, out.Pending || c.Pending, out.Revised || c.Revised
		out.State, out.Merged = lesser(out.State, c.State), joined(out.Merged, c.Merged)
		w := 1.0
		if weighed {
			w = p.weight.Amount
			out.Estimated = out.Estimated || p.weight.Estimated
		}
		switch {
		case across == Max && (n == 0 || c.Amount > sum), across == Last && (n == 0 || c.At > out.At):
			sum = c.Amount
		case across == Sum:
			sum += c.Amount
		case across == Mean:
			sum, weights = sum+w*c.Amount, weights+w
		}
		out.At = max(out.At, c.At)
		n++
	}
	if n == 0 {
		return Cell{Parts: len(parts), Missing: out.Missing}
	}
	if across == Mean {
		if weights == 0 {
			return Cell{Parts: len(parts), Missing: out.Missing, Why: "权重合计为0，算不出平均"}
		}
		sum /= weights
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return Cell{Parts: len(parts), Missing: out.Missing, Why: "数值超出范围"}
	}
	out.Amount, out.Known = sum, true
	return out
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "、" + b
}

var rank = map[string]int{Open: 0, Filled: 1, Approved: 2, Accepted: 3, "": 3}

func lesser(a, b string) string {
	if rank[b] < rank[a] {
		return b
	}
	return a
}

// InTime makes one cell of those of several periods in their order: the sum of a Flow, with the periods that are missing named, else
// the last one.
func InTime(over string, cells []*Cell, names []string) Cell {
	if len(cells) == 0 {
		return Cell{}
	}
	if over != Flow {
		return *cells[len(cells)-1]
	}
	parts := make([]part, len(cells))
	for i, c := range cells {
		parts[i] = part{name: names[i], cell: c}
	}
	if len(parts) == 1 {
		return *cells[0]
	}
	out := Combine(Sum, false, parts)
	out.Missing = distinct(out.Missing)
	out.Own = true
	for _, c := range cells {
		out.Own = out.Own && c.Own
	}
	return out
}

// distinct drops repetitions; the order stays.
func distinct(list []string) []string {
	seen := make(map[string]bool, len(list))
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
