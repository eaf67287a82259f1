// What was set aside, why, with its bytes; and the way back into the stream.

import { bytes, get, send } from './api.js';
import { el, replace, table } from './dom.js';
import { day, ms, short, whole } from './format.js';

export function letters({ params, go }) {
  const counts = el('div', {});
  const list = el('div', {}, el('p', { class: 'quiet' }, 'Reading…'));
  const original = el('div', { class: 'original' });
  const redrive = el('div', { class: 'redrive' });
  const root = el('section', { class: 'view' }, el('h2', {}, 'Dead letters'), counts, redrive, list, original);
  read();
  return { root };

  async function read() {
    const reason = params.get('reason');
    const range = { from: new Date(Date.now() - 90 * 86400e3).toISOString(), to: new Date(Date.now() + 60e3).toISOString() };
    try {
      const { body: by } = await get('/v1/dead-letters/counts', { ...range, by: 'reason' });
      drawCounts(by.data, reason);
      const { body: answer } = await get('/v1/dead-letters', { ...range, reason, limit: 100 });
      drawList(answer.data);
      drawRedrive(reason, range);
    } catch (error) {
      replace(list, el('p', { class: 'notice' }, error.message));
    }
  }

  function drawCounts(rows, reason) {
    replace(counts, el('ul', { class: 'chips' },
      [{ reason: null, letters: rows.reduce((n, row) => n + row.letters, 0) }, ...rows].map((row) => el('li', {},
        el('button', { type: 'button', 'aria-pressed': String((row.reason ?? null) === (reason ?? null)), onclick: () => { go({ reason: row.reason }); read(); } },
          `${row.reason ?? 'all'} ${whole(row.letters)}`)))));
  }

  function drawList(rows) {
    replace(list, rows.length === 0
      ? el('p', { class: 'empty' }, 'None: every record that was read has been aggregated, or was a duplicate.')
      : table('The newest', ['Recorded', 'Reason', 'Why', 'From', 'Event time', 'Tries', ''], rows.map((row) => [
        day(ms(row.recorded_at)), row.reason, el('span', { title: row.error }, short(row.error, 70)),
        `${row.topic}/${row.partition} @${row.offset}`, day(ms(row.event_time)), whole(row.retry_count),
        el('button', { type: 'button', class: 'link', onclick: () => show(row) }, 'bytes')]), { numeric: [5] }));
  }

  async function show(row) {
    try {
      const data = await bytes(`/v1/dead-letters/${row.id}/original`);
      const text = new TextDecoder('utf-8', { fatal: true });
      let shown;
      try {
        shown = text.decode(data);
      } catch {
        shown = null;
      }
      replace(original, el('h3', {}, `The ${whole(data.length)} bytes of ${row.topic}/${row.partition} @${row.offset}`),
        shown === null && el('p', { class: 'quiet' }, 'Not text in UTF-8: shown as hexadecimal.'),
        el('pre', { tabindex: '0' }, shown ?? hex(data)));
    } catch (error) {
      replace(original, el('p', { class: 'notice' }, error.message));
    }
    original.scrollIntoView({ block: 'nearest' });
  }

  function drawRedrive(reason, range) {
    if (!reason) {
      replace(redrive, el('p', { class: 'quiet' }, 'Choose a reason to send its letters to their topics again, after what was wrong is mended.'));
      return;
    }
    const answer = el('div', { role: 'status' });
    const ask = (dryRun) => async () => {
      try {
        const result = await send('POST', '/v1/redrives', { filter: { reason, ...range }, dry_run: dryRun, rate_per_second: 50 }, { 'Idempotency-Key': crypto.randomUUID() });
        replace(answer,
          el('p', {}, dryRun ? `${whole(result.matched)} letters would be sent again.` : `Redrive ${result.id} is ${result.state}: ${whole(result.matched)} letters.`),
          (result.refused ?? []).length > 0 && el('ul', {}, result.refused.slice(0, 20).map((r) => el('li', {}, `${r.id}: ${r.reason}`))),
          dryRun && result.matched > 0 && el('button', { type: 'button', onclick: ask(false) }, `Send these ${whole(result.matched)} again, 50 a second`));
      } catch (error) {
        replace(answer, el('p', { class: 'notice' }, error.message));
      }
    };
    replace(redrive, el('button', { type: 'button', onclick: ask(true) }, `Redrive ${reason}: see first what it would do`), answer);
  }
}

/** Sixteen bytes a line, as hexdump -C writes them. */
function hex(data, most = 4096) {
  const lines = [];
  for (let i = 0; i < Math.min(data.length, most); i += 16) {
    const part = [...data.slice(i, i + 16)];
    lines.push(`${i.toString(16).padStart(8, '0')}  ${part.map((b) => b.toString(16).padStart(2, '0')).join(' ').padEnd(47)}  ${part.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')}`);
  }
  if (data.length > most) lines.push(`… ${data.length - most} more`);
  return lines.join('\n');
}
