// Package review judges: it lights the lamps of projects and counties by rule sets that are data, explains each light with
// its numbers, says when it will turn and what clears it, and replays a rule set over the past before it is adopted.
package review

import (
	"embed"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// The levels at which one rule set each is in force.
const (
	LevelProject = "project" // projects from signing on
	LevelTalks   = "talks"   // leads and talks
	LevelRegion  = "region"  // counties and zones
)

// Levels are all levels with their Chinese names, in the order of pages.
func Levels() [][2]string {
	return [][2]string{{LevelProject, "签约以后的项目"}, {LevelTalks, "线索和在谈项目"}, {LevelRegion, "县区"}}
}

// The lights.
const (
	None   = "none"
	Green  = "green"
	Yellow = "yellow"
	Red    = "red"
)

// RuleSet is a named set of rules for one level, as it is stored and shipped.
type RuleSet struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Origin  string `json:"origin"` // where it is used in practice
	Level   string `json:"level"`
	Note    string `json:"note,omitempty"` // what the source leaves open and how the default settles it
	Applies string `json:"applies"`        // to which records; others have no light
	Rules   []Rule `json:"rules"`          // in order: the first that holds lights the lamp; none: green
}

// Rule is one rule of a set.
type Rule struct {
	ID     string `json:"id"`
	Light  string `json:"light"`
	When   string `json:"when"`
	Text   string `json:"text"`             // one sentence; {变量} is replaced by its value
	Clear  string `json:"clear"`            // what puts the light out
	Leaves bool   `json:"leaves,omitempty"` // the record drops off the list of its level
}

// Compiled is a rule set ready to judge.
type Compiled struct {
	RuleSet
	vars    *rule.Vars
	applies *rule.Rule
	rules   []*rule.Rule
}

// Compile checks a rule set and makes it ready; the error names the rule and the position in it.
func Compile(set RuleSet) (*Compiled, error) {
	c := &Compiled{RuleSet: set, vars: varsOf(set.Level)}
	if c.vars == nil {
		return nil, errs.New(errs.Invalid, "没有“%s”这个层级", set.Level)
	}
	var err error
	if c.applies, err = rule.Compile(set.Applies, c.vars, rule.Bool); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "适用范围写错了：%v", err)
	}
	for _, r := range set.Rules {
		if !slices.Contains([]string{Yellow, Red}, r.Light) {
			return nil, errs.New(errs.Invalid, "规则%s的灯只能是黄或红", r.ID)
		}
		compiled, err := rule.Compile(r.When, c.vars, rule.Bool)
		if err != nil {
			return nil, errs.Wrap(err, errs.Invalid, "规则%s写错了：%v", r.ID, err)
		}
		c.rules = append(c.rules, compiled)
	}
	return c, nil
}

func varsOf(level string) *rule.Vars {
	switch level {
	case LevelProject, LevelTalks:
		return project.Spec.Vars()
	case LevelRegion:
		return RegionVars()
	}
	return nil
}

// Judge gives the light of a record on a day: the first rule that holds, green when none does, none where the set does not
// apply. i is the index of the rule, or -1.
func (c *Compiled) Judge(row rule.Row, today string, exempt func(ruleID string) bool) (light string, i int) {
	env := rule.Env{Today: today}
	if !c.applies.True(env, row) {
		return None, -1
	}
	for i, r := range c.rules {
		if r.True(env, row) && (exempt == nil || !exempt(c.Rules[i].ID)) {
			return c.Rules[i].Light, i
		}
	}
	return Green, -1
}

// SQL gives the light as an SQL expression over alias t, for a whole list at once.
func (c *Compiled) SQL(engine, today string, arg func(any) string) (string, error) {
	env := rule.Env{Today: today}
	cond, err := c.applies.SQL(engine, env, arg)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("CASE WHEN (" + cond + ") THEN CASE")
	for i, r := range c.rules {
		if cond, err = r.SQL(engine, env, arg); err != nil {
			return "", err
		}
		b.WriteString(" WHEN (" + cond + ") THEN '" + c.Rules[i].Light + "'")
	}
	b.WriteString(" ELSE 'green' END ELSE 'none' END")
	return b.String(), nil
}

//go:embed rulesets/*.json
var shipped embed.FS

// Shipped are the rule sets that the program brings along.
func Shipped() ([]RuleSet, error) {
	names, err := fs.Glob(shipped, "rulesets/*.json")
	if err != nil {
		return nil, err
	}
	var out []RuleSet
	for _, n := range names {
		b, err := shipped.ReadFile(n)
		if err != nil {
			return nil, err
		}
		var set RuleSet
		if err := json.Unmarshal(b, &set); err != nil {
			return nil, errs.Wrap(err, errs.Internal, "规则集%s读不出", n)
		}
		out = append(out, set)
	}
	return out, nil
}
