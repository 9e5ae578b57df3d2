package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// serveBare answers what the mixture asks with the same SQL, grouped commits and JSON, and nothing else: nobody signs in,
// nothing is journalled, judged, summed or searched.
func (s *site) serveBare(b *testing.B) *httptest.Server {
	b.Helper()
	table := db.NewTable[project.Project](project.Kind)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/projects", s.bareList)
	one := func(w http.ResponseWriter, r *http.Request) *project.Project {
		p, err := table.Get(r.Context(), s.DB, db.Everything, r.PathValue("id"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return nil
		}
		return p
	}
	answer := func(w http.ResponseWriter, p *project.Project) {
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, p.Version))
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(p)
	}
	mux.HandleFunc("GET /api/v1/projects/{id}", func(w http.ResponseWriter, r *http.Request) {
		if p := one(w, r); p != nil {
			answer(w, p)
		}
	})
	mux.HandleFunc("PATCH /api/v1/projects/{id}", func(w http.ResponseWriter, r *http.Request) {
		before := one(w, r)
		if before == nil {
			return
		}
		var in struct{ Note string }
		err := json.NewDecoder(r.Body).Decode(&in)
		after := *before
		after.Note, after.UpdatedAt = in.Note, clock.Clock(clock.System).Micro()
		if err == nil {
			err = s.DB.Write(r.Context(), func(tx *db.Tx) error { return table.Update(r.Context(), tx, before, &after) })
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if p := one(w, r); p != nil {
			answer(w, p)
		}
	})
	srv := httptest.NewServer(mux)
	b.Cleanup(srv.Close)
	return srv
}

const (
	bareWhere = " WHERE t.light IN ($1) AND t.chain_id IN ($2) AND t.stage IN ($3, $4, $5)"
	bareOrder = " ORDER BY t.total_invest DESC, t.no DESC"
	bareTotal = `SELECT CAST(COALESCE(sum(t.n), 0) AS BIGINT), CAST(COALESCE(sum(t.total_invest), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_plan), 0) AS BIGINT), CAST(COALESCE(sum(t.year_done), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_due), 0) AS BIGINT) FROM project_sum t` + bareWhere
	bareRows = `SELECT t.id, t.light, t.name, t.chain_id, t.region, t.unit_id, t.stage, t.total_invest, t.year_plan, t.year_done,
		(CASE WHEN t.year_plan = 0 THEN 0.0 ELSE CAST(t.year_done AS DOUBLE PRECISION) / t.year_plan END), t.updated_at
		FROM project t WHERE t.no IN (SELECT t.no FROM project t` + bareWhere + bareOrder
)

func (s *site) bareList(w http.ResponseWriter, r *http.Request) {
	v := r.URL.Query()
	page, _ := strconv.Atoi(v.Get("page"))
	args := []any{v.Get("light"), v.Get("chain_id")}
	for _, stage := range strings.Split(v.Get("stage"), ",") {
		args = append(args, stage)
	}
	b, err := s.bareJSON(r, page, args)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}

func (s *site) bareJSON(r *http.Request, page int, args []any) ([]byte, error) {
	var n, invest, plan, done, due int64
	if err := s.DB.QueryRow(r.Context(), bareTotal, args...).Scan(&n, &invest, &plan, &done, &due); err != nil {
		return nil, err
	}
	b := make([]byte, 0, 32<<10)
	b = fmt.Appendf(b, `{"total":%d,"page":%d,"size":50,"sums":{"total_invest":%d,"year_plan":%d,"year_done":%d,"year_due":%d},"rows":[`, n, page, invest, plan, done, due)
	rows, err := s.DB.Query(r.Context(), bareRows+" LIMIT 50 OFFSET "+strconv.Itoa(page*50-50)+")"+bareOrder, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	keys := []string{`{"id":"`, `","light":"`, `","name":"`, `","chain_id":"`, `","region":"`, `","unit_id":"`, `","stage":"`}
	texts := make([]string, len(keys))
	dest := []any{}
	for i := range texts {
		dest = append(dest, &texts[i])
	}
	var rate float64
	var updated int64
	dest = append(dest, &invest, &plan, &done, &rate, &updated)
	for first := true; rows.Next(); first = false {
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		if !first {
			b = append(b, ',')
		}
		for i, key := range keys {
			b = append(append(b, key...), texts[i]...)
		}
		b = append(b, `","total_invest":`...)
		b = strconv.AppendInt(b, invest, 10)
		b = append(b, `,"year_plan":`...)
		b = strconv.AppendInt(b, plan, 10)
		b = append(b, `,"year_done":`...)
		b = strconv.AppendInt(b, done, 10)
		b = append(b, `,"rate":`...)
		b = strconv.AppendFloat(b, rate, 'f', -1, 64)
		b = append(b, `,"updated_at":`...)
		b = strconv.AppendInt(b, updated, 10)
		b = append(b, '}')
	}
	return append(b, "]}\n"...), rows.Err()
}
