// Bars on a phone: the words stand above each bar, so that bars have the whole width.
function slim(options, width) {
  var axis = options.yAxis, series = options.series || [], ends = series[series.length - 1];
  if (width > 480 || !axis || axis.type !== "category" || !ends || ends.symbolSize !== 0.1) return options;
  var room = 2 * Math.floor((width - 36) / 5.6);
  function wide(text) { return text.replace(/[^\u0000-\u02ff]/g, "xx").length; }
  // the number, and the range where two lines hold it: the rows below have all
  var words = axis.data.map(function (name, i) {
    var told = ends.data[i].label.formatter.split("\n"), whole = name + "  " + told.join(" \u00b7 ");
    return wide(whole) <= room ? whole : name + "  " + told[0];
  });
  var inside = { inside: true, margin: 2, verticalAlign: "bottom", padding: [0, 0, 9, 0], width: width - 36, lineHeight: 13, fontSize: 11 };
  return Object.assign({}, options, {
    grid: Object.assign({}, options.grid, { left: 6, right: 14 }),
    yAxis: Object.assign({}, axis, { data: words, name: "", z: 5, axisLabel: Object.assign({}, axis.axisLabel, inside), axisTick: { show: false } }),
    series: series.slice(0, -1)
  });
}
