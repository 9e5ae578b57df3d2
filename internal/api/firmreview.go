package api

import (
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
)

// firmReview is how the register is kept clean: duplicates, merges, the firms' own links and corrections.
func (a *api) firmReview() {
	tag := enterprise.Spec.Label
	handle(a, op{pattern: "GET /enterprises/duplicates", id: "list-enterprise-duplicates", perm: authz.FirmEdit, tag: tag, summary: "可能是同一家企业的记录，最像的在前"}, a.listPairs)
	handle(a, op{pattern: "POST /enterprises/duplicates", id: "find-enterprise-duplicates", perm: authz.FirmEdit, tag: tag, summary: "全库查重"}, a.findPairs)
	handle(a, op{pattern: "POST /enterprises/duplicates/{id}/apart", id: "part-enterprise-duplicate", perm: authz.FirmEdit, tag: tag, summary: "判为两家，不再问"}, a.partPair)
	handle(a, op{pattern: "POST /enterprises/{id}/merge", id: "merge-enterprise", perm: authz.FirmEdit, tag: tag, summary: "把另一条记录并进来",
		help: "缺的项由另一条补上，它的名称成为曾用名，指标、联系人、供销关系和项目一并移来；可以撤销。"}, a.mergeFirm)
	handle(a, op{pattern: "POST /enterprises/merges/{id}/undo", id: "undo-enterprise-merge", perm: authz.FirmEdit, tag: tag, summary: "撤销合并"}, a.unmergeFirm)
	handle(a, op{pattern: "POST /enterprises/{id}/link", id: "create-enterprise-link", perm: authz.FirmEdit, tag: tag, summary: "生成企业更正链接", status: 201,
		help: "14天内有效，用一次就失效；令牌只在这里给一次，页面地址是/f/令牌。"}, a.makeFirmLink)
	handle(a, op{pattern: "GET /enterprises/corrections", id: "list-enterprise-corrections", perm: authz.FirmEdit, tag: tag, summary: "企业自己提出的更正，早的在前"}, a.listFirmCorrections)
	handle(a, op{pattern: "POST /enterprises/corrections/{id}/judge", id: "judge-enterprise-correction", perm: authz.FirmEdit, tag: tag, summary: "采纳或不采纳一项更正"}, a.judgeFirmCorrection)
}

type firmPair struct {
	ID      string  `json:"id"`
	LeftID  string  `json:"left_id"`
	Left    string  `json:"left"`
	RightID string  `json:"right_id"`
	Right   string  `json:"right"`
	Verdict string  `json:"verdict" doc:"same 应当是同一家、review 要人看"`
	Score   float64 `json:"score"`
	Why     string  `json:"why"`
}

type firmPairsInput struct {
	Size int `query:"size" default:"50" minimum:"1" maximum:"200"`
}

type firmPairsOutput struct {
	Body struct {
		Pairs []firmPair `json:"pairs"`
		Total int64      `json:"total"`
	} `nameHint:"EnterpriseDuplicates"`
}

func (a *api) listPairs(c *call, in *firmPairsInput) (*firmPairsOutput, error) {
	rows, total, err := a.Enterprises.Doubts(c, c.actor.Scope, in.Size, 0)
	if err != nil {
		return nil, err
	}
	out := &firmPairsOutput{}
	out.Body.Total = total
	for _, d := range rows {
		out.Body.Pairs = append(out.Body.Pairs, firmPair{d.ID, d.LeftID, d.Left.Name, d.RightID, d.Right.Name, d.Verdict, d.Score, d.Why})
	}
	return out, nil
}

type firmFoundOutput struct {
	Body struct {
		Firms  int `json:"firms"`
		Same   int `json:"same" doc:"新发现应当是同一家的对数"`
		Review int `json:"review" doc:"新发现要人看的对数"`
	} `nameHint:"EnterpriseDuplicatesFound"`
}

func (a *api) findPairs(c *call, _ *struct{}) (*firmFoundOutput, error) {
	f, err := a.Enterprises.FindPairs(c, c.actor)
	out := &firmFoundOutput{}
	out.Body.Firms, out.Body.Same, out.Body.Review = f.Firms, f.Same, f.Review
	return out, err
}

type firmPartInput struct {
	ID   string `path:"id" doc:"一对的标识" maxLength:"40"`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"500"`
	} `nameHint:"EnterpriseApart"`
}

func (a *api) partPair(c *call, in *firmPartInput) (*struct{}, error) {
	return nil, a.Enterprises.Apart(c, c.actor, in.ID, in.Body.Note)
}

type firmMergeInput struct {
	ID   string `path:"id" doc:"留下的记录" maxLength:"40"`
	Body struct {
		Drop string `json:"drop" doc:"并进来的记录" maxLength:"40"`
	} `nameHint:"EnterpriseMerge"`
}

type firmMergeOutput struct {
	Body struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Version int64  `json:"version"`
	} `nameHint:"EnterpriseMerged"`
}

func mergedOf(e *enterprise.Enterprise, err error) (*firmMergeOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &firmMergeOutput{}
	out.Body.ID, out.Body.Name, out.Body.Version = e.ID, e.Name, e.Version
	return out, nil
}

func (a *api) mergeFirm(c *call, in *firmMergeInput) (*firmMergeOutput, error) {
	return mergedOf(a.Enterprises.Merge(c, c.actor, in.ID, in.Body.Drop))
}

func (a *api) unmergeFirm(c *call, in *idInput) (*firmMergeOutput, error) {
	return mergedOf(a.Enterprises.Unmerge(c, c.actor, in.ID, ""))
}

type firmLinkOutput struct {
	Body struct {
		Token     string `json:"token"`
		Path      string `json:"path" doc:"页面地址，接在本站地址后面"`
		ExpiresAt int64  `json:"expires_at" doc:"UTC微秒"`
	} `nameHint:"EnterpriseLink"`
}

func (a *api) makeFirmLink(c *call, in *idInput) (*firmLinkOutput, error) {
	token, l, err := a.Enterprises.MakeLink(c, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := &firmLinkOutput{}
	out.Body.Token, out.Body.Path, out.Body.ExpiresAt = token, "/f/"+token, l.ExpiresAt
	return out, nil
}

type firmCorrection struct {
	ID           string `json:"id"`
	EnterpriseID string `json:"enterprise_id"`
	Enterprise   string `json:"enterprise"`
	Field        string `json:"field"`
	Was          string `json:"was"`
	Value        string `json:"value"`
	Person       string `json:"person"`
	Phone        string `json:"phone"`
	At           int64  `json:"at" doc:"UTC微秒"`
}

type firmCorrectionsOutput struct {
	Body struct {
		Corrections []firmCorrection `json:"corrections"`
		Total       int64            `json:"total"`
	} `nameHint:"EnterpriseCorrections"`
}

func (a *api) listFirmCorrections(c *call, in *firmPairsInput) (*firmCorrectionsOutput, error) {
	rows, total, err := a.Enterprises.Corrections(c, c.actor.Scope, in.Size)
	out := &firmCorrectionsOutput{}
	out.Body.Total = total
	for _, w := range rows {
		out.Body.Corrections = append(out.Body.Corrections, firmCorrection{w.ID, w.EnterpriseID, w.Firm, w.Field, w.Was, w.Value, w.Person, w.Phone, w.At})
	}
	return out, err
}

type firmVerdictInput struct {
	ID   string `path:"id" doc:"更正的标识" maxLength:"40"`
	Body struct {
		Accept bool   `json:"accept"`
		Note   string `json:"note,omitempty" doc:"不采纳的理由" maxLength:"500"`
	} `nameHint:"EnterpriseCorrectionVerdict"`
}

func (a *api) judgeFirmCorrection(c *call, in *firmVerdictInput) (*struct{}, error) {
	return nil, a.Enterprises.Judge(c, c.actor, in.ID, in.Body.Accept, in.Body.Note)
}
