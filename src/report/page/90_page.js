// The page as a whole: its head, the runs, what they add up to, and print.

function choice(title, options, chosen, choose) {
  const name = `choice-${title}`;
  return make('fieldset', {class: 'choice'}, make('legend', {}, title), make('div', {}, ...options.map(([value, text]) =>
    make('label', {}, make('input', {type: 'radio', name, value, checked: value === chosen, change: () => choose(value)}), text))));
}

function block(found) {
  const node = make('div', {class: 'block'});
  if (found.header.length > 0) {
    const endsWithText = found.header.length === 5;  // key metrics end with the step's name
    const cell = (text, index, row) => (index === 0 ? make('th', {scope: 'row'}, text)
      : make('td', {class: endsWithText && index + 1 === row.length ? 'text' : false}, text));
    node.append(make('div', {class: 'scroll'}, make('table', {}, make('caption', {}, found.title),
      make('thead', {}, make('tr', {}, ...found.header.map((text, index) => make('th', {
        scope: 'col', class: endsWithText && index === 4 ? 'text' : false}, text)))),
      make('tbody', {}, ...found.rows.map((row) => make('tr', {}, ...row.map(cell)))))));
  } else if (found.title) node.append(make('h3', {}, found.title));
  node.append(make('ul', {class: 'lines'}, ...found.lines.map((line) => make('li', {}, line))));
  return node;
}

// Runs that are called alike are told apart by when they began.
function tellApart(runs) {
  for (const run of runs)
    if (runs.filter((other) => other.name === run.name).length > 1) run.longer = `${run.name}, ${run.started || run.id}`;
  for (const run of runs) run.name = run.longer ?? run.name;
}

function build() {
  const {runs} = data;
  tellApart(runs);
  const page = document.getElementById('page');
  const controls = make('div', {class: 'controls'});
  if (runs.length < 2) document.body.classList.add('single');
  const list = make('div', {class: 'runs'}, ...runs.map(runSection));
  page.append(make('header', {class: 'top'}, make('h1', {}, data.title), controls));
  const drawn = runs.filter((run) => run.at.length > 0);
  if (drawn.length > 1) {
    const compare = compareSection(drawn);
    page.append(compare);
    controls.append(choice(words.layout, [['side', words.side], ['over', words.overlaid]], 'side', (value) => {
      list.classList.toggle('overlaid', value === 'over');
      if (value === 'over') compare.open(); else compare.hidden = true;
    }));
  }
  controls.append(choice(words.theme, [['auto', words.auto], ['light', words.light], ['dark', words.dark]], theme, setTheme));
  page.append(list);
  if (data.findings.length > 0)
    page.append(make('section', {class: 'sum', 'aria-labelledby': 'sum'}, make('h2', {id: 'sum'}, words.findings),
      make('div', {class: 'blocks'}, ...data.findings.map(block))));
  document.getElementById('made').textContent = data.made;
  document.getElementById('licence').textContent = words.licence;
  for (const fit of fits) fit();
}

// On paper: light, and what is folded is open.
function print(on) {
  if (printing === on) return;
  printing = on;
  for (const fold of document.querySelectorAll('main details')) {
    if (on) fold.dataset.was = String(fold.open);
    fold.open = on || fold.dataset.was === 'true';
  }
  applyTheme();
  for (const fit of fits) fit();
}

build();
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
matchMedia('print').addEventListener('change', (event) => print(event.matches));
document.documentElement.dataset.ready = 'true';
