package score

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
)

// ListRule makes a list of a round's outcome: red, black or an award. It takes the first or the last so many, those for whom a rule holds,
// or both; an award over a list of records (百亿企业) has List instead.
type ListRule struct {
	Name      string `json:"name"`
	Colour    string `json:"colour"`              // red, black, award
	First     int    `json:"first,omitempty"`     //
	Last      int    `json:"last,omitempty"`      //
	Where     string `json:"where,omitempty"`     // over 得分, 名次, 等次, and each item by its name (value) and 名称得分 (points)
	Undecided bool   `json:"undecided,omitempty"` // take in who cannot be told apart from one on the other side of the line
	List      string `json:"list,omitempty"`      // kind of a list; Where is then over its columns
}

// The colours of lists.
const (
	RedList   = "red"
	BlackList = "black"
	AwardList = "award"
)

// ListColour is the Chinese name of a colour.
func ListColour(c string) string {
	return map[string]string{RedList: "红榜", BlackList: "黑榜", AwardList: "表彰"}[c]
}

// Chosen is a list as it comes out.
type Chosen struct {
	Rule   ListRule
	Rows   []Entry
	Border []Entry // left out since they cannot be told apart across the line
}

// Entry is one on a list.
type Entry struct {
	Label, URL string
	Rank       int
	Score      float64
	Why        string
}

const awardsMost = 500

// vars are a result as variables of the rule language.
func (d *Design) vars() *rule.Vars {
	vars := []rule.Var{{Name: "score", Label: "得分", Type: rule.Number, SQL: "NULL"}, {Name: "place", Label: "名次", Type: rule.Number, SQL: "NULL"},
		{Name: "grade", Label: "等次", Type: rule.Text, SQL: "NULL"}}
	used := map[string]bool{"得分": true, "名次": true, "等次": true}
	for j, it := range d.Leaves() {
		for _, v := range [][2]string{{"x" + strconv.Itoa(j), it.Name}, {"p" + strconv.Itoa(j), it.Name + "得分"}} {
			if !used[v[1]] && v[1] != "" {
				used[v[1]] = true
				vars = append(vars, rule.Var{Name: v[0], Label: v[1], Type: rule.Number, SQL: "NULL"})
			}
		}
	}
	return rule.NewVars(vars...)
}

// row gives a result's variables.
func (t *table) row(i int) rule.Row {
	return func(name string) any {
		switch r := &t.results[i]; name {
		case "score":
			return r.Score
		case "place":
			if r.Rank == 0 {
				return nil
			}
			return float64(r.Rank)
		case "grade":
			return t.grades[i]
		}
		for j := range t.leaves {
			if l := &t.lines[i][j]; name == "x"+strconv.Itoa(j) && l.Known {
				return l.Used
			} else if name == "p"+strconv.Itoa(j) {
				return l.Points
			}
		}
		return nil
	}
}

// checkRules notes what is wrong with the rules of the lists.
func (s *Service) checkRules(d *Design, bad *errs.Fields) {
	for i := range d.Lists {
		l := &d.Lists[i]
		at := "lists." + strconv.Itoa(i) + "."
		if strings.TrimSpace(l.Name) == "" {
			bad.Add(at+"name", "写榜单名称")
		}
		if ListColour(l.Colour) == "" {
			bad.Add(at+"colour", "选择红榜、黑榜或表彰")
		}
		if l.First < 0 || l.Last < 0 || l.First > 0 && l.Last > 0 {
			bad.Add(at+"first", "前几名和后几名只写一个")
		}
		if l.List == "" && l.First == 0 && l.Last == 0 && strings.TrimSpace(l.Where) == "" {
			bad.Add(at+"first", "写前几名、后几名，或写条件")
		}
		if strings.TrimSpace(l.Where) == "" {
			continue
		}
		var err error
		if l.List != "" {
			err = s.Lists.CheckRule(l.List, l.Where)
		} else {
			_, err = rule.Compile(l.Where, d.vars(), rule.Bool)
		}
		if err != nil {
			bad.Add(at+"where", "条件写错了：%s", message(err))
		}
	}
}

// Chosen works the lists of a round out.
func (s *Service) Chosen(ctx context.Context, st *Standing) ([]Chosen, error) {
	t, rows, err := s.again(ctx, s.Run.DB, st.Round)
	if err != nil {
		return nil, err
	}
	t.work()
	var out []Chosen
	for _, l := range t.design.Lists {
		c := Chosen{Rule: l}
		if l.List != "" {
			links, err := s.Lists.Matching(ctx, l.List, l.Where, st.Round.Period, awardsMost)
			if err != nil {
				return nil, err
			}
			for _, x := range links {
				c.Rows = append(c.Rows, Entry{Label: x.Label, URL: x.URL, Why: l.Where})
			}
			out = append(out, c)
			continue
		}
		in, border, err := t.choose(&l)
		if err != nil {
			return nil, err
		}
		entry := func(i int, why string) Entry {
			return Entry{Label: rows[i].Label, URL: "/scores/" + st.Round.ID + "/" + rows[i].SubjectID, Rank: t.results[i].Rank, Score: t.results[i].Score, Why: why}
		}
		for _, i := range in {
			c.Rows = append(c.Rows, entry(i, l.words()))
		}
		for _, i := range border {
			c.Border = append(c.Border, entry(i, "与线那一边的对象不可区分，未列入"))
		}
		out = append(out, c)
	}
	return out, nil
}

// words say the rule.
func (l *ListRule) words() string {
	var parts []string
	if l.First > 0 {
		parts = append(parts, "前"+strconv.Itoa(l.First)+"名")
	}
	if l.Last > 0 {
		parts = append(parts, "后"+strconv.Itoa(l.Last)+"名")
	}
	if w := strings.TrimSpace(l.Where); w != "" {
		parts = append(parts, w)
	}
	return strings.Join(parts, "，且")
}

// choose gives who is on a list.
func (t *table) choose(l *ListRule) (in, border []int, err error) {
	if l.First > 0 || l.Last > 0 {
		in, border = scoring.Pick(t.results, t.spread, max(l.First, l.Last), l.Last > 0, l.Undecided)
	} else {
		in = scoring.Order(t.results)
	}
	if strings.TrimSpace(l.Where) == "" {
		return in, border, nil
	}
	r, err := rule.Compile(l.Where, t.design.vars(), rule.Bool)
	if err != nil {
		return nil, nil, err
	}
	fails := func(i int) bool { return !r.True(rule.Env{}, t.row(i)) }
	return slices.DeleteFunc(in, fails), slices.DeleteFunc(border, fails), nil
}
