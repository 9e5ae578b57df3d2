package api

import (
	"lianzhang/internal/cadence"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
)

const periodTag = "周期"

func (a *api) periods() {
	handle(a, op{pattern: "GET /periods", id: "list-periods", perm: authz.PeriodView, tag: periodTag, summary: "周期清单，新的在前"}, a.listPeriods)
	handle(a, op{pattern: "GET /periods/{period}", id: "get-period", perm: authz.PeriodView, tag: periodTag, summary: "一个周期：日期、各单位应办已办，冻结后的根和签名"}, a.getPeriod)
	handle(a, op{pattern: "GET /periods/{period}/lines", id: "list-period-lines", perm: authz.PeriodView, tag: periodTag, summary: "冻结的数",
		help: "范围是您看得到的。revised=true只给冻结后有修订的，附现在的数和名次。"}, a.periodLines)
	handle(a, op{pattern: "GET /periods/{period}/lines/{no}/proof", id: "get-period-proof", perm: authz.PeriodView, tag: periodTag, summary: "一行冻结数据的证明，可离线核对",
		help: "叶是leaf的RFC 6962哈希；签名是Ed25519，签的是五行文字：lianzhang frozen period v1、周期、行数、根、冻结时间（微秒）。"}, a.periodProof)
	handle(a, op{pattern: "POST /periods/{period}/freeze", id: "freeze-period", perm: authz.PeriodFreeze, tag: periodTag, summary: "手工冻结一个已经结束的周期", help: "冻结后不能解冻；已冻结的给409。"}, a.freezePeriod)
}

// periodFacts is a period.
type periodFacts struct {
	Period    string `json:"period"`
	Label     string `json:"label"`
	Kind      string `json:"kind" doc:"week、tenday、month、quarter、half、year"`
	State     string `json:"state" doc:"open、held、frozen"`
	OpensOn   string `json:"opens_on"`
	RemindOn  string `json:"remind_on"`
	DueOn     string `json:"due_on"`
	FreezeAt  int64  `json:"freeze_at" doc:"微秒；0为不自动冻结"`
	Moved     string `json:"moved" doc:"日期怎样变过"`
	FrozenAt  int64  `json:"frozen_at"`
	Lines     int64  `json:"lines"`
	Root      string `json:"root"`
	Signature string `json:"signature"`
	Key       string `json:"key" doc:"公钥"`
}

func factsOf(p *cadence.Period) periodFacts {
	return periodFacts{p.Period, p.Label(), p.Kind, p.State, p.OpensOn, p.RemindOn, p.DueOn, p.FreezeAt, p.Moved, p.FrozenAt, p.Lines, p.Root, p.Signature, p.SignKey}
}

type periodsInput struct {
	Kind  string `query:"kind" enum:"week,tenday,month,quarter,half,year"`
	State string `query:"state" enum:"open,held,frozen"`
}

type periodsOutput struct {
	Body struct {
		Periods []periodFacts `json:"periods"`
	} `nameHint:"Periods"`
}

func (a *api) listPeriods(c *call, in *periodsInput) (*periodsOutput, error) {
	rows, err := a.Cadence.Recent(c, period.Kind(in.Kind), in.State)
	out := &periodsOutput{}
	out.Body.Periods = make([]periodFacts, len(rows))
	for i := range rows {
		out.Body.Periods[i] = factsOf(&rows[i])
	}
	return out, err
}

// periodOwed is what a unit owes in a period.
type periodOwed struct {
	What   string `json:"what"`
	UnitID string `json:"unit_id"`
	Done   int64  `json:"done"`
	All    int64  `json:"all"`
}

type periodOutput struct {
	Body struct {
		Period periodFacts  `json:"period"`
		Owed   []periodOwed `json:"owed"`
	} `nameHint:"PeriodState"`
}

func (a *api) getPeriod(c *call, in *PeriodRef) (*periodOutput, error) {
	p, err := a.Cadence.Get(c, in.Period)
	if err != nil {
		return nil, err
	}
	owed, err := a.Cadence.Owed(c, c.actor.Scope, p.P())
	out := &periodOutput{}
	out.Body.Period, out.Body.Owed = factsOf(p), []periodOwed{}
	for _, o := range owed {
		for _, it := range o.Items {
			out.Body.Owed = append(out.Body.Owed, periodOwed{o.Label, it.Unit, it.Done, it.All})
		}
	}
	return out, err
}

type linesInput struct {
	PeriodRef
	Keeper  string `query:"keeper" doc:"来源：bulletin、formula、indicator、score" maxLength:"40"`
	Revised bool   `query:"revised" doc:"只给有修订的"`
	Offset  int    `query:"offset" minimum:"0"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"200"`
}

// periodLine is a kept line, with what it would be now where that was asked for.
type periodLine struct {
	No     int64          `json:"no" doc:"树中的行号，从0起；-1为冻结时没有"`
	Keeper string         `json:"keeper"`
	Kind   string         `json:"kind"`
	ID     string         `json:"id"`
	Label  string         `json:"label"`
	Value  string         `json:"value" doc:"供程序比较的数"`
	Words  string         `json:"words"`
	Light  string         `json:"light"`
	Rank   int64          `json:"rank"`
	Now    *periodLineNow `json:"now,omitempty" doc:"现在；没有的为空"`
}

// periodLineNow is what a kept line would be now.
type periodLineNow struct {
	Value string `json:"value"`
	Words string `json:"words"`
	Light string `json:"light"`
	Rank  int64  `json:"rank"`
}

type linesOutput struct {
	Body struct {
		Total int64        `json:"total"`
		Lines []periodLine `json:"lines"`
	} `nameHint:"PeriodLines"`
}

func keptFacts(no int64, l *cadence.Line) periodLine {
	return periodLine{No: no, Keeper: l.Keeper, Kind: l.Subject.Kind, ID: l.Subject.ID, Label: l.Label, Value: l.Value, Words: l.Words, Light: l.Colour, Rank: l.Rank}
}

func (a *api) periodLines(c *call, in *linesInput) (*linesOutput, error) {
	p, err := a.Cadence.Get(c, in.Period)
	if err != nil {
		return nil, err
	}
	out := &linesOutput{}
	out.Body.Lines = []periodLine{}
	if !in.Revised || p.State != cadence.Frozen {
		lines, n, err := a.Cadence.Lines(c, c.actor.Scope, p, in.Keeper, in.Offset, in.Limit)
		for i := range lines {
			out.Body.Lines = append(out.Body.Lines, keptFacts(lines[i].No, &lines[i].Line))
		}
		out.Body.Total = n
		return out, err
	}
	compared, err := a.Cadence.Compare(c, p)
	if err != nil {
		return nil, err
	}
	all := compared.Within(c.actor.Scope, in.Keeper)
	out.Body.Total = int64(len(all))
	for _, r := range all[min(in.Offset, len(all)):min(in.Offset+in.Limit, len(all))] {
		f := keptFacts(r.No, r.Line())
		if n := r.Now; n != nil {
			f.Now = &periodLineNow{n.Value, n.Words, n.Colour, n.Rank}
		}
		out.Body.Lines = append(out.Body.Lines, f)
	}
	return out, nil
}

type periodProofInput struct {
	PeriodRef
	No int64 `path:"no" doc:"行号，从0起" minimum:"0"`
}

type periodProofOutput struct {
	Body *cadence.Proof
}

func (a *api) periodProof(c *call, in *periodProofInput) (*periodProofOutput, error) {
	p, err := a.Cadence.Get(c, in.Period)
	if err != nil {
		return nil, err
	}
	l, err := a.Cadence.Line(c, c.actor.Scope, p, in.No)
	if err != nil {
		return nil, err
	}
	proof, err := a.Cadence.Prove(c, p, l)
	return &periodProofOutput{proof}, err
}

type freezeInput struct {
	PeriodRef
	Body struct {
		Reason string `json:"reason" maxLength:"300"`
	} `nameHint:"PeriodFreeze"`
}

type periodOneOutput struct {
	Body periodFacts `nameHint:"Period"`
}

func (a *api) freezePeriod(c *call, in *freezeInput) (*periodOneOutput, error) {
	p, err := a.Cadence.Freeze(c, c.actor, in.Period, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &periodOneOutput{factsOf(p)}, nil
}
