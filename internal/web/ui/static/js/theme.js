// The theme is kept in a cookie, so that the server prints it and no page flashes.
document.addEventListener("click", (e) => {
  const b = e.target instanceof Element && e.target.closest("[data-theme-toggle]");
  if (!b) return;
  const root = document.documentElement;
  const dark = root.dataset.theme !== "dark";
  if (dark) root.dataset.theme = "dark";
  else delete root.dataset.theme;
  document.cookie = `theme=${dark ? "dark" : ""}; path=/; max-age=${dark ? 31536000 : 0}; samesite=lax`;
  for (const other of document.querySelectorAll("[data-theme-toggle]")) other.textContent = dark ? "浅色" : "深色";
  document.dispatchEvent(new Event("theme"));
});
