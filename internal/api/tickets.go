package api

import (
	"maps"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/ticket"
)

func (a *api) tickets() {
	tag := ticket.Spec.Label
	r := a.lists(&register{spec: ticket.Spec, path: "/tickets", one: "ticket", many: "tickets", schema: "Ticket", perm: authz.TicketView})
	a.histories(r)
	handle(a, op{pattern: "POST /tickets", id: "raise-ticket", perm: authz.TicketRaise, tag: tag, summary: "登记诉求", status: 201,
		help: "不写unit_id按规则和以往诉求自动分派，分不出的交链长办。", answer: recordAnswer(tag, schema("Ticket"))}, a.raiseTicket)
	handle(a, op{pattern: "POST /tickets/{id}/do", id: "move-ticket", perm: authz.TicketView, tag: tag, summary: "办理诉求：受理、答复、异议、延期、停表、交办、裁定等",
		help:   "每个动作要的权限、条件和状态见手册的状态表；办结只能由企业用自己的链接确认。答复办结前先上传标签为“办结佐证”的文件。",
		answer: recordAnswer(tag, schema("Ticket"))}, a.moveTicket)
	handle(a, op{pattern: "GET /tickets/{id}/candidates", id: "suggest-ticket-units", perm: authz.TicketView, tag: tag, summary: "建议由谁办，按规则、以往诉求、远近和负荷"}, a.ticketUnits)
	handle(a, op{pattern: "GET /ticket-standings", id: "count-tickets", perm: authz.TicketView, tag: tag, summary: "诉求分布：单位、状态、升级"}, a.ticketStandings)
	handle(a, op{pattern: "GET /ticket-figures", id: "get-ticket-figures", perm: authz.TicketView, tag: tag, summary: "各单位的历时、按期、退回和满意度",
		help: "按答复日期；unit_id为空的一行是合计。口径见页面“诉求统计”。"}, a.ticketFigures)
}

type ticketInput struct {
	Body struct {
		Name         string `json:"name" doc:"要解决什么" maxLength:"100"`
		Text         string `json:"text,omitempty" maxLength:"4000"`
		Kind         string `json:"kind,omitempty" enum:"land,finance,energy,labour,approval,environment,safety,logistics,tax,technology,market,other"`
		Source       string `json:"source,omitempty" enum:"commissioner,team,park,hotline,firm,visit,meeting"`
		RefCode      string `json:"ref_code,omitempty" doc:"来件编号" maxLength:"60"`
		EnterpriseID string `json:"enterprise_id,omitempty" maxLength:"40"`
		Firm         string `json:"firm,omitempty" maxLength:"100"`
		ProjectID    string `json:"project_id,omitempty" maxLength:"40"`
		ChainID      string `json:"chain_id,omitempty" maxLength:"40"`
		NodeID       string `json:"node_id,omitempty" maxLength:"40"`
		Region       string `json:"region,omitempty" maxLength:"12"`
		UnitID       string `json:"unit_id,omitempty" maxLength:"40"`
		Contact      string `json:"contact,omitempty" maxLength:"30"`
		Phone        string `json:"phone,omitempty" maxLength:"30"`
		Urgent       bool   `json:"urgent,omitempty"`
		Hard         bool   `json:"hard,omitempty" doc:"疑难件，按长时限"`
	} `nameHint:"TicketNew"`
}

func (a *api) raiseTicket(c *call, in *ticketInput) (*written, error) {
	b := in.Body
	t, err := a.Tickets.Raise(c, c.actor, ticket.Ticket{Name: b.Name, Text: b.Text, Kind: b.Kind, Source: b.Source, RefCode: b.RefCode, EnterpriseID: b.EnterpriseID, Firm: b.Firm,
		ProjectID: b.ProjectID, ChainID: b.ChainID, NodeID: b.NodeID, Region: b.Region, UnitID: b.UnitID, Contact: b.Contact, Phone: b.Phone, Urgent: b.Urgent, Hard: b.Hard})
	if err != nil {
		return nil, err
	}
	return a.record(c, a.records[ticket.Kind], t.ID, 201)
}

type ticketActInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action  string `json:"action" enum:"accept,begin,answer,object,ask_refuse,ask_extend,ask_pause,resume,hand,assign,grant,deny,refuse,restore,merge,split,call"`
		Text    string `json:"text,omitempty" doc:"理由、安排或答复" maxLength:"4000"`
		UnitID  string `json:"unit_id,omitempty" doc:"交给谁" maxLength:"40"`
		Handler string `json:"handler_id,omitempty" doc:"经办人账号" maxLength:"40"`
		Days    int64  `json:"days,omitempty" doc:"延期，工作日" minimum:"0" maximum:"250"`
		Main    string `json:"main_id,omitempty" doc:"并入的主件" maxLength:"40"`
		Version int64  `json:"version,omitempty" doc:"看到的版本，0不核对" minimum:"0"`
	} `nameHint:"TicketAct"`
}

func (a *api) moveTicket(c *call, in *ticketActInput) (*written, error) {
	b := in.Body
	_, err := a.Tickets.Do(c, c.actor, in.ID, ticket.Act{Action: b.Action, Text: b.Text, Unit: b.UnitID, Handler: b.Handler, Days: b.Days, Main: b.Main, Version: b.Version})
	if err != nil {
		return nil, err
	}
	return a.record(c, a.records[ticket.Kind], in.ID, 0)
}

type ticketUnit struct {
	UnitID string   `json:"unit_id"`
	Rule   bool     `json:"rule" doc:"分派规则指定"`
	Share  float64  `json:"share" doc:"以往诉求给出的把握，0到1"`
	Words  []string `json:"words" doc:"凭哪些字眼"`
	Open   int64    `json:"open" doc:"在办，件"`
	Score  float64  `json:"score"`
}

type ticketUnitsOutput struct {
	Body struct {
		Units []ticketUnit `json:"units"`
	} `nameHint:"TicketUnits"`
}

func (a *api) ticketUnits(c *call, in *idInput) (*ticketUnitsOutput, error) {
	t, err := a.Tickets.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := a.Tickets.Candidates(c, t)
	out := &ticketUnitsOutput{}
	for _, r := range rows {
		out.Body.Units = append(out.Body.Units, ticketUnit{r.UnitID, r.Rule, r.Share, r.Words, r.Open, r.Score})
	}
	return out, err
}

type ticketStanding struct {
	UnitID string `json:"unit_id"`
	Region string `json:"region"`
	State  string `json:"state"`
	Level  int64  `json:"level" doc:"0正常，1将到期，2超期，3报副链长，4报链长，5总链长红榜"`
	N      int64  `json:"n"`
}

type ticketStandingsOutput struct {
	Body struct {
		Standings []ticketStanding `json:"standings"`
	} `nameHint:"TicketStandings"`
}

func (a *api) ticketStandings(c *call, _ *struct{}) (*ticketStandingsOutput, error) {
	rows, err := a.Tickets.Standings(c, c.actor.Scope)
	out := &ticketStandingsOutput{}
	for _, r := range rows {
		out.Body.Standings = append(out.Body.Standings, ticketStanding(r))
	}
	return out, err
}

type spanInput struct {
	From string `query:"from" doc:"自，2026-01-01" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	To   string `query:"to" doc:"至" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
}

type ticketFigure struct {
	UnitID   string `json:"unit_id"`
	Raised   int64  `json:"raised"`
	Answered int64  `json:"answered"`
	InHand   int64  `json:"in_hand"`
	Over     int64  `json:"over"`
	InTime   int64  `json:"in_time" doc:"计时不超过时限加延期，件"`
	Strict   int64  `json:"strict" doc:"历时不超过原时限，件"`
	Reopened int64  `json:"reopened"`
	Rated    int64  `json:"rated"`
	Stars    int64  `json:"stars" doc:"评分合计"`
	Gross50  int64  `json:"gross_p50" doc:"历时中位，工作日"`
	Gross90  int64  `json:"gross_p90"`
	Net50    int64  `json:"net_p50" doc:"计时中位，工作日"`
	Net90    int64  `json:"net_p90"`
	Paused   int64  `json:"paused" doc:"停表，工作日"`
	Extended int64  `json:"extended"`
	Handed   int64  `json:"handed"`
	Called   int64  `json:"called"`
}

type ticketFiguresOutput struct {
	Body struct {
		Units []ticketFigure `json:"units"`
	} `nameHint:"TicketFigures"`
}

func (a *api) ticketFigures(c *call, in *spanInput) (*ticketFiguresOutput, error) {
	rows, err := a.Tickets.Figures(c, c.actor.Scope, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &ticketFiguresOutput{}
	for _, unit := range slices.Sorted(maps.Keys(rows)) {
		f := rows[unit]
		out.Body.Units = append(out.Body.Units, ticketFigure{unit, f.Raised, f.Answered, f.InHand, f.Over, f.InTime, f.Strict, f.Reopened, f.Rated, f.Stars,
			f.Gross50, f.Gross90, f.Net50, f.Net90, f.Paused, f.Extended, f.Handed, f.Called})
	}
	return out, nil
}
