// Arrow keys on the atlas, and the name of the poster that is looked at. Without this each poster
// is a link in the order of reading.

const atlas = document.querySelector("[data-atlas]");
const lines = [...atlas.querySelectorAll("div")].map((line) => [...line.children]);
const name = document.querySelector("[data-atlas-name]");
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

let current = atlas.querySelector("div a");
atlas.querySelectorAll("div a").forEach((link) => { link.tabIndex = link === current ? 0 : -1; });

function placeOf(link) {
  const y = lines.findIndex((line) => line.includes(link));
  return [lines[y].indexOf(link), y];
}

// The next link that way; what has none is stepped over.
function next(x, y, [dx, dy]) {
  do { x += dx; y += dy; } while (lines[y]?.[x] && !lines[y][x].href);
  return lines[y]?.[x];
}

function target(event) {
  const [x, y] = placeOf(event.target);
  const links = lines[y].filter((cell) => cell.href);
  if (event.key === "Home") return links[0];
  if (event.key === "End") return links.at(-1);
  return STEPS[event.key] && next(x, y, STEPS[event.key]);
}

atlas.addEventListener("keydown", (event) => {
  if (!event.target.href || event.altKey || event.ctrlKey || event.metaKey) return;
  const link = target(event);
  if (!link) return;
  event.preventDefault();
  link.focus();
});

atlas.addEventListener("focusin", (event) => {
  if (!event.target.href) return;
  current.tabIndex = -1;
  current = event.target;
  current.tabIndex = 0;
  current.scrollIntoView({ block: "nearest", inline: "nearest" });
});

for (const kind of ["focusin", "pointerover"]) {
  atlas.addEventListener(kind, (event) => {
    if (event.target.title) name.textContent = event.target.title;
  });
}
