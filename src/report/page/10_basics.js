// Words, numbers and elements. Whatever a run said comes in as text and goes out as text.

const data = JSON.parse(document.getElementById('data').textContent);
const words = data.words;

function say(pattern, ...values) {
  let next = 0;
  return pattern.replace(/\{\}/g, () => values[next++]);
}

// A node with attributes; a function is a listener, and children that are no nodes become text.
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// The report's own rounding, exact ties to even, so that the page and the tables never differ.
function mib(bytes) {
  const unit = 2 ** 20;
  const whole = Math.floor(bytes / unit);
  const hundredths = (bytes - whole * unit) * 100;
  let count = Math.floor(hundredths / unit);
  const rest = hundredths - count * unit;
  if (rest > unit / 2 || (rest === unit / 2 && count % 2 === 1)) count += 1;
  const total = whole * 100 + count;
  return `${Math.floor(total / 100)}.${String(total % 100).padStart(2, '0')}`;
}

const units = {
  bytes: {name: 'MiB', text: mib},
  percent: {name: '%', text: (value) => value.toFixed(1)},
};

function withUnit(unit, value) {
  if (value === null || value === undefined) return words.not_read;
  return `${units[unit].text(value)} ${units[unit].name}`;
}

// "8.50 s", "12:05.30 min", "21:36:17.70 h".
function timeText(seconds) {
  if (Math.abs(seconds) < 600) return `${seconds.toFixed(2)} s`;
  const hundredths = Math.round(Math.abs(seconds) * 100);
  const two = (value) => String(value).padStart(2, '0');
  const rest = `${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
  const minutes = Math.floor(hundredths / 6000);
  const sign = seconds < 0 ? '-' : '';
  return minutes < 60 ? `${sign}${minutes}:${rest} min` : `${sign}${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest} h`;
}

// Of an axis: seconds, or hours and minutes where the steps between two marks are that long.
function tickText(seconds, step) {
  if (step < 60) return `${+seconds.toFixed(6)} s`;
  const minutes = Math.round(seconds / 60);
  if (step < 3600 && minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`;
}

let telling = 0;
// For screen readers; a cursor that runs is told where it stops.
function tell(text) {
  clearTimeout(telling);
  telling = setTimeout(() => { document.getElementById('told').textContent = text; }, 150);
}

// Index of the last of the rising `list` that is not above `value`, or 0.
function lastUpTo(list, value) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= value) low = middle + 1; else high = middle;
  }
  return Math.max(low - 1, 0);
}
