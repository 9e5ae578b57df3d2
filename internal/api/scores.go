package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/score"
)

const scoreTag = "考核"

func (a *api) scores() {
	handle(a, op{pattern: "GET /score-schemes", id: "list-score-schemes", perm: authz.ScoreView, tag: scoreTag, summary: "考核方案各版"}, a.scoreSchemes)
	handle(a, op{pattern: "GET /score-rounds", id: "list-score-rounds", perm: authz.ScoreView, tag: scoreTag, summary: "考核轮次"}, a.scoreRounds)
	handle(a, op{pattern: "POST /score-rounds", id: "open-score-round", perm: authz.ScoreEdit, tag: scoreTag, summary: "开一轮考核", status: 201}, a.openScoreRound)
	handle(a, op{pattern: "GET /score-rounds/{id}", id: "get-score-round", perm: authz.ScoreView, tag: scoreTag, summary: "一轮的得分和名次",
		help: "发布前只给数据范围内的对象，发布后给全部名次。名次区间是权重±10%、取数在误差内时名次不会超出的范围。"}, a.scoreRound)
	handle(a, op{pattern: "GET /score-rounds/{id}/results/{subject}", id: "get-score", perm: authz.ScoreView, tag: scoreTag, summary: "一个对象的逐项得分",
		help: "每项给代入数字的算式，算式的值四舍五入到两位就是得分。"}, a.scoreLines)
	handle(a, op{pattern: "POST /score-rounds/{id}/compute", id: "compute-score-round", perm: authz.ScoreEdit, tag: scoreTag, summary: "核分：重新取数计分"}, a.computeScoreRound)
	handle(a, op{pattern: "POST /score-rounds/{id}/move", id: "move-score-round", perm: authz.ScoreEdit, or: authz.ScoreJudge, tag: scoreTag, summary: "推进一轮",
		help: "score 收表核分、announce 公示、settle 结束公示、publish 发布、refill 退回填报、recall 撤回公示、reopen 重新公示、cancel 取消；退回类须写理由。"}, a.moveScoreRound)
	handle(a, op{pattern: "GET /score-rounds/{id}/sheets", id: "list-score-sheets", perm: authz.ScoreGive, tag: scoreTag, summary: "数据范围内的打分表"}, a.scoreSheets)
	handle(a, op{pattern: "PUT /score-sheets/{id}", id: "fill-score-sheet", perm: authz.ScoreGive, tag: scoreTag, summary: "填一张打分表", help: "要附佐证的在页面上传后再填。"}, a.fillScoreSheet)
	handle(a, op{pattern: "POST /score-objections/{id}/decide", id: "decide-score-objection", perm: authz.ScoreJudge, or: authz.ScoreGive, tag: scoreTag, summary: "裁定异议",
		help: "uphold 成立并改数（value 为该项的数值）、reject 不成立、withdraw 提出者撤回。"}, a.decideObjection)
}

type scoreScheme struct {
	ID        string      `json:"id"`
	Code      string      `json:"code" doc:"各版相同"`
	No        int64       `json:"no" doc:"第几版"`
	Name      string      `json:"name"`
	State     string      `json:"state" enum:"draft,adopted,replaced"`
	AdoptedOn string      `json:"adopted_on"`
	Weights   float64     `json:"weights" doc:"权重合计"`
	Items     []scoreItem `json:"items"`
}

type scoreItem struct {
	No     string  `json:"no"`
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	Method string  `json:"method"`
	Unit   string  `json:"unit"`
}

type scoreSchemes struct {
	Body struct {
		Schemes []scoreScheme `json:"schemes"`
	} `nameHint:"ScoreSchemes"`
}

func (a *api) scoreSchemes(c *call, _ *struct{}) (*scoreSchemes, error) {
	all, err := a.Scores.Schemes(c)
	if err != nil {
		return nil, err
	}
	out := &scoreSchemes{}
	for i := range all {
		d, err := all[i].Design()
		if err != nil {
			return nil, err
		}
		s := scoreScheme{all[i].ID, all[i].Code, all[i].No, all[i].Name, all[i].State, all[i].AdoptedOn, d.Weights(), nil}
		for k := range d.Items {
			it := &d.Items[k]
			s.Items = append(s.Items, scoreItem{it.No, it.Name, it.Weight, string(it.Method), it.Input.Unit})
		}
		out.Body.Schemes = append(out.Body.Schemes, s)
	}
	return out, nil
}

type scoreRound struct {
	ID       string `json:"id"`
	SchemeID string `json:"scheme_id"`
	Name     string `json:"name"`
	Period   string `json:"period"`
	State    string `json:"state" enum:"filling,scoring,announced,settled,published,cancelled"`
	FillBy   string `json:"fill_by"`
	ObjectBy string `json:"object_by" doc:"异议截止"`
}

func roundOf(r *score.Round) scoreRound {
	return scoreRound{r.ID, r.SchemeID, r.Name, string(r.Period), r.State, r.FillBy, r.ObjectBy}
}

type roundsOut struct {
	Body struct {
		Rounds []scoreRound `json:"rounds"`
	} `nameHint:"ScoreRounds"`
}

func (a *api) scoreRounds(c *call, _ *struct{}) (*roundsOut, error) {
	all, err := a.Scores.Rounds(c)
	if err != nil {
		return nil, err
	}
	out := &roundsOut{}
	for i := range all {
		out.Body.Rounds = append(out.Body.Rounds, roundOf(&all[i]))
	}
	return out, nil
}

type openRoundInput struct {
	Body struct {
		SchemeID   string `json:"scheme_id" maxLength:"40"`
		Period     string `json:"period" doc:"2026-Q3" maxLength:"20"`
		FillBy     string `json:"fill_by,omitempty" maxLength:"10"`
		ObjectDays int64  `json:"object_days,omitempty" doc:"公示几个工作日" minimum:"0" maximum:"60"`
	} `nameHint:"ScoreOpening"`
}

type oneRound struct {
	Body scoreRound `nameHint:"ScoreRound"`
}

func (a *api) openScoreRound(c *call, in *openRoundInput) (*oneRound, error) {
	p, err := period.Parse(in.Body.Period)
	if err != nil {
		return nil, errs.Fields{{Name: "period", Message: "写考核期，例如2026-Q3"}}.Err()
	}
	r, err := a.Scores.Open(c, c.actor, score.Opening{SchemeID: in.Body.SchemeID, Period: p, FillBy: in.Body.FillBy, ObjectDays: in.Body.ObjectDays})
	if err != nil {
		return nil, err
	}
	return &oneRound{roundOf(r)}, nil
}

type scorePlace struct {
	SubjectKind string  `json:"subject_kind"`
	SubjectID   string  `json:"subject_id"`
	Label       string  `json:"label"`
	Rank        int64   `json:"rank" doc:"0为不参加排名"`
	Score       float64 `json:"score"`
	Best        int64   `json:"best" doc:"名次区间"`
	Worst       int64   `json:"worst"`
	Tier        int64   `json:"tier" doc:"不可区分的为一组"`
	Was         int64   `json:"was" doc:"上轮名次"`
	Grade       string  `json:"grade"`
	FirstScore  float64 `json:"first_score" doc:"公示时"`
	FirstRank   int64   `json:"first_rank"`
}

type standingOut struct {
	Body struct {
		Round  scoreRound   `json:"round"`
		Scored int          `json:"scored" doc:"考核对象数，包括看不到的"`
		Places []scorePlace `json:"places"`
	} `nameHint:"ScoreStanding"`
}

func (a *api) scoreRound(c *call, in *idInput) (*standingOut, error) {
	st, err := a.Scores.Standing(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &standingOut{}
	out.Body.Round, out.Body.Scored = roundOf(st.Round), st.All
	for i := range st.Rows {
		x := &st.Rows[i]
		out.Body.Places = append(out.Body.Places, scorePlace{x.SubjectKind, x.SubjectID, x.Label, x.Rank, x.Score, x.Best, x.Worst, x.Tier, x.Was, x.Grade, x.FirstScore, x.FirstRank})
	}
	return out, nil
}

type subjectScoreInput struct {
	ID      string `path:"id" doc:"标识" maxLength:"40"`
	Subject string `path:"subject" doc:"对象的标识" maxLength:"40"`
}

type scoreLine struct {
	No      string  `json:"no"`
	Name    string  `json:"name"`
	Weight  float64 `json:"weight"`
	Value   float64 `json:"value"`
	Known   bool    `json:"known" doc:"否为缺数据"`
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
	Target  float64 `json:"target"`
	Formula string  `json:"formula"`
	Points  float64 `json:"points"`
	Words   string  `json:"words"`
	Source  string  `json:"source"`
	URL     string  `json:"url" doc:"这个数的清单"`
}

type scoreOut struct {
	Body struct {
		Place   scorePlace  `json:"place"`
		Formula string      `json:"formula" doc:"总分的算式"`
		Lines   []scoreLine `json:"lines"`
	} `nameHint:"ScoreSheetOfSubject"`
}

func (a *api) scoreLines(c *call, in *subjectScoreInput) (*scoreOut, error) {
	x, err := a.Scores.Mine(c, c.actor.Scope, in.ID, in.Subject)
	if err != nil {
		return nil, err
	}
	st, err := a.Scores.Standing(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	lines, err := x.Lines()
	if err != nil {
		return nil, err
	}
	out := &scoreOut{}
	out.Body.Place = scorePlace{x.SubjectKind, x.SubjectID, x.Label, x.Rank, x.Score, x.Best, x.Worst, x.Tier, 0, x.Grade, x.FirstScore, x.FirstRank}
	for i := range st.Rows {
		if st.Rows[i].ID == x.ID {
			out.Body.Place.Was = st.Rows[i].Was
		}
	}
	out.Body.Formula = x.Expr
	for _, l := range lines {
		if it := st.Design.Item(l.No); it != nil {
			out.Body.Lines = append(out.Body.Lines, scoreLine{l.No, it.Name, it.Weight, l.X, l.Known, l.Min, l.Max, l.Target, l.Expr, l.Points, l.Words, l.Source, l.URL})
		}
	}
	return out, nil
}

func (a *api) computeScoreRound(c *call, in *idInput) (*standingOut, error) {
	if err := a.Scores.Compute(c, c.actor, in.ID); err != nil {
		return nil, err
	}
	return a.scoreRound(c, in)
}

type moveRoundInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action string `json:"action" enum:"score,announce,settle,publish,refill,recall,reopen,cancel"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"ScoreMove"`
}

func (a *api) moveScoreRound(c *call, in *moveRoundInput) (*oneRound, error) {
	if err := a.Scores.Move(c, c.actor, in.ID, in.Body.Action, in.Body.Reason); err != nil {
		return nil, err
	}
	r, err := a.Scores.Get(c, in.ID)
	if err != nil {
		return nil, err
	}
	return &oneRound{roundOf(r)}, nil
}

type scoreSheet struct {
	ID        string  `json:"id"`
	Item      string  `json:"item" doc:"指标序号"`
	SubjectID string  `json:"subject_id"`
	Label     string  `json:"label"`
	UnitID    string  `json:"unit_id" doc:"打分单位"`
	Value     float64 `json:"value"`
	Filled    bool    `json:"filled"`
	None      bool    `json:"none" doc:"没有数据，理由在说明里"`
	Note      string  `json:"note"`
}

func sheetOf(s *score.Sheet) scoreSheet {
	return scoreSheet{s.ID, s.Item, s.SubjectID, s.Label, s.UnitID, s.Value, s.Filled, s.None, s.Text}
}

type sheetsOut struct {
	Body struct {
		Sheets []scoreSheet `json:"sheets"`
	} `nameHint:"ScoreSheets"`
}

func (a *api) scoreSheets(c *call, in *idInput) (*sheetsOut, error) {
	if _, err := a.Scores.Get(c, in.ID); err != nil {
		return nil, err
	}
	all, err := a.Scores.Sheets(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &sheetsOut{}
	for i := range all {
		out.Body.Sheets = append(out.Body.Sheets, sheetOf(&all[i]))
	}
	return out, nil
}

type fillSheetInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Value float64 `json:"value,omitempty"`
		None  bool    `json:"none,omitempty"`
		Note  string  `json:"note,omitempty" maxLength:"1000"`
	} `nameHint:"ScoreSheetFill"`
}

type oneSheet struct {
	Body scoreSheet `nameHint:"ScoreSheet"`
}

func (a *api) fillScoreSheet(c *call, in *fillSheetInput) (*oneSheet, error) {
	if err := a.Scores.Give(c, c.actor, a.Files, in.ID, score.Filled{Value: in.Body.Value, None: in.Body.None, Text: in.Body.Note}); err != nil {
		return nil, err
	}
	s, err := a.Scores.Sheet(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	return &oneSheet{sheetOf(s)}, nil
}

type decideObjectionInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action string   `json:"action" enum:"uphold,reject,withdraw"`
		Reason string   `json:"reason,omitempty" maxLength:"500"`
		Value  *float64 `json:"value,omitempty" doc:"成立时该项改为多少"`
	} `nameHint:"ScoreDecision"`
}

type objectionOut struct {
	Body struct {
		ID     string `json:"id"`
		State  string `json:"state" enum:"raised,upheld,rejected,withdrawn"`
		Reason string `json:"reason"`
	} `nameHint:"ScoreObjection"`
}

func (a *api) decideObjection(c *call, in *decideObjectionInput) (*objectionOut, error) {
	d := score.Decision{Action: in.Body.Action, Reason: in.Body.Reason}
	if in.Body.Value != nil {
		d.Value, d.HasValue = *in.Body.Value, true
	}
	if err := a.Scores.Decide(c, c.actor, in.ID, d); err != nil {
		return nil, err
	}
	o, err := a.Scores.Objection(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &objectionOut{}
	out.Body.ID, out.Body.State, out.Body.Reason = o.ID, o.State, o.Reason
	return out, nil
}
