package enterprise

import (
	"context"
	"regexp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
)

// FigureKind is the record kind and table of figures.
const FigureKind = "enterprise_figure"

// Figure is what a firm did in a month "2026-10", a quarter "2026-Q3" or a year "2025". Amounts are yuan, power kWh.
type Figure struct {
	ID           string `db:"id"`
	EnterpriseID string `db:"enterprise_id"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	ChainID      string `db:"chain_id"`
	Period       string `db:"period"`
	Revenue      int64  `db:"revenue"`
	Tax          int64  `db:"tax"`
	Power        int64  `db:"power"`
	Staff        int64  `db:"staff"`
	RD           int64  `db:"rd"`
	Source       string `db:"source"`
	BatchID      string `db:"batch_id"`
	UpdatedAt    int64  `db:"updated_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are those of the firm.
func (f *Figure) ScopeKeys() authz.Keys {
	return authz.Keys{Region: f.Region, Unit: f.UnitID, Chain: f.ChainID}
}

var figures = db.NewTable[Figure](FigureKind)

// FigureSpec describes the list of figures. A row names its firm by name or by code.
var FigureSpec = &list.Spec{
	Name: FigureKind, Label: "企业指标", Measure: "条", Sort: "-period", Sums: []string{"revenue", "tax"},
	Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "enterprise_id", Label: "企业名称", Kind: list.Ref, RefKind: Kind, Default: true, Import: true, Width: 32,
			Synonyms: []string{"企业", "单位名称", "公司名称", "企业全称", "单位详细名称"}},
		{Name: "uscc", Label: "统一社会信用代码", Kind: list.Ref, RefKind: Kind, SQL: "''", Hidden: true, NoFilter: true, Import: true,
			Synonyms: []string{"信用代码", "社会信用代码"}},
		{Name: "period", Label: "周期", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"月份", "年份", "年度", "期间", "时间", "报告期", "年月"},
			Help: "2025、2026-10、2026-Q3"},
		{Name: "revenue", Label: "营业收入", Kind: list.Money, Unit: "万元", Default: true, Import: true, Synonyms: []string{"营收", "主营业务收入", "年度营业收入", "年营业收入"}},
		{Name: "tax", Label: "税收", Kind: list.Money, Unit: "万元", Default: true, Import: true, Synonyms: []string{"纳税额", "税收总额", "入库税收", "实缴税金", "年度税收", "年度纳税额"}},
		{Name: "power", Label: "用电量", Kind: list.Int, Unit: "千瓦时", Default: true, Import: true, Synonyms: []string{"用电", "电量", "年度用电量"}},
		{Name: "staff", Label: "从业人员", Kind: list.Int, Unit: "人", Default: true, Import: true, Synonyms: []string{"职工人数", "员工人数", "用工人数"}},
		{Name: "rd", Label: "研发投入", Kind: list.Money, Unit: "万元", Default: true, Import: true, Synonyms: []string{"研发费用", "研发经费", "R&D经费", "年度研发投入", "年度研发费用"}},
		{Name: "source", Label: "来源", Kind: list.Text, Import: true, Synonyms: []string{"数据来源"}},
		{Name: "slot", Label: "企业与周期", Kind: list.Text, SQL: "t.enterprise_id || '/' || t.period", Hidden: true, NoFilter: true, Import: true},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region"},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain"},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
	},
}

var periodText = regexp.MustCompile(`^(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])|-Q[1-4])?$`)

// Validate says what does not hold of a figure.
func (f *Figure) Validate() error {
	var bad errs.Fields
	if f.EnterpriseID == "" {
		bad.Add("enterprise_id", "写明企业名称或信用代码")
	}
	if !periodText.MatchString(f.Period) {
		bad.Add("period", "周期写成2025、2026-10或2026-Q3")
	}
	for _, n := range []struct {
		name  string
		value int64
	}{{"revenue", f.Revenue}, {"tax", f.Tax}, {"power", f.Power}, {"staff", f.Staff}, {"rd", f.RD}} {
		if n.value < 0 {
			bad.Add(n.name, "不能是负数")
		}
	}
	return bad.Err()
}

// Figures are those of a firm, latest first. The firm must have been read inside the asker's scope.
func (s *Service) Figures(ctx context.Context, id string) ([]Figure, error) {
	return figures.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", id), "ORDER BY t.period DESC")
}

// SelectFigures reads figures under a condition over alias t inside the scope.
func (s *Service) SelectFigures(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Figure, error) {
	return figures.Select(ctx, q, w.Scope(scopeOf(scope), "t"), tail)
}

// InsertFigures adds figures inside a write under way; each firm must lie in the actor's scope.
func (s *Service) InsertFigures(ctx context.Context, tx *change.Tx, rows []*Figure) error {
	firms := map[string]*Enterprise{}
	for _, f := range rows {
		if err := f.Validate(); err != nil {
			return err
		}
		e := firms[f.EnterpriseID]
		if e == nil {
			var err error
			if e, err = enterprises.Get(ctx, tx, scopeOf(tx.Actor.Scope), f.EnterpriseID); err != nil {
				return err
			}
			firms[e.ID] = e
		}
		f.ID, f.Region, f.UnitID, f.ChainID, f.UpdatedAt = tx.NewID(), e.Region, e.UnitID, e.ChainID, tx.Now
	}
	return figures.Insert(ctx, tx, rows...)
}

// ReplaceFigure writes a changed figure inside a write under way.
func (s *Service) ReplaceFigure(ctx context.Context, tx *change.Tx, before, after *Figure) error {
	if err := after.Validate(); err != nil {
		return err
	}
	after.UpdatedAt = tx.Now
	return figures.Update(ctx, tx, before, after)
}

// RemoveFigures deletes figures inside a write under way.
func (s *Service) RemoveFigures(ctx context.Context, tx *change.Tx, rows []Figure) error {
	for i := range rows {
		if err := figures.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// PutFigure stores the figure of a firm and period, in place of what was stored for them.
func (s *Service) PutFigure(ctx context.Context, actor authz.Actor, f Figure) (*Figure, error) {
	what := change.What{Action: "enterprise.figure", Perm: authz.FirmEdit, Ref: (&Enterprise{ID: f.EnterpriseID}).Ref()}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		w := new(db.Where).And("t.enterprise_id = ?", f.EnterpriseID).And("t.period = ?", f.Period)
		have, err := s.SelectFigures(ctx, tx, actor.Scope, w, "")
		if err != nil {
			return err
		}
		if len(have) == 0 {
			return s.InsertFigures(ctx, tx, []*Figure{&f})
		}
		after := have[0]
		after.Revenue, after.Tax, after.Power, after.Staff, after.RD, after.Source = f.Revenue, f.Tax, f.Power, f.Staff, f.RD, f.Source
		f = after
		return s.ReplaceFigure(ctx, tx, &have[0], &f)
	})
	return &f, err
}
