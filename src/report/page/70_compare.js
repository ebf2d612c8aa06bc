// Runs laid over one another: the same curves, one line a run, from a common time 0.

// A card's curves are summed; a moment with one that could not be read has no sum.
function vramSum(run) {
  const curves = run.curves.filter((curve) => curve.kind === 'process' && curve.read);
  const used = curves.length > 0 ? curves : run.curves.filter((curve) => curve.kind === 'card' && curve.read);
  if (used.length === 0) return null;
  return run.at.map((_, i) => {
    const values = used.map((curve) => curve.values[i]);
    if (values.includes(-1)) return undefined;
    return values.includes(null) ? null : values.reduce((sum, value) => sum + value, 0);
  });
}

const compared = [
  {...chartKinds[0], height: 320, pick: (run) => { const curve = curveOf(run, 'rss'); return curve && readings(curve); }},
  {key: 'own', title: words.own, unit: 'bytes', height: 220, pick: (run) => { const curve = curveOf(run, 'own'); return curve && readings(curve); }},
  {...chartKinds[1], pick: vramSum},
  {...chartKinds[2], pick: (run) => { const curve = curveOf(run, 'system'); return curve && readings(curve); }},
];

// Step names that every run has, for a common time 0.
function commonSteps(runs) {
  return runs[0].steps.rows.map((row) => row.name)
    .filter((name, index, all) => all.indexOf(name) === index
      && runs.every((run) => run.steps.rows.some((row) => row.name === name)));
}

function overlay(runs, zero) {
  const shift = (run) => run.steps.rows.find((row) => row.name === zero)?.at ?? 0;
  const shifted = runs.map((run) => run.at.map((at) => at - shift(run)));
  const marks = {
    steps: runs.flatMap((run, r) => marksOf(run).steps.map((step) => ({
      ...step, at: step.at - shift(run), colour: `run${r % 4}`, name: `${step.name} (${run.name})`})))
      .sort((a, b) => a.at - b.at),
    parts: [], turns: [],
  };
  const tables = runs.map((run, r) => [shifted[r], ...compared.map((kind) => kind.pick(run) ?? run.at.map(() => undefined))]);
  const joined = uPlot.join(tables);
  const group = new Group(joined[0], marks.steps, (index) => timeText(group.at[index]));
  const host = make('div', {}, cursorLine(group, group.told));
  const charts = [];
  compared.forEach((kind, k) => {
    const curves = runs.map((run, r) => ({key: `run ${r}`, label: run.name, colour: `run${r % 4}`, dash: [undefined, [7, 3], [2, 3], [9, 3, 2, 3]][r % 4],
      values: joined[1 + r * compared.length + k]})).filter((curve) => curve.values.some((value) => typeof value === 'number'));
    if (curves.length === 0) return;
    const chart = new Chart(group, {...kind, curves, marks, top: chartTops[kind.key] ?? Math.max(2 ** 20, highestOf(curves))});
    charts.push(chart);
    host.append(chart.figure);
  });
  return {host, fit: keepDrawn(host, charts)};
}

function compareSection(runs) {
  const section = make('section', {class: 'compare', hidden: true, 'aria-label': words.overlaid});
  const place = make('div');
  const draw = (zero) => {
    const {host, fit} = overlay(runs, zero);
    place.replaceChildren(host);
    fit();
  };
  const choices = [['', words.begin], ...commonSteps(runs).map((name) => [name, name])];
  const select = make('select', {change: (event) => draw(event.currentTarget.value)},
    ...choices.map(([value, text]) => make('option', {value}, text)));
  section.append(make('label', {class: 'soft'}, `${words.zero} `, select), place);
  section.open = () => { section.hidden = false; if (!place.firstChild) draw(''); };
  return section;
}
