// Theme, search, and the drawer of a number. Every page reads without this file.
const root = document.documentElement;
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  document.dispatchEvent(new Event("theme"));
});

// The drawer: its number stands in the address behind #n-.
const drawer = document.getElementById("drawer");
const told = JSON.parse(document.getElementById("drawer-data").textContent);
const part = (name) => drawer.querySelector(`[data-part="${name}"]`);
function show(key) {
  const one = told.numbers[key];
  if (!one) return;
  for (const name of ["told", "sure", "between", "grade"]) part(name).textContent = one[name] || "\u2013";
  part("day").textContent = `${told.day} \u00b7 ${told.book.slice(0, 12)}`;
  part("rests").textContent = (one.rests || []).slice(0, 12).join(", ") || "\u2013";
  part("reproduce").textContent = one.reproduce || told.reproduce;
  part("sources").replaceChildren(...(one.sources || []).slice(0, 12).map((id) => {
    const item = document.createElement("li"), source = told.sources[id] || [id, "", ""];
    const link = document.createElement("a");
    link.href = source[2]; link.textContent = source[0];
    item.append(link, source[1] ? ` (${source[1]})` : "");
    return item;
  }));
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
  const sources = (one.sources || []).slice(0, 6).map((id) => { const s = told.sources[id] || [id, ""]; return s[1] ? `${s[0]} (${s[1]})` : s[0]; });
  const text = `${document.querySelector("h1").textContent.trim()}: ${one.label ? one.label + ": " : ""}${one.told}${one.between ? ` (${one.between})` : ""}. ${told.day}, ${told.book.slice(0, 12)}. ${sources.join("; ")}. ${told.pinned}#n-${encodeURIComponent(drawer.dataset.key)}`;
  await navigator.clipboard.writeText(text);
  event.target.textContent = event.target.dataset.done;
});

// Search: one list of names in three scripts, folded alike; a substring is enough.
const find = document.getElementById("find"), found = document.getElementById("found");
let list = null, fold = null, at = -1;
async function load() {
  if (list) return;
  const data = await (await fetch(find.dataset.list)).json();
  fold = (text) => [...text.normalize("NFKC").toLowerCase()].map((c) => data.fold[c] || c).join("");
  const spoken = Math.max(data.languages.indexOf(root.lang), 0);
  list = data.names.map(([page, kind, called, also]) => {
    const names = called.map(fold);
    return { page, kind, label: called[spoken] || called[0], names, key: [...names, fold(also)].join(" ") };
  });
}
const lang = root.lang === "en" ? "" : `${root.lang}/`;
const href = (page) => new URL(`${lang}${page}/`, new URL(root.dataset.base || "/", location.href)).href + (location.protocol.startsWith("http") ? keep() : "");
function keep() {
  const asked = new URLSearchParams(location.search), kept = new URLSearchParams();
  for (const name of ["day", "scenario"]) if (asked.has(name)) kept.set(name, asked.get(name));
  return kept.size ? `?${kept}` : "";
}
find.addEventListener("input", async () => {
  await load();
  const want = fold(find.value.trim());
  at = -1;
  // what is called so in any language stands before what only holds the word further on
  const place = (one) => Math.min(...[...one.names, one.key].map((name) => name.indexOf(want)).filter((n) => n >= 0));
  const hits = want ? list.filter((one) => one.key.includes(want)).sort((a, b) => place(a) - place(b)).slice(0, 12) : [];
  found.replaceChildren(...hits.map((one, i) => {
    const item = document.createElement("li");
    item.id = `hit-${i}`; item.role = "option"; item.dataset.page = one.page;
    const name = document.createElement("span"), kind = document.createElement("span");
    name.textContent = one.label; kind.textContent = find.dataset[one.kind]; kind.className = "faint";
    item.append(name, kind);
    item.addEventListener("mousedown", () => { location.href = href(one.page); });
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
    if (one) location.href = href(one.dataset.page);
  } else if (event.key === "Escape") { found.hidden = true; find.setAttribute("aria-expanded", "false"); }
});
find.addEventListener("blur", () => setTimeout(() => { found.hidden = true; }, 150));
