// Numbers and times as people read them. Event time is UTC everywhere; local time is in titles.

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const ms = (text) => (text === null || text === undefined ? null : Date.parse(text));

export const pad = (n, width = 2) => String(n).padStart(width, '0');

/** 12:35 or, with seconds, 12:35:20; UTC. */
export function clock(millis, seconds = true) {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) return '–';
  const d = new Date(millis);
  return `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}${seconds ? `:${pad(d.getUTCSeconds())}` : ''}`;
}

/** 28 Nov 12:35; UTC. */
export function day(millis) {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) return '–';
  const d = new Date(millis);
  return `${d.getUTCDate()} ${d.toLocaleString('en', { month: 'short', timeZone: 'UTC' })} ${clock(millis, false)}`;
}

export const local = (millis) => `${new Date(millis).toLocaleString()} local time`;

/** A length of time: 850 ms, 12 s, 4 min 12 s, 2 h 5 min, 3 d. */
export function span(millis) {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) return '–';
  const t = Math.abs(millis);
  const sign = millis < 0 ? '−' : '';
  if (t < 1000) return `${sign}${Math.round(t)} ms`;
  const s = Math.round(t / 1000);
  if (s < 60) return `${sign}${s} s`;
  if (s < 3600) return `${sign}${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ''}`;
  if (s < 86400) return `${sign}${Math.floor(s / 3600)} h${Math.floor(s / 60) % 60 ? ` ${Math.floor(s / 60) % 60} min` : ''}`;
  return `${sign}${Math.floor(s / 86400)} d${Math.floor(s / 3600) % 24 ? ` ${Math.floor(s / 3600) % 24} h` : ''}`;
}

export const whole = (n) => (n === null || n === undefined ? '–' : WHOLE.format(n));
export const compact = (n) => (n === null || n === undefined ? '–' : n < 10000 ? WHOLE.format(n) : COMPACT.format(n));
export const usd = (n) => (n === null || n === undefined ? '–' : n === 0 ? '$0' : `$${n >= 100 ? WHOLE.format(n) : n.toFixed(n >= 1 ? 2 : 4)}`);
export const millis = (n) => (n === null || n === undefined ? '–' : n >= 10000 ? `${(n / 1000).toFixed(1)} s` : `${WHOLE.format(n)} ms`);
export const percent = (n) => (n === null || n === undefined ? '–' : `${(n * 100).toFixed(n < 0.1 ? 2 : 1)} %`);

/** A key shortened in its middle for a label; the whole text is in the title. */
export function short(text, most = 34) {
  const chars = [...text];
  if (chars.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return `${chars.slice(0, half).join('')}…${chars.slice(-half).join('')}`;
}
