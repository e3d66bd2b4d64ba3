// The map's day: a step of the slider is classes, no request. The address keeps the day.
const steps = JSON.parse(document.getElementById("steps").textContent);
const told = JSON.parse(document.getElementById("told").textContent);
const slider = document.getElementById("day"), when = document.getElementById("when"), news = document.getElementById("news-text");
const svg = document.querySelector(".net");
const arrows = Object.entries(steps.arrows).map(([key, spans]) => {
  const path = document.getElementById(`a-${key}`), [from, to] = key.split(".");
  return { path, spans, from, to, base: path.getAttribute("class").replace(/ ?\b(w\d|u|fresh|hot)\b/g, "") };
});
const marks = new Map([...document.querySelectorAll(".mark")].map((mark) => [mark.id.slice(2), mark]));
const newest = steps.days.length - 1;
function on(spans, day) {
  let last = [0, 0, 0];
  for (const span of spans) { if (span[0] > day) break; last = span; }
  return last;
}
function go(day, keep = true) {
  const seen = new Set();
  for (const one of arrows) {
    const [start, width, signed] = on(one.spans, day);
    one.path.setAttribute("class", `${one.base} w${width}${signed ? "" : " u"}${width && start === day ? " fresh" : ""}`);
    if (width) { seen.add(one.from); seen.add(one.to); }
  }
  for (const [party, mark] of marks) mark.classList.toggle("away", !seen.has(party));
  when.textContent = told[day].day;
  news.textContent = told[day].text;
  slider.setAttribute("aria-valuetext", told[day].text);
  if (!keep) return;
  const url = new URL(location.href);
  if (day === newest) url.searchParams.delete("day"); else url.searchParams.set("day", steps.days[day]);
  history.replaceState(null, "", url);
  if (!("live" in document.documentElement.dataset)) return; // plain files know the newest day alone
  for (const link of document.querySelectorAll(".net a, .langs a, .top nav a")) {
    const target = new URL(link.getAttribute("href"), location.href);
    if (day === newest) target.searchParams.delete("day"); else target.searchParams.set("day", steps.days[day]);
    link.setAttribute("href", target.pathname + target.search + target.hash);
  }
}
slider.addEventListener("input", () => go(+slider.value));
const step = (by) => { slider.value = +slider.value + by; go(+slider.value); };
document.getElementById("back").addEventListener("click", () => step(-1));
document.getElementById("on").addEventListener("click", () => step(1));
const asked = new URLSearchParams(location.search).get("day");
if (asked) { const at = steps.days.findLastIndex((day) => day <= asked); if (at >= 0) { slider.value = at; go(at, false); } }
for (const [party, mark] of marks) {
  const hot = (yes) => { svg.classList.toggle("dim", yes); for (const one of arrows) one.path.classList.toggle("hot", yes && (one.from === party || one.to === party)); };
  for (const name of ["mouseenter", "focus"]) mark.addEventListener(name, () => hot(true));
  for (const name of ["mouseleave", "blur"]) mark.addEventListener(name, () => hot(false));
}
const one = document.getElementById("one");
one.addEventListener("change", () => { for (const bars of document.querySelectorAll(".narrow .bars")) bars.hidden = bars.dataset.party !== one.value; });
