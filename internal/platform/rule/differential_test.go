package rule_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"lianzhang/internal/platform/rule"
)

const differentialRows = 2000

// engineColumns are the columns of the table that the differential test fills with random rows.
var engineColumns = []struct{ name, sql, label string }{
	{"t1", "TEXT", "名称"}, {"t2", "TEXT", "单位"}, {"s1", "TEXT", "阶段"}, {"s2", "TEXT", "上期"},
	{"m1", "BIGINT", "投资"}, {"m2", "BIGINT", "计划"}, {"n1", "DOUBLE PRECISION", "进度"}, {"n2", "DOUBLE PRECISION", "面积"},
	{"k1", "BIGINT", "人数"}, {"d1", "TEXT", "开工"}, {"d2", "TEXT", "竣工"}, {"b1", "BOOLEAN", "入库"}, {"b2", "BOOLEAN", "免除"},
}

func differentialVars() *rule.Vars {
	var vars []rule.Var
	for _, c := range engineColumns {
		v := rule.Var{Name: c.name, Label: c.label, SQL: "p." + c.name}
		switch c.name[0] {
		case 's':
			v.Enum = map[string]string{"签约": "a", "在建": "b", "建成": "c"}
			v.SQL = "NULLIF(p." + c.name + ", '')"
		case 'm':
			v.Type = rule.Money
		case 'n', 'k':
			v.Type = rule.Number
		case 'd':
			v.Type = rule.Date
		case 'b':
			v.Type = rule.Bool
		}
		vars = append(vars, v)
	}
	// A variable whose SQL is more than a column.
	vars = append(vars, rule.Var{Name: "x1", Label: "差额", Type: rule.Money, SQL: "COALESCE(p.m1, 0) - COALESCE(p.m2, 0)"})
	return rule.NewVars(vars...)
}

// differentialExprs are written by hand for the places where engines are known to differ.
var differentialExprs = []struct {
	want rule.Type
	src  string
}{
	{rule.Bool, `投资 / 计划 < 进度 - 10%`},
	{rule.Bool, `投资 / 计划 - 0.1 == 进度 - 10%`},
	{rule.Bool, `投资 >= 1亿元`},
	{rule.Bool, `投资 + 计划 >= 1亿元 或 投资 - 计划 == 0`},
	{rule.Bool, `计划 * 30% <= 投资`},
	{rule.Bool, `差额 < 0 且 非 (差额 / 计划 > -1)`},
	{rule.Bool, `阶段 == "签约" 且 名称 != "光伏"`},
	{rule.Bool, `阶段 不在 ["签约", "在建"]`},
	{rule.Bool, `阶段 == 上期`},
	{rule.Bool, `阶段 在 [上期, "建成"]`},
	{rule.Bool, `名称 在 ["光伏", 单位]`},
	{rule.Bool, `人数 在 [0, 3, 0.5]`},
	{rule.Bool, `进度 + 0.1 在 [30%, 0.6, 进度]`},
	{rule.Bool, `包含(名称, "光伏") 或 开头(单位, "市")`},
	{rule.Bool, `包含(默认(名称, 单位), "%") 或 包含(名称, "_") 或 包含(名称, "\\")`},
	{rule.Bool, `开头(名称, "LED") 或 包含(名称, "led")`},
	{rule.Bool, `为空(名称) 或 为空(开工) 且 有值(投资 / 计划)`},
	{rule.Bool, `为空(入库 且 免除)`},
	{rule.Bool, `入库 == 免除`},
	{rule.Bool, `入库 ? 免除 : 投资 > 计划`},
	{rule.Bool, `(投资 > 计划 ? 开工 : 竣工) < 今天`},
	{rule.Bool, `默认(入库, 投资 > 0)`},
	{rule.Bool, `非 入库 或 非 (投资 > 计划 且 进度 > 0)`},
	{rule.Bool, `开工 < "2026-02-28"`},
	{rule.Bool, `月数(开工, 今天) >= 3 且 阶段 == "签约"`},
	{rule.Bool, `加月(开工, 1) > 竣工 或 加天(开工, 30) > 竣工`},
	{rule.Bool, `最小(开工, 竣工) == 最大(开工, 竣工)`},
	{rule.Bool, `月(今天) + 1 在 [3, 6, 9, 12]`},
	{rule.Bool, `年初(开工) == 月初(开工)`},
	{rule.Bool, `0 <= 进度 < 1`},
	{rule.Number, `投资 / 计划`},
	{rule.Number, `(投资 + 1亿元) / (计划 - 投资)`},
	{rule.Number, `进度 * 面积 + 进度 / 人数 - 面积 / 3 * 0.7`},
	{rule.Number, `天数(开工, 竣工)`},
	{rule.Number, `天数(开工, 今天) / 365`},
	{rule.Number, `月数(开工, 竣工)`},
	{rule.Number, `月数(竣工, 开工) + 月数(开工, 今天)`},
	{rule.Number, `月数(加月(开工, 人数), 加天(竣工, -1))`},
	{rule.Number, `年(开工) * 100 + 月(竣工)`},
	{rule.Number, `取整(进度 * 100) + 取整(面积)`},
	{rule.Number, `取整(投资 / 计划 * 12)`},
	{rule.Number, `绝对值(-进度 - 人数) / 最大(进度, 人数)`},
	{rule.Number, `默认(投资 / 计划, 默认(进度, 0))`},
	{rule.Money, `投资`},
	{rule.Money, `计划 * 进度`},
	{rule.Money, `投资 / 3 - 计划`},
	{rule.Money, `最小(投资, 计划 * 1.1) + 绝对值(差额)`},
	{rule.Money, `默认(投资, 0) - 取整(计划 / 7)`},
	{rule.Date, `月末(开工)`},
	{rule.Date, `月末(加月(开工, 1))`},
	{rule.Date, `加月(开工, 1)`},
	{rule.Date, `加月(开工, -13)`},
	{rule.Date, `加月(月末(开工), 人数)`},
	{rule.Date, `加天(开工, 1)`},
	{rule.Date, `加天(开工, -366)`},
	{rule.Date, `加天(加月(开工, 人数), 面积 * 1000)`},
	{rule.Date, `加天(开工, 投资 / 1元)`},
	{rule.Date, `加月(加月(加月(加月(加月(加月(开工, 人数), 人数), 人数), 人数), 人数), 人数)`},
	{rule.Date, `默认(开工, 默认(竣工, 今天))`},
	{rule.Date, `入库 ? 月初(开工) : 年初(竣工)`},
	{rule.Date, `默认(竣工, "2024-02-29")`},
	{rule.Text, `默认(名称, 默认(单位, "无"))`},
	{rule.Text, `入库 ? 阶段 : "建成"`},
}

// randomRow gives nil where a value is missing; "" is stored as it is.
func randomRow(r *rand.Rand) map[string]any {
	pick := func(values ...any) any { return values[r.IntN(len(values))] }
	date := func() any {
		switch r.IntN(6) {
		case 0:
			return pick(nil, "", "0001-01-01", "9999-12-31", "0001-01-31", "9999-11-30")
		case 1:
			return pick("2024-02-29", "2023-02-28", "1900-02-28", "2000-02-29", "2026-01-31", "2026-11-30", "2026-11-22", "2025-12-31")
		}
		month, day := 1+r.IntN(12), 1+r.IntN(31)
		return fmt.Sprintf("%04d-%02d-%02d", 2022+r.IntN(6), month, min(day, [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]))
	}
	money := func() any {
		return pick(nil, int64(0), int64(1e8), int64(r.IntN(1000))*1e6, r.Int64N(1e10), int64(r.IntN(2000)-1000), int64(9e14))
	}
	number := func() any {
		return pick(nil, 0.0, 0.1, 0.2, 0.3, float64(r.IntN(10))/10, r.Float64(), r.Float64()*1000-500, 1e6*r.Float64())
	}
	row := map[string]any{"m1": money(), "m2": money(), "n1": number(), "n2": number(), "d1": date(), "d2": date()}
	row["t1"] = pick(nil, "", "光伏", "光伏组件", "LED 芯片", "led", "100%", "a_b", `c:\d`, "铜箔")
	row["t2"] = pick(nil, "", "市工信局", "光伏", "县发改委")
	row["s1"], row["s2"] = pick(nil, "", "a", "b", "c"), pick(nil, "", "a", "b", "c")
	row["k1"] = pick(nil, int64(0), int64(r.IntN(40)-10), int64(3))
	row["b1"], row["b2"] = pick(nil, true, false), pick(nil, true, false)
	return row
}

// openEngine gives an open database with the random rows in table rule_rows.
func openEngine(t *testing.T, driver, dsn string, rows []map[string]any) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1) // a temporary table lives in its connection
	create, marks := "CREATE TEMP TABLE rule_rows (id BIGINT", "$1"
	for i, c := range engineColumns {
		create += ", " + c.name + " " + c.sql
		marks += ", $" + strconv.Itoa(i+2)
	}
	if _, err := db.Exec(create + ")"); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	insert, err := tx.Prepare("INSERT INTO rule_rows VALUES (" + marks + ")")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		args := []any{int64(i)}
		for _, c := range engineColumns {
			args = append(args, row[c.name])
		}
		if _, err := insert.Exec(args...); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return db
}

// evalSQL evaluates the rule for all rows in an engine.
func evalSQL(t *testing.T, db *sql.DB, engine string, r *rule.Rule) []any {
	t.Helper()
	var args []any
	expr, err := r.SQL(engine, today, func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	})
	if err != nil {
		t.Fatalf("%s: %v", r, err)
	}
	rows, err := db.Query("SELECT "+expr+" FROM rule_rows p ORDER BY p.id", args...)
	if err != nil {
		t.Fatalf("%s on %s: %v\n%s", r, engine, err, expr)
	}
	defer rows.Close()
	var out []any
	for rows.Next() {
		var v any
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		if n, ok := v.(int64); ok && r.Type() == rule.Bool {
			v = n != 0
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s on %s: %v\n%s", r, engine, err, expr)
	}
	return out
}

// Memory, SQLite and PostgreSQL give the same value, to the last bit, for hand-written and for generated rules.
func TestDifferential(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 11))
	vars := differentialVars()
	rows := make([]map[string]any, differentialRows)
	memory := make([]rule.Row, len(rows))
	for i := range rows {
		rows[i] = randomRow(random)
		memory[i] = func(name string) any {
			if name == "x1" {
				a, _ := rows[i]["m1"].(int64)
				b, _ := rows[i]["m2"].(int64)
				return a - b
			}
			return rows[i][name]
		}
	}
	exprs := differentialExprs
	for _, typ := range []rule.Type{rule.Bool, rule.Bool, rule.Number, rule.Money, rule.Date, rule.Text} {
		for range 25 {
			exprs = append(exprs, struct {
				want rule.Type
				src  string
			}{typ, randomExpr(random, typ, 4)})
		}
	}
	engines := map[string]*sql.DB{"sqlite": openEngine(t, "sqlite", "file::memory:", rows)}
	if dsn := os.Getenv("TEST_POSTGRES"); dsn != "" {
		engines["postgres"] = openEngine(t, "pgx", dsn, rows)
	} else {
		t.Log("TEST_POSTGRES is not set: PostgreSQL is not compared")
	}
	for _, e := range exprs {
		r, err := rule.Compile(e.src, vars, e.want)
		if err != nil {
			t.Errorf("%s: %v", e.src, err)
			continue
		}
		again, err := rule.Compile(r.String(), vars, e.want)
		if err != nil || again.String() != r.String() {
			t.Errorf("%s: canonical text %s does not read back: %v %v", e.src, r, again, err)
			continue
		}
		for engine, db := range engines {
			compareRows(t, engine, r, again, memory, evalSQL(t, db, engine, r))
		}
	}
}

// What the limits let through, the engines can still run.
func TestDeepestRules(t *testing.T) {
	nest := func(before, core, after string, n int) string {
		return strings.Repeat(before, n) + core + strings.Repeat(after, n)
	}
	var wide strings.Builder
	for i := range 140 {
		fmt.Fprintf(&wide, "进度 > %d 或 ", i)
	}
	rows := []map[string]any{randomRow(rand.New(rand.NewPCG(1, 1)))}
	memory := func(name string) any { return rows[0][name] }
	engines := map[string]*sql.DB{"sqlite": openEngine(t, "sqlite", "file::memory:", rows)}
	if dsn := os.Getenv("TEST_POSTGRES"); dsn != "" {
		engines["postgres"] = openEngine(t, "pgx", dsn, rows)
	}
	for _, e := range []struct {
		want rule.Type
		src  string
	}{
		{rule.Date, nest("加月(", "开工", ", 人数)", 58)},
		{rule.Date, nest("最小(月末(", "开工", "), 竣工)", 29)},
		{rule.Number, nest("月数(加月(开工, ", "1 + 0", "), 竣工)", 29)},
		{rule.Number, nest("(进度 > 0 ? 0 - ", "进度", " : 面积)", 29)},
		{rule.Number, nest("取整(1 / (2 + ", "进度", "))", 19)},
		{rule.Number, "进度" + strings.Repeat(" + 进度 * 面积", 50)},
		{rule.Bool, wide.String() + "入库"},
		{rule.Bool, nest("非 (入库 且 ", "免除", ")", 29)},
		{rule.Bool, nest("(进度 + 1 在 [1, ", "进度", "] ? 1 : 2)", 28) + " > 1"},
	} {
		r, err := rule.Compile(e.src, differentialVars(), e.want)
		if err != nil {
			t.Errorf("%.60s: %v", e.src, err)
			continue
		}
		for engine, db := range engines {
			if got, want := evalSQL(t, db, engine, r)[0], r.Eval(today, memory); got != want {
				t.Errorf("%.60s: %s gives %v, memory %v", e.src, engine, got, want)
			}
		}
	}
}

// compareRows compares an engine's values with memory's, and what Explain says.
func compareRows(t *testing.T, engine string, r, again *rule.Rule, memory []rule.Row, got []any) {
	t.Helper()
	for i, row := range memory {
		want := r.Eval(today, row)
		if got[i] != want {
			t.Errorf("%s, row %d: memory gives %v, %s %v", r, i, want, engine, got[i])
			return
		}
		if engine != "sqlite" {
			continue // the rest does not depend on the engine
		}
		if v := again.Eval(today, row); v != want {
			t.Errorf("%s, row %d: %v, read back %v", r, i, want, v)
			return
		}
		if i%50 == 0 {
			e := r.Explain(today, row)
			if (e.Verdict == rule.Unknown) != (want == nil) || want == false && e.Verdict != rule.Fails {
				t.Errorf("%s, row %d: %v, explained as %s", r, i, want, e.Verdict)
				return
			}
			if e.Verdict != rule.Unknown && e.Missing != nil {
				t.Errorf("%s, row %d: explained with missing inputs: %+v", r, i, e)
				return
			}
		}
	}
}
