// Everything here is a convenience: each page works without it.

const html = document.documentElement;

// A switch between dark and light; the system's theme until it is used.
function switchTheme() {
  const theme = html.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  html.dataset.theme = theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("theme", html.dataset.theme); } catch { /* kept for this page only */ }
}

// Beside the answer there is room for the filters; above it, on a phone, not even for the scores.
const isNarrow = matchMedia("(max-width: 899px)").matches;
// The style sheet shows it folded from the first paint on.
function fold(panel) { if (isNarrow) panel.open = false; panel.dataset.fold = "done"; }
function unfold(panel) { if (!isNarrow) panel.open = true; }

// The visitor's list stands in the address. The last one is remembered in this browser, too.
const LIST = ["r", "l", "lang"];
function listOf(address) {
  const all = new URL(address, location.href).searchParams;
  const own = new URLSearchParams();
  for (const name of LIST) if (all.has(name)) own.set(name, all.get(name));
  return own;
}
function remember() {
  const own = listOf(location.href);
  if (!own.has("r") && !own.has("l")) return;
  try { localStorage.setItem("list", own.toString()); } catch { /* the address has it */ }
}
function offerLast() {
  const offer = document.querySelector("[data-again]");
  let last = null;
  try { last = localStorage.getItem("list"); } catch { return; }
  if (!offer || !last || listOf(location.href).has("r") || listOf(location.href).has("l")) return;
  offer.querySelector("a").href = `/list?${last}`;
  offer.querySelector("[data-forget]").addEventListener("click", () => {
    try { localStorage.removeItem("list"); } catch { /* nothing was kept */ }
    offer.hidden = true;
  });
  offer.hidden = false;
}

// Links that point to the list of this page, and those that were made before it changed.
function carry(event) {
  const link = event.target.closest?.('a[data-carry], a[href*="l=~"]');
  if (!link) return;
  const address = new URL(link.href);
  LIST.forEach((name) => address.searchParams.delete(name));
  for (const [name, value] of listOf(location.href)) address.searchParams.set(name, value);
  link.href = address;
}
for (const kind of ["pointerdown", "focusin", "contextmenu"]) document.addEventListener(kind, carry);

// Forms that change the list or the filters: only what they change is replaced, and the address.
let asked = 0;
async function show(address, from) {
  const mine = ++asked;
  const answer = document.getElementById("answer");
  answer?.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => answer?.classList.add("busy"), 150);
  try {
    const reply = await fetch(address);
    if (!reply.ok) throw new Error(String(reply.status));
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (mine !== asked) return;
    const opened = [...document.querySelectorAll(".inside[open]")].map((one) => one.closest("[id]")?.id);
    const parts = [...document.querySelectorAll("[data-live]")];
    if (parts.some((part) => !page.getElementById(part.id))) { location.href = reply.url; return; }
    const places = [...document.querySelectorAll(".strip")].map((strip) => strip.scrollLeft);
    parts.forEach((part) => part.replaceWith(document.adoptNode(page.getElementById(part.id))));
    document.querySelectorAll(".strip").forEach((strip, place) => { strip.scrollLeft = places[place] ?? 0; });
    opened.forEach((id) => { const one = id && document.getElementById(id)?.querySelector(".inside"); if (one) one.open = true; });
    history.replaceState(null, "", page.querySelector("link[rel=canonical]")?.getAttribute("href") ?? reply.url);
    remember();
    ready();
    if (from && document.activeElement === document.body) refocus(from);
  } catch {
    location.href = address;
  } finally {
    clearTimeout(slow);
    document.getElementById("answer")?.classList.remove("busy");
    document.getElementById("answer")?.removeAttribute("aria-busy");
  }
}
// The button that was pressed went with its card: the card in its place takes the focus.
function placeOf(button) {
  const card = button?.closest("li");
  const shelf = button?.closest("section")?.getAttribute("aria-labelledby");
  return card && shelf && { shelf, place: [...card.parentNode.children].indexOf(card) };
}
function refocus({ shelf, place }) {
  const cards = document.querySelectorAll(`section[aria-labelledby="${shelf}"] :is(.card, .tile)`);
  const next = cards[Math.min(place, cards.length - 1)] ?? document.querySelector("#answer");
  next?.querySelector("a, button")?.focus({ preventScroll: true });
}
function addressOf(form, button) {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) if (value !== "") given.append(name, value);
  return `${form.getAttribute("action")}?${given}`;
}
function answerInPlace(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "1";
  form.addEventListener("submit", (event) => {
    // A shelf in full is a page of its own.
    if (event.submitter?.name === "shelf") return;
    event.preventDefault();
    show(addressOf(form, event.submitter), placeOf(event.submitter));
  });
}
function sendOnChange(form) {
  answerInPlace(form);
  if (form.dataset.sends) return;
  form.dataset.sends = "1";
  form.addEventListener("change", (event) => {
    // Of the two signs of a genre only one can hold.
    const other = event.target.closest(".tri li")?.querySelectorAll("input");
    if (other && event.target.checked) other.forEach((box) => { if (box !== event.target) box.checked = false; });
    show(addressOf(form));
  });
}
// More of a shelf when its end comes into view.
const coming = "IntersectionObserver" in window && new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    coming.unobserve(target);
    show(addressOf(target.form, target));
  }
}, { rootMargin: "400px" });

// A file dropped anywhere on a page that has a form for it.
function takeDrop(form) {
  const box = form.querySelector("input[type=file]");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      document.body.classList.toggle("over", kind === "dragover");
    });
  }
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    box.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

// Titles for adults stand in answers for who asked for them.
const isAdult = () => new URLSearchParams(location.search).get("adult") === "1";

// Completion of titles, as a list under the box: arrows move, Enter goes, Escape closes.
function complete(box) {
  const list = document.createElement("ul");
  list.id = `${box.id}-list`;
  list.className = "completion";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Titles");
  list.hidden = true;
  box.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    box.setAttribute(name, value);
  }
  let active = -1;
  let latest = 0;
  let timer = 0;

  const close = () => { list.hidden = true; active = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const mark = (next) => {
    const options = list.children;
    if (!options.length) return;
    options[active]?.removeAttribute("aria-selected");
    active = (next + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[active].id);
  };
  const address = (id) => {
    const own = listOf(location.href);
    if (isAdult()) own.set("adult", "1");
    return `/anime/${id}${own.size ? `?${own}` : ""}`;
  };
  const option = (item, place) => {
    const line = document.createElement("li");
    line.id = `${list.id}-${place}`;
    line.setAttribute("role", "option");
    line.dataset.href = address(item.anime_id);
    const image = document.createElement("img");
    Object.assign(image, { src: item.poster ?? `/posters/${item.anime_id}`, alt: "", width: 34, height: 48 });
    const text = document.createElement("span");
    const title = document.createElement("span");
    title.textContent = item.title;
    const meta = document.createElement("span");
    meta.className = "meta";
    meta.textContent = [item.title_english !== item.title && item.title_english, item.year, item.type].filter(Boolean).join(" · ");
    text.append(title, meta);
    line.append(image, text);
    line.addEventListener("mousedown", (event) => { event.preventDefault(); location.href = line.dataset.href; });
    return line;
  };
  const ask = async () => {
    const mine = ++latest;
    const text = box.value.trim();
    if (!text) return close();
    try {
      const answer = await fetch(`/api/v1/search?limit=8&q=${encodeURIComponent(text)}${isAdult() ? "&include_adult=true" : ""}`);
      if (!answer.ok || mine !== latest) return;
      const { items } = await answer.json();
      if (mine !== latest) return;
      list.replaceChildren(...items.map(option));
      active = -1;
      list.hidden = items.length === 0;
      box.setAttribute("aria-expanded", String(!list.hidden));
    } catch {
      close();
    }
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 90); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(active < 0 && event.key === "ArrowUp" ? -1 : active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.href = list.children[active].dataset.href;
    }
  });
}

// A card that was opened comes into view whole.
document.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches(".inside")) event.target.closest(".card").scrollIntoView({ block: "nearest", inline: "nearest" });
}, true);

// What is new on the page after each answer.
function ready() {
  document.querySelectorAll("form[data-answer]").forEach(answerInPlace);
  document.querySelectorAll("form[data-auto]").forEach(sendOnChange);
  if (coming) document.querySelectorAll("[data-more]").forEach((button) => coming.observe(button));
}

document.querySelector(".theme-switch").addEventListener("click", switchTheme);
document.querySelectorAll("details[data-fold]").forEach(fold);
document.querySelectorAll("details[data-unfold]").forEach(unfold);
document.querySelectorAll("input[data-complete]").forEach(complete);
document.querySelectorAll("form[data-drop]").forEach(takeDrop);
remember();
offerLast();
ready();
