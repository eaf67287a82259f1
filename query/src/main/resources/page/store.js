// What stands now, as far as the page has heard: rows by id, how far each stream is, and the news.

import { get } from './api.js';
import { ms } from './format.js';
import { follow } from './stream.js';

const FRAME = 250; // At most four frames of news a second.
const KEPT_NEWS = 200;
const PAGE = 5000;

/** What a person would call a correction: other figures, not the same said again after a restart. */
export function differs(before, after) {
  const skip = new Set(['id', 'state', 'version', 'revision', 'pane', 'pane_index', 'updated_at', 'computation']);
  return Object.keys(after).some((name) => !skip.has(name) && JSON.stringify(after[name]) !== JSON.stringify(before[name]));
}

export class Store {
  constructor() {
    this.rows = new Map();
    this.watermarks = {};
    this.partitions = [];
    this.heldBack = null;
    this.news = [];
    this.connection = { name: 'connecting', since: Date.now(), detail: null };
    this.lag = null;
    this.truncated = false;
    this.paused = false;
    this.listeners = new Set();
    this.changed = false;
    this.loading = 0;
    setInterval(() => this.frame(), FRAME);
  }

  onFrame(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  frame() {
    if (!this.changed || this.paused) return;
    this.changed = false;
    for (const listener of this.listeners) listener(this);
  }

  touch() {
    this.changed = true;
  }

  /** Goes on with another stream of windows, from a time on. */
  async open(stream, range) {
    this.close();
    const mine = (this.opened = Symbol(stream));
    this.stream = stream;
    this.range = range;
    this.rows = new Map();
    this.news = [];
    this.truncated = false;
    this.state('connecting');
    try {
      const position = await this.load(stream, range, mine);
      if (this.opened !== mine) return;
      this.follow(stream, position, mine);
    } catch (error) {
      if (this.opened !== mine) return;
      this.state(error.status ? 'refused' : 'stale', error);
      if (!error.status || error.status >= 500) this.retry = setTimeout(() => this.open(stream, range), 2000);
    }
  }

  close() {
    clearTimeout(this.retry);
    this.opened = null;
    this.following?.close();
    this.following = null;
  }

  async load(stream, range, mine) {
    this.state('catching-up', 0);
    const from = new Date(Date.now() - range).toISOString();
    const to = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const { body, position } = await get(`/v1/windows/${stream}`, { from, to, order: 'desc', limit: PAGE });
    if (this.opened !== mine) return null;
    for (const row of body.data) this.put(row);
    this.truncated = body.page.next !== null;
    this.note(stream, body.completeness);
    this.state('catching-up', this.rows.size);
    return position ?? body.freshness?.position ?? null;
  }

  follow(stream, position, mine) {
    const on = {
      event: (name, data) => this.opened === mine && this.apply(name, data),
      state: (name, detail) => this.opened === mine && this.state(name, detail),
    };
    const params = position ? { streams: stream } : { streams: stream, snapshot: true };
    this.following = follow(params, position, on);
  }

  note(stream, completeness) {
    if (completeness) {
      this.watermarks[stream] = {
        watermark: ms(completeness.watermark),
        finalBefore: ms(completeness.final_before),
      };
    }
  }

  state(name, detail = null) {
    if (this.connection.name !== name || this.connection.detail !== detail) {
      this.connection = { name, since: Date.now(), detail };
      this.touch();
    }
  }

  put(row) {
    const known = this.rows.get(row.id);
    if (known && known.row.version && BigInt(known.row.version) > BigInt(row.version ?? 0)) return known;
    const entry = known ?? { id: row.id, corrections: 0, was: null, at: 0 };
    entry.row = row;
    entry.start = ms(row.window_start);
    entry.end = ms(row.window_end);
    entry.state = row.state;
    if (!known && row.pane === 'LATE') entry.corrections = 1;
    this.rows.set(row.id, entry);
    return entry;
  }

  apply(name, data) {
    switch (name) {
      case 'change': return this.change(data);
      case 'state': return this.become(data);
      case 'progress': return this.progress(data);
      case 'reset': this.touch(); return this.open(this.stream, this.range);
      case 'anomaly': this.tell({ kind: 'anomaly', data }); return undefined;
      case 'dead-letter': this.tell({ kind: 'dead-letter', data }); return undefined;
      default: return undefined;
    }
  }

  change({ id, op, before, after, state, version, late_events: late }) {
    this.touch();
    if (op === 'd' || !after) {
      const gone = this.rows.get(id);
      this.rows.delete(id);
      if (gone) this.tell({ kind: 'withdrawn', id, before: gone.row });
      return;
    }
    const known = this.rows.get(id);
    if (known && version && known.row.version && BigInt(known.row.version) >= BigInt(version)) return;
    const was = known?.row ?? before;
    const entry = this.put({ ...after, id, state: state ?? after.state, version });
    if (op !== 'r' && was && after.pane === 'LATE' && differs(was, after)) {
      entry.corrections += 1;
      entry.was = was;
      entry.at = Date.now();
      this.tell({ kind: 'correction', id, before: was, after, late });
    }
  }

  become({ id, state }) {
    const entry = this.rows.get(id);
    if (entry) {
      entry.state = state;
      entry.row.state = state;
      this.touch();
    }
  }

  progress(data) {
    this.lag = data.lag_ms;
    for (const [stream, at] of Object.entries(data.watermarks ?? {})) {
      this.watermarks[stream] = { watermark: ms(at), finalBefore: ms(data.final_before?.[stream]) };
    }
    this.touch();
  }

  tell(item) {
    this.news.unshift({ ...item, told: Date.now() });
    this.news.length = Math.min(this.news.length, KEPT_NEWS);
    this.touch();
  }

  /** The state of an entry now: final follows from the watermark also where nobody has said it. */
  stateOf(entry) {
    if (entry.row.pane === 'EARLY') return 'open';
    const finalBefore = this.watermarks[this.stream]?.finalBefore;
    return entry.state === 'final' || (finalBefore != null && entry.end <= finalBefore) ? 'final' : 'settled';
  }
}
