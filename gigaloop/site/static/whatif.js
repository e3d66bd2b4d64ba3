// Sliders: one request runs, the latest wins; the base stays behind as an outline; more paths are added on release.
const form = document.getElementById("levers"), outcome = document.getElementById("outcome"), status = document.getElementById("status");
const sentence = document.getElementById("sentence"), cancel = document.getElementById("cancel");
const deals = [...form.querySelectorAll("[data-deal]")], chosen = document.getElementById("chosen");
const picked = (what) => deals.filter((one) => one.value === what).map((one) => one.dataset.deal);
const { names, words, holders } = JSON.parse(document.getElementById("labels").textContent);
const inputs = [...form.querySelectorAll("input[type=range]")];
const lead = form.dataset.lead;
let running = null, number = 0, axes = {}, last = null;
const percent = (x) => (x > 0 && x < 0.005 ? "< 1%" : `${Math.round(x * 100)}%`);
const chinese = document.documentElement.lang.startsWith("zh");
const plain = (x) => (+x.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
// as people write them: no more than three digits, and hundreds of millions in Chinese
const money = (x) => (x > 0 && x < 0.05 ? (chinese ? "< 0.5" : "< 0.1") : plain(chinese ? 10 * x : x));
// Chinese as it is set: a space beside Latin words and digits, none between two characters
const spaced = (text) => (chinese ? text.replace(/(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])/g, "").replace(/([\w%)])(?=[\u4e00-\u9fff])/g, "$1 ").replace(/([\u4e00-\u9fff])(?=[\w(])/g, "$1 ") : text);
const show = (input) => {
  const by = Math.round((input.value - 1) * 100);
  input.previousElementSibling.textContent = input.dataset.verb === "add" ? `${(input.value * 100).toFixed(2)} ${words.points}` : `${by > 0 ? "+" : by < 0 ? "\u2212" : ""}${Math.abs(by)}%`;
};
const sum = (parts) => parts.reduce((a, b) => a + b, 0);
// rows of [label, parts now, parts of the base, address]; the base is the outline behind
function bars(id, rows, say, least = 0) {
  const box = document.getElementById(id);
  // fixed axes: those of the base, widened only when something no longer fits
  axes[id] = Math.max(axes[id] || least, ...rows.flatMap(([, now, base]) => [sum(now), sum(base)]).map((x) => x * (least ? 1 : 1.15))) || 1;
  const most = axes[id];
  box.replaceChildren(...rows.map(([label, now, base, href]) => {
    const row = document.createElement("div"), name = document.createElement("span"), value = document.createElement("b");
    row.className = "out";
    if (href) { const link = document.createElement("a"); link.href = href; link.textContent = label; name.append(link); } else name.textContent = label;
    value.textContent = say(sum(now), now);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 100 10"); svg.setAttribute("preserveAspectRatio", "none"); svg.setAttribute("aria-hidden", "true");
    let x = 0;
    const put = (kind, at, size) => {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [key, text] of Object.entries({ class: kind, x: at, y: 1, height: 8, width: Math.max(0, Math.min(100 - at, 100 * size / most)) })) rect.setAttribute(key, text);
      svg.append(rect);
    };
    now.forEach((size, i) => { put(now.length > 1 ? `r${i}` : "now", x, size); x += 100 * size / most; });
    put("was", 0, sum(base));
    row.append(name, svg, value);
    return row;
  }));
  if (!rows.length) box.textContent = words.none;
}
// The address behind # keeps the sliders, and the deals where none is private; it never goes to the server.
const open = () => (document.querySelector(".mine") ? [] : deals.filter((one) => one.value));
function keep() {
  const told = new URLSearchParams([...inputs.filter((one) => +one.value !== +one.dataset.rest).map((one) => [one.name, one.value]), ...open().map((one) => [one.dataset.deal, one.value])]);
  history.replaceState(null, "", `${location.pathname}${location.search}${told.size ? `#${told}` : ""}`);
}
function recall() {
  const told = new URLSearchParams(location.hash.slice(1));
  for (const one of inputs) one.value = told.get(one.name) ?? one.dataset.rest;
  for (const one of deals) one.value = told.get(one.dataset.deal) ?? "";
  const n = open().length;
  chosen.textContent = n ? `(${n})` : "";
}
const save = document.getElementById("save");
save.addEventListener("click", () => {
  const rows = Object.keys(last.base).filter((what) => typeof last.base[what] === "object").flatMap((what) =>
    Object.keys({ ...last.base[what], ...last.now[what] }).map((key) => [what, key, ...[last.now, last.base].map((one) => sum([one[what]?.[key] ?? 0].flat()))]));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([[["what", "key", "now", "base"], ...rows].map((row) => row.join(",")).join("\n"), "\n"], { type: "text/csv" }));
  link.download = "what-if.csv";
  link.click();
  URL.revokeObjectURL(link.href);
});
function paint({ now, base }) {
  last = { now, base };
  save.disabled = false;
  const sums = (one) => Object.values(one.fails).map(sum);
  const parties = Object.keys(base.fails).filter((key) => sum(now.fails[key] || []) + sum(base.fails[key]) > 0);
  const fates = (one) => [0, ...(one || [0, 0])]; // colours as of the legend: fails, then changes its deals
  bars("fails", parties.map((key) => [names[key][0], fates(now.fails[key]), fates(base.fails[key]), names[key][1]]), (all, [, fails, changes]) => `${percent(fails)} + ${percent(changes)}`, 1);
  bars("losses", Object.keys(base.losses).map((key) => [holders[key], now.losses[key] || [0], base.losses[key]]), money);
  const callers = [...new Set([...Object.keys(base.called), ...Object.keys(now.called)])].filter((key) => (now.called[key] || 0) + (base.called[key] || 0) > 0.0005).slice(0, 8);
  bars("called", callers.map((key) => [names[key]?.[0] || key, [now.called[key] || 0], [base.called[key] || 0], names[key]?.[1]]), money);
  bars("gap", [words.low, words.mid, words.high].map((label, i) => [label, [now.gap[i]], [base.gap[i]]]), money);
  for (const id of ["rent", "gw"]) bars(id, Object.keys(base[id]).map((year) => [year, [now[id][year] ?? 0], [base[id][year]]]), plain);
  const moved = inputs.some((input) => input.value !== input.dataset.rest && +input.value !== +input.dataset.rest) || deals.some((one) => one.value);
  const hit = parties.filter((key) => key !== lead).map((key) => [key, sums({ fails: { a: now.fails[key] || [0, 0] } })[0] - sums({ fails: { a: base.fails[key] } })[0]]).sort((a, b) => b[1] - a[1]).filter(([, by]) => by > 0.005).slice(0, 2);
  const put = (text, places) => text.replace(/\{(\w+)\}/g, (all, key) => places[key] ?? all);
  if (base.fails[lead]) sentence.textContent = spaced(put(moved ? words.says : words.base, { party: names[lead][0], now: percent((now.fails[lead] || [0])[0]), base: percent(base.fails[lead][0]), who: hit.map(([key, by]) => `${names[key][0]} (+${Math.round(by * 100)} ${words.points})`).join(chinese ? "\u3001" : ", ") || "\u2013" }));
  outcome.classList.remove("old");
  status.textContent = put(words.paths, { n: now.paths.toLocaleString("en") });
}
async function ask(paths) {
  running?.abort();
  keep();
  const mine = ++number, control = running = new AbortController();
  const levers = Object.fromEntries(inputs.filter((input) => +input.value !== +input.dataset.rest).map((input) => [input.name, +input.value]));
  outcome.classList.add("old");
  cancel.hidden = false;
  status.textContent = words.working;
  try {
    const reply = await fetch(form.dataset.ask, { method: "POST", signal: control.signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ levers, off: picked("off"), full: picked("full"), paths }) });
    if (!reply.ok) { const told = await reply.json(); status.textContent = told.problems?.[0]?.message || told.error || reply.statusText; return; }
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) if (mine === number && line) { const told = JSON.parse(line); if (told.problems) status.textContent = told.problems[0].message; else paint(told); }
    }
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = String(error);
  } finally {
    if (mine === number) cancel.hidden = true;
  }
}
recall();
let due = 0;
for (const input of inputs) {
  show(input);
  input.addEventListener("input", () => { show(input); clearTimeout(due); due = setTimeout(() => ask(1000), 15); });
  input.addEventListener("change", () => { clearTimeout(due); ask(10000); });
}
for (const one of deals) one.addEventListener("change", () => { const n = deals.filter((each) => each.value).length; chosen.textContent = n ? `(${n})` : ""; ask(10000); });
form.addEventListener("reset", () => setTimeout(() => { inputs.forEach(show); chosen.textContent = ""; ask(1000); }));
form.addEventListener("submit", (event) => event.preventDefault());
cancel.addEventListener("click", () => { running?.abort(); cancel.hidden = true; outcome.classList.remove("old"); });
ask(1000);
