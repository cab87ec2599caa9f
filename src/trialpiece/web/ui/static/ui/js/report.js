// A finding's path (learned here, split here, scored here) as arrows beside the code. Without this script the path is
// a numbered list of links; with it the same list lights up the lines when it is pointed at or has the focus.
"use strict";

(() => {
  const report = document.querySelector("[data-review]");
  const code = report?.querySelector(".code");
  if (!code) return;

  const NS = "http://www.w3.org/2000/svg";
  const wide = matchMedia("(min-width: 901px)");
  const LANES = 3; // arrows that overlap stand beside each other; more of them share the outer lane
  const MOST = 80; // faint arrows; a lit one is always drawn
  const EDGE = 30; // px from the left, where line numbers begin

  const cards = [...report.querySelectorAll(".margin .finding")];
  const stopsOf = (card) => (card.dataset.path ?? "").split(" ").filter(Boolean);
  // line id -> cards that speak of it
  const speaking = new Map();
  for (const card of cards)
    for (const id of new Set([card.dataset.at, ...stopsOf(card)].filter(Boolean)))
      speaking.set(id, [...(speaking.get(id) ?? []), card]);

  const make = (name, attributes, inside) => {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    inside?.append(node);
    return node;
  };
  const canvas = make("svg", { class: "arrows", "aria-hidden": "true", focusable: "false" });
  const faint = make("g", { class: "faint" }, canvas), bright = make("g", { class: "bright" }, canvas);
  code.append(canvas);

  // Where a line is; a cell that is not drawn yet stands for its lines, and a closed file for its cells.
  const placeOf = (id, top) => {
    const line = document.getElementById(id);
    if (!line) return null;
    const file = line.closest("details.file");
    const cell = line.closest(".cell");
    const shown = file && !file.open ? file.querySelector("summary")
      : line.checkVisibility({ contentVisibilityAuto: true }) ? line : cell;
    const box = shown.getBoundingClientRect();
    return { y: box.top - top + (shown === line ? Math.min(box.height, 24) / 2 : box.height / 2), exact: shown === line };
  };

  const bracket = (from, to, lane) => {
    const x = 16 - lane * 6, down = to > from ? 1 : -1, r = Math.min(5, Math.abs(to - from) / 2);
    return `M${EDGE - 3} ${from}H${x + r}Q${x} ${from} ${x} ${from + down * r}V${to - down * r}Q${x} ${to} ${x + r} ${to}H${EDGE - 4}`;
  };

  let lit = null, resting = null, queued = 0;

  const edgesOf = (card, top) => {
    if (!card.hasAttribute("data-flow")) return []; // places of one kind, in no order: lit, without arrows
    const places = stopsOf(card).map((id) => placeOf(id, top)).filter(Boolean);
    return places.slice(1).map((to, at) => ({ card, from: places[at].y, to: to.y })).filter((e) => Math.abs(e.from - e.to) > 2);
  };

  const inLanes = (edges) => {
    const ends = [];
    for (const edge of [...edges].sort((a, b) => Math.min(a.from, a.to) - Math.min(b.from, b.to))) {
      const low = Math.min(edge.from, edge.to);
      let lane = ends.findIndex((end) => end < low - 6);
      if (lane < 0) lane = Math.min(ends.length, LANES - 1);
      ends[lane] = Math.max(ends[lane] ?? 0, edge.from, edge.to);
      edge.lane = lane;
    }
    return edges;
  };

  const arrow = (edge, group) => {
    make("path", { d: bracket(edge.from, edge.to, edge.lane ?? 0), pathLength: 1 }, group);
    make("path", { class: "head", d: `M${EDGE} ${edge.to}l-6 -4v8z` }, group);
  };

  const draw = () => {
    queued = 0;
    faint.replaceChildren();
    bright.replaceChildren();
    if (!wide.matches) return;
    const frame = code.getBoundingClientRect();
    const seen = new Set();
    const all = inLanes(cards.filter((card) => card.hasAttribute("data-flow")).slice(0, MOST).flatMap((card) => edgesOf(card, frame.top)));
    for (const edge of all) {
      const key = `${edge.from} ${edge.to}`;
      if (!seen.has(key) && edge.card !== lit) arrow(edge, faint);
      seen.add(key);
    }
    if (lit) {
      const own = all.filter((edge) => edge.card === lit);
      for (const edge of own.length ? own : edgesOf(lit, frame.top)) arrow(edge, bright);
    }
  };
  const redraw = () => { queued ||= requestAnimationFrame(draw); };

  const light = (card) => {
    if (card === lit) return;
    for (const node of report.querySelectorAll(".onpath")) { node.classList.remove("onpath"); delete node.dataset.step; }
    for (const one of cards) one.classList.toggle("bright", one === card);
    lit = card;
    canvas.classList.remove("concern", "strength", "note");
    if (card) {
      canvas.classList.add(["concern", "strength"].find((tone) => card.classList.contains(tone)) ?? "note");
      const says = [...card.querySelectorAll(".path li > b")].map((b) => b.textContent);
      let number = 0;
      for (const id of stopsOf(card)) {
        const line = document.getElementById(id);
        if (!line) continue;
        number += 1;
        line.classList.add("onpath");
        line.dataset.step = line.dataset.step ? `${line.dataset.step}, ${number}` : `${number}`;
      }
      for (const line of report.querySelectorAll(".onpath"))
        line.dataset.step = line.dataset.step.split(", ").slice(0, 2).map((n) => `${n} ${says[n - 1] ?? ""}`.trim()).join(" · ");
      if (!number && card.dataset.at) document.getElementById(card.dataset.at)?.classList.add("onpath");
    }
    redraw();
  };

  const cardAt = (node) => {
    const card = node.closest?.(".margin .finding");
    if (card) return card;
    const line = node.closest?.(".listing li[id]");
    return line ? speaking.get(line.id)?.[0] ?? null : null;
  };
  const focused = () => cardAt(document.activeElement ?? document.body);
  report.addEventListener("pointerover", (event) => light(cardAt(event.target) ?? focused() ?? resting));
  report.addEventListener("pointerleave", () => light(focused() ?? resting));
  report.addEventListener("focusin", (event) => light(cardAt(event.target) ?? resting));
  report.addEventListener("focusout", () => light(resting));

  // A place that was gone to by its link stays lit, so that the eye finds the rest of the path there.
  const arrive = () => {
    const id = location.hash.slice(1);
    const target = id && document.getElementById(id);
    const card = target && (speaking.get(id)?.includes(lit) ? lit : cardAt(target));
    resting = card && (card.dataset.path || card.dataset.at) ? card : resting;
    light(resting);
  };
  addEventListener("hashchange", arrive);

  wide.addEventListener("change", redraw);
  new ResizeObserver(redraw).observe(code);
  code.addEventListener("toggle", redraw, true);
  code.addEventListener("contentvisibilityautostatechange", redraw, true);
  arrive();
  redraw();
})();
