package lead

import (
	"context"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
)

var attached = db.NewTable[attach.File]("attachment")

// ToProject makes a lead into a project in talks with all that is known: nothing is entered twice. Files go along; the lead
// stays as the project's past. From then on the client is seen by whoever sees the project.
func (s *Service) ToProject(ctx context.Context, actor authz.Actor, id string) (*project.Project, error) {
	var out *project.Project
	what := change.What{Action: "lead.to_project", Perm: authz.LeadEdit, Ref: record.Ref{Kind: Kind, ID: id}}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := leads.Get(ctx, tx, Sees(actor).On(scopeColumns), id)
		if err != nil {
			return err
		}
		if err := s.admitted(ctx, tx, id); err != nil {
			return err
		}
		r, err := s.Clocks(ctx, tx)
		if err != nil {
			return err
		}
		after := *before
		if err := s.step(ctx, tx, &after, r, Step{Action: "to_project", Text: "转为项目"}); err != nil {
			return err
		}
		o, err := s.open(ctx, tx, before)
		if err != nil {
			return err
		}
		if !o.Intact {
			return errs.New(errs.Conflict, "线索内容与封存时不一致，请审计管理员核查后再转")
		}
		if out, err = s.projectOf(ctx, tx, o); err != nil {
			return err
		}
		if err := s.Projects.Insert(ctx, tx, []*project.Project{out}); err != nil {
			return err
		}
		if err := s.files(ctx, tx, o, out); err != nil {
			return err
		}
		after.ProjectID = out.ID
		after.settle(r, s.Calendar(), tx.Clock.Today())
		after.UpdatedAt = tx.Now
		if err := s.follow(ctx, tx, id, out.ID); err != nil {
			return err
		}
		return leads.Update(ctx, tx, before, &after)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// projectOf fills a project from all that the lead knows.
func (s *Service) projectOf(ctx context.Context, tx *change.Tx, o *Opened) (*project.Project, error) {
	t := o.Text
	p := &project.Project{Name: t.Name, Region: o.Region, ChainID: o.ChainID, NodeID: o.NodeID, UnitID: o.UnitID, Investor: t.Investor, InvestorUSCC: t.USCC,
		Content: t.Content, Address: t.Place, Source: "线索" + o.Code, TotalInvest: o.Size, Stage: project.Talks, StageSince: tx.Clock.Today(),
		LeadActual: o.LoggedOn, TalksActual: tx.Clock.Today(), MovedOn: max(o.ProgressOn, o.LoggedOn), Note: t.Evidence}
	if t.Source != "" {
		p.Source += "，引荐人" + t.Source
	}
	var name string
	if err := tx.QueryRow(ctx, "SELECT name FROM account WHERE id = $1", o.OwnerID).Scan(&name); err == nil {
		p.Officer = name
	} else if !db.NotFound(err) {
		return nil, err
	}
	inputs, err := s.inputsOf(ctx, tx, o.ID)
	if err != nil {
		return nil, err
	}
	p.LandMu = inputs["land"]
	p.FixedInvest = int64(inputs["fixed"] * 1e4)
	p.TaxPlan, p.OutputPlan, p.Jobs = int64(inputs["tax"]*1e4), int64(inputs["output"]*1e4), int64(inputs["jobs"])
	if p.TotalInvest < p.FixedInvest {
		p.TotalInvest = p.FixedInvest
	}
	return p, p.Validate()
}

// files hangs the lead's files on the project, under their own names again.
func (s *Service) files(ctx context.Context, tx *change.Tx, o *Opened, p *project.Project) error {
	rows, err := s.FilesOf(ctx, tx, o.Lead)
	if err != nil {
		return err
	}
	for _, f := range rows {
		keys := p.ScopeKeys()
		f.ID, f.Kind, f.RefID, f.Version = tx.NewID(), project.Kind, p.ID, 0
		f.Region, f.UnitID, f.ChainID = keys.Region, keys.Unit, keys.Chain
		if err := attached.Insert(ctx, tx, &f); err != nil {
			return err
		}
	}
	return nil
}

// follow tells the admission which project it led to.
func (s *Service) follow(ctx context.Context, tx *change.Tx, leadID, projectID string) error {
	rows, err := admissions.Select(ctx, tx, new(db.Where).And("t.lead_id = ?", leadID), "")
	if err != nil || len(rows) == 0 {
		return err
	}
	after := rows[0]
	after.ProjectID = projectID
	return admissions.Update(ctx, tx, &rows[0], &after)
}

// OfProject opens the lead that a project came from, for whoever may see the project; nil when it came from none.
func (s *Service) OfProject(ctx context.Context, p *project.Project) (*Opened, error) {
	rows, err := leads.Select(ctx, s.Run.DB, new(db.Where).And("t.project_id = ?", p.ID), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return s.open(ctx, s.Run.DB, &rows[0])
}
