// Everything here is a convenience: each page works without it.

const html = document.documentElement;
html.classList.add("js");

// A switch between dark and light; the system's theme until it is used.
function addThemeSwitch() {
  const dark = () => (html.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "theme-switch";
  const label = () => { button.textContent = dark() ? "Light" : "Dark"; };
  label();
  button.addEventListener("click", () => {
    html.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("theme", html.dataset.theme); } catch { /* kept for this page only */ }
    label();
  });
  document.querySelector(".site-header nav").append(button);
}

// Filters and scores answer to each change.
function sendOnChange(form) {
  form.addEventListener("change", () => form.requestSubmit());
}

// Beside the answer there is room for the filters; above it, on a phone, not even for the scores.
const isNarrow = matchMedia("(max-width: 899px)").matches;
function fold(panel) { if (isNarrow) panel.open = false; }
function unfold(panel) { if (!isNarrow) panel.open = true; }

// Completion of titles, as a list under the box: arrows move, Enter goes, Escape closes.
function complete(box) {
  const list = document.createElement("ul");
  list.id = `${box.id}-list`;
  list.className = "completion";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  box.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    box.setAttribute(name, value);
  }
  let active = -1;
  let asked = 0;
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
    const r = box.form.elements.r;
    return `/anime/${id}${r ? `?r=${encodeURIComponent(r.value)}` : ""}`;
  };
  const option = (item, place) => {
    const line = document.createElement("li");
    line.id = `${list.id}-${place}`;
    line.setAttribute("role", "option");
    line.dataset.href = address(item.anime_id);
    const image = document.createElement("img");
    Object.assign(image, { src: `/posters/${item.anime_id}`, alt: "", width: 34, height: 48 });
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
    const mine = ++asked;
    const text = box.value.trim();
    if (!text) return close();
    try {
      const answer = await fetch(`/api/v1/search?limit=8&q=${encodeURIComponent(text)}`);
      if (!answer.ok || mine !== asked) return;
      const { items } = await answer.json();
      if (mine !== asked) return;
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

addThemeSwitch();
document.querySelectorAll("form[data-auto]").forEach(sendOnChange);
document.querySelectorAll("details[data-fold]").forEach(fold);
document.querySelectorAll("details[data-unfold]").forEach(unfold);
document.querySelectorAll("input[data-complete]").forEach(complete);
