// What the parts of the script share. Nothing here makes markup from what servers sent: nodes are made, and texts put
// into them. Only parts of the page itself, which its templates wrote and escaped, become markup later.
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const make = (name, text, properties) => {
  const node = Object.assign(document.createElement(name), properties);
  if (text !== undefined) node.textContent = text;
  return node;
};
const button = (text, pressed, about) => {
  const node = make('button', text, { type: 'button' });
  // What it is for is plain to those who see where it stands.
  if (about) node.append(make('span', ` ${about}`, { className: 'unseen' }));
  node.addEventListener('click', pressed);
  return node;
};
const plural = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

const list = one('#list');
const scenarios = all('article.scenario', list).map(node => ({
  node,
  verdict: node.dataset.verdict,
  flaky: node.dataset.flaky === 'true',
  tags: node.dataset.tags ? node.dataset.tags.split('\n') : [],
  started: Number(node.dataset.started),
  worker: node.dataset.worker,
  millis: Number(node.dataset.millis),
  shown: true,
  words: null,
}));
const named = each => one('h3', each.node).textContent;

// The inside of a scenario that waits as text. In the document of a parser nothing runs or loads.
const folded = node => one(':scope > details > script', node);
const unfold = node => {
  const inside = folded(node);
  if (inside) inside.replaceWith(...new DOMParser().parseFromString(inside.textContent, 'text/html').body.childNodes);
};
const open = node => {
  unfold(node);
  one(':scope > details', node)?.setAttribute('open', '');
};
