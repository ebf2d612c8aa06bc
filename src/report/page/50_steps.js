// The step table of a run: the cells of the report, bars that show them, and what stands under a step.

const biggest = (pick) => Math.max(1, ...data.runs.flatMap((run) => run.steps.rows.map((row) => pick(row.bytes))));
const barTop = {
  ram: biggest((bytes) => (bytes.anon ?? 0) + (bytes.file ?? 0) + (bytes.shmem ?? 0)),
  vram: biggest((bytes) => bytes.vram ?? 0),
};

// Lengths are of the largest step of all runs on the page, so that runs can be compared.
function bar(parts, top) {
  const node = make('div', {class: 'bar'});
  for (const [value, name] of parts) {
    if (!value) continue;
    const piece = make('i');
    piece.style.width = `${(100 * value) / top}%`;
    piece.style.setProperty('--swatch', `var(--${name})`);
    node.append(piece);
  }
  return node;
}

function bars(bytes) {
  return make('td', {class: 'bars', 'aria-hidden': 'true'},
    bar([[bytes.anon, 'anon'], [bytes.file, 'file'], [bytes.shmem, 'shmem']], barTop.ram),
    bytes.vram ? bar([[bytes.vram, 'card0']], barTop.vram) : null);
}

function innerTable(list) {
  const hasVram = list.rows.some((row) => row[2] !== '');
  const head = make('tr', {}, make('th', {scope: 'col', class: 'text'}, ''), make('th', {scope: 'col'}, words.delta_ram),
    hasVram ? make('th', {scope: 'col'}, words.delta_vram) : null, make('td', {}));
  const rows = list.rows.map(([label, ram, vram, after]) => make('tr', {}, make('th', {scope: 'row'}, label),
    make('td', {}, ram), hasVram ? make('td', {}, vram) : null, make('td', {class: 'text'}, after)));
  const table = make('table', {class: 'inner', 'aria-label': list.title || words.made_of},
    make('thead', {}, head), make('tbody', {}, ...rows));
  return make('div', {}, list.title ? make('p', {class: 'soft'}, list.title) : null, table);
}

// What stands under a step's row, or nothing.
function moreRow(row, columns) {
  if (row.said.length + row.lists.length === 0) return null;
  const cell = make('td', {colspan: columns});
  for (const line of row.said) cell.append(make('p', {class: 'soft'}, line));
  if (row.lists.length > 0)
    cell.append(make('details', {}, make('summary', {}, words.made_of), ...row.lists.map(innerTable)));
  return make('tr', {class: 'more'}, cell);
}

// `go(index)` is called when a step is chosen.
function stepTable(run, go) {
  const {columns, rows, lines, left_over: left} = run.steps;
  const table = make('table', {class: 'steps'});
  const head = [make('th', {scope: 'col'}, words.step), make('td', {class: 'bars'}),
    ...columns.map((column) => make('th', {scope: 'col', class: column.wide ? 'extra' : false}, column.title))];
  const body = make('tbody');
  rows.forEach((row, index) => {
    const cells = row.cells.map((text, i) => make('td', {class: columns[i].wide ? 'extra' : false}, text));
    body.append(make('tr', {class: 'step', 'data-step': index},
      make('th', {scope: 'row'}, make('button', {type: 'button', title: words.go, click: () => go(index)}, row.name)),
      bars(row.bytes), ...cells));
    const more = moreRow(row, columns.length + 2);
    if (more) body.append(more);
  });
  table.append(make('caption', {}, words.steps, ' ', make('span', {class: 'unit'}, 'MiB')),
    make('thead', {}, make('tr', {}, ...head)), body);
  const wide = make('button', {type: 'button', class: 'plain', 'aria-pressed': 'false', click: (event) => {
    const on = table.classList.toggle('wide');
    event.currentTarget.setAttribute('aria-pressed', String(on));
  }}, words.wide);
  return make('div', {}, make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${words.steps}, ${run.name}`}, table),
    left.rows.length > 0 ? innerTable(left) : null,
    make('ul', {class: 'lines'}, ...lines.map((line) => make('li', {}, line))), make('p', {}, wide));
}
