// The tide: event time to the right, a row a series, each window a block that fills, settles, is
// corrected and becomes final; the watermark as a line, allowed lateness as a band behind it.

import { el, replace, set, svg } from './dom.js';
import { clock, compact, local, ms, short, span, usd, millis as msText, percent } from './format.js';

const LABEL = 210;
const ROW = 40;
const BLOCK = 26;
const TOP = 46;
const MOST_SERIES = 20;
const FRESH = 6000;

/** What fills a block, for each stream of windows: its name, its number, its text. */
export const MEASURES = {
  performance: [
    ['requests', 'Requests', (r) => r.requests, compact],
    ['latency_ms_p95', 'Latency p95', (r) => r.latency_ms_p95, msText],
    ['ttft_ms_p95', 'Time to first token p95', (r) => r.ttft_ms_p95, msText],
    ['cost_usd_total', 'Cost', (r) => r.cost_usd_total, usd],
    ['error_rate', 'Error rate', (r) => r.error_rate, percent],
  ],
  feedback: [
    ['events', 'Events', (r) => r.events, compact],
    ['rating_avg', 'Rating', (r) => r.rating_avg, (n) => (n == null ? '–' : n.toFixed(2))],
  ],
  health: [
    ['events', 'Events', (r) => r.events, compact],
    ['cpu_usage_max', 'CPU max', (r) => r.cpu_usage_max, (n) => (n == null ? '–' : `${n.toFixed(0)} %`)],
  ],
};
MEASURES.sliding = MEASURES.performance;

export function tide(context) {
  const { store, params, go } = context;
  const measure = () => {
    const all = MEASURES[store.stream] ?? MEASURES.performance;
    return all.find(([name]) => name === params.get('measure')) ?? all[0];
  };
  const chart = svg('svg', { class: 'tide', preserveAspectRatio: 'xMinYMin', role: 'grid', 'aria-label': 'Windows by series and event time' });
  const empty = el('div', { class: 'empty' });
  const news = el('ol', { class: 'news', 'aria-label': 'Corrections, newest first' });
  const notice = el('p', { class: 'notice', hidden: true });
  const wrap = el('div', { class: 'tide-scroll' }, chart);
  const root = el('section', { class: 'view' },
    el('div', { class: 'legend', 'aria-hidden': 'true' },
      legend('open', 'open: early, still filling'), legend('settled', 'settled'), legend('corrected', 'corrected, with count'), legend('final', 'final')),
    notice, wrap, empty,
    el('h2', {}, 'Corrections'), news);

  const background = svg('g');
  const blocks = svg('g');
  const foreground = svg('g');
  const labels = svg('g');
  chart.append(background, blocks, foreground, labels);
  const nodes = new Map();
  let focused = null;

  function frame() {
    const range = store.range;
    const width = Math.max(wrap.clientWidth, 320);
    const label = width < 640 ? 0 : LABEL;
    const top = TOP;
    const now = Date.now();
    const from = now - range;
    const to = now + range * 0.06;
    const x = (t) => label + ((t - from) / (to - from)) * (width - label - 8);
    const [, , value, text] = measure();

    const bySeries = new Map();
    for (const entry of store.rows.values()) {
      if (entry.end < from || entry.start > to) continue;
      if (!matches(entry.row.key, params.get('find'))) continue;
      const list = bySeries.get(entry.row.key) ?? { key: entry.row.key, entries: [], weight: 0 };
      list.entries.push(entry);
      list.weight += entry.row.events ?? 0;
      bySeries.set(entry.row.key, list);
    }
    const series = [...bySeries.values()].sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1)).slice(0, MOST_SERIES);
    const rowHeight = label ? ROW : ROW + 18;
    const height = top + series.length * rowHeight + 14;
    set(chart, { viewBox: `0 0 ${width} ${height}`, width, height });
    chart.toggleAttribute('hidden', series.length === 0);
    said(empty, store, series.length);
    notice.hidden = !store.truncated && bySeries.size <= MOST_SERIES;
    notice.textContent = [
      store.truncated ? 'Only the newest 5,000 windows of this range are shown.' : '',
      bySeries.size > MOST_SERIES ? `The ${MOST_SERIES} busiest of ${bySeries.size} series are shown; find narrows them.` : '',
    ].join(' ').trim();

    drawAxis({ from, to, x, width, height, label, top, now });
    drawWatermark({ x, height, top, from, to });

    const largest = Math.max(...series.flatMap((s) => s.entries.map((e) => value(e.row) ?? 0)), 1e-9);
    const seen = new Set();
    series.forEach((line, i) => {
      const y = top + i * rowHeight + (rowHeight - BLOCK) - 4;
      for (const entry of lanes(line.entries)) {
        seen.add(entry.id);
        drawBlock(entry, { x, y, from, value, text, largest, now });
      }
    });
    for (const [id, node] of nodes) {
      if (!seen.has(id)) {
        node.g.remove();
        nodes.delete(id);
      }
    }
    replace(labels, series.map((line, i) => {
      const y = top + i * rowHeight;
      return svg('text', { x: label ? 4 : 6, y: label ? y + rowHeight - BLOCK / 2 : y + 12, class: 'series', dir: 'auto' },
        svg('title', {}, line.key), short(line.key, label ? 32 : 44));
    }));
    drawNews();
  }

  function drawAxis({ from, to, x, width, height, label, top, now }) {
    const steps = [10e3, 30e3, 60e3, 300e3, 900e3, 3600e3, 3 * 3600e3, 6 * 3600e3, 86400e3];
    const step = steps.find((s) => (to - from) / s < (width - label) / 70) ?? 86400e3;
    const marks = [];
    for (let t = Math.ceil(from / step) * step; t < to; t += step) {
      marks.push(svg('line', { x1: x(t), x2: x(t), y1: top - 8, y2: height, class: 'grid' }),
        svg('text', { x: x(t), y: top - 14, class: 'axis', 'text-anchor': 'middle' }, svg('title', {}, local(t)), clock(t, step < 60e3)));
    }
    marks.push(svg('line', { x1: x(now), x2: x(now), y1: top - 8, y2: height, class: 'now' }),
      svg('text', { x: x(now) + 4, y: 12, class: 'axis now-text' }, 'now'));
    replace(background, marks);
  }

  function drawWatermark({ x, height, top, from, to }) {
    const at = store.watermarks[store.stream];
    const parts = [];
    if (at?.watermark != null && Number.isFinite(at.watermark) && at.watermark > from) {
      const w = Math.min(at.watermark, to);
      const finalBefore = Math.max(at.finalBefore ?? w, from);
      parts.push(svg('rect', { x: x(finalBefore), y: top - 8, width: Math.max(0, x(w) - x(finalBefore)), height: height - top + 8, class: 'lateness' },
        svg('title', {}, 'allowed lateness: windows that end here may still be corrected')));
      parts.push(svg('line', { x1: x(w), x2: x(w), y1: top - 22, y2: height, class: 'watermark' },
        svg('title', {}, `watermark ${clock(w)}`)));
      parts.push(svg('text', { x: x(w) - 5, y: 12, class: 'axis watermark-text', 'text-anchor': 'end' }, `watermark ${clock(w)}`));
    }
    for (const partition of store.partitions) {
      const t = ms(partition.watermark);
      if (t && t > from && t < to) {
        parts.push(svg('path', { d: `M${x(t)} ${top - 6}l-4 -7h8z`, class: partition.idle ? 'tick idle' : 'tick' },
          svg('title', {}, `${partition.topic}/${partition.partition} ${clock(t)}${partition.idle ? ', idle' : ''}`)));
      }
    }
    replace(foreground, parts);
  }

  function drawBlock(entry, { x, y, from, value, text, largest, now }) {
    const { row } = entry;
    const state = store.stateOf(entry);
    const left = Math.max(x(entry.start), x(from)) + 1;
    const wide = Math.max(3, x(entry.end) - left - 1);
    const inner = y + (entry.lane ?? 0) * (BLOCK / (entry.lanes ?? 1));
    const tall = BLOCK / (entry.lanes ?? 1) - (entry.lanes > 1 ? 1 : 0);
    const amount = value(row);
    const level = amount == null ? 0 : Math.max(0.08, Math.min(1, amount / largest)) * tall;
    const fresh = now - entry.at < FRESH;
    let node = nodes.get(entry.id);
    if (!node) {
      node = makeBlock(entry.id);
      nodes.set(entry.id, node);
      blocks.append(node.g);
    }
    set(node.g, {
      class: `block ${state}${entry.corrections ? ' corrected' : ''}${fresh ? ' fresh' : ''}`,
      'aria-label': `${row.key}, ${clock(entry.start)} to ${clock(entry.end)} UTC, ${state}${entry.corrections ? `, corrected ${entry.corrections} times` : ''}, ${text(amount)}`,
    });
    set(node.frame, { x: left, y: inner, width: wide, height: tall, rx: Math.min(4, wide / 4) });
    set(node.level, { x: left, y: inner + tall - level, width: wide, height: level, rx: Math.min(3, wide / 4) });
    set(node.notch, { d: `M${left + wide - 9} ${inner}h9v9z` });
    const label = wide > 34 && tall > 16 ? text(amount) : '';
    if (node.text.textContent !== label) node.text.textContent = label;
    set(node.text, { x: left + wide / 2, y: inner + tall / 2 + 4 });
    const count = entry.corrections > 1 && wide > 14 ? String(entry.corrections) : '';
    if (node.count.textContent !== count) node.count.textContent = count;
    set(node.count, { x: left + wide - 2, y: inner - 2 });
    const old = fresh && entry.was ? text(value(entry.was)) : '';
    if (node.was.textContent !== old) node.was.textContent = old;
    set(node.was, { x: left + wide / 2, y: inner - 4 });
    node.title.textContent = `${row.key}\n${clock(entry.start)}–${clock(entry.end)} UTC · ${state} · ${row.pane} ${row.pane_index}\n${text(amount)}`;
  }

  function makeBlock(id) {
    const node = {
      frame: svg('rect', { class: 'frame' }),
      level: svg('rect', { class: 'level' }),
      notch: svg('path', { class: 'notch' }),
      text: svg('text', { class: 'value', 'text-anchor': 'middle' }),
      count: svg('text', { class: 'count', 'text-anchor': 'end' }),
      was: svg('text', { class: 'was', 'text-anchor': 'middle' }),
      title: svg('title'),
    };
    node.g = svg('g', {
      role: 'gridcell',
      tabindex: nodes.size === 0 ? '0' : '-1',
      'data-id': id,
      onclick: () => go({ window: id }),
      onfocus: () => focus(id),
      onkeydown: (event) => key(event, id),
    }, node.title, node.frame, node.level, node.notch, node.text, node.count, node.was);
    return node;
  }

  function focus(id) {
    if (focused && nodes.get(focused)) nodes.get(focused).g.setAttribute('tabindex', '-1');
    focused = id;
    nodes.get(id)?.g.setAttribute('tabindex', '0');
  }

  /** Arrows move between windows, Enter opens. */
  function key(event, id) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      go({ window: id });
      return;
    }
    const here = nodes.get(id)?.frame;
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!direction || !here) return;
    event.preventDefault();
    const [hx, hy] = [Number(here.getAttribute('x')), Number(here.getAttribute('y'))];
    let best = null;
    let least = Infinity;
    for (const [other, node] of nodes) {
      const dx = Number(node.frame.getAttribute('x')) - hx;
      const dy = Number(node.frame.getAttribute('y')) - hy;
      const along = direction[0] ? dx * direction[0] : dy * direction[1];
      const across = Math.abs(direction[0] ? dy : dx);
      if (other === id || along < 2 || (direction[0] && across > BLOCK)) continue;
      const distance = along + across * 3;
      if (distance < least) {
        least = distance;
        best = node;
      }
    }
    best?.g.focus();
  }

  function drawNews() {
    const [, name, value, text] = measure();
    const items = store.news.filter((n) => n.kind === 'correction' || n.kind === 'withdrawn').slice(0, 12);
    replace(news, items.length === 0
      ? el('li', { class: 'quiet' }, 'None since this page was opened. A late event would show here: the value withdrawn, and the one in its place.')
      : items.map((item) => item.kind === 'withdrawn'
        ? el('li', {}, el('s', {}, text(value(item.before))), ` withdrawn: ${short(item.before.key)}, the session that began at ${clock(ms(item.before.window_start))} is part of another now`)
        : el('li', {},
          el('button', { type: 'button', class: 'link', onclick: () => go({ window: item.id }) },
            el('s', {}, text(value(item.before))), ' → ', el('strong', {}, text(value(item.after))), ` ${name.toLowerCase()}`),
          el('span', {}, ` ${short(item.after.key)}, ${clock(ms(item.after.window_start))}–${clock(ms(item.after.window_end))}`,
            item.late ? `, ${item.late} late event${item.late === 1 ? '' : 's'}` : '',
            `, ${span(Date.now() - item.told)} ago`))));
  }

  return { root, frame };
}

/** Overlapping windows of a series, which sliding ones are, share the height of its row. */
function lanes(entries) {
  const sorted = [...entries].sort((a, b) => a.start - b.start);
  const ends = [];
  for (const entry of sorted) {
    let lane = ends.findIndex((end) => end <= entry.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = entry.end;
    entry.lane = lane;
  }
  for (const entry of sorted) entry.lanes = Math.min(ends.length, 13);
  return sorted.filter((entry) => entry.lane < 13);
}

function matches(key, find) {
  return !find || key.toLowerCase().includes(find.toLowerCase());
}

function legend(state, text) {
  const corrected = state === 'corrected';
  return el('span', {}, svg('svg', { width: 28, height: 18, viewBox: '0 0 28 18' },
    svg('g', { class: `block ${corrected ? 'settled corrected' : state}` },
      svg('rect', { class: 'frame', x: 1, y: 1, width: 26, height: 16, rx: 3 }),
      svg('rect', { class: 'level', x: 1, y: 7, width: 26, height: 10, rx: 2 }),
      svg('path', { class: 'notch', d: 'M18 1h9v9z' }))), text);
}

/** Why nothing is drawn, and what to do next. */
function said(node, store, drawn) {
  node.hidden = drawn > 0;
  if (drawn > 0) return;
  const { name } = store.connection;
  const text = name === 'connecting' ? 'Connecting…'
    : name === 'catching-up' ? 'Reading what stands…'
      : name === 'refused' ? 'The service refused: see above.'
        : name === 'stale' ? 'The service does not answer. This page tries again by itself.'
          : 'No windows in this range yet. Send events to the input topics (./tidemark generate), or choose a longer range.';
  if (node.textContent !== text) replace(node, el('p', {}, text));
}
