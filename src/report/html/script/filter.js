// Filter by text, tag and status.
const [text, tag, flaky, count] = ['#text', '#tag', '#flaky', '#count'].map(id => one(id));
const statuses = all('input[name=status]');
const form = one('#filter');

// The words of a scenario, from its nodes or from the text that it waits as.
const ENTITIES = [['&lt;', '<'], ['&gt;', '>'], ['&quot;', '"'], ['&#x27;', "'"], ['&#x2f;', '/'], ['&amp;', '&']];
const read = each => {
  const inside = folded(each.node);
  if (!inside) return each.node.textContent.toLowerCase();
  const source = inside.textContent.replace(/<[^>]*>/g, ' ').toLowerCase();
  const text = ENTITIES.reduce((text, [entity, character]) => text.replaceAll(entity, character), source);
  return one('summary', each.node).textContent.toLowerCase() + text;
};
const filter = () => {
  const wanted = new Set(statuses.filter(box => box.checked).map(box => box.value));
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const each of scenarios) {
    const fits = wanted.has(each.verdict) && (!flaky.checked || each.flaky) && (!tag.value || each.tags.includes(tag.value))
      && words.every(word => (each.words ??= read(each)).includes(word));
    if (fits !== each.shown) each.node.hidden = !(each.shown = fits);
    shown += fits;
  }
  count.textContent = `${shown} of ${plural(scenarios.length, 'scenario')} shown`;
  one('#nothing').hidden = shown > 0;
};
const unfilter = () => {
  text.value = tag.value = '';
  flaky.checked = false;
  statuses.forEach(box => { box.checked = true; });
  filter();
};
// What is searched is read while nothing else is to be done, so that the first search need not wait for it.
const readAhead = () => {
  let next = 0;
  const part = deadline => {
    for (; next < scenarios.length && deadline.timeRemaining() > 2; next++) scenarios[next].words ??= read(scenarios[next]);
    if (next < scenarios.length) requestIdleCallback(part);
  };
  globalThis.requestIdleCallback?.(part);
};

// Opening and closing. A screenful at a time: all of a long run at once would hold the page up.
const AT_ONCE = 40;
let turn = 0;
const eachShown = change => {
  const mine = ++turn;
  const shown = scenarios.filter(each => each.shown);
  const part = from => {
    shown.slice(from, from + AT_ONCE).forEach(each => change(each.node));
    if (from + AT_ONCE < shown.length) setTimeout(() => { if (mine === turn) part(from + AT_ONCE); });
  };
  part(0);
};
const close = node => all('details[open]', node).forEach(part => { part.open = false; });

const startFilter = () => {
  for (const name of [...new Set(scenarios.flatMap(each => each.tags))].sort()) tag.append(make('option', name, { value: name }));
  let waiting = 0;
  form.addEventListener('input', () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(filter); });
  form.addEventListener('submit', event => event.preventDefault());
  one('#open').addEventListener('click', () => eachShown(open));
  one('#close').addEventListener('click', () => eachShown(close));
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      text.focus();
    }
  });
  form.hidden = false;
  filter();
  addEventListener('load', readAhead);
};
