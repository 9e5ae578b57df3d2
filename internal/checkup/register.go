package checkup

import (
	"slices"
	"strings"

	"lianzhang/internal/insight/firmname"
	"lianzhang/internal/insight/firstdigit"
	"lianzhang/internal/insight/sameness"
	"lianzhang/internal/project"
)

// Case is what the detectors see of one project. Money is whole yuan, dates may end at the month.
type Case struct {
	ID, Code, Name, Region, ChainID, UnitID, Park, Address, Industry, Class, Source string
	Investor, USCC, Stage                                                           string
	Total, FundsIn, Invested, Jobs                                                  int64
	Land                                                                            float64
	Dates                                                                           [7]string // actual dates in the order of project.Milestones
	Content                                                                         sameness.Sketch

	EarlyFunds int64  // received before the signing
	EarlyOn    string // first such receipt
	EarlyDone  int64  // invested before the start
	EarlyIn    string // first such month
	LandPaper  bool   // a file shows the land
	Supplement bool   // a file shows a supplement contract
	WasPhase   bool   // derived: the name speaks of a later phase
	title      sameness.Sketch
	normal     string // folded name
	numbers    string // numerals and phases of the name
	firm       int32  // place in Register.firms of names; -1 = no investor
	Cell       string // of a row that is not stored yet: "调度表!B12"
	Whole      uint64 // of such a row: hash of all that it says
}

// The places of the dates that are asked for by name.
const (
	signed    = 2
	started   = 3
	completed = 4
	produced  = 5
)

// counts reports whether the project is counted: it was not given up.
func (c *Case) counts() bool { return c.Stage != project.Withdrawn && c.Stage != project.Lost }

// signedYet reports whether the project is signed or further.
func (c *Case) signedYet() bool {
	return c.Dates[signed] != "" || project.StageRank(c.Stage) >= project.StageRank(project.Signed) && c.counts()
}

// Firm is what the detectors see of a firm of the register.
type Firm struct {
	ID, Name, USCC, Region, Address, Former, Founded string
	Outside                                          bool
	Capital                                          int64
	People                                           []string // names and phones
}

// Text is the progress text of one report.
type Text struct {
	Case    int32
	Period  string
	Words   string // kept while the reports of one project are read; dropped afterwards
	Letters int
	Done    int64
	Hash    uint64
	Sketch  sameness.Sketch
}

// Rise is an amount that was raised after the signing.
type Rise struct {
	ProjectID string
	Old, New  int64
	On        string // day
	By        string
}

// Register is all that the detectors see at one time.
type Register struct {
	Today    string
	Place    func(code string) string // name of a region
	Unit     func(id string) string   // name of a unit
	Cases    []Case                   // by ID
	Firms    []Firm                   // by ID
	Runs     []CopyRun                // reports that repeat the one before
	Shared   []Text                   // texts long enough to be compared between projects, by case and month
	Rises    []Rise
	Digits   map[string]*firstdigit.Counts // by region, of the monthly figures
	Only     string                        // look at this project alone: pairs without it are left out
	Uncommon int                           // crowded blocks that were left out of the search

	names   []firmname.Name // distinct investors
	normals []string
	byUSCC  map[string]int32
	byName  map[string]int32
	at      map[string]int32
}

// CopyRun is a row of months in which one project's text stayed the same.
type CopyRun struct {
	Case     int32
	From, To string
	Months   int
	Words    string
	Done     int64
}

// Prepare makes the register ready for the detectors: sorted, so that what they give does not depend on the order of reading.
func (r *Register) Prepare() {
	if !slices.IsSortedFunc(r.Cases, byID) {
		slices.SortFunc(r.Cases, byID)
	}
	slices.SortFunc(r.Firms, func(a, b Firm) int { return strings.Compare(a.ID, b.ID) })
	r.index()
	seen := map[string]int32{}
	for i := range r.Cases {
		c := &r.Cases[i]
		c.title, c.normal, c.numbers = sameness.Of(c.Name), fold(c.Name), numbers(c.Name)
		c.firm = -1
		if c.Investor == "" {
			continue
		}
		at, ok := seen[c.Investor]
		if !ok {
			at = int32(len(r.names))
			seen[c.Investor] = at
			n := firmname.Split(c.Investor)
			r.names, r.normals = append(r.names, n), append(r.normals, n.Normal())
		}
		c.firm = at
	}
	r.byUSCC, r.byName = map[string]int32{}, map[string]int32{}
	for i := range r.Firms {
		f := &r.Firms[i]
		if f.USCC != "" {
			r.byUSCC[f.USCC] = int32(i)
		}
		r.byName[firmname.Fold(f.Name)] = int32(i)
	}
}

func (r *Register) index() {
	r.at = make(map[string]int32, len(r.Cases))
	for i := range r.Cases {
		r.at[r.Cases[i].ID] = int32(i)
	}
}

func byID(a, b Case) int { return strings.Compare(a.ID, b.ID) }

// firmOf is the investor's record in the register of firms, nil when it has none.
func (r *Register) firmOf(c *Case) *Firm {
	if c.USCC != "" {
		if i, ok := r.byUSCC[c.USCC]; ok {
			return &r.Firms[i]
		}
	}
	if c.Investor != "" {
		if i, ok := r.byName[firmname.Fold(c.Investor)]; ok {
			if f := &r.Firms[i]; c.USCC == "" || f.USCC == "" || c.USCC == f.USCC {
				return f
			}
		}
	}
	return nil
}

func (r *Register) place(code string) string {
	if r.Place == nil {
		return code
	}
	return r.Place(code)
}

func (r *Register) unit(id string) string {
	if r.Unit == nil {
		return id
	}
	return r.Unit(id)
}

// fold keeps letters and digits of a name, in one form.
func fold(name string) string {
	var b strings.Builder
	for _, x := range strings.ToLower(firmname.Fold(name)) {
		if x == '（' || x == '）' || x == '(' || x == ')' || x == '-' || x == '—' || x == '·' || x == '、' || x == '，' || x == ' ' {
			continue
		}
		b.WriteRune(x)
	}
	return b.String()
}

// numbers are the figures and phases in a name, "5000|二期": two names whose numbers differ speak of two projects.
func numbers(name string) string {
	var out []string
	run := []rune(name)
	for i := 0; i < len(run); i++ {
		if run[i] >= '0' && run[i] <= '9' {
			start := i
			for i < len(run) && (run[i] >= '0' && run[i] <= '9' || run[i] == '.') {
				i++
			}
			out = append(out, string(run[start:i]))
			i--
		} else if i+1 < len(run) && (run[i+1] == '期' || run[i+1] == '号' && run[i] != '型') && strings.ContainsRune("一二三四五六七八九十", run[i]) {
			out = append(out, string(run[i:i+2]))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "|")
}
