// Copying. Where the page comes from a disk there may be no clipboard to write to but this old way.
const said = make('p', '', { className: 'unseen', role: 'status' });
const write = async value => {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    const before = document.activeElement;
    const area = make('textarea', undefined, { value, className: 'unseen' });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus();
    return done;
  }
};
const copier = (about, value, text = 'Copy') => {
  const node = button(text, async () => {
    const done = await write(value());
    said.textContent = done ? 'Copied' : 'Not copied';
    node.firstChild.data = said.textContent;
    setTimeout(() => { node.firstChild.data = text; }, 1500);
  }, about);
  node.className = 'copy';
  return node;
};
