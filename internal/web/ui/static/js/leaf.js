// Cuts a document into leaves as GB/T 9704 has them. Only the browser knows where its typefaces break lines, so it does the
// cutting: a paragraph is cut between two lines, a table between two rows with its head repeated, a heading goes with what
// follows it. What is on the page does not change, only on which leaf it stands.

/** The lower edge of what a leaf can hold. */
function floor(leaf) {
  const css = getComputedStyle(leaf);
  const box = leaf.getBoundingClientRect();
  // as shares of the box, since a narrow screen shows leaves smaller than they are
  return box.bottom - box.height * (parseFloat(css.paddingBottom) / parseFloat(css.height));
}

const bottom = (el) => el.getBoundingClientRect().bottom;
const alone = (el) => el && el.matches("p.h1");

/** The place before the first character below the edge, or null when nothing stands above it. */
function breakIn(p, edge) {
  const texts = [];
  const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) texts.push(walk.currentNode);
  const range = document.createRange();
  const below = (node, i) => {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const rects = range.getClientRects();
    const r = rects[rects.length - 1];
    return r && (r.top + r.bottom) / 2 > edge;
  };
  let first = true;
  for (const node of texts) {
    if (!node.length) continue;
    if (!below(node, node.length - 1)) {
      first = false;
      continue;
    }
    let [lo, hi] = [0, node.length - 1]; // the first character below lies in lo..hi
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (below(node, mid)) hi = mid;
      else lo = mid + 1;
    }
    return first && lo === 0 ? null : { node, at: lo };
  }
  return null;
}

function cutParagraph(p, edge) {
  const at = breakIn(p, edge);
  if (!at) return null;
  const range = document.createRange();
  range.setStart(at.node, at.at);
  range.setEnd(p, p.childNodes.length);
  const rest = p.cloneNode(false);
  rest.append(range.extractContents());
  rest.classList.add("is-rest");
  p.classList.add("is-cut");
  return rest;
}

function cutTable(table, edge) {
  const rows = [...table.tBodies[0].rows];
  let keep = rows.findIndex((r) => bottom(r) > edge);
  if (keep < 1) return null;
  const rest = table.cloneNode(false);
  for (const part of table.querySelectorAll(":scope > colgroup, :scope > thead")) rest.append(part.cloneNode(true));
  const body = document.createElement("tbody");
  body.append(...rows.slice(keep));
  rest.append(body);
  return rest;
}

/** Makes a table that is wider than its leaf fit. */
function tighten(table) {
  const room = table.parentNode.clientWidth - parseFloat(getComputedStyle(table.parentNode).paddingLeft) - parseFloat(getComputedStyle(table.parentNode).paddingRight);
  if (table.offsetWidth > room + 1) table.classList.add("is-tight");
}

function cutFlow(flow, number) {
  const made = [];
  let leaf;
  const next = () => {
    leaf = document.createElement("article");
    leaf.className = flow.className.replace("is-flow", "").trim();
    leaf.lang = flow.lang;
    (made.length ? made[made.length - 1] : flow).after(leaf);
    made.push(leaf);
  };
  const colophon = flow.querySelector(":scope > .colophon");
  colophon?.remove();
  const rest = [...flow.children];
  next();
  while (rest.length) {
    const el = rest.shift();
    if (el.matches(".leaf-break")) {
      if (leaf.children.length) next();
      continue;
    }
    const last = leaf.lastElementChild;
    leaf.append(el);
    if (el.matches("table")) tighten(el);
    const edge = floor(leaf);
    if (bottom(el) <= edge + 1) continue;
    const more = el.matches("table") ? cutTable(el, edge) : el.matches("p") ? cutParagraph(el, edge) : null;
    if (more) {
      rest.unshift(more);
      next();
    } else if (last) {
      next();
      if (alone(last)) leaf.append(last);
      rest.unshift(el);
      if (alone(last)) continue;
    } // else: larger than a leaf, and nothing can be done
  }
  if (colophon) {
    leaf.append(colophon);
    const above = [...leaf.children].filter((c) => c !== colophon);
    if (above.some((c) => bottom(c) > colophon.getBoundingClientRect().top)) {
      next();
      leaf.append(colophon);
    }
  }
  flow.remove();
  for (const l of made) {
    const folio = document.createElement("p");
    folio.className = `folio ${++number % 2 ? "odd" : "even"}`;
    folio.textContent = `— ${number} —`;
    l.append(folio);
  }
  return number;
}

/** Cuts each of the documents, once its typefaces are there. */
export async function cut(places) {
  await document.fonts.ready;
  for (const place of places) {
    if (place.dataset.cut) continue;
    place.dataset.cut = "1";
    let number = 0;
    for (const flow of [...place.querySelectorAll(":scope > .leaf.is-flow")]) number = cutFlow(flow, number);
    place.dataset.cut = "done";
  }
}
