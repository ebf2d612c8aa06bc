// One chart with its legend, its text alternative and its keys, drawn by uPlot.

const seconds = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
const fractions = [-6, -5, -4, -3, -2, -1].flatMap((power) => [1, 2, 5].map((n) => n * 10 ** power));
const labelFont = '11px system-ui, "DejaVu Sans", sans-serif';

// Whole numbers of MiB, or round parts of one, between two marks of an axis.
const byteSteps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6]
  .map((n) => n * 2 ** 20);

class Chart {
  // `spec`: {title, unit, top, height, curves, marks}; a curve: {key, label, colour, values, stacked, fill,
  // dash, more, stepped}. Curves that are stacked come from the bottom up.
  constructor(group, spec) {
    this.group = group;
    this.spec = spec;
    this.shown = spec.curves.map(() => true);
    this.outputs = [];
    this.host = make('div', {
      class: 'plot', tabindex: 0, role: 'application', 'aria-roledescription': words.chart,
      'aria-label': this.summary(), 'aria-description': words.keys,
      keydown: (event) => group.key(event),
    });
    this.figure = make('figure', {'data-chart': spec.key},
      make('figcaption', {}, make('h3', {}, spec.title, ' ', make('span', {class: 'unit'}, units[spec.unit].name)),
        this.legend()),
      this.host, this.valuesTable());
    group.add(this);
  }

  // Once its place in the page, and so its width, is known.
  draw(width) {
    this.plot = new uPlot(this.options(width), this.stack(), this.host);
    this.plot.over.setAttribute('aria-hidden', 'true');
    this.remember();
  }

  resize(width) {
    if (this.plot && width > 0 && width !== this.plot.width) this.plot.setSize({width, height: this.spec.height});
  }

  options(width) {
    const axis = {stroke: () => colour('soft'), grid: {stroke: () => colour('grid'), width: 1},
                  ticks: {stroke: () => colour('grid'), width: 1, size: 4}, font: labelFont};
    const {unit} = this.spec;
    return {
      width, height: this.spec.height, padding: [this.spec.labels ? 18 : 8, 12, 0, 0], legend: {show: false},
      scales: {x: {time: false, range: (_, from, to) => (to > from ? [from, to] : this.group.whole)},
               y: {range: () => [0, this.highest()]}},
      axes: [
        {...axis, size: 30, incrs: [...fractions, ...seconds],
         values: (_, splits, __, ___, step) => splits.map((value) => tickText(value, step))},
        {...axis, size: 62, incrs: unit === 'bytes' ? byteSteps : undefined,
         values: (_, splits) => splits.map((value) => (unit === 'bytes' ? String(+(value / 2 ** 20).toFixed(2)) : String(+value.toFixed(2))))},
      ],
      cursor: {y: false, points: {size: 6}, drag: {x: true, y: true, uni: 60}},
      series: [{}, ...this.order().map((index) => this.seriesOf(index))],
      hooks: {
        setCursor: [(plot) => {
          if (this.group.busy) return;
          if (plot.cursor.idx === null) this.group.leave(this); else this.group.move(plot.cursor.idx, this);
        }],
        setScale: [(plot, key) => {
          if (!this.plot) return;
          if (key === 'y') this.tall = plot.scales.y.max < this.highest();
          this.group.zoom(plot.scales.x.min, plot.scales.x.max);
          this.remember();
        }],
        draw: [(plot) => this.drawMarks(plot)],
      },
    };
  }

  highest() { return this.spec.unit === 'percent' ? this.spec.top : this.spec.top * 1.04; }

  // What is stacked highest is drawn first, so that the others lie over it.
  order() {
    const {curves} = this.spec;
    const stacked = curves.map((_, index) => index).filter((index) => curves[index].stacked);
    return [...stacked.reverse(), ...curves.map((_, index) => index).filter((index) => !curves[index].stacked)];
  }

  seriesOf(index) {
    const curve = this.spec.curves[index];
    const paint = () => colour(curve.colour);
    return {
      label: curve.label, stroke: paint, width: curve.stacked ? 0 : curve.width ?? 1.6, dash: curve.dash, spanGaps: false,
      fill: curve.stacked ? paint : curve.fill ? () => `${colour(curve.colour)}38` : undefined,
      paths: curve.stepped ? uPlot.paths.stepped({align: -1}) : uPlot.paths.linear(),
      points: {show: this.group.at.length < 3},
    };
  }

  // Sums from the bottom up, over what the legend shows.
  stack() {
    const {curves} = this.spec;
    const heights = [];
    let below = null;
    curves.forEach((curve, index) => {
      if (!curve.stacked) { heights[index] = curve.values; return; }
      if (!this.shown[index]) { heights[index] = curve.values.map(() => null); return; }
      const under = below;
      heights[index] = curve.values.map((value, i) => (typeof value !== 'number' || !under ? value
        : typeof under[i] !== 'number' ? under[i] : under[i] + value));
      below = heights[index];
    });
    return [this.group.at, ...this.order().map((index) => heights[index])];
  }

  legend() {
    const list = make('ul', {class: 'legend', 'aria-label': words.legend});
    this.spec.curves.forEach((curve, index) => {
      const swatch = make('span', {class: curve.stacked ? 'swatch' : curve.dash ? 'swatch line dashed' : 'swatch line'});
      swatch.style.setProperty('--swatch', `var(--${curve.colour})`);
      const output = make('span', {class: 'now'});
      this.outputs.push(output);
      list.append(make('li', {}, make('button', {
        type: 'button', 'aria-pressed': 'true', 'data-curve': curve.key, click: (event) => this.toggle(index, event.currentTarget),
      }, swatch, make('span', {}, curve.label, curve.more ? ` ${curve.more}` : ''), output)));
    });
    return list;
  }

  toggle(index, button) {
    this.shown[index] = !this.shown[index];
    button.setAttribute('aria-pressed', String(this.shown[index]));
    const place = this.order().indexOf(index) + 1;
    this.plot.batch(() => {
      this.plot.setSeries(place, {show: this.shown[index]});
      this.plot.setData(this.stack(), false);
    });
    this.plot.redraw();
  }

  show(from, to) {
    if (!this.plot) return;
    const {x} = this.plot.scales;
    if (x.min !== from || x.max !== to) this.plot.setScale('x', {min: from, max: to});
    this.remember();
  }

  // All of the height again, after a stretch of it was chosen.
  flatten() {
    if (this.tall) this.plot.setScale('y', {min: 0, max: this.highest()});
    this.tall = false;
  }

  remember() {
    Object.assign(this.figure.dataset, {from: this.group.from, to: this.group.to});
  }

  point(index) {
    if (!this.plot) return;
    const left = index === null ? -10 : this.plot.valToPos(this.group.at[index], 'x');
    this.plot.setCursor({left, top: index === null ? -10 : 10}, false);
  }

  // Where runs are laid over one another, not each has a value at each moment: the one before it stands.
  valueAt(curve, index) {
    let at = index;
    while (at > 0 && curve.values[at] === undefined) at -= 1;
    return curve.values[at];
  }

  tellValues(index) {
    this.spec.curves.forEach((curve, i) => {
      this.outputs[i].textContent = this.short(this.valueAt(curve, index));
    });
  }

  short(value) { return typeof value === 'number' ? units[this.spec.unit].text(value) : '-'; }

  valuesText(index) {
    return this.spec.curves.filter((_, i) => this.shown[i])
      .map((curve) => `${curve.label} ${withUnit(this.spec.unit, this.valueAt(curve, index))}`);
  }

  // Lowest, highest, first and last of a curve, with their moments.
  static range(curve, at) {
    const found = {};
    curve.values.forEach((value, index) => {
      if (typeof value !== 'number') return;
      found.first ??= {value, at: at[index]};
      if (!found.low || value < found.low.value) found.low = {value, at: at[index]};
      if (!found.high || value > found.high.value) found.high = {value, at: at[index]};
      found.last = {value, at: at[index]};
    });
    return found;
  }

  summary() {
    const {curves, title, unit} = this.spec;
    const told = curves.map((curve) => {
      const {first, high, last} = Chart.range(curve, this.group.at);
      return first ? say(words.summary, curve.label, withUnit(unit, first.value), withUnit(unit, last.value),
        withUnit(unit, high.value), timeText(high.at)) : `${curve.label}: ${words.not_read}`;
    });
    return `${title}. ${told.join(' ')}`;
  }

  valuesTable() {
    const {curves, unit} = this.spec;
    const cell = (point) => make('td', {}, point ? `${units[unit].text(point.value)}` : '-',
      point ? make('span', {class: 'soft'}, ` ${timeText(point.at)}`) : null);
    const rows = curves.map((curve) => {
      const {first, low, high, last} = Chart.range(curve, this.group.at);
      return make('tr', {}, make('th', {scope: 'row'}, curve.label), ...[first, low, high, last].map(cell));
    });
    const head = [words.series, words.first, words.lowest, words.highest, words.final]
      .map((text) => make('th', {scope: 'col'}, text));
    return make('details', {class: 'values'}, make('summary', {}, words.values),
      make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': this.spec.title},
        make('table', {}, make('caption', {class: 'unseen'}, `${this.spec.title}, ${units[unit].name}`),
          make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows))));
  }

  // Steps are lines with their number, parts shorter ones, turns ticks at the bottom.
  drawMarks(plot) {
    const {ctx} = plot;
    const {left, top, width, height} = plot.bbox;
    const ratio = devicePixelRatio;
    const lines = (marks, paint) => {
      let last = -Infinity;
      for (const mark of marks) {
        if (mark.at < plot.scales.x.min || mark.at > plot.scales.x.max) continue;
        const x = Math.round(plot.valToPos(mark.at, 'x', true)) + 0.5;
        last = paint(x, mark, last) ?? last;
      }
    };
    const line = (x, from, to) => { ctx.beginPath(); ctx.moveTo(x, from); ctx.lineTo(x, to); ctx.stroke(); };
    ctx.save();
    ctx.lineWidth = ratio;
    ctx.strokeStyle = colour('mark');
    ctx.setLineDash([]);
    lines(this.spec.marks.turns, (x, mark, last) => {
      if (x - last < 3 * ratio) return last;
      line(x, top + height - 6 * ratio, top + height);
      return x;
    });
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    lines(this.spec.marks.parts, (x) => line(x, top + height * 0.75, top + height));
    ctx.setLineDash([4 * ratio, 3 * ratio]);
    ctx.font = labelFont.replace('11px', `${11 * ratio}px`);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    const {steps} = this.spec.marks;
    lines(steps, (x, mark, last) => {
      ctx.strokeStyle = mark.colour ? colour(mark.colour) : colour('mark');
      line(x, top, top + height);
      if (!this.spec.labels) return last;
      // The whole name where it fits before the next step, else its number.
      const next = steps[steps.indexOf(mark) + 1];
      const end = next ? Math.min(plot.valToPos(next.at, 'x', true), left + width) : left + width;
      const name = x + ctx.measureText(mark.name).width < end - 8 * ratio;
      const text = name ? mark.name : mark.label;
      const wide = ctx.measureText(text).width;
      const start = name ? x : x - wide / 2;
      if (start - last < 4 * ratio || start + wide > left + width + 12 * ratio) return last;
      ctx.fillStyle = mark.colour ? colour(mark.colour) : colour('soft');
      ctx.fillText(text, start, top - 6 * ratio);
      return start + wide;
    });
    ctx.restore();
  }
}
