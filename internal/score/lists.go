package score

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/platform/rule"
)

// ListSource is the name of counts and sums over lists.
const ListSource = "list"

// Listed is a list over which schemes may count, as the server hands it in.
type Listed struct {
	Spec  *list.Spec
	Title string // the column that names a record
	Base  string // address of the list; a record's page is Base/id; "" when there is none
}

// Lists counts and adds up over lists by rules. All measures over one list and one kind of subject are asked in a single scan.
type Lists struct {
	DB  *db.DB
	All []Listed
}

// Name is "list".
func (s *Lists) Name() string { return ListSource }

// Label is the source's Chinese name.
func (s *Lists) Label() string { return "清单计数、求和" }

// Inputs are the lists.
func (s *Lists) Inputs(context.Context) ([]Choice, error) {
	var out []Choice
	for _, l := range s.All {
		out = append(out, Choice{Key: l.Spec.Name, Label: l.Spec.Label, Unit: l.Spec.Measure})
	}
	return out, nil
}

// Find gives a list by name.
func (s *Lists) Find(name string) *Listed {
	for i := range s.All {
		if s.All[i].Spec.Name == name {
			return &s.All[i]
		}
	}
	return nil
}

// dated are a list's columns with the dates of the period as variables.
func dated(spec *list.Spec, p period.Period) *rule.Vars {
	if spec.Base != nil {
		spec = spec.Base
	}
	vars := spec.Vars().All()
	for _, v := range dates(p) {
		vars = append(vars, rule.Var{Name: v[0], Label: v[1], Type: rule.Date, SQL: "'" + v[2] + "'"})
	}
	return rule.NewVars(vars...)
}

// dates are the dates of a period that rules may name.
func dates(p period.Period) [][3]string {
	return [][3]string{{"period_first", "期初", p.First()}, {"period_last", "期末", p.Last()}, {"year_first", "本年初", p.Last()[:4] + "-01-01"}}
}

// plain writes a rule with the dates put in, as the list's page understands it.
func plain(r *rule.Rule, p period.Period) string {
	parts := strings.Split(r.String(), `"`)
	for i := 0; i < len(parts); i += 2 { // outside of quotes
		for _, v := range dates(p) {
			parts[i] = strings.ReplaceAll(parts[i], v[1], `"`+v[2]+`"`)
		}
	}
	return strings.Join(parts, `"`)
}

// scan is one question to one list: all measures that group by one column.
type scan struct {
	list *Listed
	by   string
	cols []column
}

// column is one measure of a scan.
type column struct {
	*Measure
	rule   *rule.Rule // nil counts all
	amount *list.Column
	sums   []float64 // of each subject
}

// homes finds which subjects a key of a list counts for; a retired code counts for its only successor.
type homes struct {
	codes map[string][]int
	found map[string][]int
}

func homesOf(subjects []Subject) *homes {
	h := &homes{codes: map[string][]int{}, found: map[string][]int{}}
	for i := range subjects {
		for _, c := range subjects[i].Codes {
			h.codes[c] = append(h.codes[c], i)
		}
	}
	return h
}

func (h *homes) of(key string) []int {
	at, known := h.found[key]
	if known {
		return at
	}
	if at = h.codes[key]; at == nil {
		if now := region.Current(key); len(now) == 1 {
			at = h.codes[now[0]]
		}
	}
	h.found[key] = at
	return at
}

// Check says what is wrong with a measure.
func (s *Lists) Check(m *Measure, kind string) error {
	_, err := s.prepare(m, kind, "2026-Q1")
	return err
}

func (s *Lists) prepare(m *Measure, kind string, p period.Period) (*scan, error) {
	l := s.Find(m.List)
	if l == nil {
		return nil, errs.New(errs.Invalid, "没有“%s”这个清单", m.List)
	}
	c := column{Measure: m}
	if strings.TrimSpace(m.Where) != "" {
		var err error
		if c.rule, err = rule.Compile(m.Where, dated(l.Spec, p), rule.Bool); err != nil {
			return nil, errs.Wrap(err, errs.Invalid, "%s的条件写错了：%v", l.Spec.Label, err)
		}
	}
	if m.Sum != "" {
		c.amount = l.Spec.Column(m.Sum)
		if c.amount == nil || !slices.Contains([]list.Kind{list.Money, list.Int, list.Number}, c.amount.Kind) {
			return nil, errs.New(errs.Invalid, "%s里没有可以求和的“%s”", l.Spec.Label, m.Sum)
		}
	}
	by, err := l.by(m.By, kind)
	return &scan{list: l, by: by, cols: []column{c}}, err
}

// by is the SQL by which the rows of a list are told apart for a kind of subject.
func (l *Listed) by(name, kind string) (string, error) {
	if name == "" {
		switch kind {
		case OfRegion:
			name = l.Spec.Scope.Region
		case OfUnit:
			name = l.Spec.Scope.Unit
		case OfChain:
			name = l.Spec.Scope.Chain
		case OfEnterprise:
			if name = "enterprise_id"; l.Spec.Name == OfEnterprise {
				return "t.id", nil
			}
		}
	}
	if c := l.Spec.Column(name); c != nil && c.Kind != list.Money {
		return c.Expr(), nil
	}
	return "", errs.New(errs.Invalid, "%s不能按考核对象分开统计，换一个清单，或指明按哪一列", l.Spec.Label)
}

// Values counts and adds up.
func (s *Lists) Values(ctx context.Context, asks []Ask, subjects []Subject, p period.Period) ([][]Input, error) {
	kind := ""
	if len(subjects) > 0 {
		kind = subjects[0].Ref.Kind
	}
	scans := map[string]*scan{}
	measured := make([][2][]float64, len(asks))
	home := homesOf(subjects)
	for a := range asks {
		for part, m := range []*Measure{asks[a].Want.Num, asks[a].Want.Den} {
			if m == nil {
				continue
			}
			one, err := s.prepare(m, kind, p)
			if err != nil {
				return nil, err
			}
			one.cols[0].sums = make([]float64, len(subjects))
			measured[a][part] = one.cols[0].sums
			key := m.List + "\x00" + one.by
			if all := scans[key]; all != nil {
				all.cols = append(all.cols, one.cols[0])
			} else {
				scans[key] = one
			}
		}
	}
	for _, sc := range scans {
		if err := s.run(ctx, sc, home, p); err != nil {
			return nil, err
		}
	}
	out := make([][]Input, len(asks))
	for a := range asks {
		out[a] = make([]Input, len(subjects))
		for i := range subjects {
			out[a][i] = s.input(&asks[a].Want, measured[a], i, &subjects[i], p)
		}
		if asks[a].Records && asks[a].Want.Num != nil {
			if err := s.records(ctx, asks[a].Want.Num, home, out[a], kind, p); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// run asks one list all its measures.
func (s *Lists) run(ctx context.Context, sc *scan, home *homes, p period.Period) error {
	w := new(db.Where)
	sql := "SELECT " + sc.by
	for _, c := range sc.cols {
		value := "1"
		if c.amount != nil {
			value = c.amount.Expr()
		}
		if c.rule != nil {
			cond, err := c.rule.SQL(string(s.DB.Engine()), rule.Env{Today: p.Last()}, w.Arg)
			if err != nil {
				return err
			}
			value = "CASE WHEN " + cond + " THEN " + value + " ELSE 0 END"
		}
		sql += ", CAST(COALESCE(sum(" + value + "), 0) AS DOUBLE PRECISION)"
	}
	rows, err := s.DB.Query(ctx, sql+" FROM "+sc.list.Spec.Name+" t GROUP BY "+sc.by, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var key string
	got := make([]float64, len(sc.cols))
	dest := []any{&key}
	for i := range got {
		dest = append(dest, &got[i])
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for _, i := range home.of(key) {
			for c := range got {
				sc.cols[c].sums[i] += got[c]
			}
		}
	}
	return rows.Err()
}

func (s *Lists) input(w *Want, sums [2][]float64, i int, sub *Subject, p period.Period) Input {
	if w.Num == nil {
		return Input{Why: "没有写取数规则"}
	}
	in := Input{Known: true, Exact: w.Den == nil && w.Num.Sum == "", Num: sums[0][i], Source: s.words(w.Num, p), URL: s.address(w.Num, sub, p)}
	in.X = in.Num
	if w.Den != nil {
		in.Den, in.DenURL = sums[1][i], s.address(w.Den, sub, p)
		in.Source += " ÷ " + s.words(w.Den, p)
		if in.Den == 0 {
			in.Known, in.X, in.Why = false, 0, "分母为零"
			return in
		}
		in.X /= in.Den
	}
	if w.Scale != 0 {
		in.X *= w.Scale
	}
	if per := map[string]float64{"亿元": 1e8, "万元": 1e4}[w.Unit]; per != 0 && s.money(w.Num) && !(w.Den != nil && s.money(w.Den)) {
		in.X /= per
	}
	return in
}

func (s *Lists) money(m *Measure) bool {
	l := s.Find(m.List)
	c := l.Spec.Column(m.Sum)
	return c != nil && c.Kind == list.Money
}

// words say what a measure is: 项目：阶段 == "开工" 的总投资.
func (s *Lists) words(m *Measure, p period.Period) string {
	l := s.Find(m.List)
	text := l.Spec.Label + "数"
	if c := l.Spec.Column(m.Sum); c != nil {
		text = l.Spec.Label + c.Label
	}
	if where := s.where(m, p); where != "" {
		text += "（" + where + "）"
	}
	return text
}

func (s *Lists) where(m *Measure, p period.Period) string {
	l := s.Find(m.List)
	if strings.TrimSpace(m.Where) == "" {
		return ""
	}
	r, err := rule.Compile(m.Where, dated(l.Spec, p), rule.Bool)
	if err != nil {
		return m.Where
	}
	return plain(r, p)
}

// address is the list's page with the records behind a measure of a subject.
func (s *Lists) address(m *Measure, sub *Subject, p period.Period) string {
	l := s.Find(m.List)
	if l.Base == "" {
		return ""
	}
	v := url.Values{}
	if where := s.where(m, p); where != "" {
		v.Set("where", where)
	}
	name := m.By
	if name == "" {
		name = map[string]string{OfRegion: l.Spec.Scope.Region, OfUnit: l.Spec.Scope.Unit, OfChain: l.Spec.Scope.Chain, OfEnterprise: "enterprise_id"}[sub.Ref.Kind]
	}
	if c := l.Spec.Column(name); c != nil {
		v.Set(name, strings.Join(sub.Codes, ","))
	}
	return l.Base + "?" + v.Encode()
}

// shown is how many records of a line are named; asked how many are read for all.
const (
	shown = 30
	asked = 5000
)

// records names the records that count, subject by subject.
func (s *Lists) records(ctx context.Context, m *Measure, home *homes, into []Input, kind string, p period.Period) error {
	sc, err := s.prepare(m, kind, p)
	if err != nil {
		return err
	}
	w := new(db.Where)
	if r := sc.cols[0].rule; r != nil {
		cond, err := r.SQL(string(s.DB.Engine()), rule.Env{Today: p.Last()}, w.Arg)
		if err != nil {
			return err
		}
		w.And(cond)
	}
	title := "t.id"
	if c := sc.list.Spec.Column(sc.list.Title); c != nil {
		title = c.Expr()
	}
	rows, err := s.DB.Query(ctx, fmt.Sprintf("SELECT %s, t.id, %s FROM %s t%s ORDER BY t.id LIMIT %d", sc.by, title, sc.list.Spec.Name, w.SQL(), asked), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key, id string
		var l Link
		if err := rows.Scan(&key, &id, &l.Label); err != nil {
			return err
		}
		if sc.list.Base != "" {
			l.URL = sc.list.Base + "/" + id
		}
		for _, i := range home.of(key) {
			if len(into[i].Records) < shown {
				into[i].Records = append(into[i].Records, l)
			}
		}
	}
	for i := range into {
		if m.Sum == "" {
			into[i].More = max(0, int(scoring.Round(into[i].Num, 0))-len(into[i].Records))
		}
	}
	return rows.Err()
}

// Matching names the records of a list under a rule, for awards such as 百亿企业; at most limit.
func (s *Lists) Matching(ctx context.Context, name, where string, p period.Period, limit int) ([]Link, error) {
	m := &Measure{List: name, Where: where}
	l := s.Find(name)
	if l == nil {
		return nil, errs.New(errs.Invalid, "没有“%s”这个清单", name)
	}
	w := new(db.Where)
	if strings.TrimSpace(where) != "" {
		r, err := rule.Compile(where, dated(l.Spec, p), rule.Bool)
		if err != nil {
			return nil, errs.Wrap(err, errs.Invalid, "%s的条件写错了：%v", l.Spec.Label, err)
		}
		cond, err := r.SQL(string(s.DB.Engine()), rule.Env{Today: p.Last()}, w.Arg)
		if err != nil {
			return nil, err
		}
		w.And(cond)
	}
	title := "t.id"
	if c := l.Spec.Column(l.Title); c != nil {
		title = c.Expr()
	}
	rows, err := s.DB.Query(ctx, fmt.Sprintf("SELECT t.id, %s FROM %s t%s ORDER BY 2, 1 LIMIT %d", title, m.List, w.SQL(), limit), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Link
	for rows.Next() {
		var id string
		var link Link
		if err := rows.Scan(&id, &link.Label); err != nil {
			return nil, err
		}
		if l.Base != "" {
			link.URL = l.Base + "/" + id
		}
		out = append(out, link)
	}
	return out, rows.Err()
}
