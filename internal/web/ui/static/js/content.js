// Tells modules about content: once about the page as it came, and again about each fragment that htmx has put in.

/** @param {(root: ParentNode) => void} see called with the root of new content */
export function onContent(see) {
  see(document);
  document.addEventListener("htmx:load", (e) => {
    if (e.target !== document.body) see(e.target.parentNode || e.target);
  });
}

/** Is the key meant for a text being typed? */
export function typing(target) {
  return target instanceof Element && !!target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}
