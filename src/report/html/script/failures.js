// What failed, with the reason, before everything else.
const MOST_FAILURES = 30;
const startFailures = () => {
  const bad = scenarios.filter(each => each.verdict === 'failed' || each.verdict === 'errored');
  if (bad.length === 0) return;
  for (const each of bad.slice(0, MOST_FAILURES)) {
    const why = one('.why', each.node);
    const item = make('li', undefined, { className: each.verdict });
    item.append(make('span', each.verdict, { className: 'verdict' }), ' ', make('a', named(each), { href: `#${why?.dataset.at ?? each.node.id}` }));
    if (why) item.append(' ', ...[...why.childNodes].map(part => part.cloneNode(true)));
    one('#failures ul').append(item);
  }
  if (bad.length > MOST_FAILURES) one('#failures').append(make('p', `And ${bad.length - MOST_FAILURES} more: they stand below.`, { className: 'hint' }));
  one('#failures').hidden = false;
};
