// Bars on a phone: the words stand above each bar, so that bars have the whole width.
function slim(options, width) {
  var axis = options.yAxis, series = options.series || [], ends = series[series.length - 1];
  if (width > 480 || !axis || axis.type !== "category" || !ends || ends.symbolSize !== 0.1) return options;
  var words = axis.data.map(function (name, i) { return name + "  " + ends.data[i].label.formatter.split("\n").join(" \u00b7 "); });
  var inside = { inside: true, margin: 2, verticalAlign: "bottom", padding: [0, 0, 9, 0], width: width - 36, lineHeight: 13, fontSize: 11 };
  return Object.assign({}, options, {
    grid: Object.assign({}, options.grid, { left: 6, right: 14 }),
    yAxis: Object.assign({}, axis, { data: words, z: 5, axisLabel: Object.assign({}, axis.axisLabel, inside), axisTick: { show: false } }),
    series: series.slice(0, -1)
  });
}
