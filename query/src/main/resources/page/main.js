// The page: one store, one stream, and everything that is looked at in the URL.

import { get, setToken } from './api.js';
import { el, replace } from './dom.js';
import { clock, span } from './format.js';
import { Store } from './store.js';
import { anomalies } from './anomalies.js';
import { charts } from './charts.js';
import { letters } from './letters.js';
import { life } from './life.js';
import { MEASURES, tide } from './tide.js';
import { watermarks } from './watermarks.js';

const VIEWS = [
  ['tide', 'Tide', tide],
  ['charts', 'Figures', charts],
  ['anomalies', 'Anomalies', anomalies],
  ['letters', 'Dead letters', letters],
  ['watermarks', 'Watermarks', watermarks],
];
const STREAMS = [['performance', 'Requests'], ['sliding', 'Requests, sliding'], ['feedback', 'Feedback'], ['health', 'Health']];
const RANGES = [['5m', 5 * 60e3], ['15m', 15 * 60e3], ['1h', 3600e3], ['6h', 6 * 3600e3], ['24h', 24 * 3600e3]];
const WATERMARKS_EVERY = 2000;
const ANNOUNCE_EVERY = 10_000;

const params = new URLSearchParams(location.hash.slice(1));
const store = new Store();
const byId = (id) => document.getElementById(id);
const main = byId('main');
const strip = byId('strip');
let shown = null;
let drawer = null;

/** Changes what is looked at; undefined leaves a part as it is, null takes it away. */
function go(changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else if (value !== undefined) params.set(name, value);
  }
  history.pushState(null, '', `#${params}`);
  show();
}

function look() {
  for (const name of [...params.keys()]) params.delete(name);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) params.set(name, value);
  show();
}

function show() {
  const view = VIEWS.find(([name]) => name === params.get('view')) ?? VIEWS[0];
  const stream = STREAMS.find(([name]) => name === params.get('stream'))?.[0] ?? 'performance';
  const range = RANGES.find(([name]) => name === params.get('range'))?.[1] ?? 15 * 60e3;
  if (store.stream !== stream || store.range !== range) store.open(stream, range);
  replace(byId('views'), VIEWS.map(([name, text]) => el('li', {},
    el('a', { href: link({ view: name, window: null }), 'aria-current': name === view[0] ? 'page' : null }, text))));
  const wanted = `${view[0]} ${stream} ${range}`;
  if (shown?.wanted !== wanted) {
    shown?.view.close?.();
    const made = view[2]({ store, params, go, link, stream, range });
    shown = { wanted, view: made };
    replace(main, controls(view[0], stream), made.root);
    document.title = `${view[1]} · Tidemark`;
  }
  shown.view.frame?.();
  openLife();
}

function link(changes) {
  const copy = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) value === null ? copy.delete(name) : copy.set(name, value);
  return `#${copy}`;
}

function controls(view, stream) {
  const choice = (label, name, options, value) => el('label', {}, label, ' ',
    el('select', { onchange: (event) => go({ [name]: event.target.value }) },
      options.map(([option, text]) => el('option', { value: option, selected: option === value }, text))));
  const range = choice('Range', 'range', RANGES.map(([name]) => [name, name]), params.get('range') ?? '15m');
  if (view === 'tide') {
    const measures = MEASURES[stream];
    return el('form', { class: 'controls', onsubmit: (event) => event.preventDefault() },
      choice('Stream', 'stream', STREAMS, stream), range,
      choice('Filled by', 'measure', measures.map(([name, text]) => [name, text]), params.get('measure') ?? measures[0][0]),
      el('label', {}, 'Find ', el('input', {
        type: 'search', value: params.get('find') ?? '', placeholder: 'part of a key',
        oninput: (event) => {
          event.target.value ? params.set('find', event.target.value) : params.delete('find');
          history.replaceState(null, '', `#${params}`);
          shown.view.frame();
        },
      })));
  }
  return el('div', { class: 'controls', hidden: true });
}

function openLife() {
  const id = params.get('window');
  const aside = byId('life');
  if (!id) {
    aside.hidden = true;
    drawer = null;
    return;
  }
  if (drawer?.id !== id) {
    drawer = life({ store, id, stream: store.stream, params, go, close: () => go({ window: null }) });
    replace(aside, drawer.root);
    aside.hidden = false;
    aside.querySelector('button')?.focus({ preventScroll: true });
  }
}

/** How fresh this is, in words. */
function drawStrip() {
  const { name, since, detail } = store.connection;
  const at = store.watermarks[store.stream];
  const state = {
    connecting: ['Connecting', 'wait'],
    'catching-up': [`Catching up${detail ? `, ${detail} windows read` : ''}`, 'wait'],
    live: [store.paused ? 'Paused' : 'Live', store.paused ? 'wait' : 'live'],
    stale: [`Stale since ${clock(since)} UTC, trying again`, 'bad'],
    refused: [`Refused: ${detail?.message ?? 'no reason given'}`, 'bad'],
  }[name];
  const open = [...store.rows.values()].filter((entry) => store.stateOf(entry) === 'open').length;
  const held = store.heldBack;
  replace(strip,
    el('span', { class: `lamp ${state[1]}` }, state[0]),
    name === 'refused' && el('form', { class: 'token', onsubmit: useToken },
      el('label', {}, 'Token ', el('input', { type: 'password', name: 'token', autocomplete: 'off' })), el('button', {}, 'Use it')),
    store.lag != null && el('span', {}, `behind the job ${span(store.lag)}`),
    at?.watermark != null && el('span', {}, Number.isFinite(at.watermark) ? `watermark ${clock(at.watermark)} UTC, ${span(Date.now() - at.watermark)} ago` : 'the input has ended'),
    held && el('span', {}, `held back by ${held.topic}/${held.partition}`),
    el('span', {}, `${store.rows.size} windows, ${open} open`));
}

function useToken(event) {
  event.preventDefault();
  setToken(new FormData(event.target).get('token').trim());
  store.open(store.stream, store.range);
}

async function readWatermarks() {
  try {
    // Of a moment only: which partition holds it back does not need the windows of an hour.
    const moment = { from: new Date(Date.now() - 1000).toISOString(), to: new Date().toISOString() };
    const [marks, completeness] = await Promise.all([get('/v1/watermarks'), get(`/v1/completeness/${store.stream}`, moment)]);
    store.partitions = marks.body.partitions;
    store.heldBack = completeness.body.held_back_by;
    store.touch();
  } catch {
    store.partitions = [];
    store.heldBack = null; // The strip says already that the service does not answer.
  }
  setTimeout(readWatermarks, WATERMARKS_EVERY);
}

/** Tells a screen reader what has changed, not more often than it can be heard. */
let announced = { at: 0, state: '' };
function announce() {
  const state = store.connection.name;
  const corrections = store.news.filter((n) => n.kind === 'correction' && n.told > announced.at).length;
  const now = Date.now();
  if (now - announced.at < ANNOUNCE_EVERY || (state === announced.state && corrections === 0)) return;
  byId('announce').textContent = `${state === announced.state ? '' : `${state}. `}${corrections ? `${corrections} corrections.` : ''}`;
  announced = { at: now, state };
}

byId('pause').addEventListener('click', (event) => {
  store.paused = !store.paused;
  event.target.setAttribute('aria-pressed', String(store.paused));
  event.target.textContent = store.paused ? 'Go on' : 'Pause';
  drawStrip();
  store.touch();
});

byId('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('tidemark.theme', root.dataset.theme);
  document.dispatchEvent(new Event('theme'));
});

if (localStorage.getItem('tidemark.theme')) document.documentElement.dataset.theme = localStorage.getItem('tidemark.theme');
addEventListener('popstate', look);
addEventListener('hashchange', look);
addEventListener('resize', () => store.touch());
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && params.get('window')) go({ window: null });
});
store.onFrame(() => {
  drawStrip();
  shown?.view.frame?.();
  announce();
});
setInterval(() => store.touch(), 1000); // Time passes also where nothing happens.
show();
drawStrip();
readWatermarks();
