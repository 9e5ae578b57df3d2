package api

import (
	"lianzhang/internal/checkup"
	"lianzhang/internal/platform/authz"
)

func (a *api) checkups() {
	tag := checkup.Spec.Label
	r := a.lists(&register{spec: checkup.Spec, path: "/checkups", one: "checkup", many: "checkups", schema: "Checkup", perm: authz.CheckupView})
	a.histories(r)
	handle(a, op{pattern: "POST /checkups/{id}/judge", id: "judge-checkup", perm: authz.CheckupJudge, tag: tag, summary: "核实体检发现", answer: recordAnswer(tag, schema("Checkup")),
		help: "confirm 属实（须有effect）、reject 误报、explain 已说明、reopen 重新核实，都要写reason。只改发现本身，不改它所说的记录。"}, a.judgeCheckup)
	handle(a, op{pattern: "GET /checkups/{id}/evidence", id: "get-checkup-evidence", perm: authz.CheckupView, tag: tag, summary: "一条发现的证据和所涉记录"}, a.checkupEvidence)
	handle(a, op{pattern: "GET /checkup-precision", id: "list-checkup-precision", perm: authz.CheckupView, tag: tag, summary: "各体检项的待核、属实、准确率和95%范围"}, a.checkupPrecision)
	handle(a, op{pattern: "GET /projects/{id}/checkups", id: "list-project-checkups", perm: authz.CheckupView, tag: tag, summary: "一个项目待核和属实的发现"}, a.projectCheckups)
}

type checkupJudgeInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action    string `json:"action" enum:"confirm,reject,explain,reopen"`
		Reason    string `json:"reason" maxLength:"500"`
		Effect    string `json:"effect,omitempty" doc:"属实的怎样处理" enum:"merge,exclude,correct,restate"`
		Corrected int64  `json:"corrected,omitempty" doc:"更正金额时应计的金额，元" minimum:"0"`
	} `nameHint:"CheckupVerdict"`
}

func (a *api) judgeCheckup(c *call, in *checkupJudgeInput) (*written, error) {
	b := in.Body
	v := checkup.Verdict{Action: b.Action, Reason: b.Reason, Effect: checkup.Effect(b.Effect), Corrected: b.Corrected}
	if err := a.Checkup.Judge(c, c.actor, in.ID, v); err != nil {
		return nil, err
	}
	return a.record(c, a.records[checkup.Kind], in.ID, 0)
}

// checkupPart is a record that a finding names.
type checkupPart struct {
	Kind string `json:"kind" doc:"project、enterprise、unit、region"`
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role" doc:"在这条发现里是什么"`
}

// checkupLine is a line of evidence.
type checkupLine struct {
	Label    string `json:"label"`
	Value    string `json:"value"`
	Expected string `json:"expected" doc:"应有的，或另一处的"`
	Kind     string `json:"kind" doc:"出自哪种记录；空串为算出的"`
	ID       string `json:"id"`
}

type checkupEvidenceOutput struct {
	Body struct {
		Records  []checkupPart `json:"records"`
		Evidence []checkupLine `json:"evidence"`
	} `nameHint:"CheckupEvidence"`
}

func (a *api) checkupEvidence(c *call, in *idInput) (*checkupEvidenceOutput, error) {
	f, err := a.Checkup.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &checkupEvidenceOutput{}
	out.Body.Records, out.Body.Evidence = []checkupPart{}, []checkupLine{}
	for _, p := range f.Records() {
		out.Body.Records = append(out.Body.Records, checkupPart(p))
	}
	for _, l := range f.Evidence() {
		out.Body.Evidence = append(out.Body.Evidence, checkupLine{l.Label, l.Value, l.Expected, l.Kind, l.ID})
	}
	return out, nil
}

// checkupShare is how often findings of a detector were true.
type checkupShare struct {
	Detector  string  `json:"detector"`
	Label     string  `json:"label"`
	Open      int     `json:"open" doc:"待核，条"`
	Amount    int64   `json:"open_amount" doc:"待核涉及金额，元"`
	Confirmed int     `json:"confirmed" doc:"属实，条"`
	Judged    int     `json:"judged" doc:"已核，条：属实、误报、已说明"`
	Share     float64 `json:"share" doc:"属实÷已核；没有已核为0"`
	Low       float64 `json:"low" doc:"95%范围下限（威尔逊区间）"`
	High      float64 `json:"high" doc:"95%范围上限"`
}

type checkupPrecisionOutput struct {
	Body struct {
		Detectors []checkupShare `json:"detectors"`
	} `nameHint:"CheckupPrecision"`
}

func (a *api) checkupPrecision(c *call, _ *struct{}) (*checkupPrecisionOutput, error) {
	rows, err := a.Checkup.Precisions(c, c.actor.Scope)
	if err != nil {
		return nil, err
	}
	out := &checkupPrecisionOutput{}
	for _, p := range rows {
		out.Body.Detectors = append(out.Body.Detectors, checkupShare{p.Detector, checkup.DetectorLabel(p.Detector), p.Open, p.OpenAmount, p.Confirmed, p.Judged, p.Share, p.Low, p.High})
	}
	return out, nil
}

// checkupBrief is a finding as the page of a project names it.
type checkupBrief struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Detector string `json:"detector"`
	Severity string `json:"severity" enum:"red,yellow,blue"`
	Title    string `json:"title"`
	Amount   int64  `json:"amount"`
	State    string `json:"state"`
}

type projectCheckupsOutput struct {
	Body struct {
		Findings []checkupBrief `json:"findings" doc:"重的在前"`
	} `nameHint:"ProjectCheckups"`
}

func (a *api) projectCheckups(c *call, in *idInput) (*projectCheckupsOutput, error) {
	p, err := a.Projects.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := a.Checkup.Open(c, c.actor.Scope, p.Ref())
	if err != nil {
		return nil, err
	}
	out := &projectCheckupsOutput{}
	out.Body.Findings = []checkupBrief{}
	for _, f := range rows {
		out.Body.Findings = append(out.Body.Findings, checkupBrief{f.ID, f.Code, f.Detector, f.Severity, f.Title, f.Amount, f.State})
	}
	return out, nil
}
