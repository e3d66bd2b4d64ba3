// Pictures: the chart library is fetched when the first of them comes into view. Colours are those of the style sheet.
import { slim } from "./slim.js";
let library = null;
const drawn = new Map();
const root = document.documentElement, style = () => getComputedStyle(root);
function paint(value, css) {
  if (Array.isArray(value)) return value.map((one) => paint(one, css));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, paint(one, css)]));
  return typeof value === "string" && value.startsWith("--") ? css.getPropertyValue(value).trim() || "transparent" : value;
}
async function draw(box) {
  library ||= import("./echarts.esm.min.js");
  const echarts = await library;
  const options = paint(slim(JSON.parse(box.querySelector("script").textContent), box.clientWidth), style());
  // richText: the library's HTML tooltip would need inline style, which the policy refuses
  if (options.tooltip) options.tooltip = { ...options.tooltip, renderMode: "richText" };
  if (options.aria) options.aria = { ...options.aria, enabled: false };
  let chart = drawn.get(box);
  if (!chart) {
    const ground = document.createElement("div");
    ground.className = box.className;
    box.append(ground);
    chart = echarts.init(ground, null, { renderer: "canvas" });
    drawn.set(box, chart);
    let phone = box.clientWidth <= 480;
    new ResizeObserver(() => { chart.resize(); if (phone !== box.clientWidth <= 480) { phone = !phone; draw(box); } }).observe(box);
  }
  chart.setOption({ animation: false, ...options }, true);
}
const seen = new IntersectionObserver((entries) => { for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); } }, { rootMargin: "300px" });
const look = () => { for (const box of document.querySelectorAll("[data-chart]:not([data-seen])")) { box.dataset.seen = ""; seen.observe(box); } };
look();
document.addEventListener("pictures", look);
const again = () => { for (const box of drawn.keys()) draw(box); };
document.addEventListener("theme", again);
// paper is white
let theme;
addEventListener("beforeprint", () => { theme = root.dataset.theme; root.dataset.theme = "light"; again(); });
addEventListener("afterprint", () => { if (theme) root.dataset.theme = theme; else delete root.dataset.theme; again(); });
