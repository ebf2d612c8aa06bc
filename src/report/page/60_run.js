// One run of the page: what it was, its few numbers, its charts, its steps.

// -1: nobody asked for it at that moment, so no gap. Null stays: it could not be read.
function readings(curve) { return curve.values.map((value) => (value === -1 ? undefined : value)); }

function curveOf(run, kind) { return run.curves.find((curve) => curve.kind === kind && curve.read); }

function highestOf(curves) {
  let top = 0;
  for (const curve of curves) for (const value of curve.values) if (value > top) top = value;
  return top;
}

// The highest within each step, by the kernel's own count, as a line that lasts as long as the step.
function peaks(run) {
  const {rows} = run.steps;
  let next = 0;
  return run.at.map((at) => {
    while (next < rows.length && rows[next].at < at - 1e-9) next += 1;
    return next < rows.length ? rows[next].bytes.peak : undefined;
  });
}

function ramCurves(run) {
  const curves = [];
  for (const [kind, stacked] of [['anon', true], ['file', true], ['shmem', true], ['rss', false], ['own', false]]) {
    const curve = curveOf(run, kind);
    if (curve) curves.push({key: kind, label: curve.label, colour: kind, stacked, values: readings(curve), width: kind === 'rss' ? 1 : 1.6});
  }
  const peak = peaks(run);
  if (peak.some((value) => typeof value === 'number'))
    curves.push({key: 'peak', label: words.peak, colour: 'peak', dash: [4, 3], width: 1, stepped: true, values: peak});
  return curves;
}

function vramCurves(run) {
  const ids = [...new Set(run.curves.filter((curve) => curve.card !== undefined).map((curve) => curve.card))];
  return run.curves.filter((curve) => curve.card !== undefined && curve.read).map((curve) => ({
    key: `${curve.kind} ${ids.indexOf(curve.card)}`, label: curve.label, colour: `card${ids.indexOf(curve.card) % 4}`,
    fill: curve.kind === 'process', dash: curve.kind === 'card' ? [5, 3] : undefined, more: curve.total, values: readings(curve),
  }));
}

function systemCurves(run) {
  const curve = curveOf(run, 'system');
  return curve ? [{key: 'system', label: curve.label, colour: 'system', fill: true, values: readings(curve)}] : [];
}

const chartKinds = [
  {key: 'ram', title: words.ram, unit: 'bytes', height: 270, labels: true, curves: ramCurves},
  {key: 'vram', title: words.vram, unit: 'bytes', height: 170, curves: vramCurves},
  {key: 'system', title: words.system, unit: 'percent', height: 130, curves: systemCurves},
];

// The same height means the same bytes in every run of the page.
const chartTops = {};
for (const kind of chartKinds)
  chartTops[kind.key] = Math.max(2 ** 20, ...data.runs.map((run) => highestOf(kind.curves(run))));

// Of percents, the first round number above the highest.
chartTops.system = [5, 10, 25, 50].find((top) => top > Math.max(...data.runs.map((run) => highestOf(systemCurves(run))))) ?? 100;

function shortName(name, index) { return /^\d\w{0,3}(?=\s)/.exec(name)?.[0] ?? String(index + 1); }

function marksOf(run) {
  return {
    steps: run.steps.rows.map((row, index) => ({at: row.at, name: row.name, label: shortName(row.name, index), index})),
    parts: run.steps.parts,
    turnTimes: run.turns.map(([at]) => at),
    turns: run.turns.map(([at, number, prompt, reply]) => ({at, text: say(words.message, number, prompt, reply)})),
  };
}

// "3.20 s, 4 first reply, message 1 (21 + 32 tokens)": the step that is under way, the last message.
function momentText(group, marks, index) {
  const parts = [timeText(group.at[index])];
  const step = group.stepOf(index);
  if (step) parts.push(step.name);
  if (marks.turns.length > 0) {
    const turn = marks.turns[lastUpTo(marks.turnTimes, group.at[index])];
    if (turn.at <= group.at[index]) parts.push(turn.text);
  }
  return parts.join(', ');
}

// The line above charts: where the cursor is, and what can be done there.
function cursorLine(group, told) {
  const text = make('p', {class: 'now'}, '');
  const step = make('button', {type: 'button', disabled: true, click: () => {
    const under = group.stepOf(group.index);
    if (under) group.zoomStep(under);
  }}, words.zoom_step);
  const whole = make('button', {type: 'button', disabled: true, class: 'whole', click: () => group.reset()}, words.whole);
  group.onMove.push((index) => {
    text.textContent = told(index);
    step.disabled = group.stepOf(index) === null;
  });
  group.onZoom.push(() => { whole.disabled = !group.zoomed(); });
  return make('div', {class: 'cursor'}, text, step, whole);
}

const paperWidth = 680;  // A4 and Letter, less their margins
const fits = [];

// Draws charts once they stand in the page, and again when their width changes.
function keepDrawn(host, charts) {
  const fit = () => {
    const width = printing ? paperWidth : Math.floor(host.clientWidth);
    if (width <= 0) return;
    for (const chart of charts) if (chart.plot) chart.resize(width); else chart.draw(width);
  };
  new ResizeObserver(fit).observe(host);
  onTheme.push(() => { for (const chart of charts) chart.plot?.redraw(false); });
  fits.push(fit);
  return fit;
}

function runCharts(run, group, marks) {
  const host = make('div', {class: 'charts'}, cursorLine(group, group.told));
  const charts = [];
  for (const kind of chartKinds) {
    const curves = kind.curves(run);
    if (curves.length === 0) continue;
    const chart = new Chart(group, {...kind, curves, marks, top: chartTops[kind.key]});
    charts.push(chart);
    host.append(chart.figure);
  }
  const absent = run.curves.flatMap((curve) => curve.absent);
  if (run.no_cards) absent.push(run.no_cards);
  host.append(make('ul', {class: 'lines'}, make('li', {}, run.drawn), ...absent.map((line) => make('li', {}, line)),
    make('li', {class: 'hint'}, words.hint)));
  keepDrawn(host, charts);
  return host;
}

function tiles(run) {
  return make('dl', {class: 'tiles'}, ...run.tiles.map((tile) => make('div', {}, make('dt', {}, tile.label),
    make('dd', {}, tile.value), make('dd', {}, tile.note))));
}

function runSection(run, index) {
  const section = make('section', {class: 'run', 'data-run': index, 'aria-labelledby': `run-${index}`},
    make('header', {}, make('h2', {id: `run-${index}`}, run.name), make('p', {}, run.told.join(' · '))),
    run.state ? make('p', {class: 'state'}, run.state) : null);
  let go = () => {};
  if (run.at.length > 0) {
    const marks = marksOf(run);
    const group = new Group(run.at, marks.steps, (at) => momentText(group, marks, at));
    section.append(tiles(run), runCharts(run, group, marks));
    go = (step) => group.go(marks.steps[step]);
    group.onMove.push((at) => {
      const step = group.stepOf(at);
      for (const row of section.querySelectorAll('tr.step')) {
        const here = step !== null && row.dataset.step === String(step.index);
        row.classList.toggle('here', here);
        if (here) row.setAttribute('aria-current', 'step'); else row.removeAttribute('aria-current');
      }
    });
  }
  if (run.steps.rows.length + run.steps.left_over.rows.length > 0) section.append(stepTable(run, go));
  section.append(make('details', {class: 'about'}, make('summary', {}, words.about),
    make('ul', {class: 'lines'}, ...run.about.map((line) => make('li', {}, line)))));
  return section;
}
