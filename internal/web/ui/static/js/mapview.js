// Draws the map in the editor as SVG. Elements of nodes and edges stay while their record does, so that focus stays too.
const NS = document.querySelector(".med-map").namespaceURI; // this module is loaded by pages with an editor only

/** The size of a box that the server has not laid out. */
export const W = 148;
export const H = 44;

const el = (name, attrs = {}, ...inner) => {
  const out = document.createElementNS(NS, name);
  for (const [k, v] of Object.entries(attrs)) out.setAttribute(k, v);
  out.append(...inner);
  return out;
};

/** Where a node stands: set by hand, or laid out by the server, or at the foot of its stream. */
export function at(ed, key) {
  const n = ed.now.nodes.get(key);
  const [x, y, w, h] = ed.boxes[key] || spare(ed, key);
  const d = ed.grabbing;
  const p = n && (n.x || n.y) ? { x: n.x, y: n.y, w, h } : { x, y, w, h };
  if (d?.kind === "move" && d.moved && ed.picked.has(key)) return { ...p, x: p.x + d.dx, y: p.y + d.dy };
  return p;
}

function spare(ed, key) {
  const i = [...ed.now.nodes.keys()].indexOf(key);
  const column = ["up", "mid", "down", "support"].indexOf(ed.now.nodes.get(key)?.stream);
  return [40 + Math.max(0, column) * (W + 90), 60 + (i % 40) * (H + 16), W, H];
}

function curve(a, b, rises) {
  if (rises) { // from the supporting band at the foot
    const [x, u, v] = [a.x + a.w / 2, b.x, b.y + b.h / 2];
    return `M${x} ${a.y}C${x} ${(a.y + v) / 2} ${u - 40} ${v} ${u} ${v}`;
  }
  const [x, y, u, v] = [a.x + a.w, a.y + a.h / 2, b.x, b.y + b.h / 2];
  const bend = Math.max(30, Math.abs(u - x) / 2);
  return `M${x} ${y}C${x + bend} ${y} ${u - bend} ${v} ${u} ${v}`;
}

function lines(name, width) {
  const most = Math.max(4, Math.floor((width - 18) / 13));
  const wide = (s) => [...s].reduce((n, c) => n + (c.charCodeAt(0) < 256 ? 0.55 : 1), 0);
  if (wide(name) <= most) return [name];
  let first = "";
  for (const c of name) {
    if (wide(first + c) > most) break;
    first += c;
  }
  const rest = name.slice(first.length);
  return [first, wide(rest) > most ? `${rest.slice(0, most - 1)}…` : rest];
}

function layers(ed) {
  if (!ed.layers) {
    const g = el("g");
    ed.layers = { all: g, frames: el("g", { "pointer-events": "none" }), edges: el("g"), nodes: el("g"), over: el("g", { "pointer-events": "none" }) };
    g.append(ed.layers.frames, ed.layers.edges, ed.layers.nodes, ed.layers.over);
    ed.svg.append(el("defs", {}, el("marker", { id: "med-tip", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" }, el("path", { d: "M0 0L8 4L0 8Z" }))), g);
    ed.drawn = { nodes: new Map(), edges: new Map() };
  }
  return ed.layers;
}

/** Draws the state at hand. */
export function draw(ed) {
  const { all, frames, edges, nodes, over } = layers(ed);
  const { x, y, k } = ed.view;
  all.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
  const places = new Map([...ed.now.nodes.keys()].map((key) => [key, at(ed, key)]));
  drawFrames(ed, frames, places);
  keep(ed.drawn.edges, ed.now.edges, edges, (key) => el("g", { class: "med-edge", "data-edge": key }, el("path", { class: "hit" }), el("path", { class: "lk", "marker-end": "url(#med-tip)" })),
    (g, e, key) => {
      const [a, b] = [places.get(e.from), places.get(e.to)];
      if (!a || !b) return;
      const rises = ed.now.nodes.get(e.from).stream === "support" && a.y > b.y + b.h;
      for (const p of g.children) p.setAttribute("d", curve(a, b, rises));
      g.setAttribute("class", `med-edge is-${e.kind}${ed.picked.has(`e:${key}`) ? " sel" : ""}`);
    });
  keep(ed.drawn.nodes, ed.now.nodes, nodes, (key) => el("g", { "data-node": key, tabindex: 0, role: "button" }, el("rect", { rx: 2 }), el("g", { class: "txt" }), el("circle", { class: "port", r: 6 })),
    (g, n, key) => {
      const p = places.get(key);
      g.setAttribute("transform", `translate(${p.x} ${p.y})`);
      const state = `med-node is-${n.stream}${ed.picked.has(key) ? " sel" : ""}${ed.from === key ? " from" : ""}`;
      const mark = `${state}|${n.name}|${p.w}|${p.h}|${n.codes}`;
      if (g.dataset.mark === mark) return;
      g.dataset.mark = mark;
      g.setAttribute("class", state);
      g.setAttribute("aria-label", `${n.name}${ed.picked.has(key) ? "，已选" : ""}`);
      const [rect, label, port] = g.children;
      for (const [a, v] of [["width", p.w], ["height", p.h]]) rect.setAttribute(a, v);
      for (const [a, v] of [["cx", p.w], ["cy", p.h / 2]]) port.setAttribute(a, v);
      const rows = lines(n.name, p.w);
      label.replaceChildren(...rows.map((row, i) => {
        const t = el("text", { class: "nm", x: 9, y: p.h / 2 + 4.5 + (i - (rows.length - 1) / 2) * 16 });
        t.textContent = row;
        return t;
      }));
    });
  drawOver(ed, over, places);
}

/** Brings the drawn elements in step with the records. */
function keep(drawn, records, parent, make, fill) {
  for (const [key, g] of drawn) {
    if (records.has(key)) continue;
    g.remove();
    drawn.delete(key);
  }
  for (const [key, record] of records) {
    let g = drawn.get(key);
    if (!g) {
      g = make(key);
      drawn.set(key, g);
      parent.append(g);
    }
    fill(g, record, key);
  }
}

function drawFrames(ed, parent, places) {
  const groups = new Map();
  for (const n of ed.now.nodes.values()) if (n.parent && places.has(n.parent)) groups.set(n.parent, [...(groups.get(n.parent) || []), places.get(n.key)]);
  parent.replaceChildren(...[...groups].map(([key, parts]) => {
    const ps = [places.get(key), ...parts];
    const [x, y] = [Math.min(...ps.map((p) => p.x)) - 6, Math.min(...ps.map((p) => p.y)) - 6];
    return el("rect", { class: "med-frame", x, y, width: Math.max(...ps.map((p) => p.x + p.w)) + 6 - x, height: Math.max(...ps.map((p) => p.y + p.h)) + 6 - y });
  }));
}

function drawOver(ed, parent, places) {
  const d = ed.grabbing;
  const out = [];
  if (d?.kind === "link" && d.to) {
    const a = places.get(d.node);
    out.push(el("path", { class: "lk own", d: `M${a.x + a.w} ${a.y + a.h / 2}L${d.to.x} ${d.to.y}` }));
  }
  if (d?.kind === "box" && d.to) {
    out.push(el("rect", { class: "med-box", x: Math.min(d.start.x, d.to.x), y: Math.min(d.start.y, d.to.y), width: Math.abs(d.dx), height: Math.abs(d.dy) }));
  }
  parent.replaceChildren(...out);
}
