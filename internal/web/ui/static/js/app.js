// What every page does in the browser. Each module works on what is in the page now and on what htmx swaps in later;
// without script the page still works.
import "./close.js";
import "./keys.js";
import "./bulk.js";
import "./dialog.js";
import "./toast.js";
import "./draft.js";
import "./form.js";
import "./theme.js";
import "./offline.js";
import { onContent } from "./content.js";

// Heavy libraries are fetched only by pages that show what needs them.
onContent((root) => {
  const charts = root.querySelectorAll("[data-chart]");
  if (charts.length) import("./chart.js").then((m) => m.draw(charts));
  const leaves = root.querySelectorAll("[data-leaves]");
  if (leaves.length) import("./leaf.js").then((m) => m.cut(leaves));
  const sheets = root.querySelectorAll("[data-sheet]");
  if (sheets.length) import("./sheet.js").then((m) => m.enliven(sheets));
  const fills = root.querySelectorAll("form[data-fill]");
  if (fills.length) import("./fill.js").then((m) => m.enliven(fills));
  const editors = root.querySelectorAll("[data-mapedit]");
  if (editors.length) import("./mapedit.js").then((m) => m.enliven(editors));
  const boards = root.querySelectorAll("[data-board]");
  if (boards.length) import("./board.js").then((m) => m.enliven(boards));
  const outbox = root.querySelectorAll("[data-outbox], [data-outbox-state]");
  if (outbox.length || kept()) import("./outbox.js").then((m) => m.enliven(outbox));
  const marks = root.querySelectorAll("form[data-marks]");
  if (marks.length) import("./marks.js").then((m) => m.enliven(marks));
  const suggest = root.querySelectorAll("form[data-suggest]");
  if (suggest.length) import("./suggest.js").then((m) => m.enliven(suggest));
});

// Does this browser keep forms that have not been sent?
function kept() {
  try {
    return Object.keys(localStorage).some((k) => k.startsWith("lz:outbox:"));
  } catch {
    return false;
  }
}
