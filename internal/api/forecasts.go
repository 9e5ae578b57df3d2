package api

import (
	"lianzhang/internal/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

const forecastTag = "预测"

func (a *api) forecasts() {
	a.lists(&register{spec: forecast.Spec, path: "/forecast-projects", one: "forecast-project", many: "forecast-projects", schema: "ForecastProject", perm: authz.ForecastView, derived: true})
	handle(a, op{pattern: "GET /forecasts", id: "list-forecasts", perm: authz.ForecastView, tag: forecastTag, summary: "历次预测，新的在前"}, a.listForecasts)
	handle(a, op{pattern: "POST /forecasts", id: "run-forecast", perm: authz.ForecastRun, tag: forecastTag, summary: "做一次预测并保存", status: 201,
		help: "台账不变时，同样的参数得到同样的结果（digest相同）。空的参数取默认：今天到年底，10000次，种子1，共同波动按历史估计。"}, a.runForecast)
	handle(a, op{pattern: "GET /forecasts/{id}", id: "get-forecast", perm: authz.ForecastView, tag: forecastTag, summary: "一次预测：各项、各县区、各产业链",
		help: "id为latest是最近一次。只有数据范围内的县区和产业链；全市的要全市范围。金额是元，把握是0到1。"}, a.getForecast)
	handle(a, op{pattern: "GET /forecast-backtest", id: "get-forecast-backtest", perm: authz.ForecastView, tag: forecastTag, summary: "最近一次回测：命中率、误差、每个截止日",
		help: "要全市范围的权限。"}, a.getBackTest)
	handle(a, op{pattern: "POST /forecast-backtest", id: "run-forecast-backtest", perm: authz.ForecastRun, tag: forecastTag, summary: "做一次回测并保存", status: 201}, a.runBackTest)
	handle(a, op{pattern: "GET /forecast-targets", id: "list-forecast-targets", perm: authz.ForecastView, tag: forecastTag, summary: "一年里手工定的目标"}, a.listForecastTargets)
	handle(a, op{pattern: "PUT /forecast-targets", id: "set-forecast-targets", perm: authz.ForecastRun, tag: forecastTag, summary: "定一年的目标，值为0则取消",
		help: "只改写到的；县区和产业链都空是全市。"}, a.setForecastTargets)
}

type forecastRuns struct {
	Body struct {
		Runs []forecast.RunRow `json:"runs"`
	} `nameHint:"Forecasts"`
}

func (a *api) listForecasts(c *call, _ *struct{}) (*forecastRuns, error) {
	rows, err := a.Forecast.Runs(c, forecast.Forecasts, 60)
	out := &forecastRuns{}
	out.Body.Runs = append([]forecast.RunRow{}, rows...)
	return out, err
}

type forecastRun struct {
	Body forecast.RunRow
}

type runForecastInput struct {
	Body struct {
		AsOf  string   `json:"as_of,omitempty" doc:"统计日"`
		Until string   `json:"until,omitempty" doc:"预测到"`
		Seed  int64    `json:"seed,omitempty" minimum:"0"`
		Runs  int      `json:"runs,omitempty" minimum:"0" maximum:"50000"`
		Shock *float64 `json:"shock,omitempty" minimum:"0" maximum:"1" doc:"共同波动的方差，不写按历史估计"`
	} `nameHint:"RunForecast"`
}

func (a *api) runForecast(c *call, in *runForecastInput) (*forecastRun, error) {
	p, b := a.Forecast.Default(), &in.Body
	if b.AsOf != "" {
		p.AsOf = b.AsOf
	}
	if b.Until != "" {
		p.Until = b.Until
	}
	if b.Seed != 0 {
		p.Seed = b.Seed
	}
	if b.Runs != 0 {
		p.Runs = b.Runs
	}
	if b.Shock != nil {
		p.Shock = *b.Shock
	}
	row, err := a.Forecast.Forecast(c, c.actor, p)
	if err != nil {
		return nil, err
	}
	return &forecastRun{Body: *row}, nil
}

type forecastOutput struct {
	Body struct {
		Run    forecast.RunRow `json:"run"`
		Since  string          `json:"since" doc:"已完成从这天算起"`
		Lines  []forecast.Line `json:"lines"`
		Basis  forecast.Basis  `json:"basis"`
		Months []string        `json:"months"`
	} `nameHint:"Forecast"`
}

func (a *api) getForecast(c *call, in *struct {
	ID string `path:"id" doc:"预测的id，或latest" maxLength:"40"`
}) (*forecastOutput, error) {
	id := in.ID
	if id == "latest" {
		id = ""
	}
	row, r, err := a.Forecast.Get(c, c.actor.Scope, id)
	if err != nil {
		return nil, err
	}
	out := &forecastOutput{}
	out.Body.Run, out.Body.Since, out.Body.Lines, out.Body.Basis, out.Body.Months = *row, r.Since, r.Lines, r.Basis, r.Months
	return out, nil
}

type backTestOutput struct {
	Body forecast.BackTest
}

func (a *api) getBackTest(c *call, _ *struct{}) (*backTestOutput, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	if d.Root() == nil || !c.actor.Scope.Allows(authz.Keys{Region: d.Root().ID}) {
		return nil, errs.New(errs.Forbidden, "回测用全市的台账，要全市范围的权限才能看")
	}
	_, b, err := a.Forecast.LatestBackTest(c)
	if err != nil {
		return nil, err
	}
	return &backTestOutput{Body: *b}, nil
}

func (a *api) runBackTest(c *call, in *struct {
	Body struct {
		Seed int64 `json:"seed,omitempty" minimum:"0"`
	} `nameHint:"RunBackTest"`
}) (*forecastRun, error) {
	row, err := a.Forecast.BackTest(c, c.actor, max(1, in.Body.Seed))
	if err != nil {
		return nil, err
	}
	return &forecastRun{Body: *row}, nil
}

// forecastTarget is a target of a year.
type forecastTarget struct {
	Region  string `json:"region,omitempty" doc:"县区代码，空为全市"`
	Chain   string `json:"chain,omitempty" doc:"产业链的id"`
	Measure string `json:"measure" doc:"signed_amount、signed、started、investment、completed、produced、capacity、output、tax"`
	Value   int64  `json:"value" doc:"个或元"`
	Source  string `json:"source,omitempty" doc:"依据"`
}

type forecastTargets struct {
	Body struct {
		Year    string           `json:"year"`
		Targets []forecastTarget `json:"targets"`
	} `nameHint:"ForecastTargets"`
}

func (a *api) listForecastTargets(c *call, in *struct {
	Year string `query:"year" pattern:"^[0-9]{4}$" required:"true"`
}) (*forecastTargets, error) {
	rows, err := a.Forecast.TargetsOf(c, c.actor.Scope, in.Year)
	if err != nil {
		return nil, err
	}
	out := &forecastTargets{}
	out.Body.Year, out.Body.Targets = in.Year, []forecastTarget{}
	for _, t := range rows {
		out.Body.Targets = append(out.Body.Targets, forecastTarget{t.Region, t.ChainID, t.Measure, t.Value, t.Source})
	}
	return out, nil
}

func (a *api) setForecastTargets(c *call, in *forecastTargets) (*forecastTargets, error) {
	var rows []forecast.Target
	for _, t := range in.Body.Targets {
		rows = append(rows, forecast.Target{Region: t.Region, ChainID: t.Chain, Measure: t.Measure, Value: t.Value, Source: t.Source})
	}
	if err := a.Forecast.SetTargets(c, c.actor, in.Body.Year, rows); err != nil {
		return nil, err
	}
	return a.listForecastTargets(c, &struct {
		Year string `query:"year" pattern:"^[0-9]{4}$" required:"true"`
	}{in.Body.Year})
}
