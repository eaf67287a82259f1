// Builds elements. Text only ever goes in as text: keys are written by users.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element with attributes, listeners (onclick …) and children; strings become text. */
export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same in SVG. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Sets attributes of a node that is kept; undefined removes. */
export function set(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
}

/** Replaces all children. */
export function replace(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

/** A table of a caption, headings and rows of cells; a cell is a string, a number or a node. */
export function table(caption, headings, rows, { numeric = [] } = {}) {
  return el('div', { class: 'table', role: 'region', 'aria-label': caption, tabindex: '0' },
    el('table', {},
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, headings.map((h, i) => el('th', { scope: 'col', class: numeric.includes(i) && 'n' }, h)))),
      el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell, i) =>
        el('td', { class: numeric.includes(i) && 'n', 'data-label': headings[i] }, cell ?? '–')))))));
}
