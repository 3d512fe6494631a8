// The map of the catalogue: points on a canvas, moved, zoomed, searched and coloured here.

const frame = document.querySelector(".map-canvas");
const canvas = frame?.querySelector("canvas");
const card = frame?.querySelector(".map-card");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const NEAR = 14; // pixels within which a point answers to the pointer
const CELLS = 96; // the index of points is a grid of so many cells a side
const FLIGHT = 140; // milliseconds
const MAX_SCALE = 80;
const N_IN_VIEW = 12;

const map = { n: 0, ids: null, x: null, y: null, group: null, fame: null, byGroup: [], cells: [], row: new Map() };
const view = { x: 0.5, y: 0.5, scale: 1 };
const chosen = new Set();
const names = new Map();
let width = 1, height = 1, side = 1, isDirty = false, hovered = -1, found = -1, mine = [];

function read(buffer) {
  const n = new DataView(buffer).getUint32(0, true);
  let at = 4;
  const take = (Kind) => { const part = new Kind(buffer.slice(at, at + n * Kind.BYTES_PER_ELEMENT)); at += n * Kind.BYTES_PER_ELEMENT; return part; };
  map.n = n;
  map.ids = take(Uint32Array);
  const x = take(Uint16Array), y = take(Uint16Array);
  map.x = Float32Array.from(x, (v) => v / 65535);
  map.y = Float32Array.from(y, (v) => 1 - v / 65535);
  map.group = take(Uint8Array);
  map.fame = take(Uint8Array);
  const groups = new Map();
  const cells = Array.from({ length: CELLS * CELLS }, () => []);
  for (let i = 0; i < n; i++) {
    map.row.set(map.ids[i], i);
    if (!groups.has(map.group[i])) groups.set(map.group[i], []);
    groups.get(map.group[i]).push(i);
    cells[cellOf(map.x[i]) + CELLS * cellOf(map.y[i])].push(i);
  }
  map.cells = cells;
  map.byGroup = [...groups].map(([group, rows]) => ({ group, rows, ...middle(rows) }));
}

const cellOf = (v) => Math.min(CELLS - 1, Math.max(0, Math.floor(v * CELLS)));

function middle(rows) {
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return { mx: median(rows.map((i) => map.x[i])), my: median(rows.map((i) => map.y[i])) };
}

// Colours: hues a golden angle apart, so that neighbours in number are far apart in colour.
const isDark = () => getComputedStyle(document.documentElement).getPropertyValue("--ground").trim() === "#121211";
function colour(group, alpha = 1) {
  if (group === 255) return isDark() ? `hsl(40 4% 50% / ${alpha})` : `hsl(40 4% 55% / ${alpha})`;
  const hue = (group * 137.508 + 18) % 360;
  const ring = Math.floor(group / 9) % 2;
  return isDark() ? `hsl(${hue} ${62 - 14 * ring}% ${66 - 10 * ring}% / ${alpha})` : `hsl(${hue} ${58 - 10 * ring}% ${40 + 8 * ring}% / ${alpha})`;
}

const toX = (x) => (x - view.x) * side * view.scale + width / 2;
const toY = (y) => (y - view.y) * side * view.scale + height / 2;
const fromX = (px) => (px - width / 2) / (side * view.scale) + view.x;
const fromY = (py) => (py - height / 2) / (side * view.scale) + view.y;
const isShown = (group) => !chosen.size || chosen.has(group);

function paint() {
  isDirty = false;
  const ratio = devicePixelRatio || 1;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const grow = Math.min(3.2, 0.75 + 0.5 * Math.sqrt(view.scale));
  const left = fromX(-8), right = fromX(width + 8), top = fromY(-8), bottom = fromY(height + 8);
  const k = side * view.scale, ox = width / 2 - view.x * k, oy = height / 2 - view.y * k;
  for (const { group, rows } of map.byGroup) {
    pen.fillStyle = colour(group, isShown(group) ? 0.85 : 0.1);
    for (const i of rows) {
      const x = map.x[i], y = map.y[i];
      if (x < left || x > right || y < top || y > bottom) continue;
      const size = grow * (0.8 + map.fame[i] / 90);
      pen.fillRect(x * k + ox - size / 2, y * k + oy - size / 2, size, size);
    }
  }
  rings(pen);
  labels(pen);
}

function rings(pen) {
  const ink = getComputedStyle(canvas).color;
  const ring = (i, radius, weight) => { pen.beginPath(); pen.lineWidth = weight; pen.strokeStyle = ink; pen.arc(toX(map.x[i]), toY(map.y[i]), radius, 0, 7); pen.stroke(); };
  for (const i of mine) ring(i, 5, 1.5);
  if (found >= 0) ring(found, 11, 2);
  if (hovered >= 0) ring(hovered, 8, 2);
}

// Names of regions, the largest first, where there is room for them.
function labels(pen) {
  pen.font = "600 13px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--ground");
  pen.fillStyle = getComputedStyle(canvas).color;
  const taken = [];
  const most = Math.round(width / 70);
  for (const { group, mx, my, rows } of map.byGroup.toSorted((a, b) => b.rows.length - a.rows.length)) {
    const name = names.get(`g${group}`);
    if (!name || !isShown(group) || taken.length >= most) continue;
    const text = name.length > 28 ? `${name.slice(0, 27)}…` : name;
    const x = toX(mx), y = toY(my), half = pen.measureText(text).width / 2 + 8;
    if (x - half < 0 || x + half > width || y < 20 || y > height - 8) continue;
    if (taken.some((box) => Math.abs(box.y - y) < 22 && Math.abs(box.x - x) < box.half + half)) continue;
    taken.push({ x, y, half });
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
  }
}

let listTimer = 0;
function change() {
  view.scale = Math.min(MAX_SCALE, Math.max(0.7, view.scale));
  view.x = Math.min(1.05, Math.max(-0.05, view.x));
  view.y = Math.min(1.05, Math.max(-0.05, view.y));
  if (!isDirty) { isDirty = true; requestAnimationFrame(paint); }
  clearTimeout(listTimer);
  listTimer = setTimeout(listView, 350);
}

function resize() {
  const box = frame.getBoundingClientRect();
  width = box.width; height = box.height;
  side = Math.min(width, height) * 0.94;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
  change();
}

function zoomAt(px, py, factor) {
  const x = fromX(px), y = fromY(py);
  view.scale = Math.min(MAX_SCALE, Math.max(0.7, view.scale * factor));
  view.x = x - (px - width / 2) / (side * view.scale);
  view.y = y - (py - height / 2) / (side * view.scale);
  change();
}

function flyTo(x, y, scale) {
  const from = { ...view };
  const started = performance.now();
  const step = (now) => {
    const t = still ? 1 : Math.min(1, (now - started) / FLIGHT);
    const e = 1 - (1 - t) ** 3;
    view.x = from.x + (x - from.x) * e; view.y = from.y + (y - from.y) * e; view.scale = from.scale * (scale / from.scale) ** e;
    change();
    if (t < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function nearest(px, py) {
  const x = fromX(px), y = fromY(py), reach = NEAR / (side * view.scale);
  let best = -1, least = reach * reach;
  for (let cy = cellOf(y - reach); cy <= cellOf(y + reach); cy++) {
    for (let cx = cellOf(x - reach); cx <= cellOf(x + reach); cx++) {
      for (const i of map.cells[cx + CELLS * cy]) {
        const d = (map.x[i] - x) ** 2 + (map.y[i] - y) ** 2;
        if (d < least && isShown(map.group[i])) { least = d; best = i; }
      }
    }
  }
  return best;
}

const addressOf = (id) => `/anime/${id}${location.search ? `?${listOnly()}` : ""}`;
function listOnly() {
  const given = new URLSearchParams(location.search);
  for (const name of ["of", "order", "page"]) given.delete(name);
  return given;
}

// Titles for adults and their posters, for who asked for them.
const adult = new URLSearchParams(location.search).get("adult") === "1" ? "&include_adult=true" : "";
const told = new Map();
async function titlesOf(ids) {
  const missing = ids.filter((id) => !told.has(id));
  if (missing.length) {
    const answer = await fetch(`/api/v1/titles?ids=${missing.join(",")}${adult}`);
    if (answer.ok) for (const item of (await answer.json()).items) told.set(item.anime_id, item);
  }
  return ids.map((id) => told.get(id)).filter(Boolean);
}
const factsOf = (item) => [item.year, item.type].filter(Boolean).join(" · ");

async function showCard(i, isHeld) {
  if (i === hovered && !card.hidden) { card.classList.toggle("held", isHeld); return; }
  hovered = i;
  canvas.classList.toggle("on-point", i >= 0);
  change();
  if (i < 0) { card.hidden = true; return; }
  const [item] = await titlesOf([map.ids[i]]).catch(() => []);
  if (!item || hovered !== i) return;
  const image = card.querySelector("img");
  image.src = item.poster ?? `/posters/${item.anime_id}`;
  card.querySelector(".row-title").textContent = item.title;
  card.querySelector(".meta").textContent = factsOf(item);
  card.href = addressOf(item.anime_id);
  card.hidden = false;
  card.classList.toggle("held", isHeld);
  const x = toX(map.x[i]), y = toY(map.y[i]), room = card.getBoundingClientRect();
  card.style.left = `${x + 16 + room.width > width ? Math.max(4, x - 16 - room.width) : x + 16}px`;
  card.style.top = `${Math.min(Math.max(4, y - room.height / 2), Math.max(4, height - room.height - 4))}px`;
}

// The list beside the canvas says what can be seen on it, best known first.
async function listView() {
  const box = document.querySelector("[data-in-view]");
  const left = fromX(0), right = fromX(width), top = fromY(0), bottom = fromY(height);
  const seen = [];
  for (let i = 0; i < map.n; i++) {
    if (map.x[i] >= left && map.x[i] <= right && map.y[i] >= top && map.y[i] <= bottom && isShown(map.group[i])) seen.push(i);
  }
  seen.sort((a, b) => map.fame[b] - map.fame[a]);
  const items = await titlesOf(seen.slice(0, N_IN_VIEW).map((i) => map.ids[i])).catch(() => []);
  box.querySelector("ol").replaceChildren(...items.map((item) => {
    const line = document.createElement("li"), link = document.createElement("a"), facts = document.createElement("span");
    link.href = addressOf(item.anime_id); link.textContent = item.title;
    facts.className = "meta"; facts.textContent = ` ${factsOf(item)}`;
    line.append(link, facts);
    return line;
  }));
  document.querySelector("[data-map-status]").textContent = `${seen.length.toLocaleString("en")} of ${map.n.toLocaleString("en")} titles in view`;
}

function listenToPointer() {
  const fingers = new Map();
  let moved = 0;
  const place = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, place(event)); moved = 0; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    const now = place(event), before = fingers.get(event.pointerId);
    if (!before) { if (event.pointerType === "mouse") showCard(nearest(...now), false); return; }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      zoomAt((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, Math.hypot(now[0] - other[0], now[1] - other[1]) / Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1])));
    } else {
      view.x -= (now[0] - before[0]) / (side * view.scale);
      view.y -= (now[1] - before[1]) / (side * view.scale);
      change();
    }
    moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
    if (moved > 6) { canvas.classList.add("grabbed"); if (!card.hidden) showCard(-1); }
    fingers.set(event.pointerId, now);
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    canvas.classList.remove("grabbed");
    if (moved > 6 || event.type === "pointercancel") return;
    const i = nearest(...place(event));
    if (event.pointerType === "mouse" && i >= 0) location.href = addressOf(map.ids[i]);
    else showCard(i, true);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { if (!card.classList.contains("held")) showCard(-1); });
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoomAt(...place(event), 2 ** (-event.deltaY / 320)); }, { passive: false });
}

function listenToKeys() {
  const step = () => 60 / (side * view.scale);
  const keys = {
    ArrowLeft: () => { view.x -= step(); }, ArrowRight: () => { view.x += step(); },
    ArrowUp: () => { view.y -= step(); }, ArrowDown: () => { view.y += step(); },
    "+": () => zoomAt(width / 2, height / 2, 1.4), "-": () => zoomAt(width / 2, height / 2, 1 / 1.4), 0: () => flyTo(0.5, 0.5, 1),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
    change();
  });
  for (const button of frame.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => { const by = Number(button.dataset.zoom); if (by) flyTo(view.x, view.y, view.scale * by); else flyTo(0.5, 0.5, 1); });
  }
}

function listenToSearch() {
  const form = document.querySelector("[data-map-search]");
  const status = document.querySelector("[data-map-status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = form.elements.q.value.trim();
    if (!text) return;
    try {
      const { items } = await (await fetch(`/api/v1/search?limit=20&q=${encodeURIComponent(text)}${adult}`)).json();
      const there = items.find((item) => map.row.has(item.anime_id));
      if (!there) { status.textContent = `No title like “${text}” is on this map`; return; }
      found = map.row.get(there.anime_id);
      flyTo(map.x[found], map.y[found], Math.max(view.scale, 9));
      setTimeout(() => showCard(found, true), still ? 0 : FLIGHT + 40);
    } catch {
      status.textContent = "The site does not answer. Try again in a moment.";
    }
  });
}

function listenToRegions() {
  for (const button of document.querySelectorAll("[data-group]")) {
    const group = Number(button.dataset.group);
    names.set(`g${group}`, button.dataset.label);
    button.addEventListener("click", () => {
      if (!chosen.delete(group)) chosen.add(group);
      button.setAttribute("aria-pressed", String(chosen.has(group)));
      change();
    });
  }
  const dye = () => { for (const button of document.querySelectorAll("[data-group]")) button.querySelector(".swatch").style.background = colour(Number(button.dataset.group)); change(); };
  dye();
  new MutationObserver(dye).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dye);
}

async function start() {
  const answer = await fetch(frame.dataset.map);
  if (!answer.ok) throw new Error(String(answer.status));
  read(await answer.arrayBuffer());
  mine = frame.dataset.mine.split(",").map((id) => map.row.get(Number(id))).filter((i) => i !== undefined);
  listenToRegions();
  listenToPointer();
  listenToKeys();
  listenToSearch();
  new ResizeObserver(resize).observe(frame);
  frame.dataset.ready = "";
}

if (frame) start().catch(() => { document.querySelector("[data-map-status]").textContent = "The map did not load. The regions below say the same in words."; });
