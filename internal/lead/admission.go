package lead

import (
	"context"
	"encoding/json"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// The states of an admission.
const (
	Reviewing = "reviewing"
	Passed    = "passed"
	Rejected  = "rejected"
	Deferred  = "deferred" // to be mended and reviewed again
)

// StandLabel is the Chinese name of an admission's state.
func StandLabel(state string) string {
	return map[string]string{Reviewing: "评审中", Passed: "准入", Rejected: "不予准入", Deferred: "缓议"}[state]
}

// Admission is the review of a lead by one version of the sheet. Minutes and decision stand in lead_text under its id.
type Admission struct {
	ID        string  `db:"id"`
	LeadID    string  `db:"lead_id"`
	ProjectID string  `db:"project_id"`
	Region    string  `db:"region"`
	UnitID    string  `db:"unit_id"`
	SheetID   string  `db:"sheet_id"` // "" = the default that comes with the program
	SheetNo   int64   `db:"sheet_no"`
	Inputs    string  `db:"inputs"` // figures by input id, as JSON
	State     string  `db:"state"`
	Score     float64 `db:"score"`  // mean of the reviewers
	Vetoes    string  `db:"vetoes"` // those that a reviewer found, parted by line breaks
	Seal      string  `db:"seal"`
	DecidedBy string  `db:"decided_by"`
	DecidedOn string  `db:"decided_on"`
	CreatedAt int64   `db:"created_at"`
	UpdatedAt int64   `db:"updated_at"`
	Version   int64   `db:"version"`
}

// ScopeKeys are those of the lead.
func (a *Admission) ScopeKeys() authz.Keys { return authz.Keys{Region: a.Region, Unit: a.UnitID} }

// Review is one reviewer's sheet.
type Review struct {
	ID          string  `db:"id"`
	AdmissionID string  `db:"admission_id"`
	Region      string  `db:"region"`
	UnitID      string  `db:"unit_id"`
	ReviewerID  string  `db:"reviewer_id"` // an account, or "name:…" for a paper sheet that the office typed in
	Reviewer    string  `db:"reviewer"`
	Points      string  `db:"points"` // by criterion, as JSON
	Total       float64 `db:"total"`
	Vetoes      string  `db:"vetoes"`
	Seal        string  `db:"seal"`
	CreatedAt   int64   `db:"created_at"`
	Version     int64   `db:"version"`
}

// ScopeKeys are those of the lead.
func (r *Review) ScopeKeys() authz.Keys { return authz.Keys{Region: r.Region, Unit: r.UnitID} }

var (
	admissions = db.NewTable[Admission](AdmissionKind)
	reviews    = db.NewTable[Review](ScoreKind)
)

// Judged is an admission with its sheet, reviews and texts.
type Judged struct {
	Admission
	Sheet   *Sheet
	Figures map[string]float64
	Reviews []ReviewOf
	Minutes string
	Ground  string // of the decision
}

// ReviewOf is a review with its points and remark.
type ReviewOf struct {
	Review
	By     map[string]float64
	Remark string
}

// Mean is the mean of the reviewers' points for a criterion; ok is false without reviews.
func (j *Judged) Mean(id string) (float64, bool) {
	sum := 0.0
	for _, r := range j.Reviews {
		sum += r.By[id]
	}
	if len(j.Reviews) == 0 {
		return 0, false
	}
	return sum / float64(len(j.Reviews)), true
}

// Short are the floors that the figures do not meet or do not tell.
func (j *Judged) Short() []Finding {
	var out []Finding
	for _, f := range j.Sheet.Findings(j.Figures) {
		if !f.Met {
			out = append(out, f)
		}
	}
	return out
}

// sheetOf gives the sheet of an admission: the version by which it began.
func (s *Service) sheetOf(ctx context.Context, q db.Queryer, id string) (*Sheet, error) {
	if id == "" {
		return ParseSheet(defaultSheet)
	}
	r, err := rules.Get(ctx, q, db.Everything, id)
	if err != nil {
		return nil, err
	}
	return ParseSheet([]byte(r.Body))
}

// DefaultSheet gives the sheet that comes with the program.
func (s *Service) DefaultSheet() (*Sheet, error) { return ParseSheet(defaultSheet) }

// Sheet gives the sheet in force.
func (s *Service) Sheet(ctx context.Context) (*Sheet, error) {
	r, err := s.Rule(ctx, SheetRules)
	if err != nil {
		return nil, err
	}
	return ParseSheet([]byte(r.Body))
}

// Admission opens the review of a lead that the actor may see; nil when there is none yet.
func (s *Service) Admission(ctx context.Context, actor authz.Actor, leadID string) (*Judged, error) {
	if _, err := s.Get(ctx, actor, leadID); err != nil {
		return nil, err
	}
	return s.judged(ctx, s.Run.DB, leadID)
}

func (s *Service) judged(ctx context.Context, q db.Queryer, leadID string) (*Judged, error) {
	rows, err := admissions.Select(ctx, q, new(db.Where).And("t.lead_id = ?", leadID), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	j := &Judged{Admission: rows[0], Figures: map[string]float64{}}
	if j.Sheet, err = s.sheetOf(ctx, q, j.SheetID); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(j.Inputs), &j.Figures); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "准入评审的指标读不出")
	}
	byID, err := textsOf(ctx, q, leadID)
	if err != nil {
		return nil, err
	}
	j.Minutes, j.Ground = byID[j.ID].Body, byID[j.ID].Content
	list, err := reviews.Select(ctx, q, new(db.Where).And("t.admission_id = ?", j.ID), "ORDER BY t.created_at, t.id")
	for _, r := range list {
		one := ReviewOf{Review: r, By: map[string]float64{}, Remark: byID[r.ID].Body}
		if err := json.Unmarshal([]byte(r.Points), &one.By); err != nil {
			return nil, errs.Wrap(err, errs.Internal, "评审打分读不出")
		}
		j.Reviews = append(j.Reviews, one)
	}
	return j, err
}

// inputsOf gives the figures of the admission of a lead; none when there is none.
func (s *Service) inputsOf(ctx context.Context, q db.Queryer, leadID string) (map[string]float64, error) {
	j, err := s.judged(ctx, q, leadID)
	if err != nil || j == nil {
		return nil, err
	}
	return j.Figures, nil
}

// admitted refuses a lead that was not admitted. A lead without a review may become a project: what the review is asked for
// differs from office to office.
func (s *Service) admitted(ctx context.Context, q db.Queryer, leadID string) error {
	rows, err := admissions.Select(ctx, q, new(db.Where).And("t.lead_id = ?", leadID), "")
	if err == nil && len(rows) > 0 && rows[0].State == Rejected {
		err = errs.New(errs.Conflict, "准入评审结论是“不予准入”，不能转为项目")
	}
	return err
}

// State enters the figures of a lead for its admission; the first time the review begins, by the sheet in force.
func (s *Service) State(ctx context.Context, actor authz.Actor, leadID string, figures map[string]float64) error {
	return s.edit(ctx, actor, "admission", leadID, authz.LeadEdit, func(tx *change.Tx, l *Lead, _ *Clocks) error {
		j, err := s.judged(ctx, tx, leadID)
		if err != nil {
			return err
		}
		if j != nil && (j.State == Passed || j.State == Rejected) {
			return errs.New(errs.Conflict, "准入评审已有结论，指标不能再改")
		}
		a, sh, err := s.begin(ctx, tx, l, j)
		if err != nil {
			return err
		}
		text, err := sh.figures(figures)
		if err != nil {
			return err
		}
		if j == nil {
			a.Inputs = text
			if err := admissions.Insert(ctx, tx, a); err != nil {
				return err
			}
			return s.note(ctx, tx, l, "admission", tx.Clock.Today(), "", "提交准入评审")
		}
		after := j.Admission
		after.Inputs, after.State, after.UpdatedAt = text, Reviewing, tx.Now
		return admissions.Update(ctx, tx, &j.Admission, &after)
	})
}

// begin gives the admission that a lead has, or a new one by the sheet in force.
func (s *Service) begin(ctx context.Context, tx *change.Tx, l *Lead, j *Judged) (*Admission, *Sheet, error) {
	if j != nil {
		return &j.Admission, j.Sheet, nil
	}
	r, err := s.current(ctx, tx, SheetRules)
	if err != nil {
		return nil, nil, err
	}
	sh, err := ParseSheet([]byte(r.Body))
	return &Admission{ID: tx.NewID(), LeadID: l.ID, Region: l.Region, UnitID: l.UnitID, SheetID: r.ID, SheetNo: r.No, State: Reviewing,
		CreatedAt: tx.Now, UpdatedAt: tx.Now}, sh, err
}

// figures checks stated figures and writes them as JSON.
func (sh *Sheet) figures(in map[string]float64) (string, error) {
	var bad errs.Fields
	keep := map[string]float64{}
	for _, f := range sh.Inputs {
		v := in[f.ID]
		if v < 0 || v > 1e12 {
			bad.Add(f.ID, "“%s”不能是负数或过大", f.Label)
		}
		if v != 0 {
			keep[f.ID] = v
		}
	}
	if keep["fixed"] > keep["size"] && keep["size"] > 0 {
		bad.Add("fixed", "大于总投资")
	}
	if keep["tall"] > keep["floor"] {
		bad.Add("tall", "大于总建筑面积")
	}
	if err := bad.Err(); err != nil {
		return "", err
	}
	text, err := json.Marshal(keep)
	return string(text), err
}

// Scored is a reviewer's sheet as it is handed in. Reviewer "" is the actor; a name is a paper sheet that the office types in.
type Scored struct {
	Reviewer string
	Points   map[string]float64
	Vetoes   []string
	Remark   string
}

// Score takes a reviewer's sheet; a second one of the same reviewer replaces the first.
func (s *Service) Score(ctx context.Context, actor authz.Actor, leadID string, in Scored) error {
	return s.edit(ctx, actor, "score", leadID, authz.LeadJudge, func(tx *change.Tx, l *Lead, _ *Clocks) error {
		j, err := s.judged(ctx, tx, leadID)
		switch {
		case err != nil:
			return err
		case j == nil:
			return errs.New(errs.Conflict, "还没有提交准入评审，请先填指标")
		case j.State == Passed || j.State == Rejected:
			return errs.New(errs.Conflict, "准入评审已有结论，不能再打分")
		}
		total, err := j.Sheet.total(in.Points)
		if err != nil {
			return err
		}
		points, err := json.Marshal(in.Points)
		if err != nil {
			return err
		}
		r := &Review{ID: tx.NewID(), AdmissionID: j.ID, Region: l.Region, UnitID: l.UnitID, ReviewerID: actor.ID, Reviewer: actor.Name, Points: string(points),
			Total: total, Vetoes: strings.Join(j.Sheet.known(in.Vetoes), "\n"), CreatedAt: tx.Now}
		if name := strings.TrimSpace(in.Reviewer); name != "" && name != actor.Name {
			r.ReviewerID, r.Reviewer = "name:"+name, name
		}
		if err := s.hand(ctx, tx, l, j, r, in.Remark); err != nil {
			return err
		}
		return s.sum(ctx, tx, j)
	})
}

// known keeps the vetoes that the sheet has.
func (sh *Sheet) known(vetoes []string) []string {
	var out []string
	for _, v := range sh.Vetoes {
		for _, w := range vetoes {
			if v == w {
				out = append(out, v)
				break
			}
		}
	}
	return out
}

// hand stores a review in place of the reviewer's earlier one.
func (s *Service) hand(ctx context.Context, tx *change.Tx, l *Lead, j *Judged, r *Review, remark string) error {
	var before *Review
	for i := range j.Reviews {
		if j.Reviews[i].ReviewerID == r.ReviewerID {
			before = &j.Reviews[i].Review
			r.ID, r.CreatedAt, r.Version = before.ID, before.CreatedAt, before.Version
		}
	}
	var err error
	if r.Seal, err = seal(ctx, tx, Text{ID: r.ID, LeadID: l.ID, Body: remark}); err != nil {
		return err
	}
	if before != nil {
		return reviews.Update(ctx, tx, before, r)
	}
	return reviews.Insert(ctx, tx, r)
}

// sum brings the mean and the vetoes of an admission up to date.
func (s *Service) sum(ctx context.Context, tx *change.Tx, j *Judged) error {
	rows, err := reviews.Select(ctx, tx, new(db.Where).And("t.admission_id = ?", j.ID), "")
	if err != nil {
		return err
	}
	after := j.Admission
	var vetoes []string
	sum := 0.0
	for _, r := range rows {
		sum += r.Total
		vetoes = append(vetoes, strings.Split(r.Vetoes, "\n")...)
	}
	after.Score = sum / float64(max(1, len(rows)))
	after.Vetoes = strings.Join(j.Sheet.known(vetoes), "\n")
	after.UpdatedAt = tx.Now
	return admissions.Update(ctx, tx, &j.Admission, &after)
}

// Decision is the end of a review.
type Decision struct {
	State   string // Passed, Rejected, Deferred
	Minutes string
	Ground  string
}

// DecideAdmission records the decision. A project with a veto, below a floor or under the pass mark is admitted only with a ground.
func (s *Service) DecideAdmission(ctx context.Context, actor authz.Actor, leadID string, d Decision) error {
	return s.edit(ctx, actor, "admission", leadID, authz.LeadJudge, func(tx *change.Tx, l *Lead, _ *Clocks) error {
		j, err := s.judged(ctx, tx, leadID)
		if err != nil {
			return err
		}
		if j == nil || len(j.Reviews) == 0 {
			return errs.New(errs.Conflict, "还没有评审人打分，不能下结论")
		}
		var bad errs.Fields
		if StandLabel(d.State) == "" || d.State == Reviewing {
			bad.Add("state", "选择结论")
		}
		if strings.TrimSpace(d.Minutes) == "" {
			bad.Add("minutes", "写明会议纪要")
		}
		switch {
		case d.State == Passed && j.Vetoes != "":
			bad.Add("state", "有一票否决事项，不能准入")
		case d.State == Passed && (len(j.Short()) > 0 || j.Score < j.Sheet.Pass) && strings.TrimSpace(d.Ground) == "":
			bad.Add("ground", "有底线指标未达到，或得分低于%s分；破例准入要写明理由", number(j.Sheet.Pass))
		}
		if err := bad.Err(); err != nil {
			return err
		}
		after := j.Admission
		after.State, after.DecidedBy, after.DecidedOn, after.UpdatedAt = d.State, actor.Name, tx.Clock.Today(), tx.Now
		if after.Seal, err = seal(ctx, tx, Text{ID: j.ID, LeadID: l.ID, Body: strings.TrimSpace(d.Minutes), Content: strings.TrimSpace(d.Ground)}); err != nil {
			return err
		}
		if err := admissions.Update(ctx, tx, &j.Admission, &after); err != nil {
			return err
		}
		return s.note(ctx, tx, l, "admission", tx.Clock.Today(), "", "准入评审结论："+StandLabel(d.State))
	})
}
