// A step gets its buttons and trees when it is first opened and in sight: 5,000 of them at once would be slow.
const body = figure => {
  const pre = one('pre', figure);
  const caption = one('figcaption', figure);
  const about = caption.textContent.toLowerCase();
  const source = pre.textContent;
  caption.append(' ', copier(about, () => source));
  const path = make('code');
  const bar = make('p', undefined, { className: 'path', hidden: true });
  bar.append('JSONPath ', path, ' ', copier('JSONPath', () => path.textContent));
  let drawn;
  try { drawn = tree(source, value => { path.textContent = value; bar.hidden = false; said.textContent = value; }); } catch { return; }
  pre.replaceChildren(drawn);
  // The values in it are stops of the tab key.
  pre.removeAttribute('tabindex');
  pre.after(bar);
  const raw = button('As sent', () => {
    const sent = raw.getAttribute('aria-pressed') === 'false';
    raw.setAttribute('aria-pressed', String(sent));
    pre.replaceChildren(sent ? source : drawn);
    if (sent) pre.tabIndex = 0; else pre.removeAttribute('tabindex');
    bar.hidden = true;
  }, about);
  raw.setAttribute('aria-pressed', 'false');
  caption.append(' ', raw, make('span', 'Click a value to see its JSONPath.', { className: 'tip' }));
};
const dressed = new WeakSet();
const dress = step => {
  if (dressed.has(step)) return;
  dressed.add(step);
  all('figure.body', step).forEach(body);
  all('details.curl', step).forEach(curl => {
    const line = () => one('pre', curl).textContent;
    one('.line', curl.parentElement).append(' ', copier(undefined, line, 'Copy as curl'));
  });
};
const startSteps = () => {
  list.addEventListener('toggle', event => {
    if (event.target.open && event.target.matches('.step')) dress(event.target);
  }, true);
  const sight = new IntersectionObserver(entries => {
    for (const { target } of entries.filter(each => each.isIntersecting)) {
      sight.unobserve(target);
      all('details.step[open]', target).forEach(dress);
    }
  }, { rootMargin: '50%' });
  all('.scenario:has(details.step[open])', list).forEach(each => sight.observe(each));
};
