package tour

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// The most of each on one tour.
const (
	mostCriteria = 10
	mostStops    = 80
	mostJurors   = 80
)

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Usual are the criteria from which an office starts, as text.
const Usual = "产业链带动，25，10\n项目进度，25，10\n投资强度，20，10\n科技含量，15，10\n服务保障，15，10"

// CriteriaText writes criteria as ReadCriteria reads them.
func CriteriaText(all []Criterion) string {
	var b strings.Builder
	for _, c := range all {
		b.WriteString(c.Name + "，" + plain(c.Weight) + "，" + plain(c.Full) + "\n")
	}
	return strings.TrimSpace(b.String())
}

// ReadCriteria reads criteria, one a line: name, weight, full marks; full marks left out are 10. The weights must sum to 100.
func ReadCriteria(text string) ([]Criterion, error) {
	var out []Criterion
	var bad errs.Fields
	sum, no := 0.0, 0
	for line := range strings.Lines(text) {
		w := words(line)
		if len(w) == 0 {
			continue
		}
		no++
		c := Criterion{Name: w[0], Full: 10}
		var err, errFull error
		if len(w) > 1 {
			c.Weight, err = strconv.ParseFloat(strings.TrimSuffix(w[1], "%"), 64)
		}
		if len(w) > 2 {
			c.Full, errFull = strconv.ParseFloat(strings.TrimSuffix(w[2], "分"), 64)
		}
		switch {
		case len(w) < 2 || len(w) > 3 || err != nil || errFull != nil:
			bad.Add("criteria", "第%d行要写成“名称，权重，满分”，例如“项目进度，25，10”", no)
		case !(c.Weight > 0 && c.Weight <= 100):
			bad.Add("criteria", "第%d行“%s”的权重要大于0、不超过100", no, c.Name)
		case !(c.Full > 0 && c.Full <= 100):
			bad.Add("criteria", "第%d行“%s”的满分要大于0、不超过100", no, c.Name)
		}
		for _, o := range out {
			if o.Name == c.Name {
				bad.Add("criteria", "第%d行“%s”写了两遍", no, c.Name)
			}
		}
		out, sum = append(out, c), sum+c.Weight
	}
	switch {
	case len(bad) > 0:
	case len(out) == 0:
		bad.Add("criteria", "写评分项，一行一项：名称，权重，满分")
	case len(out) > mostCriteria:
		bad.Add("criteria", "评分项最多%d项，现有%d项；手机上一屏放得下才好打", mostCriteria, len(out))
	case math.Abs(sum-100) > 1e-9:
		word := "还差"
		if sum > 100 {
			word = "多出"
		}
		bad.Add("criteria", "权重合计%s，%s%s，要正好100", plain(scoring.Round(sum, 6)), word, plain(scoring.Round(math.Abs(sum-100), 6)))
	}
	return out, bad.Err()
}

var (
	clockForm  = regexp.MustCompile(`^([01]?\d|2[0-3])[:：]([0-5]\d)$`)
	minuteForm = regexp.MustCompile(`^(\d{1,3})(分|分钟)?$`)
)

// StopsText writes stops as readStops reads them.
func StopsText(all []Stop, from string, region func(code string) string) string {
	var b strings.Builder
	for i := range all {
		s := &all[i]
		parts := []string{s.Name, region(s.County)}
		if s.OnDate != from {
			parts = append(parts, s.OnDate)
		}
		if s.AtTime != "" {
			parts = append(parts, s.AtTime)
		}
		if s.Minutes > 0 {
			parts = append(parts, strconv.FormatInt(s.Minutes, 10)+"分钟")
		}
		if s.Note != "" {
			parts = append(parts, s.Note)
		}
		b.WriteString(strings.Join(parts, "，") + "\n")
	}
	return strings.TrimSpace(b.String())
}

// readStops reads the route, one stop a line: the name first; county, day, time, minutes on the road and a remark are told by their
// looks. A project of the register brings its county along.
func (s *Service) readStops(ctx context.Context, actor authz.Actor, dir *org.Directory, t *Tour, text string) ([]Stop, error) {
	var out []Stop
	var bad errs.Fields
	for line := range strings.Lines(text) {
		w := words(line)
		if len(w) == 0 {
			continue
		}
		st := Stop{No: int64(len(out) + 1), Name: w[0], OnDate: t.FromOn}
		var note []string
		for _, x := range w[1:] {
			if m := clockForm.FindStringSubmatch(x); m != nil && st.AtTime == "" {
				st.AtTime = strings.Repeat("0", 2-len(m[1])) + m[1] + ":" + m[2]
			} else if m := minuteForm.FindStringSubmatch(x); m != nil && st.Minutes == 0 {
				st.Minutes, _ = strconv.ParseInt(m[1], 10, 64)
			} else if clock.IsDate(x) {
				if st.OnDate = x; x < t.FromOn || x > t.ToOn {
					bad.Add("stops", "第%d行的日期%s不在观摩日期（%s）里", st.No, x, t.Days())
				}
			} else if r, ok := dir.RegionByName(x); ok && st.County == "" {
				st.County = countyOf(dir, r.ID)
			} else {
				note = append(note, x)
			}
		}
		st.Note = strings.Join(note, "，")
		if err := s.link(ctx, actor, dir, &st); err != nil {
			return nil, err
		}
		if st.County == "" {
			bad.Add("stops", "第%d行“%s”不是台账里您能看到的项目，写明县区，例如“%s，%s”", st.No, st.Name, st.Name, example(dir))
		}
		if len([]rune(st.Name)) > 100 || len([]rune(st.Note)) > 500 {
			bad.Add("stops", "第%d行太长：名称最多100字，说明最多500字", st.No)
		}
		out = append(out, st)
	}
	if len(out) > mostStops {
		bad.Add("stops", "最多%d站，现有%d站", mostStops, len(out))
	}
	return out, bad.Err()
}

// link ties a stop to the project of its name; with a county given, to the one of that county.
func (s *Service) link(ctx context.Context, actor authz.Actor, dir *org.Directory, st *Stop) error {
	rows, err := s.Projects.Select(ctx, s.Run.DB, actor.Scope, new(db.Where).And("t.name = ?", st.Name), "ORDER BY t.id")
	if err != nil {
		return err
	}
	found := 0
	for i := range rows {
		c := countyOf(dir, rows[i].Region)
		if st.County != "" && c != st.County && found == 0 && len(rows) > 1 {
			continue
		}
		if found++; found == 1 {
			st.ProjectID = rows[i].ID
			if st.County == "" {
				st.County = c
			}
		}
	}
	if found > 1 { // two projects of one name in one county: a place by name
		st.ProjectID = ""
	}
	return nil
}

// countyOf is the county or zone in which a region lies; that of a town is its parent's.
func countyOf(dir *org.Directory, code string) string {
	for r := dir.Region(code); r != nil; r = dir.Region(r.Parent) {
		if r.Kind != org.Town {
			return r.ID
		}
	}
	return code
}

// home is the county that somebody comes from, "" for the city's own people.
func home(dir *org.Directory, a *org.Account) string {
	code := a.Region
	if u := dir.Unit(a.UnitID); u != nil && u.Region != "" {
		code = u.Region
	}
	code = countyOf(dir, code)
	if r := dir.Region(code); r == nil || r.Kind != org.County && r.Kind != org.Zone {
		return ""
	}
	return code
}

func example(dir *org.Directory) string {
	for _, r := range dir.Regions() {
		if r.Kind == org.County || r.Kind == org.Zone {
			return r.Name
		}
	}
	return "东湖区"
}

// JurorsText writes jurors as readJurors reads them: name and login.
func JurorsText(all []Juror, login func(account string) string) string {
	var b strings.Builder
	for i := range all {
		b.WriteString(all[i].Name + "，" + login(all[i].AccountID) + "\n")
	}
	return strings.TrimSpace(b.String())
}

// readJurors reads the jurors, one a line: a name or a login; where a name is borne by several, the login or the unit beside it.
func readJurors(dir *org.Directory, text string) ([]Juror, error) {
	var out []Juror
	var bad errs.Fields
	seen := map[string]bool{}
	no := 0
	for line := range strings.Lines(text) {
		w := words(line)
		if len(w) == 0 {
			continue
		}
		no++
		a, many := person(dir, w)
		switch {
		case many > 1:
			bad.Add("jurors", "第%d行“%s”有%d个账号，在后面写登录名或单位", no, w[0], many)
		case a == nil:
			bad.Add("jurors", "第%d行“%s”没有在用的账号；写姓名或登录名，一行一人", no, w[0])
		case !gives(dir, a.ID):
			bad.Add("jurors", "第%d行“%s”的角色不能当评委（%s），请换人或请安全管理员授予业务角色", no, w[0], authz.TourGive.Label())
		case !seen[a.ID]:
			seen[a.ID] = true
			out = append(out, Juror{AccountID: a.ID, Name: a.Name, Home: home(dir, a)})
		}
	}
	if len(out) > mostJurors {
		bad.Add("jurors", "评委最多%d人，现有%d人", mostJurors, len(out))
	}
	return out, bad.Err()
}

// person finds the account that a line means, and how many it may mean.
func person(dir *org.Directory, w []string) (*org.Account, int) {
	var found []*org.Account
	for _, a := range dir.Accounts() {
		if !a.Active {
			continue
		}
		for _, x := range w {
			if a.Login == x {
				return a, 1
			}
		}
		if a.Name == w[0] {
			found = append(found, a)
		}
	}
	if len(found) > 1 && len(w) > 1 {
		var in []*org.Account
		for _, a := range found {
			if u := dir.Unit(a.UnitID); u != nil && (u.Name == w[1] || u.Short == w[1]) {
				in = append(in, a)
			}
		}
		if len(in) > 0 {
			found = in
		}
	}
	if len(found) == 1 {
		return found[0], 1
	}
	return nil, len(found)
}

func gives(dir *org.Directory, account string) bool {
	var a authz.Actor
	for _, g := range dir.Grants(account) {
		a.Roles = append(a.Roles, g.Role)
	}
	return a.Can(authz.TourGive)
}
