'use strict';
// Filters, timeline, links and folding. Nothing here makes markup from text: nodes are made, and texts put into them.
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (name, text, properties) => {
    const node = Object.assign(document.createElement(name), properties);
    if (text !== undefined) node.textContent = text;
    return node;
  };
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

  // Filter.
  const [text, tag, flaky, count] = ['#text', '#tag', '#flaky', '#count'].map(id => one(id));
  const statuses = all('input[name=status]');
  for (const name of [...new Set(scenarios.flatMap(each => each.tags))].sort()) tag.append(make('option', name, { value: name }));
  const filter = () => {
    const wanted = new Set(statuses.filter(box => box.checked).map(box => box.value));
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of scenarios) {
      // Read when first looked for: most reports are opened without a search.
      if (words.length && each.words === null) each.words = each.node.textContent.toLowerCase();
      const fits = wanted.has(each.verdict) && (!flaky.checked || each.flaky) && (!tag.value || each.tags.includes(tag.value))
        && words.every(word => each.words.includes(word));
      if (fits !== each.shown) each.node.hidden = !(each.shown = fits);
      shown += fits;
    }
    count.textContent = `${shown} of ${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'} shown`;
    one('#nothing').hidden = shown > 0;
  };
  let waiting = 0;
  const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(filter); };
  const form = one('#filter');
  form.addEventListener('input', soon);
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = false;
  filter();
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      text.focus();
    }
  });
  one('#open').addEventListener('click', () => {
    for (const each of scenarios) if (each.shown) all(':scope > details', each.node).forEach(part => { part.open = true; });
  });
  one('#close').addEventListener('click', () => {
    for (const each of scenarios) if (each.shown) all('details[open]', each.node).forEach(part => { part.open = false; });
  });

  // Links to a scenario or step.
  let target = null;
  const show = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* taken as it is */ }
    const node = id && document.getElementById(id);
    if (!node || !list.contains(node)) return;
    const each = scenarios.find(each => each.node.contains(node));
    if (each && !each.shown) {
      text.value = tag.value = '';
      flaky.checked = false;
      statuses.forEach(box => { box.checked = true; });
      filter();
    }
    one(':scope > details', node)?.setAttribute('open', '');
    for (let part = node; part && part !== list; part = part.parentElement) if (part.localName === 'details') part.open = true;
    target?.classList.remove('target');
    (target = node).classList.add('target');
    one('summary', node)?.focus({ preventScroll: true });
    node.scrollIntoView({ block: 'start' });
    if (form.offsetHeight && getComputedStyle(form).position === 'sticky') scrollBy(0, -form.offsetHeight - 8);
  };
  addEventListener('hashchange', show);

  // Copying. Where the page comes from a disk there may be no clipboard to write to but this old way.
  const said = make('p', '', { className: 'skip' });
  said.setAttribute('role', 'status');
  document.body.append(said);
  const copy = async (value, button) => {
    let done = false;
    try { await navigator.clipboard.writeText(value); done = true; } catch {
      const area = make('textarea');
      area.value = value;
      document.body.append(area);
      area.select();
      done = document.execCommand('copy');
      area.remove();
      button.focus();
    }
    said.textContent = done ? 'Copied' : 'Not copied';
    button.textContent = said.textContent;
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  const copier = value => {
    const button = make('button', 'Copy', { type: 'button' });
    button.addEventListener('click', () => copy(value(), button));
    return button;
  };

  // JSON, token by token: numbers stay as they were sent, which JSON.parse would not leave them.
  const DEEPEST = 60;
  const member = key => /^[A-Za-z_]\w*$/.test(key) ? '.' + key : '[' + JSON.stringify(key) + ']';
  const tree = (source, chosen) => {
    JSON.parse(source);
    const tokens = source.match(/"(?:[^"\\]|\\.)*"|[-+0-9.eE]+|true|false|null|[{}[\],:]/g);
    const root = make('div', undefined, { className: 'json' });
    const open = [{ node: root, path: '$', depth: 0, index: -1 }];
    const leaf = (token, path) => {
      const node = make('span', token, { className: 'value' });
      node.dataset.path = path;
      node.setAttribute('role', 'button');
      // One stop for the tab key; the arrows go on from there.
      node.tabIndex = path === '$' ? 0 : -1;
      return node;
    };
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at];
      const top = open[open.length - 1];
      const pad = '\n' + '  '.repeat(top.depth);
      if (token === ',') { top.node.append(','); continue; }
      if (token === '}' || token === ']') {
        open.pop();
        top.node.append('\n' + '  '.repeat(top.depth - 1));
        (top.outer ?? top.node).append(token);
        continue;
      }
      let path = top.path;
      if (top.array) { path += `[${++top.index}]`; top.node.append(pad); }
      if (top.object) {
        top.node.append(pad, make('span', token, { className: 'key' }), ': ');
        path += member(JSON.parse(token));
        at += 2;
      }
      const value = tokens[at];
      if (value !== '{' && value !== '[') { top.node.append(leaf(value, path)); continue; }
      const close = value === '{' ? '}' : ']';
      if (tokens[at + 1] === close) { top.node.append(leaf(value + close, path)); at++; continue; }
      if (top.depth >= DEEPEST) throw new RangeError('too deep to be drawn');
      const fold = make('span');
      const button = make('button', undefined, { type: 'button' });
      button.setAttribute('aria-expanded', 'true');
      button.setAttribute('aria-label', `Fold ${path}`);
      button.addEventListener('click', () => button.setAttribute('aria-expanded', String(!(fold.hidden = !fold.hidden))));
      top.node.append(button, leaf(value, path), fold);
      open.push({ node: fold, outer: top.node, path, depth: top.depth + 1, index: -1, array: value === '[', object: value === '{' });
    }
    root.addEventListener('click', event => {
      const value = event.target.closest('.value');
      if (value) chosen(value.dataset.path);
    });
    root.addEventListener('keydown', event => {
      const value = event.target.closest('.value');
      if (!value || !['ArrowDown', 'ArrowUp', 'Enter', ' '].includes(event.key)) return;
      event.preventDefault();
      if (event.key === 'Enter' || event.key === ' ') { chosen(value.dataset.path); return; }
      const values = all('.value', root).filter(each => !each.closest('[hidden]'));
      const next = values[values.indexOf(value) + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next) { value.tabIndex = -1; next.tabIndex = 0; next.focus(); }
    });
    return root;
  };
  const body = figure => {
    const pre = one('pre', figure);
    const source = pre.textContent;
    const caption = one('figcaption', figure);
    caption.append(' ', copier(() => source));
    let drawn;
    const bar = make('p', undefined, { className: 'path', hidden: true });
    const path = make('code');
    bar.append('JSONPath', path, copier(() => path.textContent));
    bar.setAttribute('role', 'status');
    try { drawn = tree(source, value => { path.textContent = value; bar.hidden = false; }); } catch { return; }
    pre.replaceChildren(drawn);
    pre.after(bar);
    const raw = make('button', 'As sent', { type: 'button' });
    raw.setAttribute('aria-pressed', 'false');
    raw.addEventListener('click', () => {
      const pressed = raw.getAttribute('aria-pressed') === 'true';
      raw.setAttribute('aria-pressed', String(!pressed));
      pre.replaceChildren(pressed ? drawn : source);
    });
    caption.append(' ', raw);
  };
  // A step is dressed when it is first opened: 5,000 of them at once would be slow.
  const dressed = new WeakSet();
  const dress = step => {
    if (dressed.has(step)) return;
    dressed.add(step);
    all('figure.body', step).forEach(body);
    all('figure.curl', step).forEach(figure => one('figcaption', figure).append(' ', copier(() => one('pre', figure).textContent)));
  };
  list.addEventListener('toggle', event => {
    if (event.target.open && event.target.classList.contains('step')) dress(event.target);
  }, true);
  all('details.step[open]', list).forEach(dress);

  // Timeline: a lane for each of those that ran at once.
  const ran = scenarios.filter(each => each.started > 0 && each.verdict !== 'skipped').sort((a, b) => a.started - b.started);
  if (ran.length > 1) {
    const start = ran[0].started;
    const end = ran.reduce((most, each) => Math.max(most, each.started + each.millis), start + 1);
    // A merged report does not know the workers: then those that ran at once stand below each other.
    const byWorker = ran.every(each => each.worker !== undefined);
    const lanes = [];
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const high = 18;
    for (const each of ran) {
      // Starts are whole milliseconds, lengths are not.
      const worker = each.worker;
      let lane = lanes.findIndex(known => byWorker ? known === worker : known <= each.started + 1);
      if (lane < 0) lane = lanes.push(0) - 1;
      lanes[lane] = byWorker ? worker : each.started + each.millis;
      const rect = document.createElementNS(svg.namespaceURI, 'rect');
      const part = value => 1000 * value / (end - start);
      for (const [name, value] of Object.entries({
        x: part(each.started - start), y: lane * high + 2, width: Math.max(part(each.millis), 1.5), height: high - 4, class: each.verdict,
      })) rect.setAttribute(name, value);
      const title = document.createElementNS(svg.namespaceURI, 'title');
      title.textContent = `${one('h3', each.node).textContent}: ${each.verdict}, ${one('.time', each.node).textContent}`;
      rect.append(title);
      rect.addEventListener('click', () => { location.hash = each.node.id; });
      svg.append(rect);
    }
    svg.setAttribute('viewBox', `0 0 1000 ${lanes.length * high}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.style.height = `${lanes.length * high}px`;
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', 'Scenarios over time; the list below has the same scenarios');
    one('.chart').append(svg);
    one('#timeline figcaption').textContent =
      `${ran.length} scenarios in ${end - start < 1000 ? Math.round(end - start) + ' ms' : ((end - start) / 1000).toFixed(1) + ' s'} in ${lanes.length} lane${lanes.length === 1 ? '' : 's'}, one for each ${byWorker ? 'worker' : 'that ran at once'} (--jobs ${list.dataset.jobs}). Click a bar to go to its scenario.`;
    one('#timeline').hidden = false;
  }
  show();
  // While it loads the page, the browser goes to the place itself and takes the focus away.
  if (location.hash) addEventListener('load', () => requestAnimationFrame(show));
})();
