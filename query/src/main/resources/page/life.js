// The life of one window: pane by pane, what each replaced, and what stood at a moment.

import { get, url } from './api.js';
import { el, replace } from './dom.js';
import { clock, day, ms, short, span, usd, whole, millis as msText, percent } from './format.js';
import { differs } from './store.js';

const FIGURES = [
  ['events', 'Events', whole], ['requests', 'Requests', whole], ['errors', 'Errors', whole], ['error_rate', 'Error rate', percent],
  ['latency_ms_p50', 'Latency p50', msText], ['latency_ms_p95', 'Latency p95', msText], ['latency_ms_p99', 'Latency p99', msText],
  ['ttft_ms_p95', 'Time to first token p95', msText], ['cost_usd_total', 'Cost', usd], ['input_tokens', 'Input tokens', whole],
  ['output_tokens', 'Output tokens', whole], ['rating_avg', 'Rating', (n) => n?.toFixed(2) ?? '–'], ['status', 'Status', (s) => s ?? '–'],
  ['cpu_usage_max', 'CPU max', (n) => (n == null ? '–' : `${n.toFixed(0)} %`)],
];
const TABLES = { performance: 'performance_window', sliding: 'sliding_window', feedback: 'feedback_session', health: 'health_window' };

export function life({ store, id, stream, params, go, close }) {
  const body = el('div', { class: 'life-body' }, el('p', { class: 'quiet' }, 'Reading its history…'));
  const root = el('div', {},
    el('div', { class: 'life-head' }, el('h2', {}, 'Life of a window'), el('button', { type: 'button', onclick: close, 'aria-label': 'Close' }, '×')), body);
  load();
  return { id, root };

  async function load() {
    const known = store.rows.get(id)?.row;
    let revisions = null;
    let current = known ?? null;
    let why = '';
    try {
      revisions = (await get(`/v1/windows/${stream}/${id}/revisions`, { limit: 500 })).body;
    } catch (error) {
      why = error.message;
    }
    try {
      current = (await get(`/v1/windows/${stream}/${id}`)).body.data;
    } catch (error) {
      if (error.problem?.type?.endsWith('window-absorbed')) why = error.message;
      else if (!known) why = error.message;
    }
    draw(current, revisions, why);
  }

  function draw(current, revisions, why) {
    const entries = revisions?.data ?? [];
    const last = current ?? entries.at(-1)?.after ?? entries.at(-1)?.before;
    if (!last) {
      replace(body, el('p', { class: 'notice' }, why || 'Nothing is known of this window.'));
      return;
    }
    const stood = el('div', {});
    const slider = entries.length > 0 && asOf(entries, current, stood);
    replace(body,
      el('p', { class: 'key', dir: 'auto' }, last.key),
      el('p', { class: 'quiet' }, `${day(ms(last.window_start))} to ${clock(ms(last.window_end))} UTC`,
        current && ` · ${current.state ?? ''} · ${current.pane} ${current.pane_index}`),
      why && el('p', { class: 'notice' }, why),
      !slider && figures(current ?? last),
      slider, stood,
      el('h3', {}, 'Revisions'),
      entries.length === 0
        ? el('p', { class: 'quiet' }, 'No settled revision yet: the history begins when the window is over.')
        : el('ol', { class: 'revisions' }, entries.map((entry) => revision(entry))),
      revisions && revisions.complete === false && el('p', { class: 'quiet' }, 'Early panes are not part of the kept history.'),
      links(last));
  }

  /** What stood at a moment: a slider over the moments of its revisions and now. */
  function asOf(entries, current, stood) {
    const moments = entries.map((entry) => ms(entry.recorded_at));
    const input = el('input', {
      type: 'range', min: '0', max: String(entries.length), value: String(position()), step: '1', id: 'as-of',
      oninput: (event) => move(Number(event.target.value)),
    });
    const label = el('output', { for: 'as-of' });
    move(position(), true);
    return el('div', { class: 'as-of' }, el('label', { for: 'as-of' }, 'As of '), label, input);

    function position() {
      const at = ms(params.get('at'));
      return at ? moments.filter((m) => m <= at).length - 1 : entries.length;
    }

    function move(i, first = false) {
      const now = i >= entries.length;
      const entry = entries[Math.max(0, Math.min(i, entries.length - 1))];
      label.textContent = now ? 'now' : `${day(moments[i])}:${clock(moments[i]).slice(-2)} UTC`;
      input?.setAttribute?.('aria-valuetext', label.textContent);
      const row = now ? current : entry.op === 'd' ? null : entry.after;
      replace(stood, row ? figures(row, i > 0 && !now ? entries[i - 1]?.after : null) : el('p', { class: 'notice' }, 'Nothing stood: the session was withdrawn.'));
      if (!first) {
        now ? params.delete('at') : params.set('at', new Date(moments[i]).toISOString());
        history.replaceState(null, '', `#${params}`);
      }
    }
  }

  function figures(row, before) {
    return el('dl', { class: 'figures' }, FIGURES.filter(([name]) => row[name] !== undefined && row[name] !== null).map(([name, text, format]) =>
      el('div', {}, el('dt', {}, text), el('dd', {},
        before && before[name] !== undefined && before[name] !== row[name] && el('s', {}, format(before[name])), ' ', format(row[name])))));
  }

  function revision(entry) {
    const changed = entry.before && entry.after
      ? FIGURES.filter(([name]) => entry.before[name] !== entry.after[name] && entry.after[name] !== undefined) : [];
    const restated = entry.before && entry.after && entry.before.pane === entry.after.pane && !differs(entry.before, entry.after);
    return el('li', { class: entry.op === 'd' ? 'gone' : '' },
      el('strong', {}, entry.op === 'd' ? 'withdrawn' : restated ? 'said again' : entry.pane ?? entry.after?.pane),
      el('span', { class: 'quiet' }, ` ${day(ms(entry.recorded_at))}`, entry.pane_index != null && ` · pane ${entry.pane_index}`,
        entry.late_events ? ` · ${entry.late_events} late event${entry.late_events === 1 ? '' : 's'}` : ''),
      entry.absorbed_by && el('p', {}, 'part of ', el('button', { type: 'button', class: 'link', onclick: () => go({ window: idOf(entry.absorbed_by) }) }, 'a longer session')),
      changed.length > 0 && el('ul', {}, changed.slice(0, 6).map(([name, text, format]) =>
        el('li', {}, `${text} `, el('s', {}, format(entry.before[name])), ' ', format(entry.after[name])))));
  }

  function idOf(absorbedBy) {
    return typeof absorbedBy === 'string' ? absorbedBy.split('/').at(-1) : absorbedBy.id;
  }

  /** The same by other means. */
  function links(row) {
    const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
    const sql = `SELECT * FROM ${TABLES[stream]}\nWHERE key = ${quoted(row.key)}\n  AND window_start = ${quoted(row.window_start)}\n  AND window_end = ${quoted(row.window_end)};`;
    const history = sql.replace(TABLES[stream], `window_revision_${stream}`).replace(/;$/, '\nORDER BY version;');
    return el('div', {},
      el('h3', {}, 'The same by other means'),
      el('p', {}, el('a', { href: url(`/v1/windows/${stream}/${id}`) }, 'this row'), ' · ',
        el('a', { href: url(`/v1/windows/${stream}/${id}/revisions`) }, 'its revisions'), ' · ',
        el('a', { href: url(`/v1/windows/${stream}`, { key: row.key, from: row.window_start, to: row.window_end }) }, 'as a list'),
        el('span', { class: 'quiet' }, ` of ${short(row.key)}`)),
      el('pre', {}, sql), el('pre', {}, history),
      el('p', { class: 'quiet' }, `Lasts ${span(ms(row.window_end) - ms(row.window_start))}.`));
  }
}
