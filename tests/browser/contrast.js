// The texts whose contrast with what is behind them is less than WCAG 2.2 AA wants (1.4.3), and the bars that stand out
// from their ground by less than 3 to 1 (1.4.11).
(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = colour => {
    const [r, g, b] = colour.map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const ground = node => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgb('Canvas');
  };
  const poor = new Map();
  let looked = 0;
  const judge = (node, colour, least, behind) => {
    looked++;
    const ratio = contrast(rgb(colour), ground(behind));
    if (ratio < least) poor.set(`${node.localName}.${node.getAttribute('class') ?? ''}: ${ratio.toFixed(2)}, not ${least}`, node.textContent.trim().slice(0, 40));
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE', 'title'].includes(node.nodeName) || !node.checkVisibility()) continue;
    const style = getComputedStyle(node);
    const [size, weight] = [parseFloat(style.fontSize), Number(style.fontWeight)];
    judge(node, style.color, size >= 24 || (size >= 18.66 && weight >= 700) ? 3 : 4.5, node);
  }
  for (const node of document.querySelectorAll('svg rect')) if (node.checkVisibility()) judge(node, getComputedStyle(node).fill, 3, node.parentElement);
  return { looked, poor: Object.fromEntries(poor) };
})()
