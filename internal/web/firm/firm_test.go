package firm

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
	"lianzhang/internal/web"
	ticketpage "lianzhang/internal/web/ticket"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "firm", files, map[string]any{"home": &homePage{}, "correct": &correctPage{}, "office": &officePage{}})
}

type site struct {
	*webtest.Site
	tickets *ticket.Service
	visits  *visit.Service
	policy  *policy.Service
	firm    *enterprise.Enterprise
	other   *enterprise.Enterprise
	mails   []string // address and text of what was sent
	down    bool     // the mail server
}

const today = "2026-09-21"

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	w := webtest.NewOn(t, d, today)
	s := &site{Site: w, tickets: ticket.New(w.Run, w.Org, w.Chains), policy: &policy.Service{Run: w.Run, Chains: w.Chains, Projects: w.Projects}}
	s.visits = &visit.Service{Run: w.Run, Org: w.Org, Firms: w.Enterprises, Tickets: s.tickets}
	w.Enterprises.Moves(enterprise.Mover{Name: ticket.Kind, Move: s.tickets.MoveFirm, Undo: s.tickets.ReturnFirm})
	letter := func(_ context.Context, to, _, _, text string) error {
		if s.down {
			return errors.New("邮件服务器连不上")
		}
		s.mails = append(s.mails, to+" "+text)
		return nil
	}
	deps := ticketpage.Deps{Run: w.Run, Tickets: s.tickets, Comments: &comment.Service{Run: w.Run}, Files: w.Files, Lists: w.Lists, MaxFile: 1 << 20, Letter: letter, MailOf: w.Enterprises.MailOf}
	var routes []web.Route
	routes = append(routes, ticketpage.Routes(deps)...)
	routes = append(routes, Routes(Deps{Run: w.Run, Enterprises: w.Enterprises, Tickets: s.tickets, Projects: w.Projects, Visits: s.visits, Policy: s.policy, Desk: ticketpage.NewDesk(deps), Letter: letter})...)
	w.Serve(t, routes, ticketpage.Add, Add)
	s.firm = s.create(t, enterprise.Enterprise{Name: "启岳储能科技有限公司", Staff: 80, Products: "储能柜"})
	s.other = s.create(t, enterprise.Enterprise{Name: "临港精密铜管有限公司"})
	return s
}

func (s *site) create(t *testing.T, e enterprise.Enterprise) *enterprise.Enterprise {
	t.Helper()
	e.Region, e.ChainID = webtest.Donghu, s.Chain["新型储能"]
	made, err := s.Enterprises.Create(t.Context(), webtest.Program, e)
	must(t, err)
	return made
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var address = regexp.MustCompile(`/firm/[A-Za-z0-9_-]{32}`)

// link makes a link as the office does and gives the address of the firm's page.
func (s *site) link(t *testing.T, e *enterprise.Enterprise) string {
	t.Helper()
	paper := s.As(t, "office").Post(firms+e.ID+"/home", url.Values{}).Want(http.StatusOK)
	at := address.FindString(paper.Text("code"))
	if at == "" || paper.Attr("svg path", "d") == "" {
		t.Fatal(paper.Text("main"))
	}
	return at
}

func (s *site) raise(t *testing.T, e *enterprise.Enterprise, name string) *ticket.Ticket {
	t.Helper()
	x, err := s.tickets.Raise(t.Context(), s.Actor(t, "office"), ticket.Ticket{Name: name, Text: "外线未按期送电，设备无法带电调试", Kind: "energy", EnterpriseID: e.ID, UnitID: s.Units["市供电公司"], Contact: "李工", Phone: "13800000000"})
	must(t, err)
	return x
}

func TestAFirmsOwnPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		mine, foreign := s.raise(t, s.firm, "外线未送电"), s.raise(t, s.other, "别家的机密诉求")
		_, _, err := s.visits.Record(t.Context(), s.Actor(t, "office"), visit.Draft{Key: "k-00000001", Firm: s.firm.Name, Met: "王总", Said: "内部判断资金紧张", Problem: "招不到电工", NextOn: "2026-10-20"})
		must(t, err)
		s.Project(t, "储能柜二期", func(p *project.Project) { p.Investor, p.Stage = s.firm.Name, project.Started })
		for _, w := range []policy.Window{{Name: "本链技改补助", Chains: s.Chain["新型储能"], Closes: "2026-12-31"}, {Name: "铜基专项", Chains: s.Chain["铜基新材料"], Closes: "2026-12-31"},
			{Name: "小企业奖补", RuleOn: "enterprise", Rule: "从业人员 <= 100", Closes: "2026-11-30"}, {Name: "大企业奖补", RuleOn: "enterprise", Rule: "从业人员 >= 1000"}, {Name: "过期的", Closes: "2026-08-31"}} {
			must(t, s.policy.Create(t.Context(), webtest.Program, &w))
		}
		at, phone, second := s.link(t, s.firm), s.As(t, ""), s.As(t, "")
		page := phone.Get(at).Want(http.StatusOK)
		main := page.Text("main")
		for _, want := range []string{s.firm.Name, "外线未送电", "已提交，等受理", "市供电公司", "储能柜二期", "5.00", "2027-06-30", "招不到电工", "2026-10-20", "本链技改补助", "小企业奖补", "登记资料符合所列企业条件", "储能柜", "80人"} {
			if !strings.Contains(main, want) {
				t.Errorf("the page does not say %q\n%s", want, main)
			}
		}
		for _, not := range []string{"内部判断", "机密", "铜基专项", "大企业奖补", "过期的"} {
			if strings.Contains(main, not) {
				t.Errorf("the page says %q", not)
			}
		}
		if page.Header.Get("X-Robots-Tag") != "noindex, nofollow" || page.Doc.Find("nav").Length() != 0 {
			t.Error("the page may be indexed, or has the navigation of the offices")
		}
		second.Get(at).Want(http.StatusOK) // a second telephone

		// Another firm's ticket is not there, for reading, speaking or sending.
		for _, id := range []string{foreign.ID, "01J00000000000000000000000", "new%00"} {
			phone.Get(at + "/tickets/" + id).Want(http.StatusNotFound)
			phone.Post(at+"/tickets/"+id, url.Values{"action": {"confirm"}, "rating": {"5"}}).Want(http.StatusNotFound)
			phone.Upload(at+"/tickets/"+id+"/files", nil, "a.pdf", []byte("%PDF-1.4")).Want(http.StatusNotFound)
		}
		phone.Get(at).Want(http.StatusOK) // which counts against nobody's patience

		s.sends(t, phone, at, mine)
		s.raises(t, phone, at)
		s.corrects(t, phone, at)
		s.confirms(t, phone, second, at, mine)
	})
}

// sends: papers and pictures go to the ticket in the firm's name; what runs, is empty or too much does not.
func (s *site) sends(t *testing.T, phone *webtest.Client, at string, mine *ticket.Ticket) {
	t.Helper()
	files := at + "/tickets/" + mine.ID + "/files"
	phone.Upload(files, nil, "送电申请.pdf", []byte("%PDF-1.4 申请")).Want(http.StatusSeeOther)
	got := phone.Get(at + "/tickets/" + mine.ID).Want(http.StatusOK).Text("main")
	if !strings.Contains(got, "送电申请.pdf") {
		t.Error(got)
	}
	for name, content := range map[string]string{"装机.exe": "MZ", "网页.html": "<script>", "空.pdf": ""} {
		bad := phone.Upload(files, nil, name, []byte(content)).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(bad.Text(".msg"), name) && (content != "" || bad.Text(".msg") == "") {
			t.Errorf("%s: %q", name, bad.Text(".msg"))
		}
	}
	var by, kind string
	must(t, s.DB.QueryRow(t.Context(), "SELECT actor_name, action FROM journal_entry WHERE action = $1 ORDER BY seq DESC LIMIT 1", "ticket.attach").Scan(&by, &kind))
	if by != "企业：李工" {
		t.Errorf("the journal says that %s sent the file", by)
	}
	// Five times in a quarter of an hour is enough for one address.
	phone.Upload(files, nil, "再来.pdf", []byte("%PDF-1.4")).Want(http.StatusSeeOther)
	phone.Upload(files, nil, "又来.pdf", []byte("%PDF-1.4")).Want(http.StatusServiceUnavailable)
}

func (s *site) raises(t *testing.T, phone *webtest.Client, at string) {
	t.Helper()
	form := phone.Get(at + "/tickets/new").Want(http.StatusOK)
	if form.Doc.Find("[name=firm]").Length() != 0 || !strings.Contains(form.Text("main"), s.firm.Name) {
		t.Error("the firm is asked who it is")
	}
	phone.Post(at+"/tickets/new", url.Values{"text": {"缺"}}).Want(http.StatusUnprocessableEntity)
	new := url.Values{"text": {"流动资金贷款续不上，请帮助对接银行"}, "contact": {"王总"}, "phone": {"13900001111"}, "firm": {"冒名公司"}}
	done := phone.Post(at+"/tickets/new", new).Want(http.StatusOK)
	if !strings.Contains(done.Text("main"), "SQ-2026-") {
		t.Fatal(done.Text("main"))
	}
	list := phone.Get(at).Want(http.StatusOK).Text("main")
	if !strings.Contains(list, "流动资金") {
		t.Error(list)
	}
	var firm string
	must(t, s.DB.QueryRow(t.Context(), "SELECT t.firm FROM ticket t WHERE t.text LIKE $1", "流动资金%").Scan(&firm))
	if firm != s.firm.Name {
		t.Errorf("raised in the name of %q", firm)
	}
}

func (s *site) corrects(t *testing.T, phone *webtest.Client, at string) {
	t.Helper()
	phone.Get(at + "/correct").Want(http.StatusOK)
	phone.Post(at+"/correct", url.Values{"staff": {"95"}}).Want(http.StatusUnprocessableEntity)
	phone.Post(at+"/correct", url.Values{"staff": {"九十"}, "person": {"王总"}, "phone": {"13900001111"}}).Want(http.StatusUnprocessableEntity)
	phone.Post(at+"/correct", url.Values{"staff": {"95"}, "person": {"王总"}, "phone": {"13900001111"}}).Want(http.StatusSeeOther)
	if got := phone.Get(at).Want(http.StatusOK).Text("main"); !strings.Contains(got, "从业人员改为“95”") || !strings.Contains(got, "等待核对") || !strings.Contains(got, "80人") {
		t.Error(got)
	}
	waiting, n, err := s.Enterprises.Corrections(t.Context(), s.Actor(t, "office").Scope, 10)
	if err != nil || n != 1 || waiting[0].Person != "王总" {
		t.Errorf("%v, %d, %v", waiting, n, err)
	}
}

// confirms: the firm's word by its page; the same answer cannot be confirmed from two telephones.
func (s *site) confirms(t *testing.T, phone, second *webtest.Client, at string, mine *ticket.Ticket) {
	t.Helper()
	power := s.Actor(t, "factor")
	for _, act := range []ticket.Act{{Action: ticket.ActAccept}, {Action: ticket.ActBegin, Text: "9月28日踏勘"}} {
		_, err := s.tickets.Do(t.Context(), power, mine.ID, act)
		must(t, err)
	}
	s.As(t, "factor").Upload("/tickets/"+mine.ID+"/files", url.Values{"label": {ticket.ProofLabel}}, "送电单.txt", []byte("送电单")).Want(http.StatusSeeOther)
	_, err := s.tickets.Do(t.Context(), power, mine.ID, ticket.Act{Action: ticket.ActAnswer, Text: "已全部送电"})
	must(t, err)
	where := at + "/tickets/" + mine.ID
	got := phone.Get(where).Want(http.StatusOK).Text("main")
	if !strings.Contains(got, "已全部送电") || strings.Contains(got, "送电单.txt") {
		t.Error(got)
	}
	phone.Post(where, url.Values{"action": {"confirm"}, "round": {"1"}}).Want(http.StatusUnprocessableEntity) // no rating
	phone.Post(where, url.Values{"action": {"confirm"}, "rating": {"5"}, "round": {"1"}}).Want(http.StatusSeeOther)
	second.Post(where, url.Values{"action": {"confirm"}, "rating": {"1"}, "round": {"1"}}).Want(http.StatusConflict)
	if got := phone.Get(at).Want(http.StatusOK).Text("main"); !strings.Contains(got, "5分") {
		t.Error(got)
	}
	second.Post(where, url.Values{"action": {"reopen"}, "text": {"又停电了"}}).Want(http.StatusSeeOther)
}

// TestBadLinks: forged, cut, of another kind, called back, expired, guessed.
func TestBadLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		at, phone, office := s.link(t, s.firm), s.As(t, ""), s.As(t, "office")
		mine := s.raise(t, s.firm, "外线未送电")
		follow, err := s.tickets.FollowLink(t.Context(), s.Actor(t, "office"), mine.ID)
		must(t, err)
		phone.Get(base + follow).Want(http.StatusNotFound)                        // a ticket's link is no firm's
		phone.Get("/t/" + strings.TrimPrefix(at, base)).Want(http.StatusNotFound) // nor the other way round
		phone.Get("/t/new/" + strings.TrimPrefix(at, base)).Want(http.StatusNotFound)
		phone.Get(at[:len(at)-1]).Want(http.StatusNotFound)

		next := s.link(t, s.firm) // the new one replaces the old one
		old := phone.Get(at).Want(http.StatusForbidden)
		if !strings.Contains(old.Text("main"), "停用") {
			t.Error(old.Text("main"))
		}
		phone.Get(next).Want(http.StatusOK)
		if got := office.Get(firms + s.firm.ID + "/home").Want(http.StatusOK).Text("main"); !strings.Contains(got, "前有效") || !strings.Contains(got, "停用或换新") {
			t.Error(got)
		}
		s.As(t, "zong").Post(firms+s.firm.ID+"/home", nil).Want(http.StatusForbidden)
		office.Post(firms+s.firm.ID+"/home/revoke", nil).Want(http.StatusSeeOther)
		for _, path := range []string{"", "/tickets/" + mine.ID, "/tickets/new", "/correct"} {
			phone.Get(next + path).Want(http.StatusForbidden)
		}
		last := s.link(t, s.firm)
		s.Run.Clock = clock.At("2027-03-19")
		phone.Get(last).Want(http.StatusOK)
		s.Run.Clock = clock.At("2027-03-21")
		if got := phone.Get(last).Want(http.StatusForbidden).Text("main"); !strings.Contains(got, "过期") {
			t.Error(got)
		}
		for range 3 { // after the two above
			phone.Get(base + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").Want(http.StatusNotFound)
		}
		phone.Get(base + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").Want(http.StatusForbidden)
		phone.Get(last).Want(http.StatusForbidden)
	})
}

// TestAMergedFirmComesAsItsSurvivor, and as itself again when the merge is undone.
func TestAMergedFirmComesAsItsSurvivor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		mine := s.raise(t, s.firm, "外线未送电")
		at, phone := s.link(t, s.firm), s.As(t, "")
		kept, err := s.Enterprises.Merge(t.Context(), webtest.Program, s.other.ID, s.firm.ID)
		must(t, err)
		if got := phone.Get(at).Want(http.StatusOK).Text("h1"); got != kept.Name {
			t.Errorf("leads to %q", got)
		}
		phone.Get(at + "/tickets/" + mine.ID).Want(http.StatusOK)
		phone.Post(at+"/tickets/new", url.Values{"text": {"并入以后提的新诉求"}, "contact": {"王总"}, "phone": {"13900001111"}}).Want(http.StatusOK)
		var firm string
		must(t, s.DB.QueryRow(t.Context(), "SELECT t.enterprise_id FROM ticket t WHERE t.text = $1", "并入以后提的新诉求").Scan(&firm))
		if firm != kept.ID {
			t.Errorf("a new ticket hangs on %s", firm)
		}
		merges, err := s.Enterprises.Merges(t.Context(), kept.ID)
		must(t, err)
		_, err = s.Enterprises.Unmerge(t.Context(), webtest.Program, merges[0].ID, "并错了")
		must(t, err)
		if got := phone.Get(at).Want(http.StatusOK).Text("h1"); got != s.firm.Name {
			t.Errorf("after the undo leads to %q", got)
		}
	})
}

// TestMail: links go to the firm's contact; a server that is down loses nothing, the link stands on the paper.
func TestMail(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	office, mine := s.As(t, "office"), s.raise(t, s.firm, "外线未送电")
	_, err := s.Enterprises.AddPerson(t.Context(), webtest.Program, enterprise.Person{EnterpriseID: s.firm.ID, Name: "李工", Mail: "li@example.com"})
	must(t, err)
	if _, err := s.Enterprises.AddPerson(t.Context(), webtest.Program, enterprise.Person{EnterpriseID: s.firm.ID, Name: "张工", Mail: "张工<x@example.com>"}); err == nil {
		t.Error("a name with an address counts as an address")
	}
	if got := office.Get(firms+s.firm.ID+"/home").Want(http.StatusOK).Attr("[name=mail]", "value"); got != "li@example.com" {
		t.Errorf("offers %q", got)
	}
	for _, path := range []string{firms + s.firm.ID + "/home", "/tickets/" + mine.ID + "/link"} {
		s.mails, s.down = nil, false
		sent := office.Post(path, url.Values{"mail": {"li@example.com"}}).Want(http.StatusOK)
		link := sent.Text("code")
		if len(s.mails) != 1 || !strings.HasPrefix(s.mails[0], "li@example.com ") || !strings.Contains(s.mails[0], link) || !strings.Contains(sent.Text(".note"), "已发到li@example.com") {
			t.Errorf("%s: %v, %q", path, s.mails, sent.Text(".note"))
		}
		s.down = true
		lost := office.Post(path, url.Values{"mail": {"li@example.com"}}).Want(http.StatusOK)
		if !strings.Contains(lost.Text(".note"), "没有发出") || lost.Text("code") == link {
			t.Errorf("%s: %q", path, lost.Text(".note"))
		}
		u, err := url.Parse(lost.Text("code"))
		must(t, err)
		s.As(t, "").Get(u.Path).Want(http.StatusOK)
		if bad := office.Post(path, url.Values{"mail": {"a@b@c\r\nBcc: x@y.z"}}).Want(http.StatusOK); len(s.mails) != 1 || !strings.Contains(bad.Text(".note"), "不是邮箱") {
			t.Errorf("%s: %q, %v", path, bad.Text(".note"), s.mails)
		}
	}
}
