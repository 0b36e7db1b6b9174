// On paper everything that did not pass is open, with the headers that were sent and came back.
let openedToPrint = [];
const startPrint = () => {
  addEventListener('beforeprint', () => {
    const reveal = part => { if (!part.open) { part.open = true; openedToPrint.push(part); } };
    reveal(one('.about'));
    for (const each of scenarios) {
      if (!each.shown || (each.verdict !== 'failed' && each.verdict !== 'errored')) continue;
      unfold(each.node);
      all(':scope > details', each.node).forEach(reveal);
      for (const step of all('.step:is(.failed, .errored)', each.node)) {
        reveal(step);
        dress(step);
        all('.try:is(.failed, .errored)', step).forEach(reveal);
        all('.headers', step).forEach(reveal);
      }
    }
  });
  addEventListener('afterprint', () => {
    openedToPrint.forEach(part => { part.open = false; });
    openedToPrint = [];
  });
};
