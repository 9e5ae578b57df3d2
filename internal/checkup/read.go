package checkup

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"lianzhang/internal/insight/firstdigit"
	"lianzhang/internal/insight/sameness"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

// The labels of files that bear on findings.
const (
	landPaper  = "用地或租赁文件"
	supplement = "补充协议"
)

// monthsBack is how many months of reports a checkup reads.
const monthsBack = 24

const caseColumns = "t.id, t.code, t.name, t.region, t.chain_id, t.unit_id, t.park, t.address, t.industry, t.class, t.source, t.investor, t.investor_uscc, t.stage," +
	" t.total_invest, t.funds_in, t.invested, t.jobs, t.land_mu, t.lead_actual, t.talks_actual, t.signed_actual, t.started_actual, t.completed_actual," +
	" t.produced_actual, t.capacity_actual, t.content"

// reader reads a Register. ids limits it to those projects; nil reads all.
type reader struct {
	q   db.Queryer
	ids []string
	r   *Register
}

// each runs a query and scans its rows by fn.
func each(ctx context.Context, q db.Queryer, query string, args []any, fn func(*db.Rows) error) error {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// only adds the limit to the projects that are read; expr is the column with the project's id.
func (d *reader) only(w *db.Where, expr string) *db.Where {
	if d.ids != nil {
		w.In(expr, d.ids...)
	}
	return w
}

func (d *reader) read(ctx context.Context, deep bool) error {
	steps := []func(context.Context) error{d.cases, d.firms, d.early, d.files, d.rises}
	if deep {
		steps = append(steps, d.texts)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *reader) cases(ctx context.Context) error {
	w := d.only(new(db.Where), "t.id")
	intern := interner{}
	err := each(ctx, d.q, "SELECT "+caseColumns+" FROM project t"+w.SQL(), w.Args(), func(rows *db.Rows) error {
		var c Case
		var content string
		dest := []any{&c.ID, &c.Code, &c.Name, &c.Region, &c.ChainID, &c.UnitID, &c.Park, &c.Address, &c.Industry, &c.Class, &c.Source, &c.Investor, &c.USCC, &c.Stage,
			&c.Total, &c.FundsIn, &c.Invested, &c.Jobs, &c.Land}
		for i := range c.Dates {
			dest = append(dest, &c.Dates[i])
		}
		if err := rows.Scan(append(dest, &content)...); err != nil {
			return err
		}
		c.Content = sameness.Of(content)
		for _, s := range []*string{&c.Region, &c.ChainID, &c.UnitID, &c.Park, &c.Industry, &c.Class, &c.Source, &c.Stage, &c.Investor} {
			*s = intern.one(*s)
		}
		for i := range c.Dates {
			c.Dates[i] = intern.one(c.Dates[i])
		}
		d.r.Cases = append(d.r.Cases, c)
		return nil
	})
	slices.SortFunc(d.r.Cases, byID)
	d.r.index()
	return err
}

// interner keeps one copy of texts that come again and again.
type interner map[string]string

func (m interner) one(s string) string {
	if have, ok := m[s]; ok {
		return have
	}
	m[s] = s
	return s
}

func (d *reader) firms(ctx context.Context) error {
	w := new(db.Where)
	if d.ids != nil {
		var codes, names []string
		for i := range d.r.Cases {
			codes, names = append(codes, d.r.Cases[i].USCC), append(names, d.r.Cases[i].Investor)
		}
		w.And("(" + w.InExpr("t.name", names...) + " OR (t.uscc <> '' AND " + w.InExpr("t.uscc", codes...) + "))")
	}
	at := map[string]int{}
	err := each(ctx, d.q, "SELECT t.id, t.name, t.uscc, t.region, t.address, t.former, t.founded, t.outside, t.capital FROM enterprise t"+w.SQL(), w.Args(), func(rows *db.Rows) error {
		var f Firm
		if err := rows.Scan(&f.ID, &f.Name, &f.USCC, &f.Region, &f.Address, &f.Former, &f.Founded, &f.Outside, &f.Capital); err != nil {
			return err
		}
		at[f.ID] = len(d.r.Firms)
		d.r.Firms = append(d.r.Firms, f)
		return nil
	})
	if err != nil || d.ids != nil {
		return err // people matter to the detector of firms under new names alone, which sees the whole register
	}
	return each(ctx, d.q, "SELECT t.enterprise_id, t.name, t.phone FROM enterprise_person t", nil, func(rows *db.Rows) error {
		var id, name, phone string
		if err := rows.Scan(&id, &name, &phone); err != nil {
			return err
		}
		if i, ok := at[id]; ok {
			d.r.Firms[i].People = append(d.r.Firms[i].People, strings.TrimSpace(name+" "+phone))
		}
		return nil
	})
}

// early reads what was received before the signing and invested before the start.
func (d *reader) early(ctx context.Context) error {
	w := d.only(new(db.Where).And("p.signed_actual <> '' AND r.on_date < p.signed_actual"), "r.project_id")
	err := each(ctx, d.q, "SELECT r.project_id, CAST(sum(r.amount) AS BIGINT), min(r.on_date) FROM project_receipt r JOIN project p ON p.id = r.project_id"+w.SQL()+
		" GROUP BY r.project_id", w.Args(), func(rows *db.Rows) error {
		return d.into(rows, func(c *Case, sum int64, first string) { c.EarlyFunds, c.EarlyOn = sum, first })
	})
	if err != nil {
		return err
	}
	w = d.only(new(db.Where).And("r.done > 0 AND p.started_actual <> '' AND r.period < substr(p.started_actual, 1, 7)"), "r.project_id")
	return each(ctx, d.q, "SELECT r.project_id, CAST(sum(r.done) AS BIGINT), min(r.period) FROM project_report r JOIN project p ON p.id = r.project_id"+w.SQL()+
		" GROUP BY r.project_id", w.Args(), func(rows *db.Rows) error {
		return d.into(rows, func(c *Case, sum int64, first string) { c.EarlyDone, c.EarlyIn = sum, first })
	})
}

func (d *reader) into(rows *db.Rows, set func(c *Case, sum int64, first string)) error {
	var id, first string
	var sum int64
	if err := rows.Scan(&id, &sum, &first); err != nil {
		return err
	}
	if i, ok := d.r.at[id]; ok {
		set(&d.r.Cases[i], sum, first)
	}
	return nil
}

func (d *reader) files(ctx context.Context) error {
	w := d.only(new(db.Where).And("t.kind = ?", project.Kind).In("t.label", landPaper, supplement), "t.ref_id")
	return each(ctx, d.q, "SELECT t.ref_id, t.label FROM attachment t"+w.SQL(), w.Args(), func(rows *db.Rows) error {
		var id, label string
		if err := rows.Scan(&id, &label); err != nil {
			return err
		}
		if i, ok := d.r.at[id]; ok {
			d.r.Cases[i].LandPaper = d.r.Cases[i].LandPaper || label == landPaper
			d.r.Cases[i].Supplement = d.r.Cases[i].Supplement || label == supplement
		}
		return nil
	})
}

func (d *reader) rises(ctx context.Context) error {
	w := d.only(new(db.Where), "t.project_id")
	return each(ctx, d.q, "SELECT t.project_id, t.was, t.became, t.on_date, t.by_name FROM checkup_rise t"+w.SQL()+" ORDER BY t.seq", w.Args(), func(rows *db.Rows) error {
		var x Rise
		if err := rows.Scan(&x.ProjectID, &x.Old, &x.New, &x.On, &x.By); err != nil {
			return err
		}
		d.r.Rises = append(d.r.Rises, x)
		return nil
	})
}

// texts reads the reports of the last months, by project and month: rows of months with one text, texts long enough to be
// compared, and the first digits of what was done.
func (d *reader) texts(ctx context.Context) error {
	t, err := time.Parse("2006-01", d.r.Today[:7])
	if err != nil {
		return err
	}
	w := d.only(new(db.Where).And("t.period >= ?", t.AddDate(0, -monthsBack, 0).Format("2006-01")), "t.project_id")
	d.r.Digits = map[string]*firstdigit.Counts{}
	s := &series{r: d.r}
	err = each(ctx, d.q, "SELECT t.project_id, t.region, t.period, t.done, t.progress FROM project_report t"+w.SQL()+" ORDER BY t.project_id, t.period", w.Args(), func(rows *db.Rows) error {
		var id, region, progress string
		x := Text{}
		if err := rows.Scan(&id, &region, &x.Period, &x.Done, &progress); err != nil {
			return err
		}
		if d.r.Digits[region] == nil {
			d.r.Digits[region] = new(firstdigit.Counts)
		}
		d.r.Digits[region].Add(x.Done)
		if i, ok := d.r.at[id]; ok {
			x.Case, x.Words = i, progress
			s.add(x)
		}
		return nil
	})
	s.end()
	return err
}

// leastShared is how many letters a text needs to be kept for comparison between projects; thresholds below it have no effect.
const leastShared = 8

// series gathers the reports of one project after another.
type series struct {
	r     *Register
	run   CopyRun
	clean string
	last  int32
	any   bool
}

func (s *series) add(x Text) {
	words := clean(x.Words)
	if !s.any || s.run.Case != x.Case || s.clean != words || words == "" {
		s.end()
		s.any, s.clean, s.run = true, words, CopyRun{Case: x.Case, From: x.Period, Words: x.Words}
	}
	s.run.To, s.run.Months, s.run.Done = x.Period, s.run.Months+1, s.run.Done+x.Done
	if x.Letters = len([]rune(words)); x.Letters >= leastShared {
		h := fnv.New64a()
		_, _ = h.Write([]byte(words))
		x.Hash, x.Sketch = h.Sum64(), sameness.Of(words)
		s.r.Shared = append(s.r.Shared, x)
	}
}

func (s *series) end() {
	if s.any && s.run.Months > 1 && s.clean != "" {
		s.r.Runs = append(s.r.Runs, s.run)
	}
}

// idle is after how many entries without a raised amount the place in the journal is written down anyway.
const idle = 20_000

// follow reads the journal from where it was left, and keeps the amounts of projects that were raised.
func follow(ctx context.Context, d *db.DB) error {
	var mark, size int64
	err := d.QueryRow(ctx, "SELECT seq FROM checkup_mark WHERE id = 1").Scan(&mark)
	if err != nil && !db.NotFound(err) {
		return err
	}
	if err := d.QueryRow(ctx, "SELECT COALESCE(max(size), 0) FROM journal_head").Scan(&size); err != nil || size <= mark {
		return err
	}
	var rows []any
	w := new(db.Where).And("e.seq >= ? AND e.seq < ? AND e.tbl = 'project' AND e.op = 'update'", mark, size).Contains("e.data", `"total_invest":[`)
	err = journal.Scan(ctx, d, w, "ORDER BY e.seq", func(e *journal.Entry) error {
		ev, err := e.Event()
		if err != nil {
			return err
		}
		for _, c := range ev.Changes {
			if c.Column != "total_invest" {
				continue
			}
			was, okA := number(c.Old)
			became, okB := number(c.New)
			if okA && okB && became > was && was > 0 {
				rows = append(rows, e.Seq, e.RowID, was, became, clock.FromMicro(ev.At).Format(time.DateOnly), ev.ActorName)
			}
		}
		return nil
	})
	if err != nil || rows == nil && size-mark < idle {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if err := db.NewUpserter("checkup_rise", " ON CONFLICT (seq) DO NOTHING", "seq", "project_id", "was", "became", "on_date", "by_name").Exec(ctx, tx, rows); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO checkup_mark (id, seq) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq", size)
		return err
	})
}

// number reads an amount as the journal gives it.
func number(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case float64:
		return int64(v), true
	case json.Number:
		n, err := v.Int64()
		return n, err == nil
	}
	return 0, false
}
