package target

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	area "lianzhang/internal/target"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// mapRef is what uploaded maps hang on: they are a setting of the site. The program ships no map, since one that is published
// needs an approval number; whoever uploads one answers for that.
var mapRef = record.Ref{Kind: "setting", ID: "route_map"}

// outline is an uploaded outline, drawn.
type outline struct {
	Width, Height int
	Shapes        []shape
}

// shape is a place of the outline.
type shape struct {
	Path, Class, Name, URL string
}

// The limits of an outline: bytes, and points that are drawn.
const (
	maxOutline = 20 << 20
	maxPoints  = 120_000
	drawnWidth = 960
)

// outline draws the newest uploaded map into the page, if there is one.
func (h *handlers) outline(q *web.Req, p *routePage, by map[string]area.Spot, chain string) error {
	rows, err := attach.List(q.Ctx(), h.Run.DB, mapRef)
	if err != nil || len(rows) == 0 {
		return err
	}
	f := &rows[len(rows)-1]
	p.Credit = f.Name + "，" + f.Label
	if isSVG(f.Name) {
		p.Picture = "/route/maps/" + f.ID
		return nil
	}
	r, err := h.Files.Read(f)
	if err != nil {
		return err
	}
	defer r.Close()
	p.Outline, err = draw(r, func(code string) (class, url string) {
		n := int64(0)
		for place, s := range by {
			if strings.HasPrefix(code, place) {
				n += s.All
			}
		}
		if len(code) >= 2 {
			url = tripURL(code[:2], chain)
		}
		return level(n), url
	})
	return err
}

func isSVG(name string) bool { return strings.EqualFold(path.Ext(name), ".svg") }

type geoJSON struct {
	Type     string
	Features []struct {
		Properties map[string]any
		Geometry   *struct {
			Type        string
			Coordinates json.RawMessage
		}
	}
}

// draw turns GeoJSON of polygons in degrees into paths.
func draw(r io.Reader, about func(code string) (class, url string)) (*outline, error) {
	var g geoJSON
	if err := json.NewDecoder(io.LimitReader(r, maxOutline)).Decode(&g); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "底图不是GeoJSON，请换一个文件")
	}
	type place struct {
		name, code string
		rings      [][][2]float64
	}
	var places []place
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, f := range g.Features {
		if f.Geometry == nil {
			continue
		}
		rings, err := ringsOf(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return nil, err
		}
		one := place{rings: rings, name: property(f.Properties, "name", "NAME", "名称"), code: property(f.Properties, "adcode", "code", "gb", "id")}
		for _, ring := range rings {
			for _, pt := range ring {
				for i := range 2 {
					low[i], high[i] = min(low[i], pt[i]), max(high[i], pt[i])
				}
			}
		}
		places = append(places, one)
	}
	if len(places) == 0 || !(high[0] > low[0]) || !(high[1] > low[1]) || low[0] < -180 || high[0] > 180 || low[1] < -90 || high[1] > 90 {
		return nil, errs.New(errs.Invalid, "底图里没有面，或坐标不是经纬度；请用经纬度的GeoJSON面文件")
	}
	squeeze := math.Cos((low[1] + high[1]) / 2 * math.Pi / 180)
	scale := drawnWidth / ((high[0] - low[0]) * squeeze)
	out := &outline{Width: drawnWidth, Height: int(math.Ceil((high[1] - low[1]) * scale))}
	points := 0
	for _, one := range places {
		var b strings.Builder
		for _, ring := range one.rings {
			var x, y float64
			for i, pt := range ring {
				px, py := (pt[0]-low[0])*squeeze*scale, (high[1]-pt[1])*scale
				if i > 0 && math.Hypot(px-x, py-y) < 0.7 {
					continue // finer than what the page shows
				}
				if points++; points > maxPoints {
					return nil, errs.New(errs.TooLarge, "底图太细（超过%d个点），请先简化", maxPoints)
				}
				fmt.Fprintf(&b, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], px, py)
				x, y = px, py
			}
			b.WriteByte('Z')
		}
		s := shape{Path: b.String(), Name: one.name}
		s.Class, s.URL = about(strings.TrimSuffix(one.code, ".0"))
		out.Shapes = append(out.Shapes, s)
	}
	return out, nil
}

func ringsOf(kind string, raw json.RawMessage) ([][][2]float64, error) {
	var polygons [][][][]float64
	var err error
	switch kind {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(raw, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(raw, &polygons)
	default:
		return nil, nil // points and lines are passed over
	}
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "底图的坐标读不出，请换一个文件")
	}
	var out [][][2]float64
	for _, p := range polygons {
		for _, ring := range p {
			var pts [][2]float64
			for _, pt := range ring {
				if len(pt) < 2 {
					return nil, errs.New(errs.Invalid, "底图的坐标不成对，请换一个文件")
				}
				pts = append(pts, [2]float64{pt[0], pt[1]})
			}
			out = append(out, pts)
		}
	}
	return out, nil
}

func property(p map[string]any, names ...string) string {
	for _, n := range names {
		if v, ok := p[n]; ok && v != nil {
			if f, ok := v.(float64); ok {
				return fmt.Sprintf("%.0f", f)
			}
			return fmt.Sprint(v)
		}
	}
	return ""
}

type mapsPage struct {
	ui.Page
	Note  ui.Note
	Files []ui.File
	Form  *form
}

func (h *handlers) maps(q *web.Req) error {
	p, err := h.mapsPage(q)
	if err != nil {
		return err
	}
	return q.Render("target/maps", p)
}

func (h *handlers) mapsPage(q *web.Req) (*mapsPage, error) {
	rows, err := attach.List(q.Ctx(), h.Run.DB, mapRef)
	if err != nil {
		return nil, err
	}
	p := &mapsPage{Page: q.Page(section, "路线图底图")}
	p.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: "招商路线图", URL: "/route"}, {Label: p.Title}}
	p.Note = ui.Note{Letter: ui.Yellow, Body: ui.Plain("公开使用的地图须有审图号。系统不带任何边界地图；上传的底图由上传单位负责送审，并注明审图号。")}
	for i := len(rows) - 1; i >= 0; i-- {
		f := ui.File{Kind: strings.ToUpper(strings.TrimPrefix(path.Ext(rows[i].Name), ".")), Name: rows[i].Name, URL: "/route/maps/" + rows[i].ID + "?download=1",
			Note: ui.Joined(rows[i].Label, ui.Bytes(rows[i].Size), ui.Stamp(rows[i].CreatedAt))}
		if q.Actor.Can(authz.LeadJudge) {
			f.Act = &ui.Action{Label: "移除", URL: "/route/maps/" + rows[i].ID + "/remove", Method: "post", Small: true, Confirm: "移除这张底图？"}
		}
		p.Files = append(p.Files, f)
	}
	if q.Actor.Can(authz.LeadJudge) {
		p.Form = &form{Action: "/route/maps", Fields: []*ui.Field{
			{Kind: ui.KindText, Name: "approval", Label: "审图号与来源", MaxLength: 100, Required: true, Placeholder: "GS（2026）0000号，自然资源部标准地图服务", Wide: true},
			{Kind: ui.KindFile, Name: "file", Label: "底图", Accept: ".geojson,.json,.svg", Required: true, Wide: true, Help: "经纬度的GeoJSON面（属性带 adcode 就能点开），或一张SVG图；最新一张生效"}}}
	}
	return p, nil
}

func (h *handlers) addMap(q *web.Req) error {
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	label := f.Text("approval")
	if label == "" {
		f.Add("approval", "写明审图号与来源")
	}
	if len(blobs) == 0 {
		f.Add("file", "选择底图文件")
	}
	if err = f.Err(); err == nil {
		err = h.checkMap(blobs[0])
	}
	if err == nil {
		what := change.What{Action: "route.map", Perm: authz.LeadJudge, Ref: mapRef}
		err = h.Run.Run(q.Ctx(), q.Actor, what, func(tx *change.Tx) error {
			_, err := h.Files.Save(q.Ctx(), tx, mapRef, authz.Keys{Region: q.Actor.Region, Unit: q.Actor.UnitID}, blobs[0].Name, label, blobs[0].Content)
			return err
		})
	}
	if errs.CodeOf(err) == errs.Invalid || errs.CodeOf(err) == errs.TooLarge {
		p, pageErr := h.mapsPage(q)
		if pageErr != nil {
			return pageErr
		}
		p.Form.Fields[0].Value = label
		p.Form.Errs = ui.Reject(err, p.Form.Fields...)
		return q.RenderInvalid("target/maps", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/route", "底图已启用")
}

// checkMap refuses what could not be drawn, so that the route page never breaks on it.
func (h *handlers) checkMap(b upload.Blob) error {
	if isSVG(b.Name) {
		return nil
	}
	r, err := h.Files.Read(&attach.File{Name: b.Name, SHA256: b.Content.SHA256})
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = draw(r, func(string) (string, string) { return "", "" })
	return err
}

func (h *handlers) findMap(q *web.Req) (*attach.File, error) {
	rows, err := attach.List(q.Ctx(), h.Run.DB, mapRef)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if rows[i].ID == q.Path("id") {
			return &rows[i], nil
		}
	}
	return nil, errs.New(errs.NotFound, "没有这张底图")
}

// mapFile answers with an uploaded map. A picture is shown inside the page as an image, in which scripts do not run; asked
// for by itself it carries a policy that forbids them.
func (h *handlers) mapFile(q *web.Req) error {
	f, err := h.findMap(q)
	if err != nil {
		return err
	}
	if !isSVG(f.Name) || q.Query("download") != "" {
		return upload.Send(q, h.Files, f)
	}
	r, err := h.Files.Read(f)
	if err != nil {
		return err
	}
	defer r.Close()
	q.W.Header().Set("Content-Type", "image/svg+xml")
	q.W.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	_, err = io.Copy(q.W, r)
	return err
}

func (h *handlers) removeMap(q *web.Req) error {
	f, err := h.findMap(q)
	if err != nil {
		return err
	}
	what := change.What{Action: "route.map", Perm: authz.LeadJudge, Ref: mapRef}
	if err := h.Run.Run(q.Ctx(), q.Actor, what, func(tx *change.Tx) error { return h.Files.Remove(q.Ctx(), tx, f) }); err != nil {
		return err
	}
	return q.Redirect("/route/maps", "底图已移除")
}
