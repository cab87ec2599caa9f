// Small comforts; every page works without them. No inline code, no eval: the content policy forbids both.
"use strict";

const typing = (node) => node.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

// Theme: kept in a cookie, so that the server draws the right one from the first byte.
document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (!choice) return;
  const theme = choice.dataset.themeChoice;
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  for (const other of document.querySelectorAll("[data-theme-choice]"))
    other.setAttribute("aria-pressed", String(other.dataset.themeChoice === theme));
});

// Dialogs: <button data-open="id">; menus close on Escape and on a click elsewhere.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    opener.closest("details.menu")?.removeAttribute("open");
    document.getElementById(opener.dataset.open)?.showModal();
  }
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.removeAttribute("open");
});

// Tabs that are wider than the window begin at the one that is open.
function showOpenTabs() {
  for (const open of document.querySelectorAll(".tabs [aria-current], .bar nav [aria-current]")) {
    const row = open.closest(".tabs, nav");
    const [at, around] = [open.getBoundingClientRect(), row.getBoundingClientRect()];
    if (at.right > around.right) row.scrollLeft += at.left - around.left - (around.width - at.width) / 2;
  }
}
showOpenTabs();
addEventListener("resize", showOpenTabs);

// Copy: <button data-copy="text"> says what it did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const words = button.querySelector("[aria-live]") ?? button;
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = "Copied";
  } catch {
    words.textContent = "Select and copy it by hand";
  }
  setTimeout(() => { words.textContent = before; }, 2500);
});

// Print: <button data-print>.
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

// Paper has no folds: what is closed is printed open, and closed again afterwards.
addEventListener("beforeprint", () => document.querySelectorAll("main details:not([open])").forEach((fold) => { fold.open = true; fold.dataset.folded = ""; }));
addEventListener("afterprint", () => document.querySelectorAll("details[data-folded]").forEach((fold) => { fold.open = false; delete fold.dataset.folded; }));

// Filter forms with data-autosubmit go off when a choice changes.
document.addEventListener("change", (event) => event.target.closest("form[data-autosubmit]")?.requestSubmit());

// One submit is one submit.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  const button = event.submitter;
  if (button && !event.target.hasAttribute("data-again")) setTimeout(() => { button.disabled = true; setTimeout(() => { button.disabled = false; }, 8000); });
});

// Keys.
const places = { h: "Home", o: "Openings", e: "Exercises", i: "Insights", s: "Settings" };
let going = 0;
// On a report the code follows the evidence: the line that a finding speaks of comes into sight.
const follow = (finding) => {
  const line = finding.closest("[data-review]") && document.getElementById(finding.querySelector("a[href^='#']")?.hash.slice(1));
  if (!line) return;
  for (const lit of document.querySelectorAll(".listing .lit")) lit.classList.remove("lit");
  line.classList.add("lit");
  const file = line.closest("details");
  if (file) file.open = true;
  line.scrollIntoView({ block: "center", inline: "nearest" });
};
const step = (by) => {
  const stops = [...document.querySelectorAll(".rows > li, .table tbody tr, .finding, .passage, .rating")].filter((n) => n.checkVisibility());
  if (!stops.length) return;
  const here = stops.findIndex((n) => n.contains(document.activeElement));
  const next = stops[Math.min(stops.length - 1, Math.max(0, here < 0 ? (by > 0 ? 0 : stops.length - 1) : here + by))];
  const target = next.querySelector("a[href], button, input:checked, input, [tabindex]") ?? next;
  if (target === next) next.tabIndex = -1;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
  follow(next);
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = document.activeElement.closest?.("form[data-again]");
    if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("button.primary")); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    menu?.removeAttribute("open");
    menu?.querySelector("summary").focus();
    return;
  }
  const active = document.activeElement;
  if (typing(active) || document.querySelector("dialog[open]")) return;
  const scales = document.querySelectorAll("[data-rating]");
  const scale = active.closest?.("[data-rating]") ?? (scales.length === 1 ? scales[0] : null);
  if (scale && /^[0-9]$/.test(event.key)) {
    const level = scale.querySelector(event.key === "0" ? ".abstain input" : `input[value="${event.key}"]`);
    if (level) { level.checked = true; level.focus(); level.dispatchEvent(new Event("change", { bubbles: true })); event.preventDefault(); }
    return;
  }
  if (going && Date.now() - going < 1500) {
    going = 0;
    const link = [...document.querySelectorAll(".bar nav a")].find((a) => a.textContent.trim() === places[event.key]);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (event.key === "g") going = Date.now();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (event.key === "/") {
    const search = document.querySelector("input[type=search], form.filters input");
    if (search) { event.preventDefault(); search.focus(); }
  } else {
    const shortcut = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (shortcut) { event.preventDefault(); shortcut.click(); }
  }
});

// A form that came back with errors: the summary takes the focus.
document.querySelector(".error-summary")?.focus();
