package lead

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// The kinds of rules that an office may change.
const (
	ClockRules = "clocks"
	SheetRules = "sheet"
)

//go:embed clocks.json
var defaultClocks []byte

// Rule is one version of a kind of rules; the newest of its kind is in force.
type Rule struct {
	ID        string `db:"id"`
	Kind      string `db:"kind"`
	Name      string `db:"name"`
	No        int64  `db:"no"` // 0 = the default that comes with the program
	Body      string `db:"body"`
	ByName    string `db:"by_name"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

var rules = db.NewTable[Rule](RuleKind)

// Clocks are the terms of a lead: working days, but for Exclusive, which are days; amounts are yuan.
type Clocks struct {
	Name       string `json:"name"`
	Source     string `json:"source"`
	Answer     int    `json:"answer"`
	Judge      int    `json:"judge"`
	JudgeMajor int    `json:"judgeMajor"`
	Reply      int    `json:"reply"`
	Progress   int    `json:"progress"`
	Exclusive  int    `json:"exclusive"`
	Major      int64  `json:"major"`
	Arbitrate  int64  `json:"arbitrate"` // from this amount on, a clash is decided by the city's office
}

func (c *Clocks) check() error {
	var bad errs.Fields
	for name, n := range map[string]int{"answer": c.Answer, "judge": c.Judge, "judgeMajor": c.JudgeMajor, "reply": c.Reply, "progress": c.Progress} {
		if n < 1 || n > 250 {
			bad.Add(name, "要1到250个工作日")
		}
	}
	if c.Exclusive < 1 || c.Exclusive > 730 {
		bad.Add("exclusive", "要1到730天")
	}
	if c.Major < 0 || c.Arbitrate < 0 {
		bad.Add("major", "不能是负数")
	}
	if strings.TrimSpace(c.Name) == "" {
		bad.Add("name", "起个名称")
	}
	return bad.Err()
}

// parse reads rules strictly: a misspelt name would otherwise silently fall back to nothing.
func parse(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errs.New(errs.Invalid, "后面有多余的内容")
	}
	return errs.Wrap(err, errs.Invalid, "不是规则的JSON格式，请在现行规则的基础上修改")
}

// current gives the newest version of a kind; without one the default, whose No is 0.
func (s *Service) current(ctx context.Context, q db.Queryer, kind string) (*Rule, error) {
	rows, err := rules.Select(ctx, q, new(db.Where).And("t.kind = ?", kind), "ORDER BY t.no DESC LIMIT 1")
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		return &rows[0], nil
	}
	return defaultRule(kind), nil
}

func defaultRule(kind string) *Rule {
	if kind == SheetRules {
		return &Rule{Kind: kind, Name: "默认", Body: string(defaultSheet)}
	}
	return &Rule{Kind: kind, Name: "默认", Body: string(defaultClocks)}
}

// Rule gives the rules of a kind that are in force.
func (s *Service) Rule(ctx context.Context, kind string) (*Rule, error) {
	return s.current(ctx, s.Run.DB, kind)
}

// Rules gives all versions of a kind, newest first, the default last.
func (s *Service) Rules(ctx context.Context, kind string) ([]Rule, error) {
	rows, err := rules.Select(ctx, s.Run.DB, new(db.Where).And("t.kind = ?", kind), "ORDER BY t.no DESC")
	return append(rows, *defaultRule(kind)), err
}

// Clocks gives the terms in force.
func (s *Service) Clocks(ctx context.Context, q db.Queryer) (*Clocks, error) {
	r, err := s.current(ctx, q, ClockRules)
	if err != nil {
		return nil, err
	}
	c := &Clocks{}
	return c, parse([]byte(r.Body), c)
}

// ruleLimit is the size of rules in bytes.
const ruleLimit = 64 << 10

// SetRule puts a new version of a kind of rules in force; what was judged before keeps its version.
func (s *Service) SetRule(ctx context.Context, actor authz.Actor, kind, body, reason string) (*Rule, error) {
	if len(body) > ruleLimit {
		return nil, errs.New(errs.TooLarge, "规则超过%d KB", ruleLimit>>10)
	}
	name := ""
	switch kind {
	case ClockRules:
		c := &Clocks{}
		if err := parse([]byte(body), c); err != nil {
			return nil, err
		}
		if err := c.check(); err != nil {
			return nil, err
		}
		name = c.Name
	case SheetRules:
		sh, err := ParseSheet([]byte(body))
		if err != nil {
			return nil, err
		}
		name = sh.Name
	default:
		return nil, errs.New(errs.NotFound, "没有这种规则")
	}
	var out *Rule
	err := s.Run.Run(ctx, actor, change.What{Action: "lead_rule.set", Perm: authz.LeadJudge, Reason: reason}, func(tx *change.Tx) error {
		if !actor.Scope.All {
			return errs.New(errs.Forbidden, "规则全市统一，由市链长办修改")
		}
		was, err := s.current(ctx, tx, kind)
		if err != nil {
			return err
		}
		out = &Rule{ID: tx.NewID(), Kind: kind, Name: name, No: was.No + 1, Body: body, ByName: actor.Name, CreatedAt: tx.Now}
		tx.About(record.Ref{Kind: RuleKind, ID: out.ID})
		return rules.Insert(ctx, tx, out)
	})
	return out, err
}
