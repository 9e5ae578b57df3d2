package enterprise

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/firmname"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/region"
)

// The states of a pair.
const (
	PairOpen   = "open"
	PairMerged = "merged"
	PairApart  = "apart" // somebody said that they are two firms; it is not asked again
)

// The verdicts of a pair, by the two thresholds.
const (
	VerdictSame   = "same"   // as good as certain
	VerdictReview = "review" // a person decides
)

// Pair is two records that may be one firm. Left is the older one.
type Pair struct {
	ID         string  `db:"id"`
	LeftID     string  `db:"left_id"`
	RightID    string  `db:"right_id"`
	Region     string  `db:"region"`
	UnitID     string  `db:"unit_id"`
	ChainID    string  `db:"chain_id"`
	Verdict    string  `db:"verdict"`
	Score      float64 `db:"score"`
	Why        string  `db:"why"`
	State      string  `db:"state"`
	FoundAt    int64   `db:"found_at"`
	JudgedBy   string  `db:"judged_by"`
	JudgedName string  `db:"judged_name"`
	JudgedAt   int64   `db:"judged_at"`
	Note       string  `db:"note"`
	Version    int64   `db:"version"`
}

// ScopeKeys are those of the record that is local, when one is.
func (p *Pair) ScopeKeys() authz.Keys {
	return authz.Keys{Region: p.Region, Unit: p.UnitID, Chain: p.ChainID}
}

var pairs = db.NewTable[Pair]("enterprise_pair")

// Twin is what a firm may repeat.
type Twin struct {
	Enterprise
	Verdict string
	Score   float64
	Why     string
}

// Compare says how surely two records are one firm. Different codes are two firms, equal ones are one, whatever the names.
func Compare(a, b *Enterprise) (score float64, why string) {
	if score, why, certain := byCode(a, b); certain {
		return score, why
	}
	return compareNames(a, b, firmname.Split(a.Name), firmname.Split(b.Name))
}

// byCode compares what proves by itself.
func byCode(a, b *Enterprise) (score float64, why string, certain bool) {
	switch {
	case a.USCC != "" && a.USCC == b.USCC:
		return 1, "信用代码相同", true
	case a.USCC != "" && b.USCC != "":
		return 0, "信用代码不同", true
	case a.Listed != "" && a.Listed == b.Listed:
		return 1, "股票代码相同", true
	case a.Listed != "" && b.Listed != "":
		return 0, "股票代码不同", true
	case slices.Contains(a.Aliases(), b.Name), slices.Contains(b.Aliases(), a.Name):
		return 0.98, "一个是另一个的曾用名", true
	}
	return 0, "", false
}

func compareNames(a, b *Enterprise, m, n firmname.Name) (score float64, why string) {
	score, why = firmname.Likeness(m, n)
	if score == 0 {
		return 0, why
	}
	doubt := func(differ bool, worth float64, words string) {
		if differ {
			score, why = score*worth, why+"，"+words
		}
	}
	doubt(a.Place != "" && b.Place != "" && a.Place[:2] != b.Place[:2], 0.7, "所在省份不同")
	doubt(!a.Outside && !b.Outside && a.Region != b.Region && !region.Covers(a.Region, b.Region) && !region.Covers(b.Region, a.Region), 0.9, "县区不同")
	doubt(len(a.Founded) == 10 && len(b.Founded) == 10 && a.Founded != b.Founded, 0.75, "成立日期不同")
	doubt(a.Capital > 0 && b.Capital > 0 && (a.Capital > 2*b.Capital || b.Capital > 2*a.Capital), 0.9, "注册资本相差一倍以上")
	return score, why
}

func verdict(score float64) string {
	switch {
	case score >= firmname.Same:
		return VerdictSame
	case score >= firmname.Review:
		return VerdictReview
	}
	return ""
}

// Twins are the stored firms that one about to be entered may repeat, the surest first: of equal code, equal normal name,
// equal brand, or with its name among their former ones. Who asks sees only the firms of the scope.
func (s *Service) Twins(ctx context.Context, scope authz.Scope, e *Enterprise) ([]Twin, error) {
	probe := *e
	probe.settle()
	cond, args := "t.normal = ? OR t.brand = ?", []any{probe.Normal, probe.Brand}
	if probe.USCC != "" {
		cond, args = cond+" OR t.uscc = ?", append(args, probe.USCC)
	}
	rows, err := s.Select(ctx, s.Run.DB, scope, new(db.Where).And("("+cond+")", args...), "ORDER BY t.no LIMIT 2000")
	if err != nil {
		return nil, err
	}
	more, err := s.Named(ctx, scope, probe.Name, 20)
	if err != nil {
		return nil, err
	}
	var out []Twin
	seen := map[string]bool{e.ID: e.ID != ""}
	for _, r := range append(rows, more...) {
		if seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		if score, why := Compare(&probe, &r); verdict(score) != "" {
			out = append(out, Twin{r, verdict(score), score, why})
		}
	}
	slices.SortStableFunc(out, func(a, b Twin) int { return int((b.Score - a.Score) * 1e6) })
	return out, nil
}

// Found is what a search for duplicates over the register found.
type Found struct{ Firms, Compared, Same, Review int }

// FindPairs looks through the register, as far as the actor sees it, for records that may be one firm and queues the new pairs. Only firms that
// share a code, a normal name or a brand are compared, or that have brands of one character's difference and the same trade.
func (s *Service) FindPairs(ctx context.Context, actor authz.Actor) (f Found, err error) {
	rows, err := s.Select(ctx, s.Run.DB, actor.Scope, new(db.Where), "ORDER BY t.no")
	if err != nil {
		return f, err
	}
	f.Firms = len(rows)
	known, err := s.knownPairs(ctx)
	if err != nil {
		return f, err
	}
	b := newBlocks(rows)
	var fresh []*Pair
	for i := range rows {
		for _, j := range b.candidates(i) {
			left, right := &rows[j], &rows[i]
			f.Compared++
			score, why := b.compare(j, i)
			v := verdict(score)
			if v == "" || known[ends(left.ID, right.ID)] {
				continue
			}
			if v == VerdictSame {
				f.Same++
			} else {
				f.Review++
			}
			fresh = append(fresh, newPair(left, right, score, why))
		}
	}
	if len(fresh) == 0 {
		return f, nil
	}
	return f, s.Run.Run(ctx, actor, change.What{Action: "enterprise.duplicates", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		for part := range slices.Chunk(fresh, perInsert) {
			for _, p := range part {
				p.ID, p.FoundAt = tx.NewID(), tx.Now
			}
			if err := pairs.Insert(ctx, tx, part...); err != nil {
				return err
			}
		}
		return nil
	})
}

func newPair(left, right *Enterprise, score float64, why string) *Pair {
	if left.ID > right.ID {
		left, right = right, left
	}
	home := left
	if left.Outside {
		home = right
	}
	return &Pair{LeftID: left.ID, RightID: right.ID, Region: home.Region, UnitID: home.UnitID, ChainID: home.ChainID, Verdict: verdict(score), Score: score,
		Why: why, State: PairOpen}
}

// queue notes what a new firm may repeat.
func (s *Service) queue(ctx context.Context, tx *change.Tx, e *Enterprise, twins []Twin) error {
	var rows []*Pair
	for i := range twins {
		p := newPair(&twins[i].Enterprise, e, twins[i].Score, twins[i].Why)
		p.ID, p.FoundAt, p.Region, p.UnitID, p.ChainID = tx.NewID(), tx.Now, e.Region, e.UnitID, e.ChainID
		rows = append(rows, p)
	}
	if rows == nil {
		return nil
	}
	return pairs.Insert(ctx, tx, rows...)
}

func ends(a, b string) string {
	if a > b {
		a, b = b, a
	}
	return a + b
}

func (s *Service) knownPairs(ctx context.Context) (map[string]bool, error) {
	rows, err := pairs.Select(ctx, s.Run.DB, new(db.Where), "")
	out := make(map[string]bool, len(rows))
	for _, p := range rows {
		out[p.LeftID+p.RightID] = true
	}
	return out, err
}

// blocks files firms under what duplicates share, so that few are compared.
type blocks struct {
	rows  []Enterprise
	names []firmname.Name
	by    map[string][]int
}

// crowded is from how many firms under one key on the key says nothing.
const crowded = 400

func newBlocks(rows []Enterprise) *blocks {
	b := &blocks{rows: rows, names: make([]firmname.Name, len(rows)), by: map[string][]int{}}
	for i := range rows {
		b.names[i] = firmname.Split(rows[i].Name)
		for _, k := range b.keys(i) {
			b.by[k] = append(b.by[k], i)
		}
	}
	return b
}

func (b *blocks) keys(i int) []string {
	e, n := &b.rows[i], &b.names[i]
	keys := []string{"=" + n.Normal(), "b" + n.Key(), "n" + e.Name}
	for _, x := range []struct{ kind, text string }{{"c", e.USCC}, {"l", e.Listed}} {
		if x.text != "" {
			keys = append(keys, x.kind+x.text)
		}
	}
	for _, alias := range e.Aliases() {
		keys = append(keys, "n"+alias)
	}
	brand := []rune(n.Brand)
	for k := range brand {
		rest := string(brand[:k]) + string(brand[k+1:])
		if len(brand) < 4 {
			if n.Trade == "" {
				continue
			}
			rest += "|" + n.Trade
		}
		keys = append(keys, "d"+rest)
	}
	if len(brand) >= 2 && n.Trade != "" { // the other one has a character less
		keys = append(keys, "d"+n.Brand+"|"+n.Trade)
	}
	return keys
}

// candidates are the firms before the i-th that share a key with it.
func (b *blocks) candidates(i int) []int {
	var out []int
	for _, k := range b.keys(i) {
		list := b.by[k]
		if len(list) > crowded {
			continue
		}
		for _, j := range list {
			if j < i && !slices.Contains(out, j) {
				out = append(out, j)
			}
		}
	}
	return out
}

func (b *blocks) compare(i, j int) (float64, string) {
	if score, why, certain := byCode(&b.rows[i], &b.rows[j]); certain {
		return score, why
	}
	return compareNames(&b.rows[i], &b.rows[j], b.names[i], b.names[j])
}

// Doubt is a pair with both records.
type Doubt struct {
	Pair
	Left, Right Enterprise
}

// Doubts are the open pairs of the scope, the surest first, at most n, and how many there are.
func (s *Service) Doubts(ctx context.Context, scope authz.Scope, n, skip int) (out []Doubt, total int64, err error) {
	where := func() *db.Where { return new(db.Where).And("t.state = ?", PairOpen).Scope(scopeOf(scope), "t") }
	w := where()
	if err := s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM enterprise_pair t"+w.SQL(), w.Args()...).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := pairs.Select(ctx, s.Run.DB, where(), "ORDER BY t.score DESC, t.id LIMIT "+strconv.Itoa(n)+" OFFSET "+strconv.Itoa(skip))
	if err != nil {
		return nil, 0, err
	}
	var ids []string
	for _, p := range rows {
		ids = append(ids, p.LeftID, p.RightID)
	}
	firms, err := enterprises.Select(ctx, s.Run.DB, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return nil, 0, err
	}
	by := map[string]Enterprise{}
	for _, e := range firms {
		by[e.ID] = e
	}
	for _, p := range rows {
		left, right := by[p.LeftID], by[p.RightID]
		if left.ID != "" && right.ID != "" { // else one was merged elsewhere, by somebody who does not see the pair
			out = append(out, Doubt{p, left, right})
		}
	}
	return out, total, nil
}

// DoubtsOf are the open pairs in which a firm stands, with the other's name by pair.
func (s *Service) DoubtsOf(ctx context.Context, id string) ([]Pair, error) {
	return pairs.Select(ctx, s.Run.DB, new(db.Where).And("t.state = ?", PairOpen).And("(t.left_id = ? OR t.right_id = ?)", id, id), "ORDER BY t.score DESC, t.id")
}

// Apart says that a pair is two firms.
func (s *Service) Apart(ctx context.Context, actor authz.Actor, id, note string) error {
	what := change.What{Action: "enterprise.apart", Perm: authz.FirmEdit, Reason: strings.TrimSpace(note)}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		p, err := pairs.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		tx.About((&Enterprise{ID: p.LeftID}).Ref())
		return s.judge(ctx, tx, p, PairApart, note)
	})
}

func (s *Service) judge(ctx context.Context, tx *change.Tx, p *Pair, state, note string) error {
	if p.State != PairOpen {
		return errs.New(errs.Conflict, "这一对已经有人处理过了，请刷新")
	}
	after := *p
	after.State, after.Note, after.JudgedBy, after.JudgedName, after.JudgedAt = state, note, tx.Actor.ID, tx.Actor.Name, tx.Now
	return pairs.Update(ctx, tx, p, &after)
}
