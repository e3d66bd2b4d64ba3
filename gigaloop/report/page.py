"""The page's style sheet and its script: small, plain, and nothing from outside."""

from __future__ import annotations

from gigaloop.figure.options import PALETTE

_LIGHT, _DARK = ("".join(f"{name}:{pair[i]};" for name, pair in PALETTE.items()) for i in (0, 1))

STYLE = (
    f":root{{{_LIGHT}color-scheme:light dark}}@media (prefers-color-scheme:dark){{:root{{{_DARK}}}}}"
    + """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);line-height:1.5;overflow-wrap:break-word;
font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK TC","PingFang TC","Microsoft JhengHei",sans-serif}
html[lang=zh-Hans] body{font-family:system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main,header{max-width:1240px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem}
h3{font-size:1rem;margin:1.4rem 0 .2rem}
h2{font-size:1.3rem;margin:2.6rem 0 .4rem;padding-top:.6rem;border-top:1px solid var(--line)}
p{max-width:78ch;margin:.4rem 0}
a{color:var(--compute)}
.faint,.facts{color:var(--faint);font-size:.86rem}
.facts{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.6rem 0 1rem;padding:0;list-style:none}
.facts b{color:var(--ink);font-weight:600}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;font-size:.9rem;margin:.6rem 0}
.said{list-style:none;padding:0;margin:1rem 0;display:grid;gap:.5rem 1.6rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
.said a{font-size:.86rem}
.lead{font-size:1.06rem;max-width:70ch}
.lang{display:inline-flex;gap:.4rem;float:right}
.lang button{font:inherit;font-size:.85rem;border:1px solid var(--line);background:none;color:var(--ink);
border-radius:4px;padding:.15rem .55rem;cursor:pointer}
.lang button[aria-pressed=true]{background:var(--compute);border-color:var(--compute);color:var(--paper)}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px;margin:.8rem 0}
.chart{width:100%}
.network .chart{min-width:1060px}
.rings .chart{min-width:640px}
.bars .chart,.fan .chart,.lines .chart{min-width:340px}
.waterfall .chart,.sankey .chart{min-width:520px}
.heatmap .chart{min-width:760px}
.wide{overflow:auto;max-height:30rem;border:1px solid var(--line);border-radius:6px;margin:.4rem 0}
table{border-collapse:collapse;font-size:.84rem;width:100%}
th,td{padding:.28rem .55rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{position:sticky;top:0;background:var(--paper);white-space:nowrap;z-index:1}
th button{all:unset;cursor:pointer;font-weight:600}
th button:focus-visible,.wide:focus-visible{outline:2px solid var(--compute)}
th[aria-sort=ascending] button::after{content:" \\25B2"}
th[aria-sort=descending] button::after{content:" \\25BC"}
td.w{white-space:nowrap}
th.n{text-align:right}
td details{display:inline}td summary{display:inline;margin:0}td details[open] summary{margin-right:.4em}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td{min-width:4.2rem;max-width:26rem}
td.pass{color:var(--chips);font-weight:600}
td.fail{color:var(--promise);font-weight:600}
td.sure{min-width:17rem;color:var(--faint)}
td a.s{font-size:.92em;text-decoration:none;margin-right:.35em;white-space:nowrap}
tr:target{background:color-mix(in srgb,var(--compute) 16%,transparent)}
summary{cursor:pointer;color:var(--compute);margin:.4rem 0}
.filter{font-size:.86rem;color:var(--faint)}
.filter input{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:4px;
padding:.15rem .4rem;width:14rem;max-width:60vw}
code{font:.84rem/1.5 ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.warn{border-left:3px solid var(--promise);padding-left:.7rem}
.mine{border:2px solid var(--promise);padding:.4rem .7rem}
footer{color:var(--faint);font-size:.84rem;padding:2rem 0}
span[lang]{display:none}
html[lang=en] span[lang=en],html[lang=zh-Hant] span[lang=zh-Hant],html[lang=zh-Hans] span[lang=zh-Hans]{display:inline}
@media (max-width:640px){body{font-size:14px}h1{font-size:1.45rem}main,header{padding:0 12px}.lang{float:none;margin:0 0 .6rem}}
@media print{.wide{max-height:none;overflow:visible}.filter,.lang,nav{display:none}}
"""
)

SCRIPT = """
(function () {
  var root = document.documentElement, drawn = [];
  function paint(value) {
    if (Array.isArray(value)) return value.map(paint);
    if (value && typeof value === "object") {
      var out = {};
      Object.keys(value).forEach(function (key) { out[key] = paint(value[key]); });
      return out;
    }
    if (typeof value === "string" && value.slice(0, 2) === "--") return getComputedStyle(root).getPropertyValue(value).trim();
    return value;
  }
  function draw() {
    drawn.forEach(function (chart) { chart.dispose(); });
    drawn = [];
    document.querySelectorAll(".chart").forEach(function (box) {
      var data = JSON.parse(document.getElementById(box.dataset.options).textContent)[root.lang];
      var chart = echarts.init(box, null, { renderer: "svg" });
      chart.setOption(paint(data));
      drawn.push(chart);
    });
  }
  function speak(language) {
    root.lang = language;
    document.querySelectorAll(".lang button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === language));
    });
    draw();
  }
  document.querySelectorAll(".lang button").forEach(function (button) {
    button.addEventListener("click", function () { speak(button.value); });
  });
  document.querySelectorAll(".filter input").forEach(function (input) {
    var rows = input.closest("label").nextElementSibling.querySelectorAll("tbody tr");
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      rows.forEach(function (row) { row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0; });
    });
  });
  var lists = JSON.parse(document.getElementById("lists").textContent);
  document.querySelectorAll("details[data-list]").forEach(function (more) {
    more.addEventListener("toggle", function () {
      if (more.childElementCount > 1) return;
      lists[more.dataset.list].forEach(function (source) {
        var link = document.createElement("a");
        link.className = "s";
        link.href = "#s-" + source;
        link.textContent = source;
        more.append(" ", link);
      });
    });
  });
  document.querySelectorAll("th button").forEach(function (button) {
    button.addEventListener("click", function () {
      var head = button.closest("th"), at = head.cellIndex, body = head.closest("table").tBodies[0];
      var down = head.getAttribute("aria-sort") === "ascending";
      head.parentNode.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      function key(row) {
        var cell = row.cells[at];
        return cell.dataset.v !== undefined ? Number(cell.dataset.v) : cell.classList.contains("n") ? null : cell.textContent;
      }
      Array.prototype.slice.call(body.rows).map(function (row) { return [key(row), row]; }).sort(function (a, b) {
        if (a[0] === null || b[0] === null) return (a[0] === null) - (b[0] === null);
        var order = typeof a[0] === "number" && typeof b[0] === "number" ? a[0] - b[0] : String(a[0]).localeCompare(String(b[0]));
        return down ? -order : order;
      }).forEach(function (pair) { body.appendChild(pair[1]); });
    });
  });
  var asked = new URLSearchParams(location.search).get("lang") || root.lang;
  window.addEventListener("resize", function () { drawn.forEach(function (chart) { chart.resize(); }); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  window.addEventListener("hashchange", show);
  function show() {
    var at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var box = at && at.closest("details");
    if (box) box.open = true;
    if (at) at.scrollIntoView({ block: "center" });
  }
  speak(["en", "zh-Hant", "zh-Hans"].indexOf(asked) < 0 ? "en" : asked);
  show();
})();
"""
