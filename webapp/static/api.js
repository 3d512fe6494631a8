// Sends the forms of the API page and shows what comes back.

const LONGEST = 40_000;

function addressOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.name) continue;
    if ("part" in field.dataset) path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.value !== "") query.set(field.name, field.value);
  }
  return query.size ? `${path}?${query}` : path;
}

function bodyOf(form) {
  const field = form.querySelector("[data-body]");
  if (!field) return {};
  const body = field.type === "file" ? field.files[0] : field.value;
  return { body, headers: { "Content-Type": (field.type === "file" && body?.type) || form.dataset.type } };
}

async function send(form) {
  const status = form.querySelector("[data-status]");
  const shown = form.querySelector("[data-answer]");
  const started = performance.now();
  status.textContent = "Asking";
  try {
    const answer = await fetch(addressOf(form), { method: form.getAttribute("method").toUpperCase(), ...bodyOf(form) });
    const text = await answer.text();
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    shown.textContent = (isJson ? JSON.stringify(JSON.parse(text), null, 2) : text).slice(0, LONGEST);
    status.textContent = `${answer.status} · ${Math.round(performance.now() - started)} ms · ${text.length.toLocaleString("en")} letters`;
    shown.hidden = false;
  } catch {
    status.textContent = "The site does not answer. Try again in a moment.";
  }
}

for (const form of document.querySelectorAll("form[data-try]")) {
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
}
