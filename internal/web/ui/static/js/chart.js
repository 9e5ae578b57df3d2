// Charts: the option stands beside its place as JSON. Colours come from the style sheet, so both themes and the wall fit.
const charts = new Map(); // element → {chart, option}

function theme() {
  const css = getComputedStyle(document.documentElement);
  const v = (name) => css.getPropertyValue(`--${name}`).trim();
  const px = parseFloat(css.fontSize) / 16;
  const small = { color: v("ink-3"), fontSize: 12 * px };
  return {
    color: [v("accent"), "#9a9890", "#6f93b3", "#5c7f7a", "#8a7093", v("accent-line")],
    backgroundColor: "transparent",
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 * px, color: v("ink-2") },
    title: { show: false },
    grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
    legend: { top: 0, left: "auto", right: 0, itemWidth: 16, itemHeight: 8, itemGap: 16, icon: "rect", textStyle: { color: v("ink-2"), fontSize: 12 * px } },
    tooltip: {
      backgroundColor: v("paper"), borderColor: v("rule-2"), borderWidth: 1, padding: [8, 12],
      textStyle: { color: v("ink"), fontSize: 13 * px },
      axisPointer: { lineStyle: { color: v("rule-ctl"), width: 1 } },
    },
    categoryAxis: { axisLine: { show: true, lineStyle: { color: v("ink-3") } }, axisTick: { show: false }, axisLabel: { ...small, margin: 8 }, splitLine: { show: false } },
    valueAxis: { axisLine: { show: false }, axisTick: { show: false }, axisLabel: small, splitLine: { show: true, lineStyle: { color: v("rule"), width: 1 } }, splitNumber: 3, nameTextStyle: { ...small, align: "left" } },
    line: { symbol: "circle", symbolSize: 5, showSymbol: false, smooth: false, lineStyle: { width: 2 }, emphasis: { focus: "none" } },
    bar: { barMaxWidth: 20, barCategoryGap: "40%", itemStyle: { borderRadius: 0 } },
    scatter: { symbolSize: 7 },
    markLine: { symbol: "none", lineStyle: { color: v("ink"), type: "solid", width: 1.5 }, label: { color: v("ink"), fontSize: 12 * px } },
  };
}

function show(echarts, at, option) {
  const chart = echarts.init(at, theme(), { renderer: "svg" });
  chart.setOption({ animation: false, ...option });
  charts.set(at, { chart, option, echarts });
}

/** Draws into each of the elements. */
export async function draw(places) {
  for (const at of places) {
    if (charts.has(at)) continue;
    const echarts = await import(at.dataset.lib);
    show(echarts, at, JSON.parse(at.parentNode.querySelector("script[type='application/json']").textContent));
  }
}

new ResizeObserver(() => {
  for (const [at, { chart }] of charts) {
    if (at.isConnected) chart.resize();
    else {
      chart.dispose();
      charts.delete(at);
    }
  }
}).observe(document.getElementById("main") || document.body);

document.addEventListener("theme", () => {
  for (const [at, { chart, option, echarts }] of charts) {
    chart.dispose();
    show(echarts, at, option);
  }
});
