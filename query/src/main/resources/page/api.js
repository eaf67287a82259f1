// Asks the API of the page's own origin. The token, where one is needed, stays in this tab.

const TOKEN = 'tidemark.token';

/** What the service refused, as RFC 9457 says it. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title || `status ${status}`);
    this.problem = problem;
    this.status = status;
  }
}

export const setToken = (token) => (token ? sessionStorage.setItem(TOKEN, token) : sessionStorage.removeItem(TOKEN));

export function headers(more = {}) {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

export function url(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export async function refusal(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    problem = { title: `${response.status} ${response.statusText}` };
  }
  return new Refused(problem, response.status);
}

/** A GET; the answer's JSON and the position at which it was true. */
export async function get(path, params, { signal } = {}) {
  const response = await fetch(url(path, params), { headers: headers({ Accept: 'application/json' }), signal });
  if (!response.ok) throw await refusal(response);
  return { body: await response.json(), position: response.headers.get('Tidemark-Position') };
}

export async function send(method, path, body, more = {}) {
  const response = await fetch(path, {
    method,
    headers: headers({ 'Content-Type': 'application/json', Accept: 'application/json', ...more }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? null : response.json();
}

export async function bytes(path) {
  const response = await fetch(path, { headers: headers() });
  if (!response.ok) throw await refusal(response);
  return new Uint8Array(await response.arrayBuffer());
}
