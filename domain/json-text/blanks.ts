/** Skips blanks from an offset on, and notes the comments among them. Returns the offset of what follows. */
export function skipBlanks(text: string, from: number, note: (at: number, message: string) => void): number {
  let at = from;
  for (;;) {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at += 1;
    if (text[at] === '#' || (text[at] === '/' && /[/*]/.test(text[at + 1] ?? ''))) {
      note(at, 'JSON has no comments: remove it.');
      at = endOfComment(text, at);
    } else return at;
  }
}

function endOfComment(text: string, at: number): number {
  if (text[at + 1] === '*' && text[at] === '/') {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  const rest = text.slice(at).search(/[\r\n]/);
  return rest === -1 ? text.length : at + rest;
}
