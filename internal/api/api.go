// Package api is the JSON API of the site, /api/v1. It is a thin layer: an operation reads its input, calls the verb of an
// area and writes the answer; what holds of a record is checked by the area. Lists, records and what may be written of them
// are described by the areas' list.Spec, so a new column shows in answers, filters and the specification by itself.
//
// Amounts are whole yuan, areas are mu, shares are 0 to 1, dates "2026-11-22", months "2026-11", times UTC microseconds; absent
// text is "", absent amounts are 0.
package api

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lianzhang/internal/atlas"
	"lianzhang/internal/cadence"
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/checkup"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/forecast"
	"lianzhang/internal/formula"
	"lianzhang/internal/gap"
	"lianzhang/internal/importing"
	"lianzhang/internal/indicator"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/report"
	"lianzhang/internal/review"
	"lianzhang/internal/score"
	"lianzhang/internal/talent"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/view"
	"lianzhang/internal/visit"
)

// Version is the version of the API as the specification states it. A changed specification demands another one; a test
// compares it with openapi.golden.json.
const Version = "1.6.0"

const prefix = "/api/v1"

// Deps are the services whose verbs the API offers, and what it shares with the pages.
type Deps struct {
	Run         *change.Runner
	Journal     *journal.Journal
	Clock       clock.Clock
	Calendar    func() workday.Calendar
	Org         *org.Service
	Chains      *chain.Service
	Graph       *graph.Service
	Match       *match.Service
	Gaps        *gap.Service
	Targets     *target.Service
	Leads       *lead.Service
	Talent      *talent.Service
	Indicators  *indicator.Service
	Tickets     *ticket.Service
	Tasks       *task.Service
	Visits      *visit.Service
	Meetings    *meeting.Service
	Policy      *policy.Service
	Atlas       *atlas.Service
	Enterprises *enterprise.Service
	Forecast    *forecast.Service
	Formulas    *formula.Service
	Checkup     *checkup.Service
	Projects    *project.Service
	Review      *review.Service
	Report      *report.Service
	Cadence     *cadence.Service
	Scores      *score.Service
	Imports     *importing.Service
	Views       *view.Service
	Files       *attach.Dir
	Comments    *comment.Service
	Notify      *notify.Service
	MaxFile     int64 // largest upload in bytes

	Wrote  func(ctx context.Context, actor authz.Actor, pattern string) // told of each write of a program; may be nil
	Status func(error) int                                              // status of an error; the pages' own table
	Cookie string                                                       // name of the cookie that carries a browser's session
}

type api struct {
	Deps
	huma    huma.API
	mux     *http.ServeMux
	records map[string]*register // by kind of record
	buffers sync.Pool            // *[]byte, for answers of lists
}

// Handler answers everything below /api/.
func Handler(d Deps) http.Handler {
	a := newAPI(d)
	a.serveSpec()
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(a.crossOrigin))
	return a.frame(guard.Handler(a.mux))
}

func newAPI(d Deps) *api {
	localise()
	a := &api{Deps: d, mux: http.NewServeMux(), records: map[string]*register{}}
	a.buffers.New = func() any { b := make([]byte, 0, 64<<10); return &b }
	a.huma = humago.NewWithPrefix(a.mux, prefix, config(d.Cookie))
	a.huma.UseMiddleware(a.admit)
	for _, area := range []func(){a.projects, a.moves, a.reports, a.receipts, a.files, a.comments, a.lights, a.chains, a.maps, a.enterprises, a.opportunities, a.gaps, a.matches, a.targets, a.leads, a.talents, a.tickets, a.tasks, a.meetings, a.indicators, a.visits, a.windows, a.atlas, a.forecasts, a.checkups, a.scores,
		a.units, a.regions, a.accounts, a.imports, a.papers, a.periods, a.ruleSets, a.formulas, a.journal, a.views, a.search, a.me, a.inbox, a.calendar} {
		area()
	}
	delete(a.huma.OpenAPI().Components.Schemas.Map(), "FormFile") // huma's own type, to which nothing refers
	a.mux.HandleFunc("/", a.unknown)
	return a
}

func config(cookie string) huma.Config {
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "链长接口", Version: Version, Description: strings.TrimSpace(intro)},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					tokenScheme:   {Type: "http", Scheme: "bearer", BearerFormat: "lz_…", Description: "个人令牌，在“个人设置”里新建"},
					sessionScheme: {Type: "apiKey", In: "cookie", Name: cookie, Description: "浏览器登录后的会话，只用于本站页面"},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat: "application/json",
	}
}

const (
	tokenScheme   = "token"
	sessionScheme = "session"
)

const intro = `
链长的全部登记册、流程和文件都可由此读写，权限和数据范围与页面相同。

- 身份：请求头 Authorization: Bearer lz_…，个人令牌在“个人设置”里新建。
- 单位：金额为整数元，面积为亩，比率为0到1；日期2026-11-22，月份2026-11，时刻为UTC微秒；没有的文字是空串，没有的金额是0。
- 清单：每一列都可作筛选参数，写法与页面地址相同：stage=signed,started（任一），stage=!lost（除外），total_invest=100000000..（区间），
  unit_id=-（未填）；where 是规则表达式，q 是全文查找，sort 以“-”表示降序。
- 修改：PATCH 须以 If-Match 或 version 写明所见的版次；有人先改了则答409，stored 是现在存着的记录。
- 错误：application/problem+json，code 供程序判断，detail 说明原因和下一步，errors 逐项指出。
`
