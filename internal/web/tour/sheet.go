package tour

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	area "lianzhang/internal/tour"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// sheetPage is the score sheet of one stop, for one hand and a telephone.
type sheetPage struct {
	ui.Page
	Errs     ui.Errors
	Key      string // names the sheet in the browser's store: the stop, of which a juror has one sheet
	Action   string
	Marks    []*markRow
	Remark   *ui.Field
	Locked   string
	Saved    string
	Total    string
	Next     *ui.Link
	Back     string
	Photos   []photoRow
	PhotoURL string
	File     *ui.Field
	Sheets   string // its own address, kept for lack of a network
}

// markRow is one criterion with the marks that are given most.
type markRow struct {
	ui.Field
	Weight, Full string
	Quick        []string
}

// photoRow is a photograph of the sheet.
type photoRow struct {
	Name, URL, Note, Drop string
}

// shares are the marks offered to the thumb, as shares of the full marks.
var shares = [...]float64{0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1}

func (h *handlers) sheetPage(q *web.Req) (*sheetPage, error) {
	v, dir, err := h.view(q)
	if err != nil {
		return nil, err
	}
	s, err := v.Stop(q.Path("stop"))
	if err != nil {
		return nil, err
	}
	at := base + "/" + v.ID
	own := at + "/stops/" + s.ID
	p := &sheetPage{Page: q.Page(section, s.Name), Key: s.ID, Action: own + "/sheet", Back: at, PhotoURL: own + "/photos", Sheets: own + "/sheet"}
	p.Crumbs = []ui.Link{{Label: "观摩", URL: base}, {Label: v.Name, URL: at}, {Label: "第" + ui.Num(s.No) + "站"}}
	p.Lede = ui.Plain(ui.Joined("第"+ui.Num(s.No)+"站，共"+ui.Num(int64(len(v.Stops)))+"站", dir.RegionName(s.County), when(v.Tour, &s.Stop)))
	p.Locked = v.Locked(&s.Stop, dir.RegionName(s.County))
	sh, gave := v.Mine[s.ID]
	var marks []float64
	if gave {
		if marks, err = sh.Marks(); err != nil {
			return nil, err
		}
		p.Saved, p.Total = "已存 "+ui.Stamp(sh.FilledAt), points(sh.Total)
		p.Next = next(v, s, at)
		if err := h.photos(q, p, &sh, own); err != nil {
			return nil, err
		}
	}
	for i, c := range v.Criteria {
		m := &markRow{Weight: trim(c.Weight), Full: trim(c.Full)}
		m.Field = ui.Field{Kind: ui.KindNumber, Name: "mark-" + strconv.Itoa(i), Label: c.Name, Required: true}
		if i < len(marks) {
			m.Value = trim(marks[i])
		}
		for _, x := range shares {
			m.Quick = append(m.Quick, trim(scoring.Round(x*c.Full, 2)))
		}
		p.Marks = append(p.Marks, m)
	}
	p.Remark = &ui.Field{Kind: ui.KindTextArea, Name: "remark", Label: "意见", Rows: 3, MaxLength: 500, Mark: "选填", Value: sh.Remark, Wide: true}
	p.File = &ui.Field{Kind: ui.KindFile, Name: "file", Label: "添加照片", Accept: "image/*", Multiple: true, Required: true, Wide: true, Help: "要有网络；可以直接拍"}
	return p, nil
}

// sheetsOf are the addresses of the sheets that the person can fill in just now.
func sheetsOf(v *area.View, at string) string {
	if v.Juror == nil || v.State != area.Running {
		return ""
	}
	var out []string
	for i := range v.Stops {
		if s := &v.Stops[i]; v.May(v.Juror, &s.Stop) {
			out = append(out, at+"/stops/"+s.ID+"/sheet")
		}
	}
	return strings.Join(out, " ")
}

// next is the next stop along the route that the person has not scored, nil when none is left.
func next(v *area.View, from *area.StopScore, at string) *ui.Link {
	for round := range 2 {
		for i := range v.Stops {
			s := &v.Stops[i]
			if _, gave := v.Mine[s.ID]; !gave && v.State == area.Running && v.May(v.Juror, &s.Stop) && (round == 1 || s.No > from.No) {
				return &ui.Link{Label: "下一站：" + s.Name, URL: at + "/stops/" + s.ID + "/sheet"}
			}
		}
	}
	return nil
}

func (h *handlers) photos(q *web.Req, p *sheetPage, sh *area.Sheet, own string) error {
	all, err := attach.List(q.Ctx(), h.Run.DB, sh.Ref())
	for _, f := range all {
		p.Photos = append(p.Photos, photoRow{Name: f.Name, URL: own + "/sheets/" + sh.ID + "/" + f.ID, Note: ui.Bytes(f.Size), Drop: own + "/photos/" + f.ID + "/drop"})
	}
	return err
}

func (h *handlers) showSheet(q *web.Req) error {
	p, err := h.sheetPage(q)
	if err != nil {
		return err
	}
	return q.Render("tour/sheet", p)
}

// given is the sheet as the form has it; marks that cannot be read are named at their fields.
func given(f *web.Form, n int) area.Given {
	in := area.Given{Remark: f.Text("remark"), Marks: make([]float64, n)}
	for i := range n {
		name := "mark-" + strconv.Itoa(i)
		text := strings.ReplaceAll(f.Text(name), "，", ".")
		v, err := strconv.ParseFloat(strings.ReplaceAll(text, "．", "."), 64)
		if err != nil {
			v = math.NaN()
		}
		in.Marks[i] = v
	}
	return in
}

// give keeps a sheet. A script that sends from its store asks for JSON: {"url": …, "again": …}, or {"message": …} with 422.
func (h *handlers) give(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	t, err := h.Tours.Get(q.Ctx(), q.Path("id"))
	if err != nil {
		return err
	}
	criteria, err := t.Criteria()
	if err != nil {
		return err
	}
	_, again, err := h.Tours.Give(q.Ctx(), q.Actor, t.ID, q.Path("stop"), given(f, len(criteria)))
	script := q.R.Header.Get("Accept") == "application/json"
	at := base + "/" + t.ID + "/stops/" + q.Path("stop") + "/sheet"
	code := errs.CodeOf(err)
	switch {
	case err != nil && script && (code == errs.Invalid || code == errs.Conflict || code == errs.Forbidden):
		return answer(q, http.StatusUnprocessableEntity, map[string]any{"message": why(err)})
	case code == errs.Invalid && err != nil:
		return h.refuse(q, f, err)
	case err != nil:
		return err
	case script:
		return answer(q, http.StatusOK, map[string]any{"url": at, "again": again})
	}
	return q.Redirect(at, "已存，收分前随时可以改")
}

// why is an error in one line: the first fault, which a list of kept sheets has room for.
func why(err error) string {
	if e, ok := err.(*errs.Error); ok && len(e.Fields) > 0 {
		return e.Fields[0].Message
	}
	return web.Message(err)
}

func (h *handlers) refuse(q *web.Req, f *web.Form, err error) error {
	p, pageErr := h.sheetPage(q)
	if pageErr != nil {
		return pageErr
	}
	fields := []*ui.Field{p.Remark, p.File}
	for _, m := range p.Marks {
		fields = append(fields, &m.Field)
	}
	for _, field := range fields {
		if f.Has(field.Name) {
			field.Value = f.Raw(field.Name)
		}
	}
	p.Errs = ui.Reject(err, fields...)
	return q.RenderInvalid("tour/sheet", p)
}

func answer(q *web.Req, status int, data any) error {
	q.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	q.W.Header().Set("Cache-Control", "no-store")
	q.W.WriteHeader(status)
	return json.NewEncoder(q.W).Encode(data)
}

func (h *handlers) addPhotos(q *web.Req) error {
	if _, err := h.sheetPage(q); err != nil { // a tour or a stop that is not there takes no files
		return err
	}
	back := base + "/" + q.Path("id") + "/stops/" + q.Path("stop") + "/sheet"
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	var photos []area.Photo
	for _, b := range blobs {
		photos = append(photos, area.Photo{Name: b.Name, Blob: b.Content})
	}
	if len(photos) == 0 {
		err = (&errs.Fields{{Name: "file", Message: "没有收到照片，请先选择或拍照"}}).Err()
	} else {
		err = h.Tours.AddPhotos(q.Ctx(), q.Actor, h.Files, q.Path("id"), q.Path("stop"), photos)
	}
	if errs.CodeOf(err) == errs.Invalid {
		return h.refuse(q, f, err)
	}
	if err != nil {
		return err
	}
	return q.Redirect(back, "已收下"+strconv.Itoa(len(photos))+"张照片")
}

func (h *handlers) dropPhoto(q *web.Req) error {
	if err := h.Tours.DropPhoto(q.Ctx(), q.Actor, h.Files, q.Path("id"), q.Path("stop"), q.Path("file")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id")+"/stops/"+q.Path("stop")+"/sheet", "照片已移除")
}

// photo answers with a photograph of a sheet that the person sees.
func (h *handlers) photo(q *web.Req) error {
	v, _, err := h.view(q)
	if err != nil {
		return err
	}
	s, err := v.Stop(q.Path("stop"))
	if err != nil {
		return err
	}
	for i := range s.Sheets {
		if s.Sheets[i].ID == q.Path("sheet") {
			return upload.SendOf(q, h.Run.DB, h.Files, record.Ref{Kind: area.SheetKind, ID: q.Path("sheet")})
		}
	}
	return errs.New(errs.NotFound, "没有这张评分表，或收分前不能看")
}

// said is the remark of a sheet with its photographs.
func (h *handlers) said(q *web.Req, v *area.View, s *area.StopScore, sh *area.Sheet) (ui.Rich, error) {
	all, err := attach.List(q.Ctx(), h.Run.DB, sh.Ref())
	if err != nil {
		return nil, err
	}
	out := ui.Plain(sh.Remark)
	for i, f := range all {
		out = append(out, ui.Gap(), ui.A("照片"+strconv.Itoa(i+1), base+"/"+v.ID+"/stops/"+s.ID+"/sheets/"+sh.ID+"/"+f.ID))
	}
	return out, nil
}
