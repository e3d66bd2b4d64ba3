// Theme, search, and the drawer of a number. Every page reads without this file.
const root = document.documentElement;
const base = new URL(root.dataset.base || "/", location.href).href, lang = root.lang === "en" ? "" : `${root.lang}/`;
// the day and the scenario stay when one moves on a live page
function keep() {
  const asked = new URLSearchParams(location.search), kept = new URLSearchParams();
  for (const name of ["day", "scenario"]) if (asked.has(name)) kept.set(name, asked.get(name));
  return "live" in root.dataset && kept.size ? `?${kept}` : "";
}
// a page that was waited for is the page that was asked for
if (new URLSearchParams(location.search).has("wait")) {
  const asked = new URL(location.href);
  asked.searchParams.delete("wait");
  history.replaceState(null, "", asked);
}
const href = (page) => { const [path, hash] = page.split("#"); return `${base}${lang}${path}${keep()}${hash ? `#${hash}` : ""}`; };

// What only a script can use stands in one file a language.
const frame = new DOMParser().parseFromString(await (await fetch(new URL(`./frame.${root.lang}.html`, import.meta.url))).text(), "text/html");
document.querySelector(".find").replaceWith(frame.querySelector(".find"));
document.querySelector(".tools").append(frame.getElementById("theme"));
document.body.append(frame.getElementById("drawer"));

document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  document.dispatchEvent(new Event("theme"));
});

// The drawer: its number stands in the address behind #n-.
const drawer = document.getElementById("drawer");
const told = JSON.parse(document.getElementById("drawer-data")?.textContent || '{"numbers":{}}');
let names = null; // of all that numbers rest on: fetched with the first drawer, or the first source that is pointed at
const known = async () => { names ||= await (await fetch(href("names.json"))).json(); };
const chinese = /[\u3400-\u9fff]/;
// English words on a Chinese page are marked as such, for those who have pages read to them
const say = (node, text) => { node.textContent = text; if (!chinese.test(text) && / \S/.test(text)) node.lang = "en"; };
const beside = (text, more) => !more ? text : lang ? `${text}\uff08${more}\uff09` : `${text} (${more})`;
const part = (name) => drawer.querySelector(`[data-part="${name}"]`);
const named = (kind, ids) => (ids || []).map((id) => names[kind][id] || told.elsewhere?.[id] || [id, "", ""]);
const list = (name, rows) => part(name).replaceChildren(...rows.map(([text, page, more]) => {
  const item = document.createElement("li"), link = document.createElement(page ? "a" : "span");
  if (page) link.href = page.startsWith("http") ? page : href(page);
  say(link, text);
  item.append(link, beside("", more));
  return item;
}));
async function show(key) {
  const one = told.numbers[key];
  if (!one) return;
  await known();
  for (const name of ["told", "sure", "between", "grade"]) part(name).textContent = one[name] || "\u2013";
  part("day").textContent = told.said;
  part("reproduce").textContent = one.reproduce || told.reproduce;
  list("rests", named("rests", one.rests || [key]));
  list("sources", named("sources", one.sources));
  drawer.dataset.key = key;
  if (!drawer.open) drawer.showModal();
}
const fromHash = () => location.hash.startsWith("#n-") ? show(decodeURIComponent(location.hash.slice(3))) : drawer.open && drawer.close();
addEventListener("hashchange", fromHash);
fromHash();
drawer.addEventListener("close", () => { if (location.hash.startsWith("#n-")) history.replaceState(null, "", location.pathname + location.search); });
drawer.querySelector("[data-close]").addEventListener("click", () => drawer.close());
drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });
drawer.querySelector("[data-copy]").addEventListener("click", async (event) => {
  const one = told.numbers[drawer.dataset.key];
  const sources = named("sources", one.sources).slice(0, 6).map(([text, , more]) => beside(text, more));
  const pinned = document.querySelector("link[rel=canonical]")?.href || `gigaloop ${location.pathname}${location.search}`;
  const [colon, stop, semicolon] = lang ? ["\uff1a", "\u3002", "\uff1b"] : [": ", ". ", "; "];
  const what = [document.querySelector("h1").textContent.trim(), one.label, beside(one.told, one.between)].filter(Boolean).join(colon);
  const text = [what, told.said, sources.join(semicolon), `${pinned}#n-${encodeURIComponent(drawer.dataset.key)}`].filter(Boolean).join(stop);
  await navigator.clipboard.writeText(text);
  event.target.textContent = event.target.dataset.done;
});

// A source says its title and day where it is pointed at.
for (const kind of ["pointerover", "focusin"]) addEventListener(kind, async ({ target }) => {
  const link = target.closest?.("a.src");
  if (!link || link.title) return;
  await known();
  const [title, , said] = names.sources[link.pathname.split("/").at(-2)] || [""];
  link.title = beside(title, said);
});

// Search: one list of names in three scripts, folded alike; a substring is enough.
const find = document.getElementById("find"), found = document.getElementById("found");
let all = null, fold = null, at = -1;
async function load() {
  if (all) return;
  const data = await (await fetch(`${base}search.json`)).json();
  fold = (text) => [...text.normalize("NFKC").toLowerCase()].map((c) => data.fold[c] || c).join("");
  const spoken = Math.max(data.languages.indexOf(root.lang), 0);
  all = data.names.map(([page, kind, called, also]) => {
    const names = called.map(fold);
    return { page, kind, label: called[spoken] || called[0], names, key: [...names, fold(also)].join(" ") };
  });
}
find.addEventListener("input", async () => {
  await load();
  const want = fold(find.value.trim());
  at = -1;
  // what is called so in any language stands before what only holds the word further on
  const place = (one) => Math.min(...[...one.names, one.key].map((name) => name.indexOf(want)).filter((n) => n >= 0));
  const hits = want ? all.filter((one) => one.key.includes(want)).sort((a, b) => place(a) - place(b)).slice(0, 12) : [];
  found.replaceChildren(...hits.map((one, i) => {
    const item = document.createElement("li");
    item.id = `hit-${i}`; item.role = "option"; item.dataset.page = one.page;
    const name = document.createElement("span"), kind = document.createElement("span");
    say(name, one.label); kind.textContent = find.dataset[one.kind]; kind.className = "faint";
    item.append(name, kind);
    item.addEventListener("mousedown", () => { location.href = href(`${one.page}/`); });
    return item;
  }));
  if (want && !hits.length) { const item = document.createElement("li"); item.textContent = find.dataset.none; item.role = "option"; found.append(item); }
  found.hidden = !want;
  find.setAttribute("aria-expanded", String(!!want));
});
find.addEventListener("keydown", (event) => {
  const items = [...found.querySelectorAll("[data-page]")];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    at = Math.max(0, Math.min(items.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    find.setAttribute("aria-activedescendant", `hit-${at}`);
    event.preventDefault();
  } else if (event.key === "Enter") {
    event.preventDefault();
    const one = items[Math.max(at, 0)];
    if (one) location.href = href(`${one.dataset.page}/`);
  } else if (event.key === "Escape") { found.hidden = true; find.setAttribute("aria-expanded", "false"); }
});
find.addEventListener("blur", () => setTimeout(() => { found.hidden = true; }, 150));
