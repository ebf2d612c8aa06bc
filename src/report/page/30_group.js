// The charts of one run: one time, one cursor, one stretch that is shown.

class Group {
  // `at`: seconds, rising; `steps`: [{at, name, run}], rising; `told(index)`: what else is at a moment.
  constructor(at, steps, told) {
    Object.assign(this, {at, steps, told, charts: [], index: null, busy: false, onMove: [], onZoom: []});
    const alone = at[0] === at[at.length - 1] ? 0.5 : 0;  // a run of one moment
    this.from = at[0] - alone;
    this.to = at[at.length - 1] + alone;
    this.whole = [this.from, this.to];
  }

  add(chart) { this.charts.push(chart); }

  zoomed() {
    return this.from > this.whole[0] || this.to < this.whole[1] || this.charts.some((chart) => chart.tall);
  }

  zoom(from, to) {
    if (this.busy || !(to > from)) return;
    this.busy = true;
    this.from = Math.max(from, this.whole[0]);
    this.to = Math.min(to, this.whole[1]);
    if (!(this.to > this.from)) [this.from, this.to] = this.whole;
    for (const chart of this.charts) chart.show(this.from, this.to);
    this.busy = false;
    for (const listener of this.onZoom) listener();
  }

  reset() {
    for (const chart of this.charts) chart.flatten();
    this.zoom(...this.whole);
  }

  // The lines go; what was told of the last moment stays.
  leave(from) {
    this.busy = true;
    for (const chart of this.charts) if (chart !== from) chart.point(null);
    this.busy = false;
  }

  move(index, from = null) {
    if (this.busy) return;
    this.busy = true;
    this.index = index;
    for (const chart of this.charts) if (chart !== from) chart.point(index);
    for (const chart of this.charts) chart.tellValues(index);
    this.busy = false;
    for (const listener of this.onMove) listener(index);
  }

  // By `count` moments, within what is shown.
  walk(count) {
    const first = this.nearest(this.from);
    const last = lastUpTo(this.at, this.to);
    const here = this.index ?? (count > 0 ? first - 1 : last + 1);
    this.move(Math.min(Math.max(here + count, first), last));
    this.say();
  }

  walkSteps(count) {
    const now = this.index === null ? -Infinity : this.at[this.index];
    const next = count > 0 ? this.steps.find((step) => step.at > now)
                           : this.steps.filter((step) => step.at < now).pop();
    if (next) this.go(next);
  }

  // The first moment that is not before `time`.
  nearest(time) {
    const index = lastUpTo(this.at, time);
    return this.at[index] < time && index + 1 < this.at.length ? index + 1 : index;
  }

  go(step) {
    if (step.at < this.from || step.at > this.to) this.reset();
    this.move(this.nearest(step.at));
    this.say();
  }

  // The step at or after the moment: what the program was on its way to.
  stepOf(index) {
    return this.steps.find((step) => step.at >= this.at[index] - 1e-9) ?? null;
  }

  zoomStep(step) {
    const before = this.steps[this.steps.indexOf(step) - 1];
    const from = before ? before.at : this.whole[0];
    const margin = (step.at - from) * 0.03;
    this.zoom(from - margin, step.at + margin);
  }

  zoomBy(factor) {
    const middle = this.index === null ? (this.from + this.to) / 2 : this.at[this.index];
    this.zoom(middle - (middle - this.from) * factor, middle + (this.to - middle) * factor);
  }

  key(event) {
    const far = event.shiftKey ? 10 : 1;
    const actions = {
      ArrowLeft: () => this.walk(-far), ArrowRight: () => this.walk(far),
      Home: () => this.walk(-this.at.length), End: () => this.walk(this.at.length),
      PageUp: () => this.walkSteps(-1), PageDown: () => this.walkSteps(1),
      '+': () => this.zoomBy(0.5), '=': () => this.zoomBy(0.5), '-': () => this.zoomBy(2),
      0: () => this.reset(), Escape: () => this.reset(),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  }

  say() {
    if (this.index === null) return;
    tell([this.told(this.index), ...this.charts.flatMap((chart) => chart.valuesText(this.index))].join('; '));
  }
}
