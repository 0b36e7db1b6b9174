// JSON, token by token: numbers stay as they were sent, which JSON.parse would not leave them.
const DEEPEST = 60;
const member = key => /^[A-Za-z_]\w*$/.test(key) ? '.' + key : '[' + JSON.stringify(key) + ']';
const draw = source => {
  JSON.parse(source);
  const tokens = source.match(/"(?:[^"\\]|\\.)*"|[-+0-9.eE]+|true|false|null|[{}[\],:]/g);
  const root = make('div', undefined, { className: 'json' });
  const opened = [{ node: root, path: '$', depth: 0, index: -1 }];
  const leaf = (token, path) => {
    const node = make('span', token, { className: 'value', role: 'button' });
    node.dataset.path = path;
    // One stop for the tab key; the arrows go on from there.
    node.tabIndex = path === '$' ? 0 : -1;
    return node;
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    const top = opened[opened.length - 1];
    const pad = '\n' + '  '.repeat(top.depth);
    if (token === ',') { top.node.append(','); continue; }
    if (token === '}' || token === ']') {
      opened.pop();
      top.node.append('\n' + '  '.repeat(top.depth - 1));
      top.outer.append(token);
      continue;
    }
    let path = top.path;
    if (top.array) { path += `[${++top.index}]`; top.node.append(pad); }
    if (top.object) {
      path += member(JSON.parse(token));
      const key = make('span', token, { className: 'key' });
      key.dataset.path = path;
      top.node.append(pad, key, ': ');
      at += 2;
    }
    const value = tokens[at];
    if (value !== '{' && value !== '[') { top.node.append(leaf(value, path)); continue; }
    const end = value === '{' ? '}' : ']';
    if (tokens[at + 1] === end) { top.node.append(leaf(value + end, path)); at++; continue; }
    if (top.depth >= DEEPEST) throw new RangeError('too deep to be drawn');
    const inside = make('span');
    const fold = button(undefined, () => fold.setAttribute('aria-expanded', String(!(inside.hidden = !inside.hidden))));
    fold.setAttribute('aria-expanded', 'true');
    fold.setAttribute('aria-label', `Fold ${path}`);
    top.node.append(fold, leaf(value, path), inside);
    opened.push({ node: inside, outer: top.node, path, depth: top.depth + 1, index: -1, array: value === '[', object: value === '{' });
  }
  return root;
};

// The tree of a text; `chosen` gets the JSONPath of a value that is clicked, or reached with the arrow keys and entered.
const tree = (source, chosen) => {
  const root = draw(source);
  const choose = node => {
    const { path } = node.dataset;
    all('.value', root).forEach(each => each.classList.toggle('chosen', each.dataset.path === path));
    chosen(path);
  };
  root.addEventListener('click', event => {
    const node = event.target.closest('.value, .key');
    if (node) choose(node);
  });
  root.addEventListener('keydown', event => {
    const value = event.target.closest('.value');
    if (!value || !['ArrowDown', 'ArrowUp', 'Enter', ' '].includes(event.key)) return;
    event.preventDefault();
    if (event.key === 'Enter' || event.key === ' ') { choose(value); return; }
    const values = all('.value', root).filter(each => !each.closest('[hidden]'));
    const next = values[values.indexOf(value) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next) { value.tabIndex = -1; next.tabIndex = 0; next.focus(); }
  });
  return root;
};
