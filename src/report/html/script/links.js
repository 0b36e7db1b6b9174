// Links to a scenario or step.
let target = null;
const show = () => {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* taken as it is */ }
  const scenario = id && scenarios.find(each => each.node.id === id.split('-')[0]);
  if (!scenario) return;
  if (!scenario.shown) unfilter();
  open(scenario.node);
  const node = document.getElementById(id);
  if (!node) return;
  for (let part = node; part !== scenario.node; part = part.parentElement) if (part.localName === 'details') part.open = true;
  target?.classList.remove('target');
  (target = node).classList.add('target');
  one('summary', node)?.focus({ preventScroll: true });
  // What comes into sight is drawn then, which may move the place: it is gone to until it stays.
  const go = times => {
    node.scrollIntoView({ block: 'start' });
    if (times > 0 && node === target) requestAnimationFrame(() => go(times - 1));
  };
  go(3);
};
const startLinks = () => {
  addEventListener('hashchange', show);
  list.addEventListener('toggle', event => {
    if (event.target.open && event.target.parentElement.matches('.scenario')) unfold(event.target.parentElement);
  }, true);
  show();
  // While it loads the page, the browser goes to the place itself and takes the focus away.
  if (location.hash) addEventListener('load', () => requestAnimationFrame(show));
};
