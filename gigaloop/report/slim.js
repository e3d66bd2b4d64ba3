// What a picture is in a window of this width. Names of lines stand in as many rows as they need, none behind a turn.
function slim(options, width) {
  if (options.legend && options.legend.type === "scroll") return named(options, width);
  return bars(options, width);
}
function wide(text) { return text.replace(/[^\u0000-\u02ff]/g, "xx").length; }
function named(options, width) {
  var room = width - 50, rows = 1, taken = 0;
  options.series.forEach(function (one) {
    var size = Math.min(40 + 6.6 * wide(one.name), room + 40);
    if (taken && taken + size > width - 10) { rows += 1; taken = 0; }
    taken += size;
  });
  var legend = Object.assign({}, options.legend, { type: "plain", left: "center" });
  legend.textStyle = Object.assign({}, legend.textStyle, { width: room, overflow: "truncate" });
  return Object.assign({}, options, { legend: legend, grid: Object.assign({}, options.grid, { top: 24 + 24 * rows }) });
}
// Bars on a phone: the words stand above each bar, so that bars have the whole width.
function bars(options, width) {
  var axis = options.yAxis, series = options.series || [], ends = series[series.length - 1];
  if (width > 480 || !axis || axis.type !== "category" || !ends || ends.symbolSize !== 0.1) return options;
  var room = Math.floor((width - 36) / 5.6);
  // a part that is wider than the picture is broken at spaces and, in Chinese, behind a few characters: not within a name,
  // behind a number, or behind a bracket that opens
  var PIECE = /\uff08?(?:[0-9][0-9.,]* )?[\u3000-\uff07\uff09-\uffef]{1,6}[\u3001\u3002\uff0c\uff09\uff1b]? *|\uff08?[^ \u3000-\uffef]+ */g;
  function pieces(part) {
    return (part.match(PIECE) || []).reduce(function (made, piece) {
      var last = made[made.length - 1];
      if (last && wide(last + piece) <= room) made[made.length - 1] = last + piece; else made.push(piece);
      return made;
    }, []);
  }
  // at most two lines, broken between parts and never within a number; a range that is left has its place in the rows below
  var words = axis.data.map(function (name, i) {
    var told = ends.data[i].label.formatter.split("\n"), lines = [""];
    [].concat.apply([], (name + "  " + told[0]).split(" \u00b7 ").concat(told.slice(1)).map(pieces)).forEach(function (part) {
      var last = lines.pop(), line = last ? last + " \u00b7 " + part : part;
      if (wide(line) <= room) lines.push(line); else if (last) lines.push(last, part); else lines.push(part);
    });
    return lines.slice(0, 2).join("\n");
  });
  var inside = { inside: true, margin: 2, verticalAlign: "bottom", padding: [0, 0, 7, 0], lineHeight: 12, fontSize: 11, overflow: "none" };
  return Object.assign({}, options, {
    grid: Object.assign({}, options.grid, { left: 6, right: 14 }),
    xAxis: Object.assign({}, options.xAxis, { axisLabel: Object.assign({}, options.xAxis.axisLabel, { alignMinLabel: "left", alignMaxLabel: "right" }) }),
    yAxis: Object.assign({}, axis, { data: words, name: "", z: 5, axisLabel: Object.assign({}, axis.axisLabel, inside), axisTick: { show: false } }),
    series: series.slice(0, -1).map(function (one) { return Object.assign({}, one, one.type === "bar" ? { barWidth: 8 } : { symbolSize: [3, 12] }); })
  });
}
