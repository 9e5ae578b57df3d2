package review

import (
	"context"
	"encoding/json"
	"sync"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
)

// Stored is a rule set in the database; shipped ones are stored as well, so that an office may copy and change them.
type Stored struct {
	ID        string `db:"id"`
	Code      string `db:"code"`
	Name      string `db:"name"`
	Origin    string `db:"origin"`
	Target    string `db:"target"` // level
	Body      string `db:"body"`   // JSON of RuleSet
	Shipped   bool   `db:"shipped"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// RuleSet decodes the stored set.
func (s *Stored) RuleSet() (set RuleSet, err error) {
	return set, errs.Wrap(json.Unmarshal([]byte(s.Body), &set), errs.Internal, "规则集“%s”读不出", s.Name)
}

// Adoption says since when a rule set is in force at a level.
type Adoption struct {
	ID        string `db:"id"`
	RuleSetID string `db:"rule_set_id"`
	Level     string `db:"level"`
	Since     string `db:"since"`
	Until     string `db:"until_on"` // "" = in force
	ByID      string `db:"by_id"`
	ByName    string `db:"by_name"`
	Reason    string `db:"reason"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// Exemption is a recorded excuse: for this project the rule does not count until a day.
type Exemption struct {
	ID          string `db:"id"`
	ProjectID   string `db:"project_id"`
	Region      string `db:"region"`
	UnitID      string `db:"unit_id"`
	ChainID     string `db:"chain_id"`
	Rule        string `db:"rule"`
	Reason      string `db:"reason"`
	Since       string `db:"since"`
	Until       string `db:"until_on"`
	GrantedBy   string `db:"granted_by"`
	GrantedName string `db:"granted_name"`
	CreatedAt   int64  `db:"created_at"`
	Version     int64  `db:"version"`
}

// ScopeKeys are the keys by which an exemption is scoped: those of its project.
func (e *Exemption) ScopeKeys() authz.Keys {
	return authz.Keys{Region: e.Region, Unit: e.UnitID, Chain: e.ChainID}
}

var (
	ruleSets   = db.NewTable[Stored]("rule_set")
	adoptions  = db.NewTable[Adoption]("rule_adoption")
	exemptions = db.NewTable[Exemption]("exemption")
)

// Service lights lamps and keeps rule sets, adoptions and exemptions.
type Service struct {
	Run      *change.Runner
	Projects *project.Service
	force    inForce
}

// inForce caches the compiled rule sets in force; another node's adoption is seen after staleAfter.
type inForce struct {
	sync.Mutex
	sets map[string]*Compiled
	at   int64
}

const staleAfter = 2_000_000 // microseconds

func (s *Service) forget() {
	s.force.Lock()
	s.force.sets = nil
	s.force.Unlock()
}

// InForce gives the rule set in force at each level; a level without one has no lights.
func (s *Service) InForce(ctx context.Context, q db.Queryer) (map[string]*Compiled, error) {
	s.force.Lock()
	defer s.force.Unlock()
	now := s.Run.Clock.Micro()
	if s.force.sets != nil && now-s.force.at < staleAfter && now >= s.force.at {
		return s.force.sets, nil
	}
	rows, err := adoptions.Select(ctx, q, new(db.Where).And("t.until_on = ''"), "ORDER BY t.since")
	if err != nil {
		return nil, err
	}
	sets := map[string]*Compiled{}
	for _, a := range rows {
		stored, err := ruleSets.Get(ctx, q, db.Everything, a.RuleSetID)
		if err != nil {
			return nil, err
		}
		set, err := stored.RuleSet()
		if err != nil {
			return nil, err
		}
		if sets[a.Level], err = Compile(set); err != nil {
			return nil, err
		}
	}
	s.force.sets, s.force.at = sets, now
	return sets, nil
}

// Sets are all stored rule sets.
func (s *Service) Sets(ctx context.Context) ([]Stored, error) {
	return ruleSets.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.target, t.shipped DESC, t.name")
}

// Set reads one rule set.
func (s *Service) Set(ctx context.Context, id string) (*Stored, error) {
	return ruleSets.Get(ctx, s.Run.DB, db.Everything, id)
}

// Adoptions are all adoptions, newest first.
func (s *Service) Adoptions(ctx context.Context) ([]Adoption, error) {
	return adoptions.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.created_at DESC")
}

// SaveSet stores an office's own rule set after checking that it compiles; shipped sets are not overwritten. A nil
// before adds a new one.
func (s *Service) SaveSet(ctx context.Context, actor authz.Actor, before *Stored, set RuleSet) (*Stored, error) {
	if err := wholeSite(actor); err != nil {
		return nil, err
	}
	if _, err := Compile(set); err != nil {
		return nil, err
	}
	if before != nil && before.Shipped {
		return nil, errs.New(errs.Conflict, "自带的规则集不能改，请另存为新的规则集")
	}
	body, err := json.Marshal(set)
	if err != nil {
		return nil, err
	}
	row := Stored{Code: set.Code, Name: set.Name, Origin: set.Origin, Target: set.Level, Body: string(body)}
	err = s.Run.Run(ctx, actor, change.What{Action: "rule_set.save", Perm: authz.LightAdopt}, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		if before != nil {
			used, err := adoptions.Select(ctx, tx, new(db.Where).And("t.rule_set_id = ?", before.ID), "LIMIT 1")
			if err != nil {
				return err
			}
			if len(used) > 0 { // its past lights must stay explicable
				return errs.New(errs.Conflict, "启用过的规则集不能再改，请复制成新的规则集")
			}
			row.ID, row.CreatedAt, row.Version = before.ID, before.CreatedAt, before.Version
			return ruleSets.Update(ctx, tx, before, &row)
		}
		row.ID, row.CreatedAt = tx.NewID(), tx.Now
		tx.About(record.Ref{Kind: "rule_set", ID: row.ID})
		return ruleSets.Insert(ctx, tx, &row)
	})
	return &row, err
}

// wholeSite: rules hold for all counties alike, so only who answers for all of them may change them.
func wholeSite(actor authz.Actor) error {
	if actor.Scope.All {
		return nil
	}
	return errs.New(errs.Forbidden, "亮灯规则全市统一，由市级链长办启用和修改")
}

// Adopt puts a rule set in force at its level from today on, and judges every project anew.
func (s *Service) Adopt(ctx context.Context, actor authz.Actor, setID, reason string) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	stored, err := s.Set(ctx, setID)
	if err != nil {
		return err
	}
	if reason == "" {
		return (&errs.Fields{{Name: "reason", Message: "写明启用依据，例如文件号或会议"}}).Err()
	}
	what := change.What{Action: "rule_set.adopt", Perm: authz.LightAdopt, Ref: record.Ref{Kind: "rule_set", ID: setID}, Reason: reason}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		return adopt(ctx, tx, stored, reason)
	})
	if err != nil {
		return err
	}
	_, err = s.EvaluateAll(ctx, nil)
	return err
}

func adopt(ctx context.Context, tx *change.Tx, stored *Stored, reason string) error {
	today := tx.Clock.Today()
	old, err := adoptions.Select(ctx, tx, new(db.Where).And("t.level = ? AND t.until_on = ''", stored.Target), "")
	if err != nil {
		return err
	}
	for i := range old {
		after := old[i]
		after.Until = today
		if err := adoptions.Update(ctx, tx, &old[i], &after); err != nil {
			return err
		}
	}
	return adoptions.Insert(ctx, tx, &Adoption{ID: tx.NewID(), RuleSetID: stored.ID, Level: stored.Target, Since: today,
		ByID: tx.Actor.ID, ByName: tx.Actor.Name, Reason: reason, CreatedAt: tx.Now})
}

// Install stores the shipped rule sets that are not there yet, and puts the default of each level in force where none is.
func (s *Service) Install(ctx context.Context) error {
	sets, err := Shipped()
	if err != nil {
		return err
	}
	defaults := map[string]string{LevelProject: "yinchuan", LevelTalks: "handan", LevelRegion: "sanya-district"}
	have, err := s.Sets(ctx)
	if err != nil {
		return err
	}
	if len(have) >= len(sets) {
		return nil
	}
	what := change.What{Action: "rule_set.install", Perm: authz.LightAdopt}
	return s.Run.Run(ctx, authz.System("job"), what, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		for _, set := range sets {
			if _, err := Compile(set); err != nil {
				return err
			}
			old, err := ruleSets.Select(ctx, tx, new(db.Where).And("t.code = ?", set.Code), "")
			if err != nil || len(old) > 0 {
				return err
			}
			body, err := json.Marshal(set)
			if err != nil {
				return err
			}
			row := Stored{ID: tx.NewID(), Code: set.Code, Name: set.Name, Origin: set.Origin, Target: set.Level, Body: string(body), Shipped: true, CreatedAt: tx.Now}
			if err := ruleSets.Insert(ctx, tx, &row); err != nil {
				return err
			}
			if defaults[set.Level] == set.Code {
				if err := adopt(ctx, tx, &row, "安装时的默认规则"); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
