// An article's proposals: the place in the text beside each, accept, edit, refuse, undo; nothing is written until "write" is pressed.
const form = document.getElementById("article"), text = document.getElementById("text"), file = document.getElementById("file");
const status = document.getElementById("status"), found = document.getElementById("reviewed"), list = document.getElementById("proposals"), aside = document.getElementById("aside");
const place = document.getElementById("place"), undo = document.getElementById("undo"), write = document.getElementById("write"), back = document.getElementById("back");
const { words, choices } = JSON.parse(document.getElementById("labels").textContent);
const FIELDS_OF = {
  figure: ["subject", "metric", "period", "period_end", "value", "known", "action"], event: ["subject", "event", "share", "happened", "action"],
  clause: ["target", "term", "value", "field", "holds", "between", "known", "action"],
  party: ["subject", "sector", "value", "action"],
};
const FIELDS = ["amount", "gw", "units", "share", "kind", "from", "to", "stage", "happened", "action", "target", "part_of"];
let steps = [], told = null, brought = "";
const make = (name, text, more = {}) => { const node = Object.assign(document.createElement(name), more); if (text !== undefined) node.textContent = text; return node; };
async function ask(more = {}) {
  status.textContent = words.working;
  const what = brought ? { file: brought, name: file.files[0]?.name.slice(-200) } : { text: text.value };
  const body = { ...what, steps, lang: document.documentElement.lang, publisher: document.getElementById("publisher").value, url: document.getElementById("url").value, ...more };
  return post(form.dataset.ask, body);
}
// what is answered; null, and the reason told, where it is refused
async function post(address, body) {
  const reply = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }), said = await reply.json();
  const told = said.problems?.flatMap((one) => [one.message, one.remedy]).filter(Boolean).map((one) => one + words.stop).join("");
  status.textContent = reply.ok ? "" : told || said.error || said.detail?.[0]?.msg || reply.statusText;
  return reply.ok ? said : null;
}
function mark(proposal) {
  const letters = [...told.text], ends = proposal.evidence.filter((one) => one.field !== "happened").map((one) => [one.start, one.end]).sort((a, b) => a[0] - b[0]);
  const parts = [];
  let at = 0;
  for (const [a, b] of ends) if (a >= at) { parts.push(letters.slice(at, a).join(""), make("mark", letters.slice(a, b).join(""))); at = b; }
  place.replaceChildren(...parts, letters.slice(at).join(""));
  place.querySelector("mark")?.scrollIntoView({ block: "nearest" });
}
async function step(...one) {
  steps.push(one);
  const next = await ask();
  if (next === null) steps.pop(); else { told = next; paint(); }
}
const called = (field) => words[`field.${field}`] || field;
// the text's telling and the book's, field by field
function side(there) {
  const table = make("table"), head = make("tr"), name = make("th", `${words.beside} `);
  name.append(there.deal ? make("a", there.row, { href: form.dataset.deal + there.deal }) : make("span", there.row));
  head.append(make("th", words.field), make("th", words.said), name);
  table.append(head);
  for (const [key, ours, theirs] of there.fields) {
    const row = make("tr");
    row.append(make("th", called(key), { scope: "row" }), make("td", ours || "\u2013"), make("td", theirs || "\u2013"));
    table.append(row);
  }
  return table;
}
// where one of the proposal's fields is changed: a choice where the book has words for it
function changer(proposal) {
  const field = make("select"), change = make("button", words.edit, { type: "button" }), box = make("span", undefined, { className: "row" });
  let value;
  const now = () => {
    const offers = choices[field.value], was = proposal[field.value] ?? "";
    const next = offers ? make("select") : make("input", undefined, { value: was });
    if (offers) next.append(make("option", "", { value: "" }), ...Object.entries(offers).map(([id, name]) => make("option", name, { value: id, selected: id === was })));
    next.setAttribute("aria-label", words.value);
    if (value) value.replaceWith(next);
    value = next;
  };
  field.setAttribute("aria-label", words.field);
  field.append(...(FIELDS_OF[proposal.action] || FIELDS).map((one) => make("option", called(one), { value: one })));
  field.addEventListener("change", now); now();
  change.addEventListener("click", () => step("edit", proposal.id, field.value, value.value));
  box.append(field, " ", value, " ", change);
  return box;
}
function card(proposal) {
  const item = make("li"), head = make("p"), row = make("p", undefined, { className: "row" });
  item.dataset.decision = proposal.decision;
  item.id = proposal.id;
  head.append(make("b", words[`action.${proposal.action}`]), ` ${proposal.line.join(" \u00b7 ")} `, make("em", words[`decision.${proposal.decision}`]));
  if (proposal.confidence !== null) head.append(make("span", ` ${Math.round(100 * proposal.confidence)}% ${words.often}`, { className: "faint" }));
  item.append(head);
  if (proposal.why) item.append(make("p", proposal.why, { className: "faint" }));
  if (proposal.beside) item.append(side(proposal.beside));
  const show = make("button", words.show, { type: "button" });
  show.addEventListener("click", () => mark(proposal));
  row.append(show);
  if (proposal.can) for (const what of ["accept", "refuse"]) {
    const button = make("button", words[what], { type: "button" });
    button.addEventListener("click", () => step(what, proposal.id));
    row.append(" ", button);
  }
  row.append(" ", changer(proposal));
  item.append(row);
  return item;
}
function paint() {
  const no = told.proposals.filter((one) => one.action === "refuse"), yes = told.proposals.filter((one) => one.action !== "refuse");
  list.replaceChildren(...yes.map(card));
  aside.replaceChildren(...no.map(card));
  aside.parentElement.hidden = !no.length;
  aside.parentElement.querySelector("summary").textContent = `${words.aside} (${no.length})`;
  status.textContent = told.proposals.length ? told.warnings.join(" ") : words.none;
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
  if (told.proposals.length) mark(told.proposals.find((one) => one.action !== "refuse") || told.proposals[0]); else place.textContent = told.text;
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
  const said = await post(`${form.dataset.back}?lang=${document.documentElement.lang}`, {});
  if (said === null) return;
  status.textContent = `${words.taken} ${said.taken_back.join(", ")}`;
  back.disabled = true;
});
