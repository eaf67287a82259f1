// What was unusual, and what turned out not to be.

import { get } from './api.js';
import { el, replace, table } from './dom.js';
import { day, ms, short } from './format.js';

const EVERY = 5000;

export function anomalies({ params, go }) {
  const body = el('div', {}, el('p', { class: 'quiet' }, 'Reading…'));
  const days = el('label', {}, 'Range ', el('select', { onchange: (event) => { go({ days: event.target.value }); read(); } },
    [['1', '24 h'], ['7', '7 d'], ['30', '30 d']].map(([value, text]) => el('option', { value, selected: value === (params.get('days') ?? '1') }, text))));
  const root = el('section', { class: 'view' }, el('h2', {}, 'Anomalies'), el('p', { class: 'controls' }, days), body);
  let timer = null;
  let closed = false;
  read();
  return { root, close: () => { closed = true; clearTimeout(timer); } };

  async function read() {
    clearTimeout(timer);
    const from = new Date(Date.now() - Number(params.get('days') ?? 1) * 86400e3).toISOString();
    try {
      const { body: answer } = await get('/v1/anomalies', { from, to: new Date(Date.now() + 3600e3).toISOString(), include: 'withdrawn', order: 'desc', limit: 200 });
      if (!closed) draw(answer.data);
    } catch (error) {
      replace(body, el('p', { class: 'notice' }, error.message));
    }
    if (!closed) timer = setTimeout(read, EVERY);
  }

  function draw(rows) {
    if (rows.length === 0) {
      replace(body, el('p', { class: 'empty' }, 'Nothing unusual in this range. A series is judged once it has enough windows to know what is usual.'));
      return;
    }
    const struck = (row, text) => (row.withdrawn_at ? el('s', {}, text) : text);
    replace(body, table('Unusual windows, newest first', ['Window', 'Series', 'Metric', 'Value', 'Usual', 'z', 'Severity'],
      rows.map((row) => [
        struck(row, day(ms(row.window_start))), el('span', { title: row.key, dir: 'auto' }, struck(row, short(row.key))), row.metric,
        struck(row, number(row.value)), `${number(row.baseline_mean)} ± ${number(row.baseline_stddev)}`, number(row.z_score),
        el('span', {}, el('span', { class: `severity ${row.severity}` }, row.severity), row.withdrawn_at ? ' withdrawn' : row.incident_end === null ? ' goes on' : '')]), { numeric: [3, 5] }));
  }
}

const number = (n) => (n === null || n === undefined ? '–' : Math.abs(n) >= 100 ? n.toFixed(0) : n.toPrecision(3));
