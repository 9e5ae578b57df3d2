package chainmap

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// desk is the editor of a map in the browser of one person.
type desk struct {
	*uitest.Tab
	t   *testing.T
	s   *mapSite
	url string
}

func (s *mapSite) desk(t *testing.T, login string) *desk {
	t.Helper()
	cookie := s.SignIn(t, login, webtest.Password)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(cookie)
		s.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	d := &desk{Tab: uitest.Browser(t, 1366, 768), t: t, s: s, url: srv.URL}
	d.open()
	return d
}

func (d *desk) open() {
	d.Open(d.url + d.s.at("/edit"))
	d.Wait(`document.querySelector("[data-mapedit][data-live]") && document.querySelectorAll("[data-node]").length`)
}

// node is a script expression for the element of a node.
func node(key string) string { return `document.querySelector('[data-node="` + key + `"]')` }

// pull drags by pointer events from one place to another, as a mouse does.
func (d *desk) pull(from, to string) {
	d.Do(`(() => {
		const middle = (e) => { const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2] };
		const a = ` + from + `, b = ` + to + `;
		const [x, y] = a.getBoundingClientRect ? middle(a) : a, [u, v] = b.getBoundingClientRect ? middle(b) : b;
		const send = (type, at, x, y) => at.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, clientY: y, button: 0, pointerId: 1 }));
		const svg = document.querySelector(".med-map");
		svg.setPointerCapture = () => {};
		send("pointerdown", document.elementFromPoint(x, y), x, y);
		for (let i = 1; i <= 5; i++) send("pointermove", svg, x + (u - x) * i / 5, y + (v - y) * i / 5);
		send("pointerup", svg, u, v);
	})()`)
}

func (d *desk) picture(name string) {
	if dir := os.Getenv("SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), d.Shot(), 0o644); err != nil {
			d.t.Fatal(err)
		}
	}
}

// saved waits until nothing is left to save.
func (d *desk) saved() {
	d.Wait(`document.querySelector("[data-do=save]").disabled`)
}

func (d *desk) save() {
	d.Click("[data-do=save]")
	d.saved()
}

func (d *desk) key(key string, more string) {
	d.Do(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "` + key + `", bubbles: true, cancelable: true` + more + ` }))`)
}

func TestEditorByMouse(t *testing.T) {
	uitest.Need(t)
	s := newMapSite(t)
	s.copper(t)
	d := s.desk(t, "lead")
	d.picture("edit-1366")
	smelt, wire := s.ids["铜冶炼"], s.ids["电线电缆"]
	was := d.Text(node(wire) + `.getAttribute("transform")`)
	// Drag a node down, and take it back.
	d.pull(node(wire), `(() => { const b = `+node(wire)+`.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2 + 90] })()`)
	moved := d.Text(node(wire) + `.getAttribute("transform")`)
	if moved == was {
		t.Fatal("the node did not move")
	}
	d.Click("[data-do=undo]")
	if got := d.Text(node(wire) + `.getAttribute("transform")`); got != was {
		t.Errorf("undo leads to %s, not %s", got, was)
	}
	d.Click("[data-do=redo]")
	if got := d.Text(node(wire) + `.getAttribute("transform")`); got != moved {
		t.Errorf("redo leads to %s, not %s", got, moved)
	}
	// Link by the port.
	d.pull(node(smelt)+`.querySelector(".port")`, node(wire))
	if !d.Is(`!!document.querySelector('[data-edge="` + smelt + `|` + wire + `|supply"]')`) {
		t.Fatal("no link was drawn")
	}
	// Rename in the panel, with an industry code by name.
	d.Do(node(smelt) + `.focus()`)
	d.Do(`const f = document.querySelector("[data-panel=node]"); f.elements.name.value = "铜冶炼与精炼"; f.elements.name.dispatchEvent(new Event("change", { bubbles: true }));
		f.elements.codes.value = "3211、3251 铜压延加工"; f.elements.codes.dispatchEvent(new Event("change", { bubbles: true }))`)
	d.Wait(`document.querySelector("[data-codes]").textContent.includes("铜冶炼") && document.querySelector("[data-codes]").textContent.includes("铜压延加工")`)
	d.picture("edit-panel")
	d.save()
	d.open()
	if got := d.Text(node(wire) + `.getAttribute("transform")`); got != moved {
		t.Errorf("after loading anew the node is at %s, not %s", got, moved)
	}
	n, err := s.graph.Node(t.Context(), s.Actor(t, "lead").Scope, smelt)
	if err != nil || n.Name != "铜冶炼与精炼" || n.Codes != "3211、3251" {
		t.Errorf("%+v, %v", n, err)
	}
	// What is not saved is kept on this machine, and offered again.
	d.Click("[data-do=add]")
	d.Do(`window.onbeforeunload = null; addEventListener("beforeunload", (e) => e.stopImmediatePropagation(), true)`)
	if !d.Is(`Object.keys(localStorage).some((k) => k.startsWith("map:"))`) {
		t.Error("no draft is kept")
	}
	d.Click("[data-do=save]")
	d.saved()
	if d.Is(`Object.keys(localStorage).some((k) => k.startsWith("map:"))`) {
		t.Error("the draft stays after saving")
	}
	// A click on 撤销 after saving, and saving again, takes the new node off the stored map.
	d.Click("[data-do=undo]")
	d.save()
	doc, _, err := s.graph.Doc(t.Context(), s.Actor(t, "lead").Scope, s.Chain["铜基新材料"])
	if err != nil || len(doc.Nodes) != 6 {
		t.Errorf("%d nodes, %v", len(doc.Nodes), err)
	}
	d.Click("[data-do=layout]")
	d.Wait(`document.querySelector("[data-notice]").textContent.includes("自动排布")`)
	d.Click("[data-do=undo]")
	d.Clean()
}

func TestEditorByKeyboard(t *testing.T) {
	uitest.Need(t)
	s := newMapSite(t)
	s.copper(t)
	d := s.desk(t, "lead")
	mine, wire := s.ids["铜矿采选"], s.ids["电线电缆"]
	d.Do(`document.querySelector("[data-find]").focus()`)
	d.Keys("\t\t\t") // the rest of the bar, the drawing, its first node
	d.Wait(`document.activeElement.dataset.node || document.activeElement.matches(".med-map, [data-do]")`)
	d.Do(node(mine) + `.focus()`)
	d.key("ArrowDown", "")
	d.key("ArrowDown", "")
	d.key("ArrowRight", ", shiftKey: true")
	d.key("c", "")
	d.Do(node(wire) + `.focus()`)
	d.key("c", "")
	if !d.Is(`!!document.querySelector('[data-edge="` + mine + `|` + wire + `|supply"]')`) {
		t.Fatal("C and C did not link")
	}
	d.key("n", "") // a new node beside it, its name at once under the cursor
	if !d.Is(`document.activeElement.name === "name" && document.activeElement.value === "新环节"`) {
		t.Fatal("the name of the new node has no focus")
	}
	d.Keys("铜漆包线\r")
	d.Wait(`document.activeElement.dataset.node && document.activeElement.getAttribute("aria-label").startsWith("铜漆包线")`)
	d.Do(node(s.ids["检验检测<服务>"]) + `.focus()`)
	d.key("Delete", "")
	d.key("z", ", ctrlKey: true")
	d.key("y", ", ctrlKey: true")
	d.key("s", ", ctrlKey: true")
	d.saved()
	doc, _, err := s.graph.Doc(t.Context(), s.Actor(t, "lead").Scope, s.Chain["铜基新材料"])
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]graph.DocNode{}
	for _, n := range doc.Nodes {
		names[n.Name] = n
	}
	if _, ok := names["铜漆包线"]; !ok || len(names) != 6 || names["铜矿采选"].X == 0 {
		t.Errorf("stored: %+v", names)
	}
	d.Clean()
}

func TestTwoEditorsInBrowsers(t *testing.T) {
	uitest.Need(t)
	s := newMapSite(t)
	s.copper(t)
	lead, office := s.desk(t, "lead"), s.desk(t, "office")
	set := func(d *desk, name, field, value string) {
		d.pull(node(s.ids[name]), node(s.ids[name])) // a click: a window in the background tells no focus
		d.Do(`(() => { const i = document.querySelector("[data-panel=node]").elements["` + field + `"]; i.value = "` + value + `"; i.dispatchEvent(new Event("change", { bubbles: true })) })()`)
	}
	set(lead, "铜冶炼", "name", "粗铜冶炼")
	lead.save()
	set(office, "铜冶炼", "name", "精炼铜")
	set(office, "铜合金板带", "note", "两家在建")
	office.Click("[data-do=save]")
	office.Wait(`document.querySelector("[data-clash]").open`)
	office.picture("edit-clash")
	if got := office.Text(`document.querySelector("[data-clash] [data-list]").textContent`); got == "" {
		t.Fatal("the conflict says nothing")
	}
	office.Do(`document.querySelector("[data-clash] input[value=mine]").click()`)
	office.Click("[data-do=resolve]")
	office.Wait(`!document.querySelector("[data-clash]").open`)
	office.saved()
	get := func(name string) *graph.Node {
		n, err := s.graph.Node(t.Context(), s.Actor(t, "lead").Scope, s.ids[name])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := get("铜冶炼"); n.Name != "精炼铜" {
		t.Errorf("the choice was not stored: %s", n.Name)
	}
	if n := get("铜合金板带"); n.Note != "两家在建" {
		t.Errorf("the rest of the edit is lost: %+v", n)
	}
	// Without overlap both stand, and the second editor is told.
	set(lead, "电线电缆", "note", "需求大")
	lead.Click("[data-do=save]")
	lead.saved()
	lead.Wait(`document.querySelector("[data-notice]").textContent.includes("已并上")`)
	if get("铜冶炼").Name != "精炼铜" || get("电线电缆").Note != "需求大" {
		t.Error("the merge lost a change")
	}
	lead.Clean()
	office.Clean()
}
