// An article's proposals: the place in the text beside each, accept, edit, refuse, undo; nothing is written until "write" is pressed.
const form = document.getElementById("article"), text = document.getElementById("text"), file = document.getElementById("file");
const status = document.getElementById("status"), found = document.getElementById("reviewed"), list = document.getElementById("proposals");
const place = document.getElementById("place"), undo = document.getElementById("undo"), write = document.getElementById("write"), back = document.getElementById("back");
const { words, kinds, stages } = JSON.parse(document.getElementById("labels").textContent);
const FIELDS_OF = {
  figure: ["subject", "metric", "period", "period_end", "value", "known", "action"], event: ["subject", "event", "share", "happened", "action"],
  clause: ["target", "term", "value", "field", "holds", "between", "known", "action"],
  party: ["subject", "sector", "value", "action"],
};
const FIELDS = ["kind", "from", "to", "amount", "gw", "units", "share", "stage", "happened", "action"];
let steps = [], told = null, brought = "";
const make = (name, text, more = {}) => { const node = Object.assign(document.createElement(name), more); if (text !== undefined) node.textContent = text; return node; };
async function ask(more = {}) {
  status.textContent = words.working;
  const what = brought ? { file: brought } : { text: text.value };
  const body = { ...what, steps, publisher: document.getElementById("publisher").value, url: document.getElementById("url").value, ...more };
  const reply = await fetch(form.dataset.ask, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const said = await reply.json();
  if (reply.ok) { status.textContent = ""; return said; }
  const wrong = said.problems?.map((one) => `${one.message}. ${one.remedy}.`).join(" ") || said.error || said.detail?.[0]?.msg || reply.statusText;
  status.textContent = wrong;
  return null;
}
function mark(proposal) {
  const letters = [...told.text], ends = proposal.evidence.filter((one) => one.field !== "happened").map((one) => [one.start, one.end]).sort((a, b) => a[0] - b[0]);
  const parts = [];
  let at = 0;
  for (const [a, b] of ends) if (a >= at) { parts.push(letters.slice(at, a).join(""), make("mark", letters.slice(a, b).join(""))); at = b; }
  place.replaceChildren(...parts, letters.slice(at).join(""));
  place.querySelector("mark")?.scrollIntoView({ block: "nearest" });
}
function line(proposal) {
  if (proposal.metric || proposal.event) return [proposal.names[0], proposal.metric, proposal.period, proposal.value, proposal.share === null ? "" : `${+(100 * proposal.share).toPrecision(3)} %`, proposal.event, proposal.happened].filter(Boolean).join(" \u00b7 ");
  if (proposal.action === "party") return [proposal.subject_text, proposal.subject, proposal.value, proposal.sector].filter(Boolean).join(" \u00b7 ");
  if (proposal.term) return [proposal.between, proposal.term, proposal.value, proposal.field ? `${proposal.field} = ${proposal.holds}` : ""].filter(Boolean).join(" \u00b7 ");
  const dollars = proposal.amount_usd_bn !== null && proposal.amount && !proposal.amount.includes("USD") ? `= ${+proposal.amount_usd_bn.toPrecision(3)} bn USD` : "";
  const power = proposal.gw === null ? "" : `${proposal.gw} GW`;
  return [kinds[proposal.kind] || "", proposal.kind ? proposal.names.join(" \u2192 ") : "", proposal.amount, dollars, power, proposal.units, stages[proposal.stage] || proposal.stage, proposal.happened].filter(Boolean).join(" \u00b7 ");
}
async function step(...one) {
  steps.push(one);
  const next = await ask();
  if (next === null) steps.pop(); else { told = next; paint(); }
}
// the text's telling and the book's, field by field
function side(proposal) {
  const there = proposal.beside, table = make("table"), keys = Object.keys(there).filter((key) => !["deal", "leg", "row"].includes(key) && there[key] !== "");
  const head = make("tr"), name = make("th", `${words.beside} `);
  name.append(there.deal ? make("a", there.leg, { href: form.dataset.deal + there.deal }) : make("span", there.row || there.leg));
  head.append(make("th", words.field), make("th", words.said), name);
  table.append(head);
  const told = (key, value) => (key === "kind" ? kinds[value] : key === "stage" ? stages[value] : value) || value || "\u2013";
  for (const key of keys) {
    const row = make("tr"), ours = proposal[key === "amount" && !proposal.amount && proposal.gw !== null ? "gw" : key];
    row.append(make("th", key, { scope: "row" }), make("td", told(key, ours)), make("td", told(key, there[key])));
    table.append(row);
  }
  return table;
}
function paint() {
  list.replaceChildren(...told.proposals.map((proposal) => {
    const item = make("li"), head = make("p"), row = make("p", undefined, { className: "row" });
    item.dataset.decision = proposal.decision;
    item.id = proposal.id;
    head.append(make("b", words[`action.${proposal.action}`] || proposal.action), ` ${line(proposal)} `, make("em", words[`decision.${proposal.decision}`]));
    if (proposal.confidence !== null) head.append(make("span", ` ${Math.round(100 * proposal.confidence)} % ${words.often}`, { className: "faint" }));
    item.append(head);
    if (proposal.reason) item.append(make("p", proposal.reason, { className: "faint" }));
    if (proposal.beside) item.append(side(proposal));
    const show = make("button", words.show, { type: "button" });
    show.addEventListener("click", () => mark(proposal));
    row.append(show);
    if (proposal.can) for (const what of ["accept", "refuse"]) {
      const button = make("button", words[what], { type: "button" });
      button.addEventListener("click", () => step(what, proposal.id));
      row.append(" ", button);
    }
    const field = make("select"), value = make("input"), change = make("button", words.edit, { type: "button" });
    field.setAttribute("aria-label", words.field); value.setAttribute("aria-label", words.value);
    field.append(...(FIELDS_OF[proposal.action] || FIELDS).map((name) => make("option", name, { value: name })));
    const now = () => { value.value = proposal[field.value] ?? ""; };
    field.addEventListener("change", now); now();
    change.addEventListener("click", () => step("edit", proposal.id, field.value, value.value));
    row.append(" ", field, value, change);
    item.append(row);
    return item;
  }));
  undo.disabled = !steps.length;
  write.disabled = !told.proposals.some((one) => one.decision === "accepted");
  found.hidden = false;
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  steps = [];
  told = await ask();
  if (told === null) return;
  if (brought) { text.value = told.text; }
  paint();
  if (told.proposals.length) mark(told.proposals[0]); else { place.textContent = told.text; status.textContent = words.none; }
});
file.addEventListener("change", async () => {
  const chosen = file.files[0];
  brought = "";
  if (!chosen) return;
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8190) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8190)));
  brought = btoa(parts.join(""));
  text.value = chosen.name;
});
text.addEventListener("input", () => { brought = ""; });
undo.addEventListener("click", async () => { steps.pop(); const next = await ask(); if (next) { told = next; paint(); } });
write.addEventListener("click", async () => {
  const next = await ask({ write: true });
  if (next === null) return;
  status.replaceChildren(`${words.written} ${next.written.join(", ")}. `);
  for (const name of next.written.filter((one) => one.startsWith("deals/"))) { const deal = name.slice(6, -5); status.append(make("a", deal, { href: form.dataset.deal + deal })); }
  steps = [];
  write.disabled = undo.disabled = true;
  back.disabled = false;
});
back.addEventListener("click", async () => {
  const reply = await fetch(form.dataset.back, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }), said = await reply.json();
  status.textContent = reply.ok ? `${words.taken} ${said.taken_back.join(", ")}` : said.problems?.map((one) => `${one.message}. ${one.remedy}.`).join(" ") || said.error || reply.statusText;
  if (reply.ok) back.disabled = true;
});
