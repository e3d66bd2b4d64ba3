(function () {
  "use strict";
  var root = document.documentElement, at = 0, charts = new Map(), grids = [], data = null;

  function word(place) {
    var told = data.words[place];
    return typeof told === "string" ? told : told[at];
  }
  function element(name, text, attributes) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }

  // tables

  function text(table, column, row) {
    if (column.k === "c") return data.lists[column.w[row]].map(source).join("; ");
    return filled(table, column.w[row], row);
  }
  function filled(table, place, row) {
    return table.e.reduce(function (told, ends, end) {
      return told.split(data.holes[end]).join(word(ends[row]));
    }, word(place));
  }
  function source(place) {
    var of = data.tables.sources.c;
    return ((word(of[1].w[place]) || word(of[0].w[place])) + " " + word(of[2].w[place])).trim();
  }
  function link(address, told, title) {
    var about = title ? { title: title } : {};
    if (!address) return element("span", told, about);
    return element("a", told, Object.assign({ rel: "noreferrer noopener", href: address }, about));
  }
  function cited(cell, places, most) {
    var of = data.tables.sources.c[0];
    cell.textContent = "";
    places.slice(0, most).forEach(function (place, i) {
      if (i) cell.append("; ");
      cell.append(link(of.u[place], source(place), word(of.w[place])));
    });
    if (places.length <= most) return;
    var more = element("button", "+" + (places.length - most), { type: "button", "class": "more" });
    more.addEventListener("click", function () { cited(cell, places, places.length); });
    cell.append(" ", more);
  }
  function found(grid) {
    var table = grid.table, rows = table.c[0].w.map(function (_, row) { return row; });
    var wanted = grid.find.value.trim().toLowerCase();
    if (wanted) rows = rows.filter(function (row) {
      return table.c.some(function (column) { return text(table, column, row).toLowerCase().indexOf(wanted) >= 0; });
    });
    if (grid.by === null) return rows;
    var column = table.c[grid.by], way = grid.down ? -1 : 1;
    return rows.sort(function (a, b) {
      if (!column.v) return way * text(table, column, a).localeCompare(text(table, column, b), root.lang);
      var x = column.v[a], y = column.v[b];
      if (x === null || y === null) return (x === null) - (y === null);
      return way * (x - y);
    });
  }
  function show(grid) {
    var table = grid.table, rows = found(grid), last = Math.max(0, Math.ceil(rows.length / data.size) - 1);
    grid.page = Math.min(Math.max(grid.page, 0), last);
    var first = grid.page * data.size, shown = rows.slice(first, first + data.size);
    var heads = element("tr"), body = element("tbody");
    table.h.forEach(function (head, i) {
      var cell = element("th", "", { scope: "col", "class": table.c[i].k });
      var button = element("button", word(head), { type: "button" });
      if (grid.by === i) cell.setAttribute("aria-sort", grid.down ? "descending" : "ascending");
      button.addEventListener("click", function () {
        grid.down = grid.by === i && !grid.down;
        grid.by = i;
        grid.page = 0;
        show(grid);
        grid.box.querySelectorAll("th button")[i].focus();
      });
      cell.append(button);
      heads.append(cell);
    });
    shown.forEach(function (row) {
      var line = element("tr", "", table.r.length ? { id: table.r[row] } : {});
      if (grid.at === row) line.className = "at";
      table.c.forEach(function (column, i) {
        var cell = element("td", "", { "class": column.k, "data-h": word(table.h[i]) });
        if (column.k === "c") cited(cell, data.lists[column.w[row]], data.links);
        else if (column.k === "u" && column.u[row]) cell.append(link(column.u[row], text(table, column, row)));
        else cell.textContent = text(table, column, row);
        if (column.l && word(column.l[row])) cell.append(element("small", filled(table, column.l[row], row)));
        line.append(cell);
      });
      body.append(line);
    });
    grid.box.querySelector("thead").replaceChildren(heads);
    grid.box.querySelector("tbody").replaceWith(body);
    var told = { first: rows.length ? first + 1 : 0, last: first + shown.length, all: rows.length };
    grid.count.textContent = word(data.say.rows).replace(/\{(\w+)\}/g, function (_, name) { return told[name]; });
    grid.back.textContent = word(data.say.back);
    grid.next.textContent = word(data.say.next);
    grid.label.firstChild.textContent = word(data.say.filter) + " ";
    grid.back.disabled = grid.page === 0;
    grid.next.disabled = grid.page === last;
  }
  function start(box) {
    var grid = { box: box, table: data.tables[box.dataset.grid], by: null, down: false, page: 0, at: null };
    if (!grid.table.c.length) return;
    grid.label = element("label", " ", { "class": "filter" });
    grid.find = element("input", "", { type: "search" });
    grid.label.append(grid.find);
    grid.count = box.querySelector(".count");
    grid.count.setAttribute("aria-live", "polite");
    var turn = element("p", "", { "class": "turn" });
    ["back", "next"].forEach(function (name) {
      grid[name] = element("button", " ", { type: "button" });
      grid[name].addEventListener("click", function () {
        grid.page += name === "next" ? 1 : -1;
        show(grid);
      });
    });
    turn.append(grid.back, " ", grid.next);
    grid.find.addEventListener("input", function () { grid.page = 0; show(grid); });
    if (grid.table.c[0].w.length > data.size) {
      box.prepend(grid.label);
      box.append(turn);
    }
    grids.push(grid);
  }

  // pictures

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
  function draw(box) {
    if (charts.has(box)) charts.get(box).dispose();
    if (!box.offsetWidth) { charts.delete(box); return; }
    var chart = echarts.init(box, null, { renderer: "svg" });
    var options = paint(slim(data.pictures[box.dataset.picture][root.lang], box.offsetWidth));
    chart.setOption(Object.assign({ animation: false }, options), true);
    charts.set(box, chart);
  }
  var boxes = Array.prototype.slice.call(document.querySelectorAll(".chart"));
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) { if (entry.isIntersecting && !charts.has(entry.target)) draw(entry.target); });
  }, { rootMargin: "400px" });
  function again() { charts.forEach(function (_, box) { draw(box); }); }

  // the page

  function speak(language) {
    root.lang = language;
    document.querySelectorAll(".lang button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === language));
    });
    if (!data) return;
    at = data.languages.indexOf(language);
    grids.forEach(show);
    again();
  }
  function go() {
    var wanted = decodeURIComponent(location.hash.slice(1)), target = document.getElementById(wanted);
    grids.forEach(function (grid) {
      var row = wanted ? grid.table.r.indexOf(wanted) : -1;
      if (row < 0) return;
      grid.find.value = "";
      grid.at = row;
      grid.page = Math.floor(found(grid).indexOf(row) / data.size);
      show(grid);
      target = document.getElementById(wanted);
    });
    if (!target) return;
    var box = target.closest("details");
    if (box) box.open = true;
    target.scrollIntoView({ block: "center" });
  }
  function begin(told) {
    data = told;
    document.querySelectorAll("[data-grid]").forEach(start);
    speak(root.lang);
    boxes.forEach(function (box) { seen.observe(box); });
    window.addEventListener("resize", function () { charts.forEach(function (chart, box) { if (box.offsetWidth) chart.resize(); }); });
    // paper is narrower than a wide window: what stands in that is drawn whole, and made smaller by the style sheet
    window.addEventListener("beforeprint", function () {
      root.classList.add("paper");
      root.classList.toggle("whole", innerWidth > 1000);
      boxes.forEach(draw);
      document.querySelectorAll(".chart svg").forEach(function (one) { one.setAttribute("viewBox", "0 0 " + one.getAttribute("width") + " " + one.getAttribute("height")); });
    });
    window.addEventListener("afterprint", function () {
      root.classList.remove("paper");
      boxes.forEach(draw);
    });
    window.addEventListener("hashchange", go);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    go();
    root.dataset.ready = "yes";
  }
  var buttons = Array.prototype.slice.call(document.querySelectorAll(".lang button"));
  var asked = new URLSearchParams(location.search).get("lang");
  buttons.forEach(function (button) { button.addEventListener("click", function () { speak(button.value); }); });
  speak(buttons.some(function (button) { return button.value === asked; }) ? asked : root.lang);
  // a browser that cannot unpack the data (before 2023) shows the first rows, as one without script does
  var bytes = Uint8Array.from(atob(document.getElementById("data").textContent), function (one) { return one.charCodeAt(0); });
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json().then(begin);
})();
