// How far each stream and each partition is, and who holds whom back.

import { get } from './api.js';
import { el, replace, table } from './dom.js';
import { clock, ms, span, whole } from './format.js';

const EVERY = 2000;

export function watermarks() {
  const body = el('div', {}, el('p', { class: 'quiet' }, 'Reading…'));
  const root = el('section', { class: 'view' }, el('h2', {}, 'Watermarks'), body);
  let timer = null;
  let closed = false;
  read();
  return { root, close: () => { closed = true; clearTimeout(timer); } };

  async function read() {
    try {
      const { body: answer } = await get('/v1/watermarks');
      if (closed) return;
      draw(answer.streams, answer.partitions);
    } catch (error) {
      replace(body, el('p', { class: 'notice' }, error.message));
    }
    if (!closed) timer = setTimeout(read, EVERY);
  }

  function draw(streams, partitions) {
    const now = Date.now();
    replace(body,
      table('How far what is written has come', ['Stream', 'Watermark', 'Behind', 'Final before', 'Known from'],
        streams.map((s) => [s.stream, clock(ms(s.watermark)), s.watermark ? span(now - ms(s.watermark)) : '–', clock(ms(s.final_before)), s.source]), { numeric: [1, 2, 3] }),
      partitions.length === 0
        ? el('p', { class: 'quiet' }, 'The job does not report its partitions: it publishes no topics, or is not running.')
        : table('Partitions that the job reads', ['Partition', 'Watermark', 'Behind', 'State', 'Last record', 'To be read', 'Process'],
          [...partitions].sort((a, b) => (a.watermark ?? '') < (b.watermark ?? '') ? -1 : 1).map((p) => [
            `${p.topic}/${p.partition}`, clock(ms(p.watermark)), p.behind_ms != null ? span(p.behind_ms) : '–',
            p.idle ? 'idle' : 'active', clock(ms(p.last_active_at)), whole(p.lag_records), p.instance ?? '–']), { numeric: [1, 2, 4, 5] }));
  }
}
