// Follows /v1/changes by fetch: an EventSource cannot send a token, and gives up on an error.

import { headers, refusal, url } from './api.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
const SILENCE = 5_000; // The service says something each second.

/**
 * Follows the stream until closed. `on` has: event(name, data), state(name, detail).
 * States: connecting, live, stale, refused.
 */
export function follow(params, after, on) {
  let lastId = after;
  let closed = false;
  let pause = FIRST_PAUSE;
  let abort = new AbortController();
  let heard = Date.now();

  const watchdog = setInterval(() => {
    if (!closed && Date.now() - heard > SILENCE) abort.abort();
  }, 1000);

  async function once() {
    abort = new AbortController();
    heard = Date.now();
    const more = lastId ? { 'Last-Event-ID': lastId } : {};
    const response = await fetch(url('/v1/changes', params), {
      headers: headers({ Accept: 'text/event-stream', ...more }),
      signal: abort.signal,
      cache: 'no-store',
    });
    if (!response.ok) throw await refusal(response);
    pause = FIRST_PAUSE;
    on.state('live');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parse = parser((name, data, id) => {
      if (id !== null) lastId = id;
      on.event(name, data);
    });
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard = Date.now();
      parse(value);
    }
  }

  (async () => {
    while (!closed) {
      on.state('connecting');
      try {
        await once();
      } catch (error) {
        if (closed) break;
        if (error.status >= 400 && error.status < 500 && error.status !== 429) {
          on.state('refused', error);
          break;
        }
      }
      if (closed) break;
      on.state('stale');
      await new Promise((resolve) => setTimeout(resolve, pause * (0.75 + Math.random() / 2)));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  })();

  return {
    close() {
      closed = true;
      clearInterval(watchdog);
      abort.abort();
    },
  };
}

/** Takes pieces of an event stream apart, as the HTML standard says, and hands whole events on. */
export function parser(emit) {
  let rest = '';
  let name = '';
  let data = [];
  let id = null;
  return (piece) => {
    rest += piece;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (data.length) emit(name || 'message', JSON.parse(data.join('\n')), id);
        name = '';
        data = [];
        continue;
      }
      if (line.startsWith(':')) continue;
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') name = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
    }
  };
}
