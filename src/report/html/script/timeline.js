// The run over time: a lane for each worker.
const startTimeline = () => {
  const ran = scenarios.filter(each => each.started > 0 && each.verdict !== 'skipped').sort((a, b) => a.started - b.started);
  if (ran.length < 2) return;
  const start = ran[0].started;
  const end = ran.reduce((most, each) => Math.max(most, each.started + each.millis), start + 1);
  // A merged report does not know the workers: then those that ran at once stand below each other.
  const byWorker = ran.every(each => each.worker !== undefined);
  const lanes = [];
  const drawing = name => document.createElementNS('http://www.w3.org/2000/svg', name);
  const svg = drawing('svg');
  const high = 18;
  const part = value => Math.round(100000 * value / (end - start)) / 100;
  for (const each of ran) {
    // Starts are whole milliseconds, lengths are not.
    let lane = lanes.findIndex(known => byWorker ? known === each.worker : known <= each.started + 1);
    if (lane < 0) lane = lanes.push(0) - 1;
    lanes[lane] = byWorker ? each.worker : each.started + each.millis;
    const rect = drawing('rect');
    for (const [name, value] of Object.entries({
      x: part(each.started - start), y: lane * high + 2, width: Math.max(part(each.millis), 1.5), height: high - 4, class: each.verdict,
    })) rect.setAttribute(name, value);
    rect.dataset.at = each.node.id;
    const title = drawing('title');
    title.textContent = `${named(each)}: ${each.verdict}, ${one('.time', each.node).textContent}`;
    rect.append(title);
    svg.append(rect);
  }
  svg.addEventListener('click', event => {
    const at = event.target.closest('[data-at]')?.dataset.at;
    if (at) location.hash = at;
  });
  svg.setAttribute('viewBox', `0 0 1000 ${lanes.length * high}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.style.height = `${lanes.length * high}px`;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'Scenarios over time; the list below has the same scenarios');
  one('.chart').append(svg);
  const millis = end - start;
  const time = millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
  one('#timeline figcaption').textContent =
    `${ran.length} scenarios in ${time} in ${plural(lanes.length, 'lane')}, one for each ${byWorker ? 'worker' : 'that ran at once'} (--jobs ${list.dataset.jobs}). Click a bar to go to its scenario.`;
  one('#timeline').hidden = false;
};
