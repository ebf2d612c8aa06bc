// Light, dark, or as the system has it. Charts take their colours from the style sheet.

const root = document.documentElement;
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const onTheme = [];
let theme = 'auto';
let printing = false;
let colours = new Map();

function colour(name) {
  if (!colours.has(name)) colours.set(name, getComputedStyle(root).getPropertyValue(`--${name}`).trim());
  return colours.get(name);
}

function applyTheme() {
  const dark = !printing && (theme === 'dark' || (theme === 'auto' && systemDark.matches));
  root.dataset.theme = dark ? 'dark' : 'light';
  colours = new Map();
  for (const listener of onTheme) listener();
}

function setTheme(name) {
  theme = name;
  try { localStorage.setItem('tare-theme', name); } catch { /* a page from a file may keep nothing */ }
  applyTheme();
}

try { theme = localStorage.getItem('tare-theme') ?? 'auto'; } catch { /* as above */ }
systemDark.addEventListener('change', applyTheme);
applyTheme();
