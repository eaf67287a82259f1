// Figures over hours or weeks, by model, region or team: merged from the windows by the service.

import { get } from './api.js';
import { el, replace, table } from './dom.js';
import { clock, compact, day, ms, short, usd, whole, millis as msText, percent } from './format.js';

const RANGES = { '1h': [3600e3, '5m'], '6h': [6 * 3600e3, '5m'], '24h': [86400e3, '1h'], '7d': [7 * 86400e3, '1h'], '30d': [30 * 86400e3, '1d'] };
const BY = [['', 'all'], ['model', 'model'], ['region', 'region'], ['team', 'team'], ['service', 'service'], ['provider', 'provider']];
const PLOTS = [
  ['Requests', 'requests', whole], ['Latency p95', 'latency_ms_p95', msText], ['Time to first token p95', 'ttft_ms_p95', msText],
  ['Cost', 'cost_usd_total', usd], ['Error rate', 'error_rate', percent],
];
const INK = ['#17617c', '#a64b12', '#5b4a9c', '#1f7a4d', '#9c2f62', '#6d6a12', '#3b4c63', '#b07a00'];
const INK_DARK = ['#62b4cd', '#f0a35e', '#b3a5f0', '#6fcf97', '#f08cb8', '#d3cf5a', '#a9bbd0', '#ffd166'];
const MOST = 8;

export function charts({ params, go }) {
  const range = RANGES[params.get('span')] ? params.get('span') : '1h';
  const by = params.get('by') ?? 'model';
  const body = el('div', {}, el('p', { class: 'quiet' }, 'Reading…'));
  const pick = (label, name, options, value) => el('label', {}, label, ' ', el('select', {
    onchange: (event) => { params.set(name, event.target.value); go({ [name]: event.target.value }); document.dispatchEvent(new Event('charts')); },
  }, options.map(([option, text]) => el('option', { value: option, selected: option === value }, text))));
  const root = el('section', { class: 'view' }, el('h2', {}, 'Figures of requests'),
    el('p', { class: 'controls' }, pick('Over', 'span', Object.keys(RANGES).map((r) => [r, r]), range), pick('By', 'by', BY, by)), body);
  let plots = [];
  let closed = false;
  let answer = null;
  const again = () => read();
  const themed = () => answer && draw(answer);
  document.addEventListener('charts', again);
  document.addEventListener('theme', themed);
  const timer = setInterval(read, 15_000);
  read();
  return {
    root,
    close: () => {
      closed = true;
      clearInterval(timer);
      document.removeEventListener('charts', again);
      document.removeEventListener('theme', themed);
      plots.forEach((plot) => plot.destroy());
    },
  };

  async function read() {
    const [length, bucket] = RANGES[params.get('span')] ?? RANGES['1h'];
    const size = { '5m': 300e3, '1h': 3600e3, '1d': 86400e3 }[bucket];
    const to = Math.ceil(Date.now() / size) * size;
    const asked = { from: new Date(to - length).toISOString(), to: new Date(to).toISOString(), bucket, percentiles: '50,95,99', by: params.get('by') ?? 'model' };
    try {
      const [latency, ttft] = await Promise.all([get('/v1/rollups/performance', asked), get('/v1/rollups/performance', { ...asked, figure: 'ttft_ms' })]);
      if (closed) return;
      answer = { rows: joined(latency.body.data, ttft.body.data), size };
      draw(answer);
    } catch (error) {
      if (!closed) replace(body, el('p', { class: 'notice' }, error.message));
    }
  }

  function draw({ rows, size }) {
    plots.forEach((plot) => plot.destroy());
    plots = [];
    if (rows.length === 0) {
      replace(body, el('p', { class: 'empty' }, 'No windows in this range. A longer one may have some.'));
      return;
    }
    const groups = new Map();
    for (const row of rows) {
      const name = Object.values(row.dimensions).map((value) => value || '(none)').join(', ') || 'all';
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(row);
    }
    const weight = (list) => list.reduce((n, row) => n + (figures(row).requests ?? 0), 0);
    const shown = [...groups].sort((a, b) => weight(b[1]) - weight(a[1])).slice(0, MOST);
    const starts = [...new Set(rows.map((row) => ms(row.from)))].sort((a, b) => a - b);
    replace(body, totals(rows), groups.size > MOST && el('p', { class: 'notice' }, `The ${MOST} busiest of ${groups.size} are drawn; the totals are of all.`),
      el('div', { class: 'plots' }, PLOTS.map((plot) => drawPlot(plot, shown, starts, size))));
  }

  function totals(rows) {
    const sum = (part, name) => rows.reduce((n, row) => n + (row[part]?.[name] ?? 0), 0);
    const cell = (text, name, format) => {
      const provisional = sum('provisional', name);
      return el('div', {}, el('dt', {}, text), el('dd', {}, format(sum('final', name) + provisional),
        el('small', {}, provisional ? `${format(provisional)} of it may still change` : 'final')));
    };
    return el('dl', { class: 'totals' }, cell('Requests', 'requests', whole), cell('Errors', 'errors', whole), cell('Cost', 'cost_usd_total', usd),
      cell('Input tokens', 'input_tokens', compact), cell('Output tokens', 'output_tokens', compact));
  }

  function drawPlot([title, name, format], groups, starts, size) {
    const ink = dark() ? INK_DARK : INK;
    const muted = getComputedStyle(document.documentElement).getPropertyValue('--muted');
    const grid = getComputedStyle(document.documentElement).getPropertyValue('--grid');
    const holder = el('div', {});
    const data = [starts.map((t) => t / 1000)];
    const series = [{ label: 'from', value: (_, s) => (s == null ? '–' : size < 86400e3 ? clock(s * 1000, false) : day(s * 1000)) }];
    groups.forEach(([group, rows], i) => {
      const at = new Map(rows.map((row) => [ms(row.from), row]));
      const value = (t) => figures(at.get(t))[name] ?? null;
      const isFinal = (t) => at.has(t) && !(at.get(t).provisional?.requests > 0);
      // The final part is a line, what may still change is dashed and begins where the line ends.
      data.push(starts.map((t) => (isFinal(t) ? value(t) : null)));
      data.push(starts.map((t, j) => (at.has(t) && (!isFinal(t) || (j + 1 < starts.length && !isFinal(starts[j + 1]))) ? value(t) : null)));
      const color = ink[i % ink.length];
      series.push({ label: short(group, 24), stroke: color, width: 1.8, value: (_, v) => format(v), points: { show: starts.length < 3, size: 6 } });
      series.push({ label: `${short(group, 24)}, unfinished`, stroke: color, width: 1.8, dash: [4, 4], value: (_, v) => format(v), points: { show: starts.length < 3, size: 6 } });
    });
    const axis = { stroke: muted, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: '12px system-ui' };
    requestAnimationFrame(() => {
      if (!holder.isConnected) return;
      plots.push(new uPlot({
        width: holder.clientWidth || 440, height: 190, series, legend: { show: false }, tzDate: (s) => uPlot.tzDate(new Date(s * 1000), 'Etc/UTC'),
        scales: { y: { range: (_, min, max) => [0, max > 0 ? max * 1.08 : 1] } },
        axes: [{ ...axis, values: (_, ticks) => ticks.map((t) => (size < 3600e3 ? clock(t * 1000, false) : day(t * 1000).replace(/ 00:00$/, ''))), space: size < 3600e3 ? 60 : 100 }, { ...axis, size: 62, values: (_, ticks) => ticks.map((v) => format(v)) }],
      }, data, holder));
    });
    return el('section', { class: 'plot' }, el('h3', {}, title), holder,
      el('ul', { class: 'chips' }, groups.map(([group], i) => el('li', { class: 'key-chip' }, swatch(ink[i % ink.length]), ' ', el('span', { title: group, dir: 'auto' }, short(group, 28))))),
      el('details', {}, el('summary', {}, 'As a table'), table(title, ['From', 'Group', title, ''],
        groups.flatMap(([group, rows]) => rows.map((row) => [day(ms(row.from)), group, format(figures(row)[name]), row.provisional?.requests > 0 ? 'may change' : 'final'])), { numeric: [2] })));
  }
}

/** The figures of both parts together; the service gives them, for percentiles cannot be added. */
function figures(row) {
  return row?.total ?? {};
}

/** One row has the percentiles of one figure: those of two are put side by side. */
function joined(latency, ttft) {
  const place = (row) => `${row.from} ${JSON.stringify(row.dimensions)}`;
  const others = new Map(ttft.map((row) => [place(row), row.total?.percentiles]));
  for (const row of latency) {
    row.total.latency_ms_p95 = row.total.percentiles?.['95'] ?? null;
    row.total.ttft_ms_p95 = others.get(place(row))?.['95'] ?? null;
  }
  return latency;
}

function swatch(color) {
  const node = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  node.style.setProperty('background', color);
  return node;
}

function dark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}
