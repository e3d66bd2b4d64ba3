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
// A part of a row's words that is wider than its room is broken between words, and in Chinese never behind a number or a
// bracket that opens, within a day or a sum, nor within a name that no dictionary knows: one whose signs stand alone.
var HAN = /[\u3400-\u9fff]/, WORDS = typeof Intl === "object" && Intl.Segmenter ? new Intl.Segmenter("zh", { granularity: "word" }) : null;
var PIECE = /\uff08?(?:[0-9][0-9.,]* )?[\u3000-\uff07\uff09-\uffef]{1,6}[\u3001\u3002\uff0c\uff09\uff1b]? *|\uff08?[^ \u3000-\uffef]+ */g;
function atoms(part) {
  if (!WORDS || !HAN.test(part)) return part.match(PIECE) || [];
  var made = [], before = "";
  Array.from(WORDS.segment(part)).forEach(function (found) {
    var word = found.segment, alone = /^[^\u7684\u8207\u4e0e\u548c\u53ca]$/;
    var joined = /^[^\w\u3400-\u9fff\uff08$]/.test(word) || /[^\u3400-\u9fff)\uff09\u3001\uff0c\uff1a ]$|[0-9] $/.test(before);
    joined = joined || /[\u5104\u4ebf\u5146]$/.test(before) || (/\u5e74 ?$/.test(before) && /^[0-9\u7b2c]/.test(word)) || (HAN.test(word) && HAN.test(before) && alone.test(word) && alone.test(before));
    if (made.length && joined) made[made.length - 1] += word; else made.push(word);
    before = /^ +$/.test(word) ? before + word : word;
  });
  return made;
}
function broken(part, room) {
  return atoms(part).reduce(function (made, piece) {
    var last = made[made.length - 1];
    if (last && wide((last + piece).trimEnd()) <= room) made[made.length - 1] = last + piece; else made.push(piece);
    return made;
  }, []);
}
// Lines of at most so many columns, broken between parts where they can be.
function lines(text, room) {
  var made = [""];
  [].concat.apply([], text.map(function (part) { return wide(part) > room ? broken(part, room) : [part]; })).forEach(function (part) {
    var last = made.pop(), line = last ? last + " \u00b7 " + part : part;
    if (wide(line) <= room) made.push(line); else if (last) made.push(last, part); else made.push(part);
  });
  return made;
}
// Bars on a phone: the words stand above each bar, so that bars have the whole width. In a wide window they stand before
// it, where the library would break Chinese within a word.
function bars(options, width) {
  var axis = options.yAxis, series = options.series || [], ends = series[series.length - 1];
  if (!axis || axis.type !== "category" || !ends || ends.symbolSize !== 0.1) return options;
  if (width > 480) {
    return Object.assign({}, options, { yAxis: Object.assign({}, axis, { data: axis.data.map(function (name) {
      return HAN.test(name) ? lines(name.split(" \u00b7 "), 20).join("\n") : name;
    }), axisLabel: Object.assign({}, axis.axisLabel, axis.data.some(HAN.test, HAN) ? { overflow: "none" } : {}) }) });
  }
  var room = Math.floor((width - 36) / 5.6);
  // at most two lines, broken between parts and never within a number; a range that is left has its place in the rows below
  var words = axis.data.map(function (name, i) {
    var told = ends.data[i].label.formatter.split("\n");
    return lines((name + "  " + told[0]).split(" \u00b7 ").concat(told.slice(1)), room).slice(0, 2).join("\n");
  });
  var inside = { inside: true, margin: 2, verticalAlign: "bottom", padding: [0, 0, 7, 0], lineHeight: 12, fontSize: 11, overflow: "none" };
  return Object.assign({}, options, {
    grid: Object.assign({}, options.grid, { left: 6, right: 14 }),
    xAxis: Object.assign({}, options.xAxis, { axisLabel: Object.assign({}, options.xAxis.axisLabel, { alignMinLabel: "left", alignMaxLabel: "right" }) }),
    yAxis: Object.assign({}, axis, { data: words, name: "", z: 5, axisLabel: Object.assign({}, axis.axisLabel, inside), axisTick: { show: false } }),
    series: series.slice(0, -1).map(function (one) { return Object.assign({}, one, one.type === "bar" ? { barWidth: 8 } : { symbolSize: [3, 12] }); })
  });
}
